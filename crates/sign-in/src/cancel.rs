use tokio::sync::watch;

/// Cancels a sign-in, from any thread and at any moment. Clones cancel the same one.
#[derive(Clone, Debug)]
pub struct CancelHandle(watch::Sender<bool>);

impl CancelHandle {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Cancels it. Once its tokens are being stored it is too late, and the person is signed in.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Ends when it is cancelled.
    pub(crate) async fn cancelled(&self) {
        // The sender lives as long as `self`, so that waiting ends by a cancellation alone.
        let _ = self.0.subscribe().wait_for(|cancelled| *cancelled).await;
    }
}
