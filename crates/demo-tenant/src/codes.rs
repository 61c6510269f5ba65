use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::ledger::fingerprint;
use crate::people::Person;
use crate::scopes::Requested;
use crate::{Client, DemoError, random};

/// How long a code may be redeemed, in seconds; see "OAuth 2.0 authorization code flow".
const LIFETIME: i64 = 600;
/// With more codes than this under way, the oldest go.
const CODES: usize = 1_000;

/// What a code stands for.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) grant: String,
    pub(crate) person: &'static Person,
    pub(crate) tenant: &'static str,
    pub(crate) client: &'static Client,
    /// As the request wrote it: the redemption has to write it alike.
    pub(crate) redirect: String,
    pub(crate) challenge: Option<String>,
    pub(crate) requested: Requested,
    pub(crate) nonce: Option<String>,
    pub(crate) session: String,
}

/// What presenting a code comes to.
#[derive(Debug)]
pub(crate) enum Redemption<E> {
    /// It was good and is used up now.
    Good(Box<Code>),
    /// It was used before, for this grant.
    Replayed(String),
    Expired,
    Unknown,
    /// The check refused.
    Refused(E),
}

struct Entry {
    code: Code,
    expires_at: i64,
    redeemed: bool,
}

/// Authorization codes under way, by their digest. They do not outlive the process.
#[derive(Default)]
pub(crate) struct Codes(Mutex<HashMap<String, Entry>>);

impl Codes {
    /// Makes a code.
    pub(crate) fn issue(&self, code: Code, now: i64) -> Result<String, DemoError> {
        let text = format!("1.{}", random::token(48)?);
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Expired ones stay for a while, so that they are called expired and not unknown.
        codes.retain(|_, entry| entry.expires_at + LIFETIME > now);
        if codes.len() >= CODES {
            let oldest = codes.iter().min_by_key(|(_, entry)| entry.expires_at).map(|(key, _)| key.clone());
            oldest.and_then(|key| codes.remove(&key));
        }
        codes.insert(fingerprint(&text), Entry { code, expires_at: now + LIFETIME, redeemed: false });
        Ok(text)
    }

    /// Redeems a code once, if the check agrees. Who fails the check has not used it up.
    pub(crate) fn redeem<E>(
        &self,
        text: &str,
        now: i64,
        check: impl FnOnce(&Code) -> Result<(), E>,
    ) -> Redemption<E> {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = codes.get_mut(&fingerprint(text)) else { return Redemption::Unknown };
        if entry.redeemed {
            return Redemption::Replayed(entry.code.grant.clone());
        }
        if entry.expires_at <= now {
            return Redemption::Expired;
        }
        if let Err(refusal) = check(&entry.code) {
            return Redemption::Refused(refusal);
        }
        entry.redeemed = true;
        Redemption::Good(Box::new(entry.code.clone()))
    }
}
