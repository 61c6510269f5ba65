//! `org.freedesktop.Notifications` on the session's bus (Desktop Notifications Specification).

use std::collections::HashMap;

use futures_util::StreamExt;
use tauri::AppHandle;
use zbus::{Connection, MatchRule, Message, MessageStream, message::Type, zvariant::Value};

use super::open;
use crate::views::NotificationView;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// What a click on the notification itself does.
const DEFAULT_ACTION: &str = "default";
/// The server decides how long it is shown.
const SERVER_DECIDES: i32 = -1;

/// Shows it, and waits until it is clicked or gone.
pub(super) async fn notify(handle: &AppHandle, notification: &NotificationView) -> zbus::Result<()> {
    let connection = Connection::session().await?;
    let rule = MatchRule::builder().msg_type(Type::Signal).interface(NAME)?.path(PATH)?.build();
    // Heard of before anything is shown: a click can be quick.
    let mut signals = MessageStream::for_match_rule(rule, &connection, None).await?;
    let id = show(&connection, handle, notification).await?;
    while let Some(signal) = signals.next().await {
        match outcome(&signal?, id) {
            Some(Outcome::Clicked) => {
                open(handle, notification);
                break;
            }
            Some(Outcome::Gone) => break,
            None => {}
        }
    }
    Ok(())
}

async fn show(
    connection: &Connection,
    handle: &AppHandle,
    notification: &NotificationView,
) -> zbus::Result<u32> {
    let name = &handle.package_info().name;
    let hints = HashMap::from([("desktop-entry", Value::from(name.as_str()))]);
    let actions = vec![DEFAULT_ACTION, &notification.open];
    let (summary, body) = (&notification.summary, &notification.body);
    let call = (name, 0_u32, env!("CARGO_PKG_NAME"), summary, body, actions, hints, SERVER_DECIDES);
    connection.call_method(Some(NAME), PATH, Some(NAME), "Notify", &call).await?.body().deserialize()
}

/// What a signal says of a notification.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Clicked,
    Gone,
}

/// Nothing where it is about another notification, or about none.
fn outcome(signal: &Message, id: u32) -> Option<Outcome> {
    let header = signal.header();
    match header.member()?.as_str() {
        "ActionInvoked" => {
            let (about, action): (u32, String) = signal.body().deserialize().ok()?;
            (about == id && action == DEFAULT_ACTION).then_some(Outcome::Clicked)
        }
        "NotificationClosed" => {
            let (about, _): (u32, u32) = signal.body().deserialize().ok()?;
            (about == id).then_some(Outcome::Gone)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(member: &str, body: &(impl serde::Serialize + zbus::zvariant::DynamicType)) -> Message {
        Message::signal(PATH, NAME, member).unwrap().build(body).unwrap()
    }

    #[test]
    fn only_what_is_said_of_this_notification_counts() {
        assert_eq!(outcome(&signal("ActionInvoked", &(7_u32, "default")), 7), Some(Outcome::Clicked));
        assert_eq!(outcome(&signal("NotificationClosed", &(7_u32, 2_u32)), 7), Some(Outcome::Gone));
        for other in [
            signal("ActionInvoked", &(8_u32, "default")),
            signal("ActionInvoked", &(7_u32, "other")),
            signal("ActionInvoked", &"not as the specification has it"),
            signal("NotificationClosed", &(8_u32, 2_u32)),
            signal("ActivationToken", &(7_u32, "token")),
        ] {
            assert_eq!(outcome(&other, 7), None, "{other:?}");
        }
    }
}
