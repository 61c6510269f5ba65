use url::Url;

use crate::authority::is_guid;

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

    /// The template filled with a tenant that nobody has, to be looked at as a URL.
    pub(super) fn as_url(&self) -> Option<Url> {
        const ANY_TENANT: &str = "00000000-0000-0000-0000-000000000000";
        Url::parse(&self.0.replace(TENANT_PLACE, ANY_TENANT)).ok()
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn is_template(&self) -> bool {
        self.0.contains(TENANT_PLACE)
    }
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
}
