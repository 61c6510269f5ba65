use std::{any::Any, fmt};

/// That nobody else renews tokens under the same name; until it is dropped.
pub struct RenewalLock {
    _held: Option<Box<dyn Any + Send + Sync>>,
}

impl RenewalLock {
    /// A lock that ends when `held` is dropped.
    pub fn new(held: impl Send + Sync + 'static) -> Self {
        Self { _held: Some(Box::new(held)) }
    }

    /// For a store that nobody else has: there is nobody to wait for.
    pub const fn unshared() -> Self {
        Self { _held: None }
    }
}

impl fmt::Debug for RenewalLock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RenewalLock")
    }
}
