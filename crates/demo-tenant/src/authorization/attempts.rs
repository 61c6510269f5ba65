use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::AuthorizationRequest;
use crate::people::Person;
use crate::{DemoError, random};

/// How long the pages of a sign-in stay good, in seconds.
const LIFETIME: i64 = 3_600;
/// With more sign-ins under way than this, the oldest go.
const ATTEMPTS: usize = 1_000;

/// A sign-in under way in one browser.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) browser: String,
    pub(crate) request: AuthorizationRequest,
    /// Who was picked.
    pub(crate) person: Option<&'static Person>,
}

struct Entry {
    attempt: Attempt,
    expires_at: i64,
}

/// Sign-ins under way. Each belongs to one browser, so that no page elsewhere can post to it.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<String, Entry>>);

impl Attempts {
    /// Begins a sign-in and gives the ID that its forms carry.
    pub(crate) fn begin(&self, attempt: Attempt, now: i64) -> Result<String, DemoError> {
        let id = random::token(24)?;
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.retain(|_, entry| entry.expires_at > now);
        if attempts.len() >= ATTEMPTS {
            let oldest = attempts.iter().min_by_key(|(_, entry)| entry.expires_at).map(|(id, _)| id.clone());
            oldest.and_then(|id| attempts.remove(&id));
        }
        attempts.insert(id.clone(), Entry { attempt, expires_at: now + LIFETIME });
        Ok(id)
    }

    /// The sign-in with this ID, if it is this browser's and not too old.
    pub(crate) fn find(&self, id: &str, browser: &str, now: i64) -> Option<Attempt> {
        let attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = attempts.get(id)?;
        (entry.expires_at > now && entry.attempt.browser == browser).then(|| entry.attempt.clone())
    }

    /// Remembers who was picked.
    pub(crate) fn pick(&self, id: &str, person: &'static Person) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = attempts.get_mut(id) {
            entry.attempt.person = Some(person);
        }
    }

    /// Ends a sign-in.
    pub(crate) fn end(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}
