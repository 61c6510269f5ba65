//! Has the system ask the person at the computer to authenticate (with their password, a finger, whatever it is set up
//! for), where it can: on Linux by polkit, on macOS by `LocalAuthentication`, on Windows by Windows Hello. The program
//! never sees what they answer with.
//!
//! This guards against whoever sits down at an unlocked screen. It keeps nothing from programs of the same user.

#[cfg(target_os = "macos")]
mod local_authentication;
#[cfg(target_os = "linux")]
mod polkit;
#[cfg(target_os = "windows")]
mod windows_hello;

#[cfg(target_os = "macos")]
use local_authentication as system;
#[cfg(target_os = "linux")]
use polkit as system;
#[cfg(target_os = "windows")]
use windows_hello as system;

/// Why nobody was authenticated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAuthenticated {
    /// The system has no way to ask, or does not know the question: on Linux a package installs it. On macOS the person
    /// has no password, on Windows they have not set up Windows Hello.
    #[error("the system cannot ask anybody to authenticate for this")]
    CannotAsk,
    /// The system would ask, but nothing in this session shows its question.
    #[error("no authentication agent runs in this session")]
    NobodyAsks,
    /// The person turned it down, or could not authenticate.
    #[error("the person did not authenticate")]
    Declined,
    /// Asking failed in another way.
    #[error("asking the system failed: {0}")]
    Failed(String),
}

/// Whether the system knows the question of that name and could ask it. Nobody is asked. macOS says that it cannot only
/// when it is to ask.
pub async fn can_ask(question: &str) -> bool {
    system::can_ask(question).await
}

/// Has the system ask the question of that name, and waits for the answer as long as the person takes. When this is
/// dropped, the question is taken back where the system can do so; in any case its answer is heard by nobody.
///
/// The words are for systems that have none for the question: Windows shows them as they are, macOS ends a sentence of
/// its own with them ("… is trying to"). polkit knows its questions' words by their names.
///
/// Fails with why nobody was authenticated.
pub async fn ask(question: &str, words: &str) -> Result<(), NotAuthenticated> {
    system::ask(question, words).await
}
