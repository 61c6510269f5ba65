//! Has the system ask the person at the computer to authenticate (with their password, a finger, whatever it is set up
//! for), where it can: on Linux by polkit. The program never sees what they answer with.
//!
//! This guards against whoever sits down at an unlocked screen. It keeps nothing from programs of the same user.

#[cfg(target_os = "linux")]
mod polkit;

/// Why nobody was authenticated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAuthenticated {
    /// The system has no way to ask, or does not know the question: on Linux a package installs it.
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

/// Whether the system knows the question of that name and could ask it. Nobody is asked.
#[cfg_attr(
    not(target_os = "linux"),
    expect(clippy::unused_async, reason = "it waits where a system can ask")
)]
pub async fn can_ask(question: &str) -> bool {
    #[cfg(target_os = "linux")]
    return polkit::can_ask(question).await;
    #[cfg(not(target_os = "linux"))]
    {
        let _ = question;
        false
    }
}

/// Has the system ask the question of that name, and waits for the answer as long as the person takes. When this is
/// dropped, the question is taken back.
///
/// Fails with why nobody was authenticated.
#[cfg_attr(
    not(target_os = "linux"),
    expect(clippy::unused_async, reason = "it waits where a system can ask")
)]
pub async fn ask(question: &str) -> Result<(), NotAuthenticated> {
    #[cfg(target_os = "linux")]
    return polkit::ask(question).await;
    #[cfg(not(target_os = "linux"))]
    {
        let _ = question;
        Err(NotAuthenticated::CannotAsk)
    }
}
