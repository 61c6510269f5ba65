use token_store::{SetAsideReason, StoreError};

/// Why reading gave no cache.
#[derive(Debug)]
pub(crate) enum ReadFault {
    /// There is no file.
    Missing,
    /// There is a file that will not become readable by waiting or by trying again: it is to be moved aside.
    Unusable(SetAsideReason),
    /// The file may be good, but cannot be read now: it is to be left alone.
    Store(StoreError),
}

impl From<StoreError> for ReadFault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<SetAsideReason> for ReadFault {
    fn from(reason: SetAsideReason) -> Self {
        Self::Unusable(reason)
    }
}
