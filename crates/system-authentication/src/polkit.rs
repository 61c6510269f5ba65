//! `org.freedesktop.PolicyKit1.Authority` on the system's bus (polkit's reference manual, "D-Bus API Reference").

use std::{
    collections::HashMap,
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use tokio::runtime::Handle;
use zbus::{Connection, zvariant::Value};

use crate::NotAuthenticated;

const NAME: &str = "org.freedesktop.PolicyKit1";
const PATH: &str = "/org/freedesktop/PolicyKit1/Authority";
const INTERFACE: &str = "org.freedesktop.PolicyKit1.Authority";
/// `AllowUserInteraction` of `CheckAuthorizationFlags`.
const ALLOW_USER_INTERACTION: u32 = 1;
/// polkit looks up itself when the process began.
const LOOK_IT_UP: u64 = 0;
/// Set where the person closed the question.
const DISMISSED: &str = "polkit.dismissed";

/// `ActionDescription`: the action's ID, what it is, its message, its vendor with a link, an icon, what it takes of
/// whom, and annotations.
type Action = (String, String, String, String, String, String, u32, u32, u32, HashMap<String, String>);
/// `AuthorizationResult`: whether the person is authorised, whether they could be by authenticating, and details.
type Answer = (bool, bool, HashMap<String, String>);

/// Whether polkit is there and has such an action.
pub(crate) async fn can_ask(action: &str) -> bool {
    bus_that_knows(action).await.is_ok_and(|bus| bus.is_some())
}

/// The system's bus, if polkit is on it and has such an action.
async fn bus_that_knows(action: &str) -> zbus::Result<Option<Connection>> {
    let bus = Connection::system().await?;
    let reply = bus.call_method(Some(NAME), PATH, Some(INTERFACE), "EnumerateActions", &"").await?;
    let actions: Vec<Action> = reply.body().deserialize()?;
    Ok(actions.iter().any(|(id, ..)| id == action).then_some(bus))
}

/// Asks about this process. The action has words of its own.
pub(crate) async fn ask(action: &str, _: &str) -> Result<(), NotAuthenticated> {
    let bus = bus_that_knows(action).await.ok().flatten().ok_or(NotAuthenticated::CannotAsk)?;
    let asked = check(bus, action).await.map_err(|error| NotAuthenticated::Failed(error.to_string()))?;
    outcome(&asked)
}

async fn check(bus: Connection, action: &str) -> zbus::Result<Answer> {
    let question = Question::new(bus);
    let own = HashMap::from([("pid", Value::U32(process::id())), ("start-time", Value::U64(LOOK_IT_UP))]);
    let details = HashMap::<&str, &str>::new();
    let call = (("unix-process", own), action, details, ALLOW_USER_INTERACTION, &question.id);
    let reply = question.bus.call_method(Some(NAME), PATH, Some(INTERFACE), "CheckAuthorization", &call);
    let answer = reply.await?.body().deserialize();
    question.no_longer_asked();
    answer
}

fn outcome((is_authorized, is_challenge, details): &Answer) -> Result<(), NotAuthenticated> {
    match (is_authorized, is_challenge) {
        (true, _) => Ok(()),
        // Authenticating would do, and yet nobody was asked to.
        (false, true) if !details.contains_key(DISMISSED) => Err(NotAuthenticated::NobodyAsks),
        (false, _) => Err(NotAuthenticated::Declined),
    }
}

/// A question that is asked; taken back when nobody waits for its answer any longer.
struct Question {
    bus: Connection,
    /// Names it among this program's.
    id: String,
}

impl Question {
    fn new(bus: Connection) -> Self {
        static ASKED: AtomicU64 = AtomicU64::new(0);
        Self { bus, id: (ASKED.fetch_add(1, Ordering::Relaxed) + 1).to_string() }
    }

    /// There is nothing to take back.
    fn no_longer_asked(mut self) {
        self.id.clear();
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        let id = std::mem::take(&mut self.id);
        let Ok(runtime) = Handle::try_current() else { return };
        if id.is_empty() {
            return;
        }
        let bus = self.bus.clone();
        runtime.spawn(async move {
            // The question then stays on the screen, and its answer is heard by nobody.
            drop(bus.call_method(Some(NAME), PATH, Some(INTERFACE), "CancelCheckAuthorization", &id).await);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(is_authorized: bool, is_challenge: bool, detail: Option<&str>) -> Answer {
        let details = detail.map(|name| (name.to_owned(), "true".to_owned())).into_iter().collect();
        (is_authorized, is_challenge, details)
    }

    #[test]
    fn only_who_is_authorised_passes() {
        assert_eq!(outcome(&answer(true, false, None)), Ok(()));
        assert_eq!(outcome(&answer(true, true, Some(DISMISSED))), Ok(()));
        for (refused, why) in [
            (answer(false, false, None), NotAuthenticated::Declined),
            (answer(false, false, Some(DISMISSED)), NotAuthenticated::Declined),
            (answer(false, true, Some(DISMISSED)), NotAuthenticated::Declined),
            (answer(false, true, None), NotAuthenticated::NobodyAsks),
        ] {
            assert_eq!(outcome(&refused), Err(why));
        }
    }
}
