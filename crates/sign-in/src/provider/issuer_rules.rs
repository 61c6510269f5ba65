//! Which issuer an authority's own description may name, by the rule of each kind.

use url::Url;

use super::{Instance, Issuer};
use crate::address::{host_of, is_loopback};
use crate::authority::{is_cloud_host, is_external_id_host, is_guid};
use crate::{Authority, AuthorityKind};

impl Issuer {
    /// Whether the authority's own description may name this issuer.
    ///
    /// - OpenID Connect: the very issuer that was typed (Discovery 1.0, section 4.3), and so for AD FS.
    /// - Entra: the tenant that was typed, in one of the clouds, or in the one that was vouched for.
    /// - B2C: a tenant's ID on the host that was typed, with or without the policy (Microsoft docs, "Configure
    ///   tokens in Azure Active Directory B2C", token compatibility settings).
    /// - External ID: a tenant's ID on the host that was typed, or below `ciamlogin.com` on the tenant's own host.
    pub(crate) fn belongs_to(&self, authority: &Authority, instance: &Instance) -> bool {
        match authority.kind() {
            AuthorityKind::OpenId => self.as_str() == authority.as_str(),
            AuthorityKind::AdFs => self.as_str().eq_ignore_ascii_case(authority.as_str()),
            _ => self.is_of_tenant(authority, instance).unwrap_or(false),
        }
    }

    fn is_of_tenant(&self, authority: &Authority, instance: &Instance) -> Option<bool> {
        let issuer = self.as_url()?;
        let address = Url::parse(authority.as_str()).ok()?;
        let safe = issuer.scheme() == "https" || (is_loopback(&issuer) && is_loopback(&address));
        let bare = issuer.query().is_none() && issuer.fragment().is_none() && issuer.username().is_empty();
        let tenant = match authority.policy() {
            Some(policy) => tenant_of_b2c(&issuer, policy)?,
            None => issuer.path().trim_start_matches('/').strip_suffix("/v2.0")?,
        };
        let typed = typed_tenant(authority, &address)?;
        let right_tenant = is_guid(tenant) && (!is_guid(typed) || tenant.eq_ignore_ascii_case(typed));
        let right_host = match authority.kind() {
            AuthorityKind::Entra => {
                let host = issuer.host_str()?;
                issuer.port().is_none() && (is_cloud_host(host) || instance.has(host))
            }
            AuthorityKind::EntraLike => {
                host_of(&issuer) == host_of(&address) || issuer.host_str()? == authority.environment()
            }
            AuthorityKind::ExternalId => {
                host_of(&issuer) == host_of(&address) || is_host_of_tenant(&issuer, tenant)
            }
            _ => host_of(&issuer) == host_of(&address),
        };
        let fits_template = !self.is_template() || is_of_many_tenants(authority, typed);
        Some(safe && bare && right_tenant && right_host && fits_template)
    }
}

fn is_of_many_tenants(authority: &Authority, typed: &str) -> bool {
    matches!(authority.kind(), AuthorityKind::Entra | AuthorityKind::EntraLike) && !typed.contains(['.', '-'])
}

/// `/{tenant}/v2.0/`, or `/tfp/{tenant}/{policy}/v2.0/`.
fn tenant_of_b2c<'a>(issuer: &'a Url, policy: &str) -> Option<&'a str> {
    let path = issuer.path().trim_matches('/').strip_suffix("/v2.0")?;
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        [tenant] => Some(tenant),
        ["tfp", tenant, named] if named.eq_ignore_ascii_case(policy) => Some(tenant),
        _ => None,
    }
}

fn typed_tenant<'a>(authority: &Authority, address: &'a Url) -> Option<&'a str> {
    let mut segments = address.path_segments()?;
    if authority.policy().is_some() {
        segments.next_back();
    }
    segments.next_back()
}

/// `{tenant}.ciamlogin.com`.
fn is_host_of_tenant(issuer: &Url, tenant: &str) -> bool {
    let host = issuer.host_str().unwrap_or_default();
    let label = host.split('.').next().unwrap_or_default();
    issuer.port().is_none() && is_external_id_host(host) && label.eq_ignore_ascii_case(tenant)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "2b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b";
    const OTHER_TENANT: &str = "3b6f4c1e-7d0a-4a6e-9f5b-3c8d1e2f4a5b";
    const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";

    fn of_tenant(tenant: &str) -> String {
        TEMPLATE.replace("{tenantid}", tenant)
    }

    fn belongs(issuer: &str, authority: &Authority) -> bool {
        Issuer::new(issuer).belongs_to(authority, &Instance::of(authority))
    }

    #[test]
    fn entra_names_an_issuer_of_one_of_its_clouds() {
        let common = Authority::parse("common").unwrap();
        assert!(belongs(TEMPLATE, &common));
        assert!(belongs(&of_tenant(TENANT), &Authority::parse("contoso.com").unwrap()));
        assert!(!belongs("https://evil.example/{tenantid}/v2.0", &common));
        assert!(!belongs("http://login.microsoftonline.com/{tenantid}/v2.0", &common));
        assert!(!belongs("https://login.microsoftonline.com:444/{tenantid}/v2.0", &common));
    }

    #[test]
    fn a_tenant_that_was_typed_is_the_issuers_tenant() {
        let other = Authority::parse(OTHER_TENANT).unwrap();
        assert!(!belongs(&of_tenant(TENANT), &other));
        assert!(belongs(&of_tenant(TENANT), &Authority::parse(TENANT).unwrap()));
    }

    #[test]
    fn an_entra_like_provider_names_its_own_host_or_its_environment() {
        let base = Url::parse("http://localhost:8080").unwrap();
        let demo = Authority::entra_like(&base, "common", "login.demo.example").unwrap();
        assert!(belongs("http://localhost:8080/{tenantid}/v2.0", &demo));
        assert!(belongs("https://login.demo.example/{tenantid}/v2.0", &demo));
        assert!(!belongs("http://login.demo.example/{tenantid}/v2.0", &demo));
        assert!(!belongs("http://localhost:8081/{tenantid}/v2.0", &demo));
    }

    #[test]
    fn b2c_names_a_tenant_on_its_own_host_and_no_other_policy() {
        let flow = Authority::b2c("https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com/B2C_1_In").unwrap();
        let at = |path: &str| belongs(&format!("https://fabrikam.b2clogin.com/{path}"), &flow);
        assert!(at(&format!("{TENANT}/v2.0/")) && at(&format!("{TENANT}/v2.0")));
        assert!(at(&format!("tfp/{TENANT}/b2c_1_in/v2.0/")));
        assert!(!at(&format!("tfp/{TENANT}/b2c_1_other/v2.0/")));
        assert!(!at("{tenantid}/v2.0/") && !at("fabrikam.onmicrosoft.com/v2.0/"));
        assert!(!belongs(&format!("https://other.b2clogin.com/{TENANT}/v2.0/"), &flow));
        assert!(!belongs(&format!("https://fabrikam.b2clogin.com.evil.example/{TENANT}/v2.0/"), &flow));
        let by_id =
            Authority::b2c(&format!("https://fabrikam.b2clogin.com/{OTHER_TENANT}/B2C_1_In")).unwrap();
        assert!(!belongs(&format!("https://fabrikam.b2clogin.com/{TENANT}/v2.0/"), &by_id));
    }

    #[test]
    fn external_id_names_a_tenant_on_the_host_that_was_typed_or_on_the_tenants_own() {
        let name = Authority::external_id("https://fabrikam.ciamlogin.com").unwrap();
        let custom = Authority::external_id(&format!("https://login.fabrikam.example/{TENANT}")).unwrap();
        for authority in [&name, &custom] {
            assert!(belongs(&format!("https://{TENANT}.ciamlogin.com/{TENANT}/v2.0"), authority));
            assert!(!belongs(&format!("https://{OTHER_TENANT}.ciamlogin.com/{TENANT}/v2.0"), authority));
            assert!(!belongs(&format!("https://login.evil.example/{TENANT}/v2.0"), authority));
            assert!(!belongs("https://{tenantid}.ciamlogin.com/{tenantid}/v2.0", authority));
        }
        assert!(belongs(&format!("https://login.fabrikam.example/{TENANT}/v2.0"), &custom));
        assert!(!belongs(&format!("https://{OTHER_TENANT}.ciamlogin.com/{OTHER_TENANT}/v2.0"), &custom));
    }

    #[test]
    fn ad_fs_names_itself() {
        let adfs = Authority::adfs("https://adfs.fabrikam.example").unwrap();
        assert!(belongs("https://adfs.fabrikam.example/adfs", &adfs));
        assert!(!belongs("https://adfs.fabrikam.example/adfs/", &adfs));
        assert!(!belongs("https://adfs.other.example/adfs", &adfs));
    }
}
