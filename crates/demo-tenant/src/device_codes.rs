use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::ledger::fingerprint;
use crate::people::Person;
use crate::scopes::Requested;
use crate::tenants::Audience;
use crate::{Client, DemoError, random};

/// How long a code may be typed and redeemed, in seconds, as in Entra; see "OAuth 2.0 device authorization grant".
pub(crate) const LIFETIME: i64 = 900;
/// By so many seconds a device that asks too often has to slow down (RFC 8628, section 3.5).
const SLOWER: i64 = 5;
/// Clocks are read in whole seconds: a device that waits its time may seem to come a second early.
const TOLERANCE: i64 = 1;
/// With more codes than this under way, the oldest go.
const CODES: usize = 1_000;

/// What a device asked for.
#[derive(Clone, Debug)]
pub(crate) struct DeviceRequest {
    pub(crate) client: &'static Client,
    pub(crate) audience: Audience,
    pub(crate) requested: Requested,
}

/// The two codes of a device (RFC 8628, section 3.2).
pub(crate) struct Issued {
    /// What the device proves itself with.
    pub(crate) device_code: String,
    /// What the person types.
    pub(crate) user_code: String,
}

/// A device's own place among the codes; no secret, but never shown either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeviceId(String);

/// Who let the device in.
#[derive(Clone, Debug)]
pub(crate) struct Approval {
    pub(crate) grant: String,
    pub(crate) person: &'static Person,
    pub(crate) tenant: &'static str,
    pub(crate) session: String,
}

/// What asking for a device's tokens comes to (RFC 8628, section 3.5).
#[derive(Debug)]
pub(crate) enum Polled {
    /// The person is not done yet.
    Pending,
    /// The device asks too often.
    TooOften,
    /// The person let the device in; the code is used up now.
    Approved(Box<(DeviceRequest, Approval)>),
    Declined,
    Expired,
    /// Unknown, used up, or another client's.
    Unknown,
}

enum Standing {
    Waiting,
    Approved(Approval),
    Declined,
}

struct Entry {
    request: DeviceRequest,
    user_code: String,
    standing: Standing,
    expires_at: i64,
    /// Seconds between two requests of the device.
    interval: i64,
    asked_at: Option<i64>,
}

/// Devices that wait for somebody, by the digest of their code. They do not outlive the process.
#[derive(Default)]
pub(crate) struct DeviceCodes(Mutex<HashMap<String, Entry>>);

impl DeviceCodes {
    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the two codes for a device that is to ask every `interval` seconds.
    pub(crate) fn issue(&self, request: DeviceRequest, interval: i64, now: i64) -> Result<Issued, DemoError> {
        let issued =
            Issued { device_code: format!("1.{}", random::token(64)?), user_code: random::user_code()? };
        let mut entries = self.entries();
        // Expired ones stay for a while, so that they are called expired and not unknown.
        entries.retain(|_, entry| entry.expires_at + LIFETIME > now);
        if entries.len() >= CODES {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.expires_at).map(|(key, _)| key.clone());
            oldest.and_then(|key| entries.remove(&key));
        }
        let (user_code, expires_at) = (issued.user_code.clone(), now + LIFETIME);
        let standing = Standing::Waiting;
        let entry = Entry { request, user_code, standing, expires_at, interval, asked_at: None };
        entries.insert(fingerprint(&issued.device_code), entry);
        Ok(issued)
    }

    /// The device that waits for this code, in whatever case and with whatever dashes it was typed (section 6.1).
    pub(crate) fn find(&self, typed: &str, now: i64) -> Option<(DeviceId, DeviceRequest)> {
        let typed: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
        let entries = self.entries();
        let waits = |entry: &Entry| matches!(entry.standing, Standing::Waiting) && entry.expires_at > now;
        let (key, entry) =
            entries.iter().find(|(_, entry)| waits(entry) && entry.user_code.eq_ignore_ascii_case(&typed))?;
        Some((DeviceId(key.clone()), entry.request.clone()))
    }

    /// Lets the device in; false where its code has expired, or somebody has decided already.
    pub(crate) fn approve(&self, id: &DeviceId, approval: Approval, now: i64) -> bool {
        self.decide(id, Standing::Approved(approval), now)
    }

    /// Turns the device away.
    pub(crate) fn decline(&self, id: &DeviceId, now: i64) {
        self.decide(id, Standing::Declined, now);
    }

    fn decide(&self, id: &DeviceId, standing: Standing, now: i64) -> bool {
        let mut entries = self.entries();
        let entry = entries.get_mut(&id.0);
        let entry =
            entry.filter(|entry| matches!(entry.standing, Standing::Waiting) && entry.expires_at > now);
        entry.map(|entry| entry.standing = standing).is_some()
    }

    /// Answers a device that asks for its tokens.
    pub(crate) fn poll(&self, device_code: &str, client: &Client, now: i64) -> Polled {
        let key = fingerprint(device_code);
        let mut entries = self.entries();
        let Some(entry) = entries.get_mut(&key).filter(|entry| entry.request.client == client) else {
            return Polled::Unknown;
        };
        if entry.expires_at <= now {
            return Polled::Expired;
        }
        if entry.comes_too_early(now) {
            return Polled::TooOften;
        }
        match entry.standing {
            Standing::Waiting => return Polled::Pending,
            Standing::Declined => return Polled::Declined,
            Standing::Approved(_) => {}
        }
        match entries.remove(&key) {
            Some(Entry { request, standing: Standing::Approved(approval), .. }) => {
                Polled::Approved(Box::new((request, approval)))
            }
            _ => Polled::Unknown,
        }
    }

    /// Makes every code expire that is under way, and says how many those are.
    pub(crate) fn expire_all(&self, now: i64) -> usize {
        let mut entries = self.entries();
        let under_way = entries.values_mut().filter(|entry| entry.expires_at > now);
        under_way.map(|entry| entry.expires_at = now).count()
    }
}

impl Entry {
    /// Notes when the device asked. One that comes too early has to wait longer from now on.
    fn comes_too_early(&mut self, now: i64) -> bool {
        let before = self.asked_at.replace(now);
        let early = before.is_some_and(|before| now - before < self.interval - TOLERANCE);
        if early {
            self.interval += SLOWER;
        }
        early
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::CLIENTS;

    fn issued(codes: &DeviceCodes, interval: i64) -> Issued {
        let requested = Requested::parse("User.Read openid").unwrap();
        let request = DeviceRequest { client: &CLIENTS[0], audience: Audience::Common, requested };
        codes.issue(request, interval, 1_000).unwrap()
    }

    #[test]
    fn a_user_code_is_nine_consonants_and_found_however_it_is_typed() {
        let codes = DeviceCodes::default();
        let code = issued(&codes, 5).user_code;
        assert_eq!(code.len(), 9);
        assert!(code.bytes().all(|letter| b"BCDFGHJKLMNPQRSTVWXZ".contains(&letter)), "{code}");
        let typed = format!(" {}-{} ", &code[..4].to_lowercase(), &code[4..]);
        assert!(codes.find(&typed, 1_000).is_some());
        assert!(codes.find(&code[..8], 1_000).is_none());
        assert!(codes.find("", 1_000).is_none());
    }

    #[test]
    fn who_asks_too_early_has_to_wait_longer_from_then_on() {
        let codes = DeviceCodes::default();
        let Issued { device_code, .. } = issued(&codes, 5);
        let poll = |now| codes.poll(&device_code, &CLIENTS[0], now);
        assert!(matches!(poll(1_000), Polled::Pending));
        assert!(matches!(poll(1_003), Polled::TooOften));
        assert!(matches!(poll(1_008), Polled::TooOften), "ten seconds now");
        assert!(matches!(poll(1_023), Polled::Pending));
    }

    #[test]
    fn a_code_that_has_expired_can_neither_be_typed_nor_let_in() {
        let codes = DeviceCodes::default();
        let Issued { device_code, user_code } = issued(&codes, 5);
        let (id, _) = codes.find(&user_code, 1_899).unwrap();
        assert!(codes.find(&user_code, 1_900).is_none());
        let person = crate::people::person("ada").unwrap();
        let approval = Approval { grant: "g".into(), person, tenant: person.tenant_id, session: "s".into() };
        assert!(!codes.approve(&id, approval.clone(), 1_900));
        assert!(matches!(codes.poll(&device_code, &CLIENTS[0], 1_900), Polled::Expired));
        assert!(codes.approve(&id, approval, 1_899));
    }
}
