//! What the codes of Entra mean to a person (Microsoft docs, "Microsoft Entra authentication and authorization
//! error codes").

/// What a person can do about a refusal. The sentences are the programs' own, in the person's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
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

/// The codes without their prefix, and what they come to.
const OF_ENTRA: &[(&[u32], Advice)] = &[
    (&[50074, 50076, 50078, 50158, 500_121], Advice::SecondFactor),
    (&[50072, 50079, 50203], Advice::SecondFactorSetup),
    (&[50105], Advice::NotAssigned),
    (&[53003, 530_032, 530_035, 53010], Advice::BlockedByPolicy),
    (&[53000, 53001, 530_001, 530_002, 530_003], Advice::DeviceNotCompliant),
    (&[50097, 50129, 50155, 50187], Advice::DeviceNotRegistered),
    (&[53002, 53009], Advice::ApplicationNotApproved),
    (&[53004, 53011, 530_034], Advice::BlockedForRisk),
    (&[500_021], Advice::TenantRestricted),
    (&[500_212, 500_213], Advice::CrossTenantBlocked),
    (&[65001], Advice::ConsentMissing),
    (&[65004], Advice::ConsentDeclined),
    (&[90093, 90094, 90095, 900_941, 65002], Advice::AdministratorConsent),
    (&[70008, 700_082], Advice::InactiveTooLong),
    (&[50089, 70043, 70044, 700_084], Advice::SessionTooOld),
    (&[50132, 50133, 50173], Advice::Revoked),
    (&[54005, 70000, 9_002_313, 501_481], Advice::GrantUnusable),
    (&[50020, 90072, 16003], Advice::NotInTenant),
    (&[50034], Advice::UnknownUser),
    (&[50059, 50128, 90002], Advice::UnknownTenant),
    (&[50053], Advice::AccountLocked),
    (&[50055, 50142, 50144], Advice::PasswordExpired),
    (&[50056, 50126], Advice::PasswordWrong),
    (&[50057], Advice::AccountDisabled),
    (&[50058], Advice::NotSignedIn),
    (&[16000, 16001, 16002, 160_021], Advice::AccountChoice),
    (&[50140, 50199], Advice::PageUnfinished),
    (&[54000], Advice::UnderAge),
    (&[50196, 90055], Advice::TooManyRequests),
    (&[90006, 90033], Advice::ProviderFault),
    (&[50001, 500_011, 500_014, 650_052], Advice::UnknownResource),
    (&[70011, 650_053], Advice::UnknownScope),
    (&[700_016, 70001], Advice::UnknownApplication),
    (&[7_000_112, 7_000_110], Advice::ApplicationDisabled),
    (&[50194], Advice::OneTenantOnly),
    (&[9_002_331, 9_002_332, 9_002_346], Advice::PersonalAccountsOnly),
    (&[7_000_218, 700_025], Advice::NotAPublicClient),
    (&[7_000_215], Advice::ClientSecretWrong),
    (&[7_000_222], Advice::ClientSecretExpired),
    (&[700_027], Advice::ClientCertificateUnknown),
    (&[50011, 500_112, 500_113], Advice::RedirectNotRegistered),
    (&[9_002_326, 9_002_327], Advice::WrongPlatform),
    (&[90014, 90015, 900_144, 9_000_411, 9_002_325], Advice::MalformedRequest),
];

/// Those of Azure AD B2C.
const OF_B2C: &[(&[u32], Advice)] = &[(&[90118], Advice::PasswordForgotten)];

impl Advice {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::SecondFactor,
        Self::SecondFactorSetup,
        Self::NotAssigned,
        Self::BlockedByPolicy,
        Self::DeviceNotCompliant,
        Self::DeviceNotRegistered,
        Self::ApplicationNotApproved,
        Self::BlockedForRisk,
        Self::TenantRestricted,
        Self::CrossTenantBlocked,
        Self::ConsentMissing,
        Self::ConsentDeclined,
        Self::AdministratorConsent,
        Self::InactiveTooLong,
        Self::SessionTooOld,
        Self::Revoked,
        Self::GrantUnusable,
        Self::NotInTenant,
        Self::UnknownUser,
        Self::UnknownTenant,
        Self::AccountLocked,
        Self::PasswordExpired,
        Self::PasswordWrong,
        Self::AccountDisabled,
        Self::NotSignedIn,
        Self::AccountChoice,
        Self::PageUnfinished,
        Self::UnderAge,
        Self::TooManyRequests,
        Self::ProviderFault,
        Self::UnknownResource,
        Self::UnknownScope,
        Self::UnknownApplication,
        Self::ApplicationDisabled,
        Self::OneTenantOnly,
        Self::PersonalAccountsOnly,
        Self::NotAPublicClient,
        Self::ClientSecretWrong,
        Self::ClientSecretExpired,
        Self::ClientCertificateUnknown,
        Self::RedirectNotRegistered,
        Self::WrongPlatform,
        Self::MalformedRequest,
        Self::PasswordForgotten,
    ];

    /// What to do about a code such as `AADSTS50076`; none where it says nothing to whom it is shown.
    pub fn of(code: &str) -> Option<Self> {
        let (table, number) = match (code.strip_prefix("AADSTS"), code.strip_prefix("AADB2C")) {
            (Some(number), _) => (OF_ENTRA, number),
            (None, Some(number)) => (OF_B2C, number),
            (None, None) => return None,
        };
        let number: u32 = number.parse().ok()?;
        table.iter().find(|(codes, _)| codes.contains(&number)).map(|(_, advice)| *advice)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_code_is_known_by_its_whole_number() {
        assert_eq!(Advice::of("AADSTS50076"), Some(Advice::SecondFactor));
        assert_eq!(Advice::of("AADSTS500011"), Some(Advice::UnknownResource));
        assert_eq!(Advice::of("AADSTS50001"), Some(Advice::UnknownResource));
        assert_eq!(Advice::of("AADB2C90118"), Some(Advice::PasswordForgotten));
        for code in ["AADSTS5007", "AADSTS500760", "AADB2C50076", "50076", "AADSTS", "access_denied", ""] {
            assert_eq!(Advice::of(code), None, "{code}");
        }
    }

    #[test]
    fn no_code_is_there_twice_and_each_advice_has_one() {
        let all: Vec<_> = OF_ENTRA.iter().chain(OF_B2C).collect();
        let codes: Vec<u32> = all.iter().flat_map(|(codes, _)| codes.iter().copied()).collect();
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
        let advices: HashSet<Advice> = all.iter().map(|(_, advice)| *advice).collect();
        assert_eq!(advices, Advice::ALL.iter().copied().collect());
    }
}
