//! What accounts can be found by besides what their rows show: the applications and scopes of their tokens.

use std::collections::{BTreeSet, HashMap};

use connections::KnownApplications;
use token_cache::{Account, TokenCache, TokenQuery};

use crate::views::{AccountKey, SearchView, SearchedAccount};

/// Every account with its applications, by ID and by the name of their provider, and its scopes. A word that many have
/// is in it once.
pub(crate) fn index(cache: &TokenCache, known: &KnownApplications) -> SearchView {
    let mut words = Words::default();
    let accounts = cache.accounts();
    let accounts = accounts.iter().map(|account| searched(cache, known, account, &mut words)).collect();
    SearchView { accounts, words: words.texts }
}

fn searched(
    cache: &TokenCache,
    known: &KnownApplications,
    account: &Account,
    words: &mut Words,
) -> SearchedAccount {
    let id = account.id();
    let query = TokenQuery::of_account(&id);
    let (mut scopes, mut applications) = (BTreeSet::new(), BTreeSet::new());
    let mut meet = |client: Option<&str>, realm: Option<&str>, words: &mut Words| {
        let Some(client) = client else { return };
        applications.insert(words.number(client));
        if let Some(name) = known.name_of(&id.environment, client, realm) {
            applications.insert(words.number(name));
        }
    };
    for token in cache.access_tokens(&query) {
        scopes.extend(token.scopes().map(|scope| words.number(scope)));
        meet(token.client_id(), token.realm(), words);
    }
    for token in cache.id_tokens(&query) {
        meet(token.client_id(), token.realm(), words);
    }
    for token in cache.refresh_tokens(&query) {
        scopes.extend(token.scopes().map(|scope| words.number(scope)));
        meet(token.client_id(), None, words);
    }
    SearchedAccount {
        key: AccountKey::from(&id),
        applications: applications.into_iter().collect(),
        scopes: scopes.into_iter().collect(),
    }
}

/// Numbers for texts.
#[derive(Default)]
struct Words {
    texts: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Words {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[test]
    fn accounts_are_found_by_their_scopes_and_applications_and_no_text_of_a_token_is_in_it() {
        let mut cache = TokenCache::default();
        fixtures::sign_in(&mut cache, "1", fixtures::TENANT, "ada@example.com");
        fixtures::sign_in(&mut cache, "2", fixtures::TENANT, "bo@example.com");
        let SearchView { words, accounts } = index(&cache, &KnownApplications::default());
        let texts = |numbers: &[u32]| -> Vec<&str> {
            numbers.iter().map(|number| words[*number as usize].as_str()).collect()
        };
        assert_eq!(accounts.len(), 2);
        for account in &accounts {
            assert_eq!(texts(&account.applications), [fixtures::CLIENT]);
            assert!(texts(&account.scopes).contains(&"User.Read"));
        }
        let all = serde_json::to_string(&SearchView { words: words.clone(), accounts }).unwrap();
        assert!(!all.contains("access-of") && !all.contains("refresh-of") && !all.contains("eyJ"), "{all}");
        let unique: BTreeSet<_> = words.iter().collect();
        assert_eq!(unique.len(), words.len());
    }
}
