//! Why something did not come about, in classes that a person can be told.

use serde::{Deserialize, Serialize};
use sign_in::{InteractionReason, SignInError};
use token_store::StoreError;

/// Why something did not come about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The provider could not be reached.
    Network,
    /// Whoever answered for the provider, or a proxy, could not be trusted.
    Certificate,
    /// The provider was busy.
    ProviderBusy,
    /// The provider refused; its code says why.
    ProviderRefused,
    /// The provider's answer could not be used.
    AnswerInvalid,
    /// Somebody refused the consent, or an administrator has to give it.
    ConsentMissing,
    /// Nobody signed in in time.
    TimedOut,
    /// This computer's clock was wrong.
    Clock,
    /// The application, the provider or a scope cannot be right.
    ProviderInvalid,
    /// There was nothing to renew with.
    NothingToRenewWith,
    /// The account was signed out, or its tokens were cleared, meanwhile.
    SignedOut,
    /// The cache could not be read or written.
    Storage,
    /// Another program kept the cache locked.
    LockHeld,
    /// This computer lacked something, such as a free port.
    System,
    /// As a later version notes it.
    #[serde(untagged)]
    Other(String),
}

impl From<&SignInError> for Fault {
    fn from(error: &SignInError) -> Self {
        use SignInError as E;
        match error {
            E::Network { .. } => Self::Network,
            E::CertificateNotTrusted { .. } | E::CaFileUnusable { .. } | E::ProxyInvalid => Self::Certificate,
            E::ProviderBusy { .. } => Self::ProviderBusy,
            E::Throttled { cause, .. } => cause.as_ref().into(),
            E::ProviderRefused(_) | E::CodeExpired(_) | E::UnknownApplication(_) | E::ApiRefused { .. } => {
                Self::ProviderRefused
            }
            E::DiscoveryFailed { .. }
            | E::AnswerInvalid { .. }
            | E::IdTokenInvalid(_)
            | E::NotCacheable(_)
            | E::StateMismatch => Self::AnswerInvalid,
            E::ConsentRefused(_) | E::AdminConsentNeeded(_) => Self::ConsentMissing,
            E::TimedOut { .. } | E::DeviceCodeExpired { .. } => Self::TimedOut,
            E::ClockSkew { .. } => Self::Clock,
            E::AuthorityInvalid { .. }
            | E::ClientIdInvalid(_)
            | E::ScopeInvalid(_)
            | E::RedirectUriInvalid(_)
            | E::ParameterInvalid(_)
            | E::DeviceCodeNotOffered
            | E::ApiMissing
            | E::Confidential(_) => Self::ProviderInvalid,
            E::Store(error) | E::NotStored(error) => error.as_ref().into(),
            E::LoopbackUnavailable(_) | E::PortTaken { .. } | E::HttpClient(_) | E::Interrupted => {
                Self::System
            }
        }
    }
}

impl From<&StoreError> for Fault {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::LockHeld { .. } => Self::LockHeld,
            _ => Self::Storage,
        }
    }
}

impl From<InteractionReason> for Fault {
    fn from(reason: InteractionReason) -> Self {
        match reason {
            InteractionReason::UnknownAccount | InteractionReason::NoRefreshToken => Self::NothingToRenewWith,
            InteractionReason::DeadRefreshToken | InteractionReason::ProviderRefused => Self::ProviderRefused,
            InteractionReason::SignedOutMeanwhile => Self::SignedOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use super::*;

    #[test]
    fn the_cause_behind_an_error_is_told() {
        let busy = SignInError::ProviderBusy { status: Some(503), retry_after: None, refusal: None };
        let throttled = SignInError::Throttled { cause: Arc::new(busy), after: Duration::from_secs(9) };
        assert_eq!(Fault::from(&throttled), Fault::ProviderBusy);
        let held = StoreError::LockHeld { path: "a".into(), holder: None, waited: Duration::ZERO };
        assert_eq!(Fault::from(&SignInError::NotStored(Arc::new(held))), Fault::LockHeld);
    }
}
