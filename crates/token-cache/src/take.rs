//! Removals that can be undone.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use crate::{
    AccountId, CacheError, Counts, Removal, Removed, Section, TokenCache,
    accounts::belongs_to,
    json::{Fields, Text},
    remove::owner_of,
    sameness::{is_superseded, sameness},
};

/// What a removal took, entry by entry, so that it can be given back.
///
/// It holds nothing else of the cache, and is wiped from memory when it is dropped.
#[derive(Clone, Default)]
pub struct Taken(TokenCache);

/// What became of what was to be given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenBack {
    /// What is there again.
    pub back: Counts,
    /// What is not: something newer is in its place, or its account has been removed meanwhile.
    pub left: Counts,
}

impl Taken {
    /// How much it is.
    pub fn counts(&self) -> Counts {
        self.0.counts()
    }

    /// Forgets for good what may not be given back to a cache that stands like this.
    ///
    /// That is what was written anew since, even if that goes again later: whoever removes it then means it. And it is
    /// the tokens of an account that is neither listed nor among what was taken.
    pub fn forget_outdated(&mut self, cache: &TokenCache) {
        for section in Section::ALL {
            let outdated: HashSet<Text> = self.outdated(section, cache).into_iter().cloned().collect();
            self.0.document.remove(section, |key, _| outdated.contains(key));
        }
        self.forget_orphans(cache);
        self.0.mark_saved();
    }

    fn outdated(&self, section: Section, cache: &TokenCache) -> Vec<&Text> {
        let entries = self.0.document.entries(section);
        entries.filter(|(key, entry)| is_replaced(section, key, entry, cache)).map(|(key, _)| key).collect()
    }

    fn forget_orphans(&mut self, cache: &TokenCache) {
        let accounts: Vec<AccountId> =
            self.0.accounts().iter().chain(&cache.accounts()).map(crate::Account::id).collect();
        let mut of_home: HashMap<&str, Vec<&AccountId>> = HashMap::new();
        for account in &accounts {
            of_home.entry(&account.home_account_id).or_default().push(account);
        }
        for section in [Section::AccessToken, Section::IdToken, Section::RefreshToken] {
            self.0.document.remove(section, |_, entry| {
                let home = entry.text("home_account_id").filter(|home| !home.is_empty());
                home.is_some_and(|home| {
                    let listed = of_home.get(home).map(Vec::as_slice).unwrap_or_default();
                    !listed.iter().any(|account| belongs_to(entry, account))
                })
            });
        }
    }
}

impl fmt::Debug for Taken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Taken").field(&self.counts()).finish()
    }
}

impl TokenCache {
    /// As [`TokenCache::remove`], for several removals in one go, and answers with what it took.
    pub fn take(&mut self, removals: &[Removal]) -> (Removed, Taken) {
        let removed = self.preview_each(removals);
        let several = Several::of(removals);
        let mut taken = Self::default();
        for section in Section::ALL {
            for (key, entry) in self.document.entries(section) {
                if several.takes(section, key, entry) {
                    taken.document.insert(section, key.clone(), entry.clone());
                }
            }
            self.has_changed |=
                self.document.remove(section, |key, entry| several.takes(section, key, entry));
        }
        // Rests on bytes of its own from here on, so that it does not keep the whole cache's.
        taken.serialize_shared();
        (removed, Taken(taken))
    }

    /// What [`TokenCache::take`] would do; nothing changes. What stays is of the accounts concerned.
    pub fn preview_each(&self, removals: &[Removal]) -> Removed {
        if let [removal] = removals {
            return self.preview(removal);
        }
        let several = Several::of(removals);
        let concerned = removals.iter().filter_map(|removal| self.account_of(removal)).collect::<Vec<_>>();
        let mut of_home: HashMap<&str, Vec<&AccountId>> = HashMap::new();
        for account in &concerned {
            of_home.entry(&account.home_account_id).or_default().push(account);
        }
        let is_concerned = |entry: &Fields| {
            let accounts = entry.text("home_account_id").and_then(|home| of_home.get(home));
            accounts.is_some_and(|accounts| accounts.iter().any(|account| belongs_to(entry, account)))
        };
        Removed {
            goes: self.count(|section, key, entry| several.takes(section, key, entry)),
            stays: self
                .count(|section, key, entry| is_concerned(entry) && !several.takes(section, key, entry)),
        }
    }

    /// Gives back what was taken, under its keys, but for what [`Taken::forget_outdated`] would forget now.
    ///
    /// On an error nothing changes.
    pub fn give_back(&mut self, taken: &Taken) -> Result<GivenBack, CacheError> {
        let mut current = taken.clone();
        current.forget_outdated(self);
        for section in Section::ALL {
            if current.0.document.entries(section).next().is_some() {
                self.document.check_usable(section)?;
            }
        }
        for section in Section::ALL {
            for (key, entry) in current.0.document.entries(section) {
                self.document.insert(section, key.clone(), entry.clone());
                self.has_changed = true;
            }
        }
        let (all, back) = (taken.counts(), current.counts());
        Ok(GivenBack { back, left: all.without(back) })
    }

    fn account_of(&self, removal: &Removal) -> Option<AccountId> {
        match removal {
            Removal::AccessTokens(account)
            | Removal::Expired { account, .. }
            | Removal::Tokens(account)
            | Removal::Account(account) => Some(account.clone()),
            Removal::Entry { section, stored_key } => owner_of(self.document.entry(*section, stored_key)?.1),
            Removal::AllExpired { .. }
            | Removal::AllAccessTokens
            | Removal::AllTokens
            | Removal::OfApplication { .. } => None,
        }
    }
}

/// Whether something stands in its place: under its key, or about the same thing under another.
fn is_replaced(section: Section, key: &Text, entry: &Fields, cache: &TokenCache) -> bool {
    if cache.document.has(section, key) {
        return true;
    }
    let same = sameness(section, entry);
    let mut others = cache.document.entries_of_home(section, entry.text("home_account_id"));
    others.any(|(_, other)| {
        (same.is_some() && sameness(section, other) == same) || is_superseded(section, entry, other)
    })
}

/// Several removals, found by the home account that they are about, since there may be a thousand.
struct Several<'a> {
    of_home: HashMap<&'a str, Vec<&'a Removal>>,
    entries: HashSet<(Section, &'a str)>,
    others: Vec<&'a Removal>,
}

impl<'a> Several<'a> {
    fn of(removals: &'a [Removal]) -> Self {
        let mut several = Self { of_home: HashMap::new(), entries: HashSet::new(), others: Vec::new() };
        for removal in removals {
            match removal {
                Removal::AccessTokens(account)
                | Removal::Expired { account, .. }
                | Removal::Tokens(account)
                | Removal::Account(account) => {
                    several.of_home.entry(&account.home_account_id).or_default().push(removal);
                }
                Removal::Entry { section, stored_key } => {
                    several.entries.insert((*section, stored_key));
                }
                _ => several.others.push(removal),
            }
        }
        several
    }

    fn takes(&self, section: Section, key: &Text, entry: &Fields) -> bool {
        let own = || entry.text("home_account_id").and_then(|home| self.of_home.get(home));
        let is_taken_by = |removal: &&Removal| removal.takes(section, key, entry);
        key.as_str().is_some_and(|key| self.entries.contains(&(section, key)))
            || self.others.iter().any(is_taken_by)
            || own().is_some_and(|removals| removals.iter().any(is_taken_by))
    }
}
