//! The names that a cloud of Entra has, as it says itself where the built-in table does not know it.

use token_cache::{AccountId, TokenCache, TokenQuery, is_same_environment};

use crate::SignInError;
use crate::client::Shared;

impl Shared {
    /// The other names of the environment that instance discovery told and the built-in table does not know.
    pub(crate) fn told_names(&self) -> &[String] {
        self.told_names.get().map_or(&[], Vec::as_slice)
    }

    /// The name of the environment, and those that discovery told; queries know the built-in aliases of each.
    pub(crate) fn environments(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.authority.environment()).chain(self.told_names().iter().map(String::as_str))
    }

    /// Whether a name is that of the authority's environment, as far as is known.
    pub(crate) fn is_own_environment(&self, name: &str) -> bool {
        self.environments().any(|own| is_same_environment(own, name))
    }

    /// The same; discovery is asked where only it may know.
    ///
    /// Fails as [`Self::configuration`] does.
    pub(crate) async fn is_found_to_be_own(&self, name: &str) -> Result<bool, SignInError> {
        if !self.is_own_environment(name) {
            self.learn_names().await?;
        }
        Ok(self.is_own_environment(name))
    }

    /// Has discovery tell the names of a cloud that the built-in table does not know, once.
    ///
    /// Fails as [`Self::configuration`] does.
    pub(crate) async fn learn_names(&self) -> Result<(), SignInError> {
        let can_tell = self.authority.needs_a_voucher() && self.instance_discovery.address().is_some();
        if can_tell && self.told_names.get().is_none() {
            self.configuration().await?;
        }
        Ok(())
    }

    /// Whether an account is in the cache, under whatever name of its environment.
    pub(crate) fn knows_account(&self, cache: &TokenCache, account: &AccountId) -> bool {
        let under = |name: &str| AccountId { environment: name.to_owned(), ..account.clone() };
        cache.account(account).is_some()
            || self
                .told_names
                .get()
                .is_some_and(|_| self.environments().any(|name| cache.account(&under(name)).is_some()))
    }

    /// A query as it is under each name of the environment.
    pub(crate) fn under_each_name<'a>(
        &'a self,
        query: &TokenQuery<'a>,
    ) -> impl Iterator<Item = TokenQuery<'a>> {
        let query = *query;
        self.environments().map(move |name| TokenQuery { environment: Some(name), ..query })
    }
}
