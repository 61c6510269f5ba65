use crate::{AccountId, environment::is_same_environment, json::Fields};

/// Which tokens to look for. What is left out matches everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenQuery<'a> {
    /// Exact.
    pub home_account_id: Option<&'a str>,
    /// In any case, and under any alias.
    pub environment: Option<&'a str>,
    /// Exact.
    pub client_id: Option<&'a str>,
    /// Exact: the tenant as the tokens were asked for under.
    pub realm: Option<&'a str>,
    /// The token must have been granted all of these; exact.
    pub scopes: &'a [&'a str],
    /// The family of applications that share refresh tokens (`foci`).
    pub family_id: Option<&'a str>,
    /// The extended cache key, for tokens that are bound to further parameters of their request.
    pub ext_cache_key: Option<&'a str>,
}

impl<'a> TokenQuery<'a> {
    /// Everything of one account.
    pub fn of_account(account: &'a AccountId) -> Self {
        Self {
            home_account_id: Some(&account.home_account_id),
            environment: Some(&account.environment),
            ..Self::default()
        }
    }

    /// By the fields of the entry; its key says nothing reliable.
    pub(crate) fn matches(&self, entry: &Fields) -> bool {
        is_field(entry, "home_account_id", self.home_account_id)
            && is_field(entry, "client_id", self.client_id)
            && is_field(entry, "realm", self.realm)
            && is_field(entry, "family_id", self.family_id)
            && is_field(entry, "ext_cache_key", self.ext_cache_key)
            && self.environment.is_none_or(|environment| is_in_environment(entry, environment))
            && self.matches_scopes(entry)
    }

    fn matches_scopes(&self, entry: &Fields) -> bool {
        let target = entry.text("target").unwrap_or_default();
        self.scopes.iter().all(|scope| target.split_whitespace().any(|granted| granted == *scope))
    }
}

pub(crate) fn is_in_environment(entry: &Fields, environment: &str) -> bool {
    entry.text("environment").is_some_and(|own| is_same_environment(own, environment))
}

fn is_field(entry: &Fields, name: &str, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| entry.text(name) == Some(wanted))
}
