use std::fmt;

use crate::{environment::is_same_environment, shared_json::offset};

/// Names one account.
///
/// Compare with [`AccountId::is_same`]: an environment has several names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountId {
    /// `{uid}.{utid}`, or the `sub` of the ID token where the provider sends no `client_info`.
    pub home_account_id: String,
    /// The host of the authority, under any of its names.
    pub environment: String,
}

impl AccountId {
    /// Whether both name the same account, through the aliases of the environment.
    pub fn is_same(&self, other: &Self) -> bool {
        self.home_account_id == other.home_account_id
            && is_same_environment(&self.environment, &other.environment)
    }
}

/// An account: all Account entries of one home account in one environment.
///
/// The person's name may be in an ID token alone: see [`TokenCache::name_of`](crate::TokenCache::name_of).
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    first: AccountEntry,
    /// In their order. Few accounts have any.
    others: Vec<AccountEntry>,
}

impl Account {
    pub(crate) const fn new(first: AccountEntry) -> Self {
        Self { first, others: Vec::new() }
    }

    pub(crate) fn push(&mut self, entry: AccountEntry) {
        self.others.push(entry);
    }

    /// Names it; the environment is that of its first entry.
    pub fn id(&self) -> AccountId {
        AccountId {
            home_account_id: self.home_account_id().to_owned(),
            environment: self.environment().to_owned(),
        }
    }

    /// As in [`Self::id`].
    pub fn home_account_id(&self) -> &str {
        self.first.text(Field::HomeAccountId).unwrap_or_default()
    }

    /// As in [`Self::id`].
    pub fn environment(&self) -> &str {
        self.first.text(Field::Environment).unwrap_or_default()
    }

    /// The names of the environment that it has entries under.
    pub fn environments(&self) -> Vec<&str> {
        self.distinct(Field::Environment)
    }

    /// The tenants that it has entries for: its own, and those where it is a guest.
    pub fn realms(&self) -> Vec<&str> {
        self.distinct(Field::Realm)
    }

    /// The tenant that most of the rest is of: the home tenant if there is an entry for it.
    pub fn realm(&self) -> &str {
        self.chief(Field::Realm).unwrap_or_default()
    }

    /// Its ID in that tenant (`oid`, else `sub`).
    pub fn local_account_id(&self) -> &str {
        self.chief(Field::LocalAccountId).unwrap_or_default()
    }

    /// `preferred_username` or `upn`; may be empty, and two accounts may share one.
    pub fn username(&self) -> &str {
        self.first_filled(Field::Username).unwrap_or_default()
    }

    /// The person's name, where an entry has it: few libraries write it there.
    pub(crate) fn name(&self) -> Option<&str> {
        self.first_filled(Field::Name)
    }

    /// `MSSTS` or `ADFS`, or what another library wrote.
    pub fn authority_type(&self) -> &str {
        self.chief(Field::AuthorityType).unwrap_or_default()
    }

    /// The grant that it came by, if that is known.
    pub fn account_source(&self) -> Option<&str> {
        self.first_filled(Field::AccountSource)
    }

    /// The tenant that the account belongs to, where the home account ID names one.
    pub fn home_tenant(&self) -> Option<&str> {
        home_tenant(self.home_account_id())
    }

    /// Whether it has an entry for a tenant that is not its own.
    pub fn is_guest(&self) -> bool {
        self.home_tenant().is_some_and(|home| {
            self.texts(Field::Realm).any(|realm| is_guid(realm) && !realm.eq_ignore_ascii_case(home))
        })
    }

    /// What the entry says that speaks for the account: that of its home tenant, else the last, as in MSAL Python.
    pub(crate) fn chief(&self, field: Field) -> Option<&str> {
        self.chief_entry().text(field)
    }

    fn chief_entry(&self) -> &AccountEntry {
        let Some(last) = self.others.last() else { return &self.first };
        let is_home = |entry: &&AccountEntry| {
            let realm = entry.text(Field::Realm);
            self.home_tenant().zip(realm).is_some_and(|(home, realm)| realm.eq_ignore_ascii_case(home))
        };
        self.entries().find(is_home).unwrap_or(last)
    }

    fn first_filled(&self, field: Field) -> Option<&str> {
        let filled = |text: &&str| !text.is_empty();
        self.chief(field).filter(filled).or_else(|| self.texts(field).find(filled))
    }

    fn distinct(&self, field: Field) -> Vec<&str> {
        let mut distinct = Vec::new();
        for text in self.texts(field) {
            if !distinct.contains(&text) {
                distinct.push(text);
            }
        }
        distinct
    }

    fn texts(&self, field: Field) -> impl Iterator<Item = &str> {
        self.entries().filter_map(move |entry| entry.text(field))
    }

    fn entries(&self) -> impl Iterator<Item = &AccountEntry> {
        [&self.first].into_iter().chain(&self.others)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Account")
            .field("id", &self.id())
            .field("realms", &self.realms())
            .field("username", &self.username())
            .finish_non_exhaustive()
    }
}

/// A text that an entry of an account may have; they are in the order of [`FIELDS`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Field {
    HomeAccountId,
    Environment,
    Realm,
    LocalAccountId,
    Username,
    AuthorityType,
    AccountSource,
    Name,
}

const COUNT: usize = 8;

/// How they are called, in the order in which most libraries write them.
pub(crate) const FIELDS: [&str; COUNT] = [
    "home_account_id",
    "environment",
    "realm",
    "local_account_id",
    "username",
    "authority_type",
    "account_source",
    "name",
];

/// The texts of one entry, copied out of the JSON, which goes with its cache.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct AccountEntry {
    joined: Box<str>,
    /// Where each of the [`FIELDS`] ends in `joined`.
    ends: [u32; COUNT],
    /// A bit for each of those that the entry has.
    present: u8,
}

impl AccountEntry {
    pub(crate) fn new(texts: &[Option<&str>; COUNT]) -> Self {
        let length = texts.iter().flatten().map(|text| text.len()).sum();
        let mut joined = String::with_capacity(length);
        let (mut ends, mut present) = ([0; COUNT], 0);
        for (number, (text, end)) in texts.iter().zip(&mut ends).enumerate() {
            if let Some(text) = text {
                joined.push_str(text);
                present |= 1 << number;
            }
            *end = offset(joined.len());
        }
        Self { joined: joined.into(), ends, present }
    }

    fn text(&self, field: Field) -> Option<&str> {
        let number = field as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        let text = self.joined.get(start as usize..self.ends[number] as usize);
        text.filter(|_| self.present & 1 << number != 0)
    }
}

/// The `utid` of a home account ID. A `sub` may hold a dot too, but ends in no GUID.
pub(crate) fn home_tenant(home_account_id: &str) -> Option<&str> {
    home_account_id.rsplit_once('.').map(|(_, tenant)| tenant).filter(|tenant| is_guid(tenant))
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::{Account, AccountEntry, home_tenant};

    #[test]
    fn the_home_tenant_is_the_guid_after_the_dot() {
        let tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
        assert_eq!(home_tenant(&format!("00000000-0000-0000-66f3-3332eca7ea81.{tenant}")), Some(tenant));
        assert_eq!(home_tenant("auth0.user.17"), None);
        assert_eq!(home_tenant("248289761001"), None);
    }

    #[test]
    fn a_text_that_is_missing_is_told_from_an_empty_one() {
        let texts = [Some("h"), Some("e"), None, Some("l"), Some(""), Some("t"), None, Some("Ada")];
        let account = Account::new(AccountEntry::new(&texts));
        assert_eq!((account.home_account_id(), account.environment()), ("h", "e"));
        assert_eq!((account.realms().len(), account.realm(), account.local_account_id()), (0, "", "l"));
        assert_eq!((account.username(), account.authority_type()), ("", "t"));
        assert_eq!((account.account_source(), account.name()), (None, Some("Ada")));
    }
}
