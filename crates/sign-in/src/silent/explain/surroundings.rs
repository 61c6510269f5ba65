use token_cache::TokenQuery;

use super::super::Refresh;
use super::super::candidate::family;
use super::explanation::Explaining;
use super::{CacheUse, ClientFamily, EnvironmentMatch, ExplanationStep};
use crate::scopes;

impl Explaining<'_> {
    pub(super) fn environment(&self) -> ExplanationStep {
        let (authority, account) = (self.client.authority.environment(), &self.request.account.environment);
        let matched = if authority.eq_ignore_ascii_case(account) {
            EnvironmentMatch::Same
        } else if self.is_elsewhere() {
            EnvironmentMatch::Other
        } else {
            EnvironmentMatch::Alias
        };
        ExplanationStep::Environment { authority: authority.to_owned(), account: account.clone(), matched }
    }

    pub(super) fn is_elsewhere(&self) -> bool {
        !self.client.is_own_environment(&self.request.account.environment)
    }

    pub(super) fn client_step(&self) -> ExplanationStep {
        let client_id = &self.client.client_id;
        let environment = self.client.authority.environment();
        let is_noted = self.cache.app_metadata(client_id, environment).is_some();
        let family = match family(self.cache, self.client) {
            Some(family) if is_noted => ClientFamily::Member(family.to_owned()),
            Some(family) => ClientFamily::Unknown(family.to_owned()),
            None => ClientFamily::None,
        };
        let tokens = self.cache.access_tokens(&self.of_account());
        let tokens_of_others = tokens.filter(|token| token.client_id() != Some(client_id)).count();
        ExplanationStep::Client { client_id: client_id.clone(), family, tokens_of_others }
    }

    pub(super) fn realm_step(&self) -> ExplanationStep {
        ExplanationStep::Realm(self.realm.map(str::to_owned))
    }

    pub(super) fn scopes(&self) -> ExplanationStep {
        let scopes = scopes::to_find(&self.request.scopes);
        ExplanationStep::Scopes(scopes.iter().map(|scope| (*scope).to_owned()).collect())
    }

    pub(super) fn cache_use(&self) -> ExplanationStep {
        ExplanationStep::Cache(if self.request.claims.is_some() {
            CacheUse::ClaimsDemanded
        } else if self.request.refresh == Refresh::Always {
            CacheUse::NewDemanded
        } else {
            CacheUse::Allowed
        })
    }

    pub(super) fn of_account(&self) -> TokenQuery<'_> {
        TokenQuery::of_account(&self.request.account)
    }
}
