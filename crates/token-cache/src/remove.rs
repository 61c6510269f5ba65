use std::collections::HashSet;

use crate::{
    AccessToken, AccountId, Counts, Removal, Removed, Section, Timestamp, TokenCache, TokenQuery,
    accounts::{belongs_to, identity_of},
    json::{Fields, Text},
};

impl TokenCache {
    /// Removes entries by the keys that they are stored under, whichever library wrote them.
    pub fn remove(&mut self, removal: &Removal) -> Removed {
        let removed = self.preview(removal);
        for section in Section::ALL {
            let takes = |key: &Text, entry: &Fields| removal.takes(section, key, entry);
            self.has_changed |= self.document.remove(section, takes);
        }
        removed
    }

    /// What [`TokenCache::remove`] would do; nothing changes.
    pub fn preview(&self, removal: &Removal) -> Removed {
        let concerned = self.concerned(removal);
        Removed {
            goes: self.count(|section, key, entry| removal.takes(section, key, entry)),
            stays: self.count(|section, key, entry| {
                concerned.includes(entry) && !removal.takes(section, key, entry)
            }),
        }
    }

    /// How many accounts and tokens there are in all.
    pub fn counts(&self) -> Counts {
        self.count(|_, _, _| true)
    }

    pub(crate) fn count(&self, is_counted: impl Fn(Section, &Text, &Fields) -> bool) -> Counts {
        let is_counted = &is_counted;
        let counted = |section| {
            let entries = self.document.entries(section);
            entries.filter(move |(key, entry)| is_counted(section, key, entry)).map(|(_, entry)| entry)
        };
        let accounts: HashSet<_> = counted(Section::Account).filter_map(identity_of).collect();
        Counts {
            accounts: accounts.len(),
            access_tokens: counted(Section::AccessToken).count(),
            refresh_tokens: counted(Section::RefreshToken).count(),
            id_tokens: counted(Section::IdToken).count(),
        }
    }

    fn concerned<'r>(&self, removal: &'r Removal) -> Concerned<'r> {
        let account = match removal {
            Removal::AccessTokens(account)
            | Removal::Expired { account, .. }
            | Removal::Tokens(account)
            | Removal::Account(account) => Some(account.clone()),
            Removal::AllExpired { .. } | Removal::AllAccessTokens | Removal::AllTokens => {
                return Concerned::Everybody;
            }
            Removal::OfApplication { client_id, environment } => {
                return Concerned::Application(TokenQuery::of_application(client_id, environment));
            }
            Removal::Entry { section, stored_key } => {
                self.document.entry(*section, stored_key).and_then(|(_, entry)| owner_of(entry))
            }
        };
        account.map_or(Concerned::Nobody, Concerned::Account)
    }
}

/// Whose entries a removal touches.
enum Concerned<'a> {
    Everybody,
    Account(AccountId),
    Application(TokenQuery<'a>),
    Nobody,
}

impl Concerned<'_> {
    fn includes(&self, entry: &Fields) -> bool {
        match self {
            Self::Everybody => true,
            Self::Account(account) => belongs_to(entry, account),
            Self::Application(query) => query.matches(entry),
            Self::Nobody => false,
        }
    }
}

impl Removal {
    pub(crate) fn takes(&self, section: Section, key: &Text, entry: &Fields) -> bool {
        let is_token = matches!(section, Section::AccessToken | Section::RefreshToken | Section::IdToken);
        let has_ended =
            |now: &Timestamp| section == Section::AccessToken && AccessToken::new(key, entry).has_ended(*now);
        match self {
            Self::AccessTokens(account) => section == Section::AccessToken && belongs_to(entry, account),
            Self::Expired { account, now } => has_ended(now) && belongs_to(entry, account),
            Self::AllExpired { now } => has_ended(now),
            Self::AllAccessTokens => section == Section::AccessToken,
            Self::AllTokens => is_token,
            Self::Tokens(account) => is_token && belongs_to(entry, account),
            Self::Account(account) => section != Section::AppMetadata && belongs_to(entry, account),
            Self::OfApplication { client_id, environment } => {
                is_token && TokenQuery::of_application(client_id, environment).matches(entry)
            }
            Self::Entry { section: chosen, stored_key } => {
                section == *chosen && key.as_str() == Some(stored_key)
            }
        }
    }
}

pub(crate) fn owner_of(entry: &Fields) -> Option<AccountId> {
    Some(AccountId {
        home_account_id: entry.text("home_account_id")?.to_owned(),
        environment: entry.text("environment")?.to_owned(),
    })
}
