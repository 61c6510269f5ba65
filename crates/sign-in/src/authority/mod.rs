//! Who signs people in: Microsoft Entra, or another OpenID Connect provider.

mod entra;
mod openid;
mod problem;

use std::fmt;

use url::Url;

pub(crate) use entra::{is_cloud_host, is_guid};
pub use problem::AuthorityProblem;

use crate::SignInError;
use crate::address::is_loopback;

/// The well-known path of OpenID Connect Discovery 1.0, section 4.
const WELL_KNOWN: &str = ".well-known/openid-configuration";

/// A provider's address, checked, and the name under which its tokens are cached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    kind: AuthorityKind,
    address: String,
    environment: String,
}

/// How a provider is to be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorityKind {
    /// Microsoft Entra in one of its clouds.
    Entra,
    /// A provider that speaks as Entra does at an address of its own, such as the demo tenant.
    EntraLike,
    /// Any provider that OpenID Connect Discovery 1.0 describes.
    OpenId,
}

impl Authority {
    /// Reads what a person may type: a URL, a tenant's ID or domain, or `common`, `organizations` or `consumers`.
    ///
    /// A URL on a host that is not one of Entra's is taken for an OpenID Connect issuer.
    /// Fails with [`SignInError::AuthorityInvalid`].
    pub fn parse(input: &str) -> Result<Self, SignInError> {
        let text = input.trim();
        match entra::host_of(text) {
            Some(host) if !entra::is_cloud_host(&host) => Self::openid(text),
            _ => Self::entra(text),
        }
    }

    /// Microsoft Entra: a URL on one of its clouds' hosts, a tenant's ID or domain, or one of the three words.
    ///
    /// Fails with [`SignInError::AuthorityInvalid`].
    pub fn entra(input: &str) -> Result<Self, SignInError> {
        let text = input.trim();
        let (host, tenant) = entra::parse(text).map_err(|problem| invalid(text, problem))?;
        let address = format!("https://{host}/{tenant}");
        Ok(Self { kind: AuthorityKind::Entra, address, environment: host })
    }

    /// An OpenID Connect issuer, exactly as the provider spells it, a closing slash included.
    ///
    /// Fails with [`SignInError::AuthorityInvalid`].
    pub fn openid(issuer: &str) -> Result<Self, SignInError> {
        let text = issuer.trim();
        let environment = openid::environment(text).map_err(|problem| invalid(text, problem))?;
        Ok(Self { kind: AuthorityKind::OpenId, address: text.to_owned(), environment })
    }

    /// A provider that speaks as Entra does. Its tokens are cached under `environment`, whatever its address
    /// is today: the demo tenant's port changes with every start.
    ///
    /// Fails with [`SignInError::AuthorityInvalid`].
    pub fn entra_like(base_url: &Url, tenant: &str, environment: &str) -> Result<Self, SignInError> {
        let text = base_url.as_str();
        let refuse = |problem| invalid(text, problem);
        require_safe(base_url).map_err(refuse)?;
        entra::check_tenant(tenant).map_err(refuse)?;
        let environment = environment.to_ascii_lowercase();
        if !entra::is_domain(&environment) {
            return Err(invalid(&environment, AuthorityProblem::EnvironmentMalformed));
        }
        let address = format!("{}/{tenant}", text.trim_end_matches('/'));
        Ok(Self { kind: AuthorityKind::EntraLike, address, environment })
    }

    /// How the provider is to be spoken to.
    pub fn kind(&self) -> AuthorityKind {
        self.kind
    }

    /// The authority's URL (Entra) or the issuer as it was given (OpenID Connect).
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// What MSAL's cache schema calls the environment.
    ///
    /// For Entra the host, in lower case. For an issuer its host, with its port and path where it has them,
    /// because one host may serve several issuers whose subjects have nothing to do with each other.
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// The realm that the cache knows this authority's tokens by.
    ///
    /// For Entra it is the first segment of the token endpoint's path, as in MSAL Python: the tenant's ID even
    /// where a domain was typed, or `organizations` where that was. An issuer has no tenants: its realm is
    /// empty, and its environment already names it.
    pub(crate) fn realm(&self, token_endpoint: &Url) -> String {
        match self.kind {
            AuthorityKind::OpenId => String::new(),
            AuthorityKind::Entra | AuthorityKind::EntraLike => {
                token_endpoint.path_segments().and_then(|mut path| path.next()).unwrap_or_default().to_owned()
            }
        }
    }

    /// The realm, where it is known without asking the provider: so that a cached token is found offline.
    pub(crate) fn known_realm(&self) -> Option<&str> {
        match self.kind {
            AuthorityKind::OpenId => Some(""),
            AuthorityKind::Entra | AuthorityKind::EntraLike => {
                let tenant = self.address.rsplit('/').next()?;
                entra::is_guid_or_word(tenant).then_some(tenant)
            }
        }
    }

    /// Whether Entra's additions to the protocol are spoken: `client_info` and families.
    pub(crate) fn speaks_entra(&self) -> bool {
        self.kind != AuthorityKind::OpenId
    }

    /// Where the provider describes itself (OpenID Connect Discovery 1.0, section 4; Microsoft docs,
    /// "OpenID Connect on the Microsoft identity platform").
    pub(crate) fn configuration_url(&self) -> Result<Url, SignInError> {
        let base = self.address.trim_end_matches('/');
        let text = match self.kind {
            AuthorityKind::OpenId => format!("{base}/{WELL_KNOWN}"),
            AuthorityKind::Entra | AuthorityKind::EntraLike => format!("{base}/v2.0/{WELL_KNOWN}"),
        };
        Url::parse(&text).map_err(|_| invalid(&self.address, AuthorityProblem::NotAUrl))
    }

    /// Whether the provider is on this computer, so that plain http may be spoken with it.
    pub(crate) fn is_loopback(&self) -> bool {
        Url::parse(&self.address).is_ok_and(|url| is_loopback(&url))
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.address)
    }
}

/// Refuses plain http but for the loopback, and whatever a provider's address cannot have.
fn require_safe(url: &Url) -> Result<(), AuthorityProblem> {
    if url.host_str().is_none() || !matches!(url.scheme(), "https" | "http") {
        return Err(AuthorityProblem::NotAUrl);
    }
    if url.scheme() == "http" && !is_loopback(url) {
        return Err(AuthorityProblem::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AuthorityProblem::UserInformation);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(AuthorityProblem::QueryOrFragment);
    }
    Ok(())
}

fn invalid(input: &str, problem: AuthorityProblem) -> SignInError {
    SignInError::AuthorityInvalid { input: shown(input), problem }
}

/// A typed address may hold a password: nothing of it is repeated then.
fn shown(input: &str) -> String {
    if input.contains('@') { String::from("[address]") } else { input.chars().take(200).collect() }
}

#[cfg(test)]
mod tests;
