//! Bearer tokens that were found before: to find one again takes one look instead of a search.

use std::{
    array,
    hash::BuildHasher,
    sync::{Arc, OnceLock},
};

use super::owner::HASHING;
use crate::{BearerToken, Owner, Timestamp, TokenQuery};

/// So many are kept, the first that are asked for: a program needs few tokens often.
const PLACES: usize = 64;
/// So many places are looked at, one after the other.
const TRIES: usize = 4;

/// What was found in a document that has not changed since. Threads look without waiting for each other.
///
/// A copy begins with nothing, for it is made to be changed.
#[derive(Default)]
pub(super) struct Answers(OnceLock<Box<[Place; PLACES]>>);

/// A pointer, for most places stay empty.
type Place = OnceLock<Box<Answer>>;

struct Answer {
    hash: u64,
    question: Question,
    /// Before, another token may have been the better one: it may have ended since.
    since: Timestamp,
    token: Arc<BearerToken>,
}

/// What was asked, as it was asked.
struct Question {
    texts: [Box<str>; 4],
    scopes: Box<[Box<str>]>,
}

/// A query that can be remembered: by account, environment, application, realm and scopes, and by nothing else.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    hash: u64,
    texts: [&'a str; 4],
    scopes: &'a [&'a str],
}

impl Clone for Answers {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<'a> Asked<'a> {
    /// None for a query that leaves something open, or asks for more.
    pub(crate) fn of(query: &TokenQuery<'a>) -> Option<Self> {
        let TokenQuery {
            home_account_id: Some(home_account_id),
            owner: Owner::Anyone,
            environment: Some(environment),
            client_id: Some(client_id),
            realm: Some(realm),
            scopes,
            family_id: None,
            ext_cache_key: None,
            key_id: None,
            user_assertion_hash: None,
        } = *query
        else {
            return None;
        };
        let texts = [home_account_id, environment, client_id, realm];
        // Realms and applications are few: what differs are accounts and scopes.
        Some(Self { hash: HASHING.hash_one((home_account_id, scopes)), texts, scopes })
    }

    fn places(self, all: &[Place; PLACES]) -> impl Iterator<Item = &Place> {
        let first = usize::try_from(self.hash % PLACES as u64).unwrap_or_default();
        (first..first + TRIES).filter_map(|place| all.get(place % PLACES))
    }

    fn question(self) -> Question {
        Question {
            texts: self.texts.map(Box::from),
            scopes: self.scopes.iter().copied().map(Box::from).collect(),
        }
    }
}

impl Answer {
    fn is_for(&self, asked: &Asked<'_>) -> bool {
        let Question { texts, scopes } = &self.question;
        self.hash == asked.hash
            && texts.iter().zip(asked.texts).all(|(own, other)| **own == *other)
            && scopes.len() == asked.scopes.len()
            && scopes.iter().zip(asked.scopes).all(|(own, other)| **own == **other)
    }
}

impl Answers {
    /// The token that has been found for this question and has not ended at `now`.
    pub(super) fn find(&self, asked: Asked<'_>, now: Timestamp) -> Option<&Arc<BearerToken>> {
        let is_answer = |answer: &&Answer| {
            answer.is_for(&asked) && (answer.since..=answer.token.expires_on).contains(&now)
        };
        let answers = asked.places(self.0.get()?).filter_map(|place| place.get().map(Box::as_ref));
        answers.into_iter().find(is_answer).map(|answer| &answer.token)
    }

    /// Keeps what was found at `now`, if there is room.
    pub(super) fn keep(&self, asked: Asked<'_>, now: Timestamp, token: &Arc<BearerToken>) {
        let all = self.0.get_or_init(|| Box::new(array::from_fn(|_| Place::new())));
        let mut free = asked.places(all).filter(|place| place.get().is_none());
        if let Some(place) = free.next() {
            let (question, token) = (asked.question(), Arc::clone(token));
            place.get_or_init(|| Box::new(Answer { hash: asked.hash, question, since: now, token }));
        }
    }
}
