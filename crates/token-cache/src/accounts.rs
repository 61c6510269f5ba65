//! Account entries put together to accounts.

use std::{ops::Deref, sync::Arc};

use foldhash::quality::RandomState;

use crate::{
    Account, AccountId, Section,
    account::home_tenant,
    document::Document,
    environment::{Environment, is_same_environment},
    json::Fields,
    jwt::text_claim,
};

/// One account whatever its environment is called.
type Identity<'a> = (&'a str, Environment);

type IndexMap<K, V> = indexmap::IndexMap<K, V, RandomState>;
type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// The accounts of a cache, put together when they are first asked for. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts(Arc<[Account]>);

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
        Vec::from(&*self.0).into_iter()
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
    let mut groups: IndexMap<Identity<'_>, Vec<&Fields>> = IndexMap::default();
    let home = id.map(|id| id.home_account_id.as_str());
    for (_, entry) in document.entries_of_home(Section::Account, home) {
        if let Some(identity) = identity_of(entry).filter(|_| id.is_none_or(|id| belongs_to(entry, id))) {
            groups.entry(identity).or_default().push(entry);
        }
    }
    let names = names_in_id_tokens(document, home, &groups);
    groups.iter().map(|(identity, entries)| account(entries, names.get(identity))).collect()
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

fn account(entries: &[&Fields], name: Option<&String>) -> Account {
    let text = |entry: &Fields, field| entry.text(field).unwrap_or_default().to_owned();
    let chief = chief_of(entries);
    let first_filled = |field| {
        let values =
            std::iter::once(chief).chain(entries.iter().copied()).filter_map(|entry| entry.text(field));
        values.into_iter().find(|value| !value.is_empty()).map(str::to_owned)
    };
    Account {
        id: AccountId {
            home_account_id: text(entries[0], "home_account_id"),
            environment: text(entries[0], "environment"),
        },
        environments: distinct(entries, "environment"),
        realms: distinct(entries, "realm"),
        realm: text(chief, "realm"),
        local_account_id: text(chief, "local_account_id"),
        username: first_filled("username").unwrap_or_default(),
        name: first_filled("name").or_else(|| name.cloned()),
        authority_type: text(chief, "authority_type"),
        account_source: first_filled("account_source"),
    }
}

/// The entry that speaks for the account: that of its home tenant, else the last, as in MSAL Python.
fn chief_of<'a>(entries: &[&'a Fields]) -> &'a Fields {
    let is_home = |entry: &&&Fields| {
        let home = entry.text("home_account_id").and_then(home_tenant);
        home.is_some_and(|home| entry.text("realm").is_some_and(|realm| realm.eq_ignore_ascii_case(home)))
    };
    entries.iter().find(is_home).unwrap_or(&entries[entries.len() - 1])
}

fn distinct(entries: &[&Fields], field: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in entries.iter().filter_map(|entry| entry.text(field)) {
        if !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    values
}

/// The `name` claims of the accounts whose entries bear no name; the one of an entry's own realm counts most.
fn names_in_id_tokens<'a>(
    document: &'a Document,
    home: Option<&str>,
    groups: &IndexMap<Identity<'a>, Vec<&'a Fields>>,
) -> HashMap<Identity<'a>, String> {
    let mut names = HashMap::default();
    for (_, token) in document.entries_of_home(Section::IdToken, home) {
        let Some(identity) = identity_of(token) else { continue };
        let Some(entries) = groups.get(&identity) else { continue };
        if entries.iter().any(|entry| entry.text("name").is_some_and(|name| !name.is_empty())) {
            continue;
        }
        let is_of_chief = token.text("realm") == chief_of(entries).text("realm");
        if is_of_chief || !names.contains_key(&identity) {
            names.extend(name_claim(token).map(|name| (identity, name)));
        }
    }
    names
}

fn name_claim(token: &Fields) -> Option<String> {
    text_claim(token.text("secret")?, "name").filter(|name| !name.is_empty())
}
