use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

const OPEN: u8 = 0;
const BEGUN: u8 = 1;
const GIVEN_UP: u8 = 2;

/// The beginning of what is not to end halfway: it is begun or given up, whichever comes first. Clones share it. See
/// [`SealedFile::starting`](crate::SealedFile::starting).
#[derive(Clone, Debug, Default)]
pub struct Start(Arc<AtomicU8>);

impl Start {
    /// Begins, unless it has been given up; whether it has begun, now or before.
    pub fn begin(&self) -> bool {
        self.decide(BEGUN)
    }

    /// Gives it up, unless it has begun; whether it is given up, now or before.
    pub fn give_up(&self) -> bool {
        self.decide(GIVEN_UP)
    }

    fn decide(&self, wanted: u8) -> bool {
        let decided = self.0.compare_exchange(OPEN, wanted, Ordering::AcqRel, Ordering::Acquire);
        decided.is_ok() || decided == Err(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::Start;

    #[test]
    fn what_has_begun_cannot_be_given_up_nor_the_other_way_round() {
        let start = Start::default();
        assert!(start.clone().begin());
        assert!(start.begin());
        assert!(!start.give_up());
        let start = Start::default();
        assert!(start.clone().give_up());
        assert!(start.give_up());
        assert!(!start.begin());
    }
}
