use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::people::Person;
use crate::{DemoError, random};

/// With more browsers than this, those unused for longest are forgotten.
const BROWSERS: usize = 1_000;

/// Somebody who signed in and has not signed out.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    pub(crate) person: &'static Person,
    /// As in the `sid` claim.
    pub(crate) session: String,
}

#[derive(Default)]
struct Browser {
    last_used: u64,
    signed_in: Vec<SignedIn>,
}

#[derive(Default)]
struct Known {
    browsers: HashMap<String, Browser>,
    uses: u64,
}

/// Who is signed in in which browser, for single sign-on. Not kept across restarts.
#[derive(Default)]
pub(crate) struct Browsers(Mutex<Known>);

impl Browsers {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ID of a browser that we know, or of a new one.
    pub(crate) fn recognize(&self, cookie: Option<&str>) -> Result<String, DemoError> {
        let mut known = self.known();
        known.uses += 1;
        let now = known.uses;
        if let Some(cookie) = cookie
            && let Some(browser) = known.browsers.get_mut(cookie)
        {
            browser.last_used = now;
            return Ok(cookie.to_owned());
        }
        if known.browsers.len() >= BROWSERS {
            let oldest = known.browsers.iter().min_by_key(|(_, browser)| browser.last_used);
            let oldest = oldest.map(|(id, _)| id.clone());
            oldest.and_then(|id| known.browsers.remove(&id));
        }
        let id = random::token(24)?;
        known.browsers.insert(id.clone(), Browser { last_used: now, signed_in: Vec::new() });
        Ok(id)
    }

    /// Everybody who is signed in in a browser, the latest last.
    pub(crate) fn signed_in(&self, browser: &str) -> Vec<SignedIn> {
        self.known().browsers.get(browser).map(|browser| browser.signed_in.clone()).unwrap_or_default()
    }

    /// Signs somebody in, with a session of its own.
    pub(crate) fn sign_in(&self, browser: &str, person: &'static Person) -> Result<SignedIn, DemoError> {
        let signed_in = SignedIn { person, session: random::uuid()? };
        if let Some(browser) = self.known().browsers.get_mut(browser) {
            browser.signed_in.retain(|other| other.person != person);
            browser.signed_in.push(signed_in.clone());
        }
        Ok(signed_in)
    }

    /// Signs those out of a browser who are meant.
    pub(crate) fn sign_out(&self, browser: &str, is_meant: impl Fn(&'static Person) -> bool) {
        let mut known = self.known();
        if let Some(browser) = known.browsers.get_mut(browser) {
            browser.signed_in.retain(|signed_in| !is_meant(signed_in.person));
        }
    }

    pub(crate) fn forget_all(&self) {
        self.known().browsers.clear();
    }
}
