use settings::{Provider, ProviderKind};
use sign_in::Authority;
use token_cache::{AccountId, TokenCache, is_same_environment};

use crate::client_ids;

/// Which application, in which environment, belongs to which provider.
#[derive(Clone, Debug, Default)]
pub struct KnownApplications(Vec<Known>);

#[derive(Clone, Debug)]
struct Known {
    environment: String,
    client_id: String,
    provider: Provider,
}

impl KnownApplications {
    /// Those of these providers; one whose authority cannot be right has none.
    pub fn of(providers: &[Provider]) -> Self {
        let known = |provider: &Provider| {
            Some(Known {
                environment: environment(provider)?,
                client_id: provider.client_id.clone(),
                provider: provider.clone(),
            })
        };
        Self(providers.iter().filter_map(known).collect())
    }

    /// The provider whose application it is. Where one application is connected through several tenants, the
    /// one whose tenant is among `realms`.
    pub fn provider(&self, environment: &str, client_id: &str, realms: &[String]) -> Option<&Provider> {
        let is_it = |known: &&Known| {
            known.client_id.eq_ignore_ascii_case(client_id)
                && is_same_environment(&known.environment, environment)
        };
        let is_of_realm = |known: &&Known| {
            let tenant =
                known.provider.authority.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            realms.iter().any(|realm| realm.eq_ignore_ascii_case(tenant))
        };
        let mut candidates = self.0.iter().filter(is_it);
        let best = candidates.clone().find(is_of_realm);
        best.or_else(|| candidates.next()).map(|known| &known.provider)
    }

    /// The provider through which the account can be renewed.
    pub fn provider_of(&self, cache: &TokenCache, account: &AccountId) -> Option<&Provider> {
        let realms = cache.account(account).map(|found| found.realms).unwrap_or_default();
        client_ids(cache, account).find_map(|client| self.provider(&account.environment, client, &realms))
    }
}

fn environment(provider: &Provider) -> Option<String> {
    let authority = match provider.kind {
        ProviderKind::Demo => return Some(demo_tenant::ENVIRONMENT.to_owned()),
        ProviderKind::Entra => Authority::entra(&provider.authority),
        ProviderKind::Oidc => Authority::openid(&provider.authority),
    };
    Some(authority.ok()?.environment().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_known_under_every_alias_of_its_environment() {
        let mut provider = Provider::new("p", ProviderKind::Entra, "Work");
        provider.client_id = "8c6c5a1e-0000-0000-0000-000000000001".into();
        provider.authority = "organizations".into();
        let known = KnownApplications::of(&[provider]);
        assert!(known.provider("login.windows.net", "8C6C5A1E-0000-0000-0000-000000000001", &[]).is_some());
        assert!(known.provider("login.example", "8c6c5a1e-0000-0000-0000-000000000001", &[]).is_none());
    }

    #[test]
    fn of_two_tenants_the_one_that_the_account_belongs_to_is_asked() {
        let through = |id: &str, tenant: &str| {
            let mut provider = Provider::new(id, ProviderKind::Entra, id);
            provider.client_id = "8c6c5a1e-0000-0000-0000-000000000001".into();
            provider.authority = tenant.into();
            provider
        };
        let guest = "99999999-2222-3333-4444-555555555555";
        let known = KnownApplications::of(&[through("home", "common"), through("guest", guest)]);
        let found = |realms: &[String]| {
            known.provider("login.microsoftonline.com", "8c6c5a1e-0000-0000-0000-000000000001", realms)
        };
        assert_eq!(found(&[guest.to_owned()]).unwrap().id, "guest");
        assert_eq!(found(&["common".to_owned()]).unwrap().id, "home");
        assert_eq!(found(&[]).unwrap().id, "home");
    }
}
