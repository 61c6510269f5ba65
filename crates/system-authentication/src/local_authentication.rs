//! `LocalAuthentication` of macOS: Touch ID, the watch, or the password of whoever is logged in.

use robius_authentication::{AndroidText, Context, Error, PolicyBuilder, Text, WindowsText};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::NotAuthenticated;

/// macOS tells only by asking; it can, wherever the account has a password.
#[expect(clippy::unused_async, reason = "other systems have to be asked")]
pub(crate) async fn can_ask(_: &str) -> bool {
    true
}

/// macOS knows no names of questions. Nothing takes one back: it then stays on the screen, and its answer is heard by
/// nobody.
pub(crate) async fn ask(_: &str, words: &str) -> Result<(), NotAuthenticated> {
    answer(words).await.map_err(|error| reason(&error))
}

async fn answer(words: &str) -> Result<(), Error> {
    let (sender, mut answers) = unbounded_channel();
    show(words, sender)?;
    // Without an answer nobody was authenticated.
    answers.recv().await.unwrap_or(Err(Error::Unknown))
}

/// Does not wait for the answer, which is sent from a thread of the system's.
fn show(words: &str, sender: UnboundedSender<Result<(), Error>>) -> Result<(), Error> {
    let policy = PolicyBuilder::new().build().ok_or(Error::Unavailable)?;
    let text = Text {
        android: AndroidText { title: "", subtitle: None, description: None },
        apple: words,
        windows: WindowsText::new_truncated("", ""),
    };
    Context::new(()).authenticate(text, &policy, move |answer| drop(sender.send(answer)))
}

fn reason(error: &Error) -> NotAuthenticated {
    match error {
        // There is nothing to authenticate with.
        Error::PasscodeNotSet => NotAuthenticated::CannotAsk,
        Error::Authentication | Error::Exhausted | Error::UserCanceled => NotAuthenticated::Declined,
        _ => NotAuthenticated::Failed(error.to_string()),
    }
}
