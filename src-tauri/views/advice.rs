//! What to do about a refusal of a provider.

use serde::Serialize;
use sign_in::Advice;
use ts_rs::TS;

impl ProviderAdvice {
    /// What the provider's code says, if it is a known one.
    pub(crate) fn of(code: Option<&str>) -> Option<Self> {
        code.and_then(Advice::of).map(Self::from)
    }
}

/// The page's enum, and how the library's becomes one.
macro_rules! advice {
    ($($(#[$about:meta])+ $name:ident),+ $(,)?) => {
        /// What a person can do about a refusal, for the window to say in their language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
        #[serde(rename_all = "kebab-case")]
        #[ts(export)]
        pub enum ProviderAdvice {
            $($(#[$about])+ $name),+
        }

        impl From<Advice> for ProviderAdvice {
            fn from(advice: Advice) -> Self {
                match advice {
                    $(Advice::$name => Self::$name),+
                }
            }
        }
    };
}

advice! {
    /// A second factor is due, or failed.
    SecondFactor,
    /// A second factor has to be set up first.
    SecondFactorSetup,
    /// The person is not assigned to the application.
    NotAssigned,
    /// A policy of Conditional Access stands in the way.
    BlockedByPolicy,
    /// The device has to be managed or compliant.
    DeviceNotCompliant,
    /// The device has to prove that it is registered.
    DeviceNotRegistered,
    /// The policy allows only approved applications.
    ApplicationNotApproved,
    /// The sign-in or the account is taken for risky.
    BlockedForRisk,
    /// The network allows only certain tenants.
    TenantRestricted,
    /// One of two tenants does not allow guests to or from the other.
    CrossTenantBlocked,
    /// Consent is missing.
    ConsentMissing,
    /// The person declined the consent.
    ConsentDeclined,
    /// Only an administrator can consent.
    AdministratorConsent,
    /// The code or refresh token was not used for too long.
    InactiveTooLong,
    /// The session may not last longer.
    SessionTooOld,
    /// The grant was revoked, as by a new password.
    Revoked,
    /// The code or refresh token is not one that can be used here.
    GrantUnusable,
    /// The account does not exist in the tenant that was asked.
    NotInTenant,
    /// There is no such account.
    UnknownUser,
    /// There is no such tenant.
    UnknownTenant,
    /// Too many failed attempts, or an address of bad repute.
    AccountLocked,
    /// The password has expired.
    PasswordExpired,
    /// The username or password is wrong.
    PasswordWrong,
    /// The account is disabled.
    AccountDisabled,
    /// Nobody is signed in at the provider.
    NotSignedIn,
    /// Somebody has to say which account is meant.
    AccountChoice,
    /// A page of the provider waits for an answer.
    PageUnfinished,
    /// The person is too young for the application.
    UnderAge,
    /// Too many of the same request.
    TooManyRequests,
    /// Something failed at the provider.
    ProviderFault,
    /// The API is not known in the tenant, or disabled.
    UnknownResource,
    /// The API has no such scope.
    UnknownScope,
    /// The application is not registered in the tenant.
    UnknownApplication,
    /// The application is disabled.
    ApplicationDisabled,
    /// The application is for one tenant only.
    OneTenantOnly,
    /// The application is for personal accounts only.
    PersonalAccountsOnly,
    /// The application is registered as one that has a secret.
    NotAPublicClient,
    /// The client secret is wrong.
    ClientSecretWrong,
    /// The client secret has expired.
    ClientSecretExpired,
    /// The certificate that an application proves itself by is not registered, or has ended.
    ClientCertificateUnknown,
    /// The redirect address is not registered.
    RedirectNotRegistered,
    /// The redirect address is registered for another platform.
    WrongPlatform,
    /// The request itself is at fault.
    MalformedRequest,
    /// B2C: the person wants a new password.
    PasswordForgotten,
}
