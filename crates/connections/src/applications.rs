use settings::Provider;
use token_cache::{Account, AccountId, TokenCache, is_same_environment};

use crate::{authority::authority, client_ids};

/// Which application, in which environment, belongs to which provider.
#[derive(Clone, Debug, Default)]
pub struct KnownApplications(Vec<Known>);

#[derive(Clone, Debug)]
struct Known {
    environment: String,
    client_id: String,
    /// Of Azure AD B2C, in lower case.
    policy: Option<String>,
    provider: Provider,
}

impl KnownApplications {
    /// Those of these providers; one whose authority cannot be right has none.
    pub fn of(providers: &[Provider]) -> Self {
        Self(providers.iter().filter_map(Known::of).collect())
    }

    /// The provider whose application it is. Where one application is connected through several tenants, the
    /// one whose tenant is among `realms`.
    pub fn provider(&self, environment: &str, client_id: &str, realms: &[&str]) -> Option<&Provider> {
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

    /// The name of the provider that the application is connected through, for a token of that realm.
    pub fn name_of(&self, environment: &str, client_id: &str, realm: Option<&str>) -> Option<&str> {
        self.provider(environment, client_id, realm.as_slice()).map(|provider| provider.name.as_str())
    }

    /// The provider through which the account can be renewed.
    pub fn provider_of(&self, cache: &TokenCache, account: &AccountId) -> Option<&Provider> {
        let found = cache.account(account);
        let realms = found.as_ref().map(Account::realms).unwrap_or_default();
        client_ids(cache, account).find_map(|client| {
            self.of_policy(account, client).or_else(|| self.provider(&account.environment, client, &realms))
        })
    }

    /// The provider whose user flow the account came through: `client_info` has it behind the object ID, so that
    /// each flow has accounts of its own.
    fn of_policy(&self, account: &AccountId, client_id: &str) -> Option<&Provider> {
        let home_account_id = account.home_account_id.to_lowercase();
        let is_it = |known: &&Known| {
            let through = |policy: &String| home_account_id.contains(&format!("-{policy}."));
            known.policy.as_ref().is_some_and(through)
                && known.client_id.eq_ignore_ascii_case(client_id)
                && is_same_environment(&known.environment, &account.environment)
        };
        self.0.iter().find(is_it).map(|known| &known.provider)
    }
}

impl Known {
    fn of(provider: &Provider) -> Option<Self> {
        let authority = authority(provider).ok()?;
        let environment = authority.as_ref().map_or(demo_tenant::ENVIRONMENT, |it| it.environment());
        let policy = authority.as_ref().and_then(|it| it.policy()).map(str::to_lowercase);
        let (environment, client_id) = (environment.to_owned(), provider.client_id.clone());
        Some(Self { environment, client_id, policy, provider: provider.clone() })
    }
}

#[cfg(test)]
mod tests {
    use settings::ProviderKind;

    use super::*;
    use crate::fixtures::sign_in_at;

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
        let found = |realms: &[&str]| {
            known.provider("login.microsoftonline.com", "8c6c5a1e-0000-0000-0000-000000000001", realms)
        };
        assert_eq!(found(&[guest]).unwrap().id, "guest");
        assert_eq!(found(&["common"]).unwrap().id, "home");
        assert_eq!(found(&[]).unwrap().id, "home");
    }

    #[test]
    fn of_two_user_flows_the_one_that_the_account_came_through_is_asked() {
        let through = |id: &str, policy: &str| {
            let mut provider = Provider::new(id, ProviderKind::B2c, id);
            provider.client_id = "app-1".into();
            provider.authority = format!("https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com/{policy}");
            provider
        };
        let known = KnownApplications::of(&[through("in", "B2C_1_In"), through("edit", "B2C_1_In-Edit")]);
        let mut cache = TokenCache::default();
        let account = |cache: &mut TokenCache, user: &str| {
            let realm = "fabrikam.onmicrosoft.com";
            sign_in_at(cache, "fabrikam.b2clogin.com", user, "tenant", realm);
            let home_account_id = format!("{user}.tenant");
            AccountId { home_account_id, environment: "fabrikam.b2clogin.com".into() }
        };
        let (first, second) = (account(&mut cache, "ada-b2c_1_in"), account(&mut cache, "ada-b2c_1_in-edit"));
        assert_eq!(known.provider_of(&cache, &first).unwrap().id, "in");
        assert_eq!(known.provider_of(&cache, &second).unwrap().id, "edit");
    }
}
