//! Bearer tokens that were found before: to find one again takes one look instead of a search.

use std::{
    hash::BuildHasher,
    sync::{Arc, OnceLock},
};

use super::owner::HASHING;
use crate::{BearerToken, Owner as Whose, Timestamp, TokenQuery};

/// So many are kept, the first that are asked for: a program needs few tokens often.
const PLACES: usize = 64;
/// So many places are looked at, one after the other.
const TRIES: usize = 4;

/// What was found in a document that has not changed since. Threads look without waiting for each other.
///
/// A copy begins with nothing, for it is made to be changed.
#[derive(Default)]
pub(super) struct Answers(OnceLock<Box<[Place]>>);

/// A pointer, for most places stay empty.
type Place = OnceLock<Arc<Answer>>;

struct Answer {
    hash: u64,
    question: Question,
    /// Before, another token may have been the better one: it may have ended since.
    since: Timestamp,
    token: Arc<BearerToken>,
}

/// What was asked, as it was asked.
struct Question {
    whose: Whose,
    texts: [Option<Box<str>>; 5],
    scopes: Box<[Box<str>]>,
}

/// A query that can be remembered: by account or for the application itself, by environment, application, realm and
/// scopes, by the assertion if there is one, and by nothing else.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    hash: u64,
    whose: Whose,
    texts: [Option<&'a str>; 5],
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
            home_account_id,
            owner: whose,
            environment: Some(environment),
            client_id: Some(client_id),
            realm: Some(realm),
            scopes,
            family_id: None,
            ext_cache_key: None,
            key_id: None,
            user_assertion_hash,
        } = *query
        else {
            return None;
        };
        let texts = [home_account_id, user_assertion_hash, Some(environment), Some(client_id), Some(realm)];
        // Realms and applications are few: what differs are accounts and scopes.
        Some(Self { hash: HASHING.hash_one((home_account_id, scopes)), whose, texts, scopes })
    }

    fn places(self, all: &[Place]) -> impl Iterator<Item = &Place> {
        places(all, self.hash)
    }

    fn question(self) -> Question {
        Question {
            whose: self.whose,
            texts: self.texts.map(|text| text.map(Box::from)),
            scopes: self.scopes.iter().copied().map(Box::from).collect(),
        }
    }
}

impl Answer {
    fn is_for(&self, asked: &Asked<'_>) -> bool {
        let Question { whose, texts, scopes } = &self.question;
        self.hash == asked.hash
            && *whose == asked.whose
            && texts.iter().zip(asked.texts).all(|(own, other)| own.as_deref() == other)
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
        let answers = asked.places(self.0.get()?).filter_map(|place| place.get().map(Arc::as_ref));
        answers.into_iter().find(is_answer).map(|answer| &answer.token)
    }

    /// Keeps what was found at `now`, if there is room.
    pub(super) fn keep(&self, asked: Asked<'_>, now: Timestamp, token: &Arc<BearerToken>) {
        let all = self.0.get_or_init(|| empty(PLACES));
        let mut free = asked.places(all).filter(|place| place.get().is_none());
        if let Some(place) = free.next() {
            let (question, token) = (asked.question(), Arc::clone(token));
            place.get_or_init(|| Arc::new(Answer { hash: asked.hash, question, since: now, token }));
        }
    }

    /// The same in no more places than it takes, to be kept for long. The answers are shared, not copied.
    pub(super) fn compact(&self) -> Self {
        let answers = self.all().count();
        let compact = Self::default();
        if answers > 0 {
            compact.0.get_or_init(|| empty(answers.next_power_of_two()));
            compact.take_over(self);
        }
        compact
    }

    /// Keeps what is known elsewhere of a document that is the same, as far as there is room.
    pub(super) fn take_over(&self, others: &Self) {
        for answer in others.all() {
            let all = self.0.get_or_init(|| empty(PLACES));
            if let Some(place) = places(all, answer.hash).find(|place| place.get().is_none()) {
                place.get_or_init(|| Arc::clone(answer));
            }
        }
    }

    /// What the texts of its tokens take, in bytes.
    pub(super) fn length(&self) -> usize {
        self.all().map(|answer| answer.token.access_token.expose().len()).sum()
    }

    fn all(&self) -> impl Iterator<Item = &Arc<Answer>> {
        self.0.get().into_iter().flat_map(|all| all.iter().filter_map(OnceLock::get))
    }
}

fn empty(places: usize) -> Box<[Place]> {
    (0..places).map(|_| Place::new()).collect()
}

/// Where an answer of that hash may be.
fn places(all: &[Place], hash: u64) -> impl Iterator<Item = &Place> {
    let first = usize::try_from(hash % all.len().max(1) as u64).unwrap_or_default();
    (first..first + TRIES.min(all.len())).filter_map(|place| all.get(place % all.len()))
}
