//! How the kinds of authorities differ in what is asked and in what the cache is told.

use url::Url;

use super::entra::{check_tenant, is_guid, is_guid_or_word, is_one_tenant};
use super::host::is_cloud_host;
use super::{Authority, AuthorityKind, AuthorityProblem, invalid};
use crate::address::is_loopback;
use crate::{ConfidentialProblem, SignInError};

/// The well-known path of OpenID Connect Discovery 1.0, section 4.
const WELL_KNOWN: &str = ".well-known/openid-configuration";

impl Authority {
    /// The realm that the cache knows this authority's tokens by.
    ///
    /// It is the first segment of the token endpoint's path, as in MSAL Python: the tenant's ID even where a domain
    /// was typed, or `organizations` where that was, `adfs`, and for B2C whatever stands before the policy. An
    /// issuer has no tenants: its realm is empty, and its environment already names it.
    pub(crate) fn realm(&self, token_endpoint: &Url) -> String {
        match self.kind {
            AuthorityKind::OpenId => String::new(),
            _ => {
                token_endpoint.path_segments().and_then(|mut path| path.next()).unwrap_or_default().to_owned()
            }
        }
    }

    /// The realm, where it is known without asking the provider: so that a cached token is found offline.
    pub(crate) fn known_realm(&self) -> Option<&str> {
        let tenant = self.address.rsplit('/').next()?;
        match self.kind {
            AuthorityKind::OpenId => Some(""),
            AuthorityKind::AdFs => Some(tenant),
            AuthorityKind::Entra | AuthorityKind::EntraLike => is_guid_or_word(tenant).then_some(tenant),
            AuthorityKind::ExternalId => is_guid(tenant).then_some(tenant),
            // Whether the token endpoint has the tenant's ID or its domain is for B2C to say.
            AuthorityKind::B2c => None,
        }
    }

    /// What a realm that only the provider could tell is noted under: the address without the host, which the
    /// environment names; none where the realm is known anyway.
    pub(crate) fn to_note_realm(&self) -> Option<String> {
        let url = Url::parse(&self.address).ok().filter(|_| self.known_realm().is_none())?;
        Some(url.path().to_owned())
    }

    /// Whether Entra's additions to the protocol are spoken: `client_info` and families.
    pub(crate) fn speaks_entra(&self) -> bool {
        !matches!(self.kind, AuthorityKind::OpenId | AuthorityKind::AdFs)
    }

    /// The same in another tenant, whose ID or domain is given.
    ///
    /// Fails with [`SignInError::AuthorityInvalid`], and with [`ConfidentialProblem::TenantNotExpected`] where there is
    /// no other tenant to choose.
    pub(crate) fn in_tenant(&self, tenant: &str) -> Result<Self, SignInError> {
        if !matches!(self.kind, AuthorityKind::Entra | AuthorityKind::EntraLike) {
            return Err(ConfidentialProblem::TenantNotExpected.into());
        }
        let tenant = check_tenant(tenant).map_err(|problem| invalid(tenant, problem))?;
        let base = self.address.rsplit_once('/').map_or("", |(base, _)| base);
        Ok(Self { address: format!("{base}/{tenant}"), ..self.clone() })
    }

    /// The tenant as the authority has it: the ID or the domain, whichever was given; nothing where there is none.
    pub(crate) fn tenant_as_written(&self) -> &str {
        match self.kind {
            AuthorityKind::OpenId => "",
            _ => self.address.rsplit('/').next().unwrap_or_default(),
        }
    }

    /// The word that stands for more tenants than one, if that is what the authority has.
    pub(crate) fn word_for_many_tenants(&self) -> Option<&str> {
        let tenant = self.address.rsplit('/').next()?;
        let has_tenants = matches!(self.kind, AuthorityKind::Entra | AuthorityKind::EntraLike);
        (has_tenants && !is_one_tenant(tenant)).then_some(tenant)
    }

    /// The user flow or custom policy of Azure AD B2C.
    pub fn policy(&self) -> Option<&str> {
        if self.kind == AuthorityKind::B2c { self.address.rsplit('/').next() } else { None }
    }

    /// Whether it claims to be a cloud of Entra on a host that is not known to be one.
    pub(crate) fn needs_a_voucher(&self) -> bool {
        self.kind == AuthorityKind::Entra && !is_cloud_host(&self.environment)
    }

    /// Where the provider describes itself (OpenID Connect Discovery 1.0, section 4; Microsoft docs,
    /// "OpenID Connect on the Microsoft identity platform").
    pub(crate) fn configuration_url(&self) -> Result<Url, SignInError> {
        let base = self.address.trim_end_matches('/');
        let text = match self.kind {
            AuthorityKind::OpenId | AuthorityKind::AdFs => format!("{base}/{WELL_KNOWN}"),
            _ => format!("{base}/v2.0/{WELL_KNOWN}"),
        };
        Url::parse(&text).map_err(|_| invalid(&self.address, AuthorityProblem::NotAUrl))
    }

    /// Whether the provider is on this computer, so that plain http may be spoken with it.
    pub(crate) fn is_loopback(&self) -> bool {
        Url::parse(&self.address).is_ok_and(|url| is_loopback(&url))
    }
}
