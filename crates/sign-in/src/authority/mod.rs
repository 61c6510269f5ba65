//! Who signs people in: Microsoft Entra and its relatives, or another OpenID Connect provider.

mod adfs;
mod b2c;
mod entra;
mod external_id;
mod host;
mod kind;
mod openid;
mod problem;
mod protocol;

use std::fmt;

use url::Url;

pub(crate) use entra::is_guid;
pub(crate) use host::{is_cloud_host, is_external_id_host};
pub use kind::AuthorityKind;
pub use problem::AuthorityProblem;

use crate::SignInError;
use host::{check_safe, host_of};

/// A provider's address, checked, and the name under which its tokens are cached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    kind: AuthorityKind,
    address: String,
    environment: String,
}

impl Authority {
    /// Reads what a person may type: a URL, a tenant's ID or domain, or `common`, `organizations` or `consumers`.
    ///
    /// What kind a URL is follows from its host: a cloud of Entra, `*.b2clogin.com`, `*.ciamlogin.com`; then from
    /// the path `/adfs`; else it is taken for an OpenID Connect issuer. A custom domain tells nothing, and an Entra
    /// of a host that is not known is not guessed: there the kind has to be said.
    /// Fails with [`SignInError::AuthorityInvalid`].
    pub fn parse(input: &str) -> Result<Self, SignInError> {
        let text = input.trim();
        match host_of(text) {
            None => Self::entra(text),
            Some(host) if is_cloud_host(&host) => Self::entra(text),
            Some(host) if host::is_b2c_host(&host) => Self::b2c(text),
            Some(host) if is_external_id_host(&host) => Self::external_id(text),
            Some(_) if adfs::looks_like_one(text) => Self::adfs(text),
            Some(_) => Self::openid(text),
        }
    }

    /// Microsoft Entra: a URL of one of its clouds, a tenant's ID or domain, or one of the three words.
    ///
    /// A host that is not among those that are known is taken too, but is asked for nothing before a known cloud
    /// has vouched for it: see [`InstanceDiscovery`](crate::InstanceDiscovery).
    /// Fails with [`SignInError::AuthorityInvalid`].
    pub fn entra(input: &str) -> Result<Self, SignInError> {
        let text = input.trim();
        let (host, tenant) = entra::parse(text).map_err(|problem| invalid(text, problem))?;
        let address = format!("https://{host}/{tenant}");
        Ok(Self { kind: AuthorityKind::Entra, address, environment: host })
    }

    /// A user flow or custom policy of Azure AD B2C, such as
    /// `https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com/B2C_1_signin`; the host may be a custom domain.
    ///
    /// Fails with [`SignInError::AuthorityInvalid`].
    pub fn b2c(input: &str) -> Result<Self, SignInError> {
        Self::on_any_host(AuthorityKind::B2c, input, b2c::parse)
    }

    /// Microsoft Entra External ID, such as `https://fabrikam.ciamlogin.com` with or without the tenant behind it;
    /// on a custom domain the tenant is needed.
    ///
    /// Fails with [`SignInError::AuthorityInvalid`].
    pub fn external_id(input: &str) -> Result<Self, SignInError> {
        Self::on_any_host(AuthorityKind::ExternalId, input, external_id::parse)
    }

    /// Active Directory Federation Services, such as `https://adfs.fabrikam.com/adfs`.
    ///
    /// Fails with [`SignInError::AuthorityInvalid`].
    pub fn adfs(input: &str) -> Result<Self, SignInError> {
        Self::on_any_host(AuthorityKind::AdFs, input, adfs::parse)
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
        check_safe(base_url).map_err(refuse)?;
        entra::check_tenant(tenant).map_err(refuse)?;
        let environment = environment.to_ascii_lowercase();
        if !host::is_domain(&environment) {
            return Err(invalid(&environment, AuthorityProblem::EnvironmentMalformed));
        }
        let address = format!("{}/{tenant}", text.trim_end_matches('/'));
        Ok(Self { kind: AuthorityKind::EntraLike, address, environment })
    }

    /// MSAL caches under the bare host, without the port.
    fn on_any_host(
        kind: AuthorityKind,
        input: &str,
        path_of: impl FnOnce(&Url) -> Result<String, AuthorityProblem>,
    ) -> Result<Self, SignInError> {
        let text = input.trim();
        let refuse = |problem| invalid(text, problem);
        let url = host::parse(text).map_err(refuse)?;
        let path = path_of(&url).map_err(refuse)?;
        let environment = url.host_str().unwrap_or_default().to_owned();
        let address = format!("{}{path}", url.origin().ascii_serialization());
        Ok(Self { kind, address, environment })
    }

    /// How the provider is to be spoken to.
    pub fn kind(&self) -> AuthorityKind {
        self.kind
    }

    /// The authority's URL (Entra and its relatives) or the issuer as it was given (OpenID Connect).
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// What MSAL's cache schema calls the environment.
    ///
    /// For Entra and its relatives the host, in lower case. For an issuer its host, with its port and path where it
    /// has them, because one host may serve several issuers whose subjects have nothing to do with each other.
    pub fn environment(&self) -> &str {
        &self.environment
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.address)
    }
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
