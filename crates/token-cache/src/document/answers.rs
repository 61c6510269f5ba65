//! Bearer tokens that were found before: to find one again takes one look instead of a search.

use std::{
    hash::BuildHasher,
    sync::{Arc, OnceLock},
};

use sha2::{Digest as _, Sha256};

use super::{owner::HASHING, packed::Packed};
use crate::{BearerToken, Owner as Whose, Timestamp, TokenQuery, keys};

/// So many are kept, the first that are asked for: a program needs few tokens often.
const PLACES: usize = 64;
/// So many places are looked at, one after the other.
const TRIES: usize = 4;

/// What was found in a document that has not changed since. Threads look without waiting for each other.
///
/// A copy begins with nothing, for it is made to be changed.
#[derive(Default)]
pub(super) struct Answers {
    places: OnceLock<Box<[Place]>>,
    /// What was found in the same document before it was reduced, or is left of one.
    packed: OnceLock<Box<[Packed]>>,
}

/// A pointer, for most places stay empty.
type Place = OnceLock<Box<Answer>>;

/// Tells a question from all others: a SHA-256.
pub(super) type Digest = [u8; 32];

pub(super) struct Answer {
    hash: u64,
    question: Question,
    /// Before, another token may have been the better one: it may have ended since.
    pub(super) since: Timestamp,
    pub(super) token: Arc<BearerToken>,
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

    pub(super) fn digest(self) -> Digest {
        let mut hash = Sha256::new();
        hash.update([u8::from(self.whose == Whose::Application)]);
        // Each behind its length, so that no two questions are written as the same; a length that nothing has stands for
        // none.
        let scopes = self.scopes.iter().map(|scope| Some(*scope));
        for text in self.texts.into_iter().chain(scopes) {
            hash.update(text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            hash.update(text.unwrap_or_default());
        }
        hash.finalize().into()
    }

    /// The key that a token of these scopes has if MSAL Python or this crate stored it.
    pub(super) fn usual_key<'s>(self, scopes: impl Iterator<Item = &'s str>) -> Option<String> {
        let [home_account_id, _, environment, client_id, realm] = self.texts;
        let scopes: Vec<_> = scopes.collect();
        keys::of_access_token_query(&TokenQuery {
            home_account_id,
            owner: self.whose,
            environment,
            client_id,
            realm,
            scopes: &scopes,
            ..TokenQuery::default()
        })
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
    /// What was asked.
    pub(super) fn asked<T>(&self, use_it: impl FnOnce(Asked<'_>) -> T) -> T {
        let Question { whose, texts, scopes } = &self.question;
        let scopes: Vec<_> = scopes.iter().map(Box::as_ref).collect();
        let texts = texts.each_ref().map(Option::as_deref);
        use_it(Asked { hash: self.hash, whose: *whose, texts, scopes: &scopes })
    }

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
    pub(super) fn find(&self, asked: Asked<'_>, now: Timestamp) -> Option<Arc<BearerToken>> {
        let is_answer = |answer: &&Answer| {
            answer.is_for(&asked) && (answer.since..=answer.token.expires_on).contains(&now)
        };
        let places = self.places.get().into_iter().flat_map(|all| asked.places(all));
        let mut answers = places.filter_map(|place| place.get().map(Box::as_ref));
        let found = answers.find(is_answer).map(|answer| Arc::clone(&answer.token));
        found.or_else(|| self.find_packed(asked, now))
    }

    fn find_packed(&self, asked: Asked<'_>, now: Timestamp) -> Option<Arc<BearerToken>> {
        let packed = self.packed.get()?;
        let question = asked.digest();
        let answer = packed.iter().find(|answer| answer.is_to(&question))?;
        answer.token(asked, now).map(Arc::new)
    }

    /// Keeps what was found at `now`, if there is room.
    pub(super) fn keep(&self, asked: Asked<'_>, now: Timestamp, token: &Arc<BearerToken>) {
        let all = self.places.get_or_init(|| (0..PLACES).map(|_| Place::new()).collect());
        let mut free = asked.places(all).filter(|place| place.get().is_none());
        if let Some(place) = free.next() {
            let (question, token) = (asked.question(), Arc::clone(token));
            place.get_or_init(|| Box::new(Answer { hash: asked.hash, question, since: now, token }));
        }
    }

    /// The same to be kept for long, in little memory, and what its tokens take, in bytes.
    pub(super) fn packed(&self) -> (Self, usize) {
        let new: Vec<_> = self.all().map(Packed::new).collect();
        let is_new = |known: &Packed| !new.iter().any(|answer| answer.is_to_question_of(known));
        let known = self.packed.get().into_iter().flatten().filter(|known| is_new(known)).cloned();
        let all: Box<[_]> = new.iter().cloned().chain(known).take(PLACES).collect();
        let length = all.iter().map(Packed::length).sum();
        let packed = Self::default();
        if !all.is_empty() {
            packed.packed.get_or_init(|| all);
        }
        (packed, length)
    }

    /// Keeps what is known elsewhere, packed, of a document that is the same.
    pub(super) fn take_over(&self, others: &Self) {
        if let Some(packed) = others.packed.get() {
            self.packed.get_or_init(|| packed.clone());
        }
    }

    fn all(&self) -> impl Iterator<Item = &Answer> {
        self.places
            .get()
            .into_iter()
            .flat_map(|all| all.iter().filter_map(|place| place.get().map(Box::as_ref)))
    }
}

/// Where an answer of that hash may be.
fn places(all: &[Place], hash: u64) -> impl Iterator<Item = &Place> {
    let first = usize::try_from(hash % all.len().max(1) as u64).unwrap_or_default();
    (first..first + TRIES.min(all.len())).filter_map(|place| all.get(place % all.len()))
}
