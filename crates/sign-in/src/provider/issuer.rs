use url::Url;

use crate::address::{host_of, is_loopback};
use crate::authority::{is_cloud_host, is_guid};
use crate::{Authority, AuthorityKind};

/// What Entra's `common` and `organizations` write where the tenant's ID belongs.
const TENANT_PLACE: &str = "{tenantid}";

/// The issuer that a provider names, a template for Entra's authorities of many tenants
/// (Microsoft docs, "Secure applications and APIs by validating claims").
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Issuer(String);

impl Issuer {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether a token's issuer is this one, the template filled with the token's tenant.
    pub(crate) fn accepts(&self, issuer: &str, tenant: Option<&str>) -> bool {
        if !self.0.contains(TENANT_PLACE) {
            return self.0 == issuer;
        }
        tenant.is_some_and(|tenant| is_guid(tenant) && self.0.replace(TENANT_PLACE, tenant) == issuer)
    }

    /// Whether an answer's issuer can be this one, where no tenant is known yet (RFC 9207, section 2.4).
    pub(crate) fn may_be(&self, issuer: &str) -> bool {
        let Some((before, after)) = self.0.split_once(TENANT_PLACE) else {
            return self.0 == issuer;
        };
        let tenant = issuer.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        tenant.is_some_and(is_guid)
    }

    /// Whether the authority's own description may name this issuer: the very issuer that was typed, or for
    /// Entra the tenant that was typed, in one of the clouds.
    pub(crate) fn belongs_to(&self, authority: &Authority) -> bool {
        match authority.kind() {
            AuthorityKind::OpenId => self.0 == authority.as_str(),
            AuthorityKind::Entra | AuthorityKind::EntraLike => self.is_of_entra(authority).unwrap_or(false),
        }
    }

    fn is_of_entra(&self, authority: &Authority) -> Option<bool> {
        const ANY_TENANT: &str = "00000000-0000-0000-0000-000000000000";
        let issuer = Url::parse(&self.0.replace(TENANT_PLACE, ANY_TENANT)).ok()?;
        let address = Url::parse(authority.as_str()).ok()?;
        let tenant = issuer.path().trim_start_matches('/').strip_suffix("/v2.0")?;
        let typed = address.path_segments()?.next_back()?;
        let right_tenant = is_guid(tenant) && (!is_guid(typed) || tenant == typed);
        Some(right_tenant && is_right_host(&issuer, &address, authority))
    }
}

fn is_right_host(issuer: &Url, address: &Url, authority: &Authority) -> bool {
    let host = issuer.host_str().unwrap_or_default();
    let safe = issuer.scheme() == "https" || (is_loopback(issuer) && is_loopback(address));
    let known = match authority.kind() {
        AuthorityKind::Entra => is_cloud_host(host) && issuer.port().is_none(),
        _ => host_of(issuer) == host_of(address) || host == authority.environment(),
    };
    safe && known
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "2b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b";
    const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";

    fn of_tenant(tenant: &str) -> String {
        TEMPLATE.replace(TENANT_PLACE, tenant)
    }

    #[test]
    fn a_template_is_filled_by_the_tokens_tenant_alone() {
        let issuer = Issuer::new(TEMPLATE);
        assert!(issuer.accepts(&of_tenant(TENANT), Some(TENANT)));
        assert!(!issuer.accepts(&of_tenant(TENANT), Some("3b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b")));
        assert!(!issuer.accepts(&of_tenant(TENANT), None));
        assert!(!issuer.accepts(TEMPLATE, Some(TENANT_PLACE)));
        assert!(!issuer.accepts(&of_tenant("x/y"), Some("x/y")));
    }

    #[test]
    fn another_issuer_matches_to_the_letter() {
        let issuer = Issuer::new("https://id.example/a");
        assert!(issuer.accepts("https://id.example/a", None));
        assert!(!issuer.accepts("https://id.example/a/", None));
        assert!(!issuer.accepts("https://ID.example/a", None));
    }

    #[test]
    fn an_answer_may_come_from_any_tenant_of_a_template() {
        assert!(Issuer::new(TEMPLATE).may_be(&of_tenant(TENANT)));
        assert!(!Issuer::new(TEMPLATE).may_be("https://evil.example/v2.0"));
        assert!(!Issuer::new(TEMPLATE).may_be(TEMPLATE));
    }

    #[test]
    fn entra_names_an_issuer_of_one_of_its_clouds() {
        let common = Authority::parse("common").unwrap();
        assert!(Issuer::new(TEMPLATE).belongs_to(&common));
        assert!(Issuer::new(&of_tenant(TENANT)).belongs_to(&Authority::parse("contoso.com").unwrap()));
        assert!(!Issuer::new("https://evil.example/{tenantid}/v2.0").belongs_to(&common));
        assert!(!Issuer::new("http://login.microsoftonline.com/{tenantid}/v2.0").belongs_to(&common));
        assert!(!Issuer::new("https://login.microsoftonline.com:444/{tenantid}/v2.0").belongs_to(&common));
    }

    #[test]
    fn a_tenant_that_was_typed_is_the_issuers_tenant() {
        let other = Authority::parse("3b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b").unwrap();
        assert!(!Issuer::new(&of_tenant(TENANT)).belongs_to(&other));
        assert!(Issuer::new(&of_tenant(TENANT)).belongs_to(&Authority::parse(TENANT).unwrap()));
    }

    #[test]
    fn an_entra_like_provider_names_its_own_host_or_its_environment() {
        let base = Url::parse("http://localhost:8080").unwrap();
        let demo = Authority::entra_like(&base, "common", "login.demo.example").unwrap();
        assert!(Issuer::new("http://localhost:8080/{tenantid}/v2.0").belongs_to(&demo));
        assert!(Issuer::new("https://login.demo.example/{tenantid}/v2.0").belongs_to(&demo));
        assert!(!Issuer::new("http://login.demo.example/{tenantid}/v2.0").belongs_to(&demo));
        assert!(!Issuer::new("http://localhost:8081/{tenantid}/v2.0").belongs_to(&demo));
    }
}
