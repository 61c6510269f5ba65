use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Lets time pass between two questions to a provider; replaceable, so that nothing has to be waited for in tests.
#[derive(Clone)]
pub struct Timer(Arc<dyn Fn(Duration) -> Waiting + Send + Sync>);

impl Timer {
    /// Waits by the runtime's timer.
    pub fn system() -> Self {
        Self::new(tokio::time::sleep)
    }

    /// A timer of the caller's own: what it makes of a duration ends when that has passed.
    pub fn new<W>(wait: impl Fn(Duration) -> W + Send + Sync + 'static) -> Self
    where
        W: Future<Output = ()> + Send + 'static,
    {
        Self(Arc::new(move |duration| Box::pin(wait(duration))))
    }

    pub(crate) async fn wait(&self, duration: Duration) {
        (self.0)(duration).await;
    }
}

impl Default for Timer {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Timer")
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_runtimes_timer_is_what_waits_unless_another_is_given() {
        let (before, pause) = (Instant::now(), Duration::from_secs(5));
        Timer::system().wait(pause).await;
        assert_eq!(before.elapsed(), pause);
        Timer::new(|_| std::future::ready(())).wait(pause).await;
        assert_eq!(before.elapsed(), pause);
    }
}
