use thiserror::Error;

use crate::{Refusal, SignInError};

/// Why the token endpoint gave no tokens.
#[derive(Clone, Debug, Error)]
pub(crate) enum TokenFault {
    /// The provider refused; what that means depends on what was asked.
    #[error("{0}")]
    Refused(Refusal),
    /// There is no answer, or none that can be used.
    #[error(transparent)]
    Failed(#[from] SignInError),
}
