/// A tenant of the demo provider.
#[derive(Debug, PartialEq, Eq)]
pub struct Tenant {
    /// The tenant ID, as in the `tid` claim.
    pub id: &'static str,
    /// A domain that names the tenant as well as its ID does.
    pub domain: &'static str,
    /// The name that people see.
    pub name: &'static str,
    /// What lives in it.
    pub kind: TenantKind,
}

/// What lives in a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantKind {
    /// Work or school accounts.
    Organization,
    /// Personal accounts: the one tenant that all of them share.
    Personal,
}

pub(crate) const LUMENWORKS: &str = "5f0b1c1e-8d2a-4b43-9c64-3a1d7f20e6a1";
pub(crate) const HARBOUR_PINE: &str = "c2a94d7e-16f3-4f0b-8b5e-90e4d1b73c58";
/// The tenant of all personal Microsoft accounts, see "ID token claims reference", `tid`.
pub(crate) const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

pub(crate) static TENANTS: [Tenant; 3] = [
    Tenant {
        id: LUMENWORKS,
        domain: "lumenworks.example",
        name: "Lumenworks",
        kind: TenantKind::Organization,
    },
    Tenant {
        id: HARBOUR_PINE,
        domain: "harbourpine.example",
        name: "Harbour & Pine",
        kind: TenantKind::Organization,
    },
    Tenant {
        id: PERSONAL,
        domain: "personal.example",
        name: "Personal accounts",
        kind: TenantKind::Personal,
    },
];

impl Tenant {
    /// The domain that every tenant of Entra has from the start, `{name}.onmicrosoft.com`.
    fn has_initial_domain(&self, domain: &str) -> bool {
        let name = self.domain.split('.').next();
        name.is_some() && domain.strip_suffix(".onmicrosoft.com") == name
    }
}

/// The tenant with this ID. IDs come from our own tables, so an unknown one falls back on the first.
pub(crate) fn tenant(id: &str) -> &'static Tenant {
    TENANTS.iter().find(|tenant| tenant.id == id).unwrap_or(&TENANTS[0])
}

/// The first segment of an endpoint's path: who may sign in there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Anybody.
    Common,
    /// Work and school accounts.
    Organizations,
    /// Personal accounts.
    Consumers,
    /// Members and guests of one organization.
    Tenant(&'static Tenant),
}

impl Audience {
    /// Reads the path segment: a keyword, a tenant ID or a tenant's domain, in any case.
    pub(crate) fn parse(segment: &str) -> Option<Self> {
        match segment.to_ascii_lowercase().as_str() {
            "common" => Some(Self::Common),
            "organizations" => Some(Self::Organizations),
            "consumers" | PERSONAL => Some(Self::Consumers),
            name => TENANTS
                .iter()
                .find(|tenant| {
                    tenant.kind == TenantKind::Organization
                        && (tenant.id == name || tenant.domain == name || tenant.has_initial_domain(name))
                })
                .map(Self::Tenant),
        }
    }

    /// The segment that this audience's endpoints bear: a domain becomes its tenant's ID, as in Entra.
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Organizations => "organizations",
            Self::Consumers => "consumers",
            Self::Tenant(tenant) => tenant.id,
        }
    }

    /// The tenant part of the issuer in the configuration: Entra's template where any tenant may answer.
    pub(crate) fn issuer_tenant(self) -> &'static str {
        match self {
            Self::Common | Self::Organizations => "{tenantid}",
            Self::Consumers => PERSONAL,
            Self::Tenant(tenant) => tenant.id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_and_an_id_in_any_case_name_the_same_tenant() {
        let by_domain = Audience::parse("Lumenworks.Example");
        assert_eq!(by_domain, Audience::parse(&LUMENWORKS.to_uppercase()));
        assert_eq!(by_domain.map(Audience::segment), Some(LUMENWORKS));
    }

    #[test]
    fn the_personal_tenants_id_means_consumers() {
        assert_eq!(Audience::parse(PERSONAL), Some(Audience::Consumers));
        assert_eq!(Audience::parse("personal.example"), None);
    }
}
