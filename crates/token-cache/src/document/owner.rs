//! Whose an entry is, as hashes to look it up by.

use std::{hash::BuildHasher, sync::LazyLock};

use foldhash::quality::RandomState;

use crate::{json::Fields, token::scopes_in};

/// Keyed at random for this process, so that nobody can prepare keys that meet in one place.
pub(super) static HASHING: LazyLock<RandomState> = LazyLock::new(RandomState::default);

pub(super) fn hash_of(text: &str) -> u64 {
    HASHING.hash_one(text)
}

/// Stands for nobody's, and for every application's.
const NONE: u64 = 0;

/// Hashes of what most searches begin with. Two owners may share them: they only narrow a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Owner {
    /// Of the home account.
    pub(super) home: u64,
    /// Of the application and the realm together.
    pub(super) client: u64,
    /// A bit for each of the scopes.
    scopes: u64,
}

impl Owner {
    pub(super) fn new(home: Option<&str>, client_id: Option<&str>, realm: Option<&str>) -> Self {
        let client = client_id.zip(realm).map(|both| HASHING.hash_one(both));
        Self { home: hashed(home.map(hash_of)), client: hashed(client), scopes: 0 }
    }

    pub(super) fn with_scopes<'a>(self, scopes: impl Iterator<Item = &'a str>) -> Self {
        Self { scopes: scopes.fold(0, |bits, scope| bits | 1 << (hash_of(scope) % 64)), ..self }
    }

    /// As [`Self::with_scopes`], for the `target` of an entry.
    pub(super) fn with_target(self, target: Option<&str>) -> Self {
        self.with_scopes(scopes_in(target.unwrap_or_default()))
    }

    pub(super) fn of(entry: Option<&Fields>) -> Self {
        let text = |name| entry.and_then(|entry| entry.text(name));
        Self::new(text("home_account_id"), text("client_id"), text("realm")).with_target(text("target"))
    }

    /// Whether it may be the one that is asked for, who may be open in every part.
    pub(super) const fn may_be(&self, wanted: &Self) -> bool {
        (wanted.home == NONE || wanted.home == self.home)
            && (wanted.client == NONE || wanted.client == self.client)
            && wanted.scopes & !self.scopes == 0
    }
}

fn hashed(hash: Option<u64>) -> u64 {
    hash.map_or(NONE, |hash| hash.max(1))
}
