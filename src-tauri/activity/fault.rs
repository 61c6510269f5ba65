//! The window's errors as classes of what went wrong.

use activity::Fault;

use crate::views::ErrorCode;

/// The class of an error; its words stay behind.
pub(super) fn fault_of(code: ErrorCode) -> Fault {
    use ErrorCode as E;
    match code {
        E::Network => Fault::Network,
        E::CertificateNotTrusted | E::CaFileUnusable => Fault::Certificate,
        E::ProviderBusy => Fault::ProviderBusy,
        E::ProviderRefused | E::CodeExpired | E::UnknownApplication | E::SignInNeeded | E::ApiRefused => {
            Fault::ProviderRefused
        }
        E::DiscoveryFailed
        | E::ProviderAnswerInvalid
        | E::IdTokenInvalid
        | E::StateMismatch
        | E::RedirectWithoutAnswer
        | E::RedirectOfOtherSignIn
        | E::RedirectInvalid => Fault::AnswerInvalid,
        E::ConsentRefused | E::AdminConsentNeeded => Fault::ConsentMissing,
        E::SignInTimedOut | E::DeviceCodeExpired | E::SignInOver => Fault::TimedOut,
        E::ClockSkew => Fault::Clock,
        E::ProviderInvalid | E::ProviderGone | E::DeviceCodeNotOffered | E::ApiMissing => {
            Fault::ProviderInvalid
        }
        E::LockHeld => Fault::LockHeld,
        E::LoopbackUnavailable
        | E::PortTaken
        | E::BrowserNotOpened
        | E::ClipboardUnavailable
        | E::AuthenticationImpossible
        | E::AuthenticationAgentMissing
        | E::AuthenticationDeclined
        | E::AuthenticationFailed
        | E::Internal => Fault::System,
        _ => Fault::Storage,
    }
}
