use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::RefreshToken;
use crate::signing_key::SigningKey;
use crate::{DemoError, RefreshTokenRule};

/// The version of the file's shape that this code writes.
pub(super) const VERSION: u32 = 1;
/// With more refresh tokens than this, the oldest are forgotten.
const REFRESH_TOKENS: usize = 5_000;

/// Everything that outlives a restart.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(super) version: u32,
    signing_key: PrivateKey,
    refresh_tokens: BTreeMap<String, RefreshToken>,
    /// Person, then client, then scopes.
    consents: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

/// PKCS #8 in base64.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct PrivateKey(String);

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[secret]")
    }
}

/// What becomes of somebody who presents a refresh token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Redeemed {
    /// It is good.
    Good(Box<RefreshToken>),
    /// Nobody issued it, or it was forgotten.
    Unknown,
    /// It expired, having been issued at this time.
    Expired(Box<RefreshToken>),
    /// It was revoked.
    Revoked(Box<RefreshToken>),
}

impl State {
    pub(crate) fn new(key: &SigningKey) -> Result<Self, DemoError> {
        Ok(Self {
            version: VERSION,
            signing_key: PrivateKey(STANDARD.encode(key.to_pkcs8()?)),
            refresh_tokens: BTreeMap::new(),
            consents: BTreeMap::new(),
        })
    }

    /// The signing key; `None` if it is damaged.
    pub(super) fn signing_key(&self) -> Option<SigningKey> {
        SigningKey::from_pkcs8(&STANDARD.decode(&self.signing_key.0).ok()?)
    }

    /// Files a refresh token under its digest.
    pub(crate) fn add_refresh_token(&mut self, token: &str, record: RefreshToken) {
        let now = record.issued_at;
        self.refresh_tokens.insert(fingerprint(token), record);
        if self.refresh_tokens.len() > REFRESH_TOKENS {
            self.forget_oldest(now);
        }
    }

    fn forget_oldest(&mut self, now: i64) {
        self.refresh_tokens.retain(|_, record| record.expires_at > now);
        while self.refresh_tokens.len() > REFRESH_TOKENS {
            let oldest = self.refresh_tokens.iter().min_by_key(|(_, record)| record.issued_at);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { return };
            self.refresh_tokens.remove(&oldest);
        }
    }

    /// Says what a refresh token is worth without using it.
    pub(crate) fn look_up(&self, token: &str, now: i64) -> Redeemed {
        let Some(record) = self.refresh_tokens.get(&fingerprint(token)) else { return Redeemed::Unknown };
        let record = Box::new(record.clone());
        if record.revoked_at.is_some() {
            Redeemed::Revoked(record)
        } else if record.expires_at <= now {
            Redeemed::Expired(record)
        } else {
            Redeemed::Good(record)
        }
    }

    /// Uses a refresh token. Under [`RefreshTokenRule::OldDies`] a second use revokes the grant.
    pub(crate) fn use_refresh_token(&mut self, token: &str, rule: RefreshTokenRule, now: i64) -> Redeemed {
        let found = self.look_up(token, now);
        let Redeemed::Good(record) = &found else { return found };
        if record.used && rule == RefreshTokenRule::OldDies {
            self.revoke_grant(&record.grant, now);
            return self.look_up(token, now);
        }
        if let Some(record) = self.refresh_tokens.get_mut(&fingerprint(token)) {
            record.used = true;
        }
        found
    }

    /// Revokes everything that came from one sign-in.
    pub(crate) fn revoke_grant(&mut self, grant: &str, now: i64) -> usize {
        self.revoke(now, |record| record.grant == grant)
    }

    /// Revokes every grant of one person.
    pub(crate) fn revoke_person(&mut self, person: &str, now: i64) -> usize {
        self.revoke(now, |record| record.person == person)
    }

    fn revoke(&mut self, now: i64, which: impl Fn(&RefreshToken) -> bool) -> usize {
        let mut count = 0;
        for record in
            self.refresh_tokens.values_mut().filter(|record| record.revoked_at.is_none() && which(record))
        {
            record.revoked_at = Some(now);
            count += 1;
        }
        count
    }

    /// Makes every refresh token expire at once.
    pub(crate) fn expire_refresh_tokens(&mut self) -> usize {
        for record in self.refresh_tokens.values_mut() {
            record.expires_at = record.expires_at.min(record.issued_at);
        }
        self.refresh_tokens.len()
    }

    /// What a person has consented to for a client.
    pub(crate) fn consented(&self, person: &str, client: &str) -> BTreeSet<String> {
        self.consents.get(person).and_then(|clients| clients.get(client)).cloned().unwrap_or_default()
    }

    /// Adds to what a person has consented to.
    pub(crate) fn consent(&mut self, person: &str, client: &str, scopes: BTreeSet<String>) {
        let clients = self.consents.entry(person.to_owned()).or_default();
        clients.entry(client.to_owned()).or_default().extend(scopes);
    }

    /// Forgets all consents.
    pub(crate) fn forget_consents(&mut self) {
        self.consents.clear();
    }
}

/// The SHA-256 of a token as base64url: enough to know it again, not enough to use it.
pub(crate) fn fingerprint(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State::new(&SigningKey::generate().unwrap()).unwrap()
    }

    fn record(issued_at: i64) -> RefreshToken {
        RefreshToken {
            grant: "g".into(),
            person: "ada".into(),
            client: "c".into(),
            family: None,
            tenant: "t".into(),
            session: "s".into(),
            scopes: BTreeSet::new(),
            issued_at,
            expires_at: issued_at + 100,
            used: false,
            revoked_at: None,
        }
    }

    #[test]
    fn an_old_refresh_token_goes_on_working_as_in_entra() {
        let mut state = state();
        state.add_refresh_token("token", record(0));
        for _ in 0..3 {
            let redeemed = state.use_refresh_token("token", RefreshTokenRule::OldKeepsWorking, 50);
            assert!(matches!(redeemed, Redeemed::Good(_)));
        }
        assert!(matches!(state.look_up("token", 100), Redeemed::Expired(_)));
    }

    #[test]
    fn under_the_strict_rule_a_second_use_revokes_the_whole_grant() {
        let mut state = state();
        state.add_refresh_token("first", record(0));
        state.add_refresh_token("second", record(1));
        assert!(matches!(state.use_refresh_token("first", RefreshTokenRule::OldDies, 5), Redeemed::Good(_)));
        assert!(matches!(
            state.use_refresh_token("first", RefreshTokenRule::OldDies, 6),
            Redeemed::Revoked(_)
        ));
        assert!(matches!(state.look_up("second", 7), Redeemed::Revoked(_)));
    }

    #[test]
    fn the_oldest_refresh_tokens_are_forgotten_when_there_are_too_many() {
        let mut state = state();
        for index in 0..=REFRESH_TOKENS {
            let issued_at = i64::try_from(index).unwrap();
            let mut record = record(issued_at);
            record.expires_at = i64::MAX;
            state.add_refresh_token(&index.to_string(), record);
        }
        assert_eq!(state.refresh_tokens.len(), REFRESH_TOKENS);
        assert_eq!(state.look_up("0", 0), Redeemed::Unknown);
    }

    #[test]
    fn debug_shows_no_key() {
        let shown = format!("{:?}", state());
        assert!(shown.contains("[secret]"), "{shown}");
    }
}
