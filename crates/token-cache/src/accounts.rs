//! Account entries put together to accounts.

use std::{ops::Deref, sync::Arc};

use hashbrown::HashTable;

use crate::{
    Account, AccountId, Section,
    account::{AccountEntry, FIELDS, Field},
    document::Document,
    environment::{Environment, is_same_environment},
    json::Fields,
    jwt::text_claim,
};

/// One account whatever its environment is called.
type Identity<'a> = (&'a str, Environment);

/// The accounts of a cache, put together when they are first asked for. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts(Arc<Vec<Account>>);

impl Deref for Accounts {
    type Target = [Account];

    fn deref(&self) -> &[Account] {
        &self.0
    }
}

impl IntoIterator for Accounts {
    type Item = Account;
    type IntoIter = std::vec::IntoIter<Account>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.0).into_iter()
    }
}

impl<'a> IntoIterator for &'a Accounts {
    type Item = &'a Account;
    type IntoIter = std::slice::Iter<'a, Account>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// All accounts in the order of their first entries.
pub(crate) fn all(document: &Document) -> Accounts {
    document.accounts(|| Accounts(collect(document, None).into())).clone()
}

/// All accounts, or only the one that `id` names, in the order of their first entries.
pub(crate) fn collect(document: &Document, id: Option<&AccountId>) -> Vec<Account> {
    let mut groups =
        Groups::with_capacity(if id.is_none() { document.count_of(Section::Account) } else { 0 });
    let home = id.map(|id| id.home_account_id.as_str());
    for (hash, texts) in document.texts_of_home(Section::Account, home, &FIELDS) {
        if let [Some(home_account_id), Some(environment), ..] = texts
            && id.is_none_or(|id| is_named(id, (home_account_id, environment)))
        {
            groups.add(hash, (home_account_id, environment), AccountEntry::new(&texts));
        }
    }
    groups.accounts
}

/// The accounts so far.
struct Groups {
    accounts: Vec<Account>,
    /// Their places by the hashes of their home account IDs.
    places: HashTable<(u64, usize)>,
}

impl Groups {
    fn with_capacity(count: usize) -> Self {
        Self { accounts: Vec::with_capacity(count), places: HashTable::with_capacity(count) }
    }

    fn add(&mut self, hash: u64, (home_account_id, environment): (&str, &str), entry: AccountEntry) {
        let accounts = &mut self.accounts;
        let is_it = |account: &Account| {
            account.home_account_id() == home_account_id
                && is_same_environment(account.environment(), environment)
        };
        let is_known = |(own, place): &(u64, usize)| *own == hash && accounts.get(*place).is_some_and(is_it);
        if let Some(account) =
            self.places.find(hash, is_known).and_then(|(_, place)| self.accounts.get_mut(*place))
        {
            account.push(entry);
        } else {
            self.places.insert_unique(hash, (hash, self.accounts.len()), |(hash, _)| *hash);
            self.accounts.push(Account::new(entry));
        }
    }
}

fn is_named(id: &AccountId, (home_account_id, environment): (&str, &str)) -> bool {
    id.home_account_id == home_account_id && is_same_environment(environment, &id.environment)
}

/// Whose an entry is; none for an application's own and for what cannot be read.
pub(crate) fn identity_of(entry: &Fields) -> Option<Identity<'_>> {
    Some((entry.text("home_account_id")?, Environment::of(entry.text("environment")?)))
}

/// Whether an entry of any kind belongs to an account.
pub(crate) fn belongs_to(entry: &Fields, id: &AccountId) -> bool {
    entry.text("home_account_id") == Some(&id.home_account_id)
        && entry.text("environment").is_some_and(|own| is_same_environment(own, &id.environment))
}

/// The name that an entry of the account bears, else the `name` claim of an ID token; the one of the realm that speaks for
/// the account counts most.
pub(crate) fn name_of(document: &Document, account: &Account) -> Option<String> {
    if let Some(name) = account.name() {
        return Some(name.to_owned());
    }
    let id = account.id();
    let chief = account.chief(Field::Realm);
    let mut name = None;
    for (_, token) in document.entries_of_home(Section::IdToken, Some(&id.home_account_id)) {
        let is_of_chief = token.text("realm") == chief;
        if belongs_to(token, &id) && (is_of_chief || name.is_none()) {
            name = name_claim(token).or(name);
        }
    }
    name
}

fn name_claim(token: &Fields) -> Option<String> {
    text_claim(token.text("secret")?, "name").filter(|name| !name.is_empty())
}
