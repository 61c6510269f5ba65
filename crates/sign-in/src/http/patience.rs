use std::time::Duration;

use aws_lc_rs::rand;

use crate::{NetworkFailure, SignInError};

/// Whether something is asked again: twice after failures that come at once, once after a silence that took the
/// whole time limit.
#[derive(Debug, Default)]
pub(super) struct Patience {
    spent: u32,
    failures: u32,
}

const ENOUGH: u32 = 2;
/// Before the first repetition; each further one waits twice as long.
const PAUSE: Duration = Duration::from_millis(400);
/// A server that asks for a longer pause is asked again by whoever comes later.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

impl Patience {
    /// The pause before it is asked again; none where it is not.
    pub(super) fn after(&mut self, failure: &SignInError) -> Option<Duration> {
        let wanted = match failure {
            SignInError::Network { failure: NetworkFailure::TimedOut, .. } => {
                self.spent += 2;
                Duration::ZERO
            }
            SignInError::Network { .. } => {
                self.spent += 1;
                Duration::ZERO
            }
            SignInError::ProviderBusy { status: Some(500..), retry_after, .. } => {
                self.spent += 1;
                retry_after.unwrap_or_default()
            }
            _ => return None,
        };
        if self.spent > ENOUGH || wanted > LONGEST_PAUSE {
            return None;
        }
        self.failures += 1;
        Some(wanted.max(jittered(PAUSE * 2_u32.pow(self.failures - 1))))
    }
}

/// Between half and one and a half times as long, so that those whom one failure hit do not come back together.
fn jittered(pause: Duration) -> Duration {
    let mut random = [0_u8; 2];
    // Without random numbers the pause is the shortest.
    let _ = rand::fill(&mut random);
    let fraction = f64::from(u16::from_be_bytes(random)) / f64::from(u16::MAX);
    pause.mul_f64(0.5 + fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(failure: NetworkFailure) -> SignInError {
        SignInError::Network { host: String::new(), failure, source: None }
    }

    fn busy(status: u16, retry_after: Option<u64>) -> SignInError {
        let retry_after = retry_after.map(Duration::from_secs);
        SignInError::ProviderBusy { status: Some(status), retry_after, refusal: None }
    }

    fn repetitions(failure: &SignInError) -> usize {
        let mut patience = Patience::default();
        std::iter::from_fn(|| patience.after(failure)).count()
    }

    #[test]
    fn what_fails_at_once_is_asked_twice_more_and_a_silence_once() {
        assert_eq!(repetitions(&network(NetworkFailure::Connect)), 2);
        assert_eq!(repetitions(&network(NetworkFailure::Broken)), 2);
        assert_eq!(repetitions(&network(NetworkFailure::TimedOut)), 1);
        assert_eq!(repetitions(&busy(503, None)), 2);
        assert_eq!(repetitions(&busy(503, Some(1))), 2);
    }

    #[test]
    fn who_wants_to_be_left_alone_is() {
        assert_eq!(repetitions(&busy(429, None)), 0);
        assert_eq!(repetitions(&busy(503, Some(60))), 0);
        assert_eq!(repetitions(&SignInError::ApiMissing), 0);
    }

    #[test]
    fn pauses_grow_and_are_not_shorter_than_what_is_asked_for() {
        let mut patience = Patience::default();
        let pauses = [(); 2].map(|()| patience.after(&network(NetworkFailure::Connect)).unwrap());
        assert!((200..=600).contains(&pauses[0].as_millis()), "{pauses:?}");
        assert!((400..=1200).contains(&pauses[1].as_millis()), "{pauses:?}");
        assert_eq!(Patience::default().after(&busy(500, Some(2))), Some(Duration::from_secs(2)));
    }
}
