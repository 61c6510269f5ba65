use std::sync::Arc;

use crate::{AccessToken, Secret, Timestamp};

/// An access token out of a cache, to be sent as a bearer token (RFC 6750). Cheap to clone, and independent of the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BearerToken {
    /// Its text.
    pub access_token: Secret,
    /// When it ends.
    pub expires_on: Timestamp,
    /// From when on it should be renewed ahead of its end (`refresh_in`).
    pub refresh_on: Option<Timestamp>,
    /// The scopes that were granted.
    pub scopes: Arc<[String]>,
    /// The key that it is stored under. Names the token; not a secret.
    pub stored_key: Arc<str>,
}

impl BearerToken {
    /// None where the entry lacks its text or its end.
    pub fn of(token: &AccessToken<'_>) -> Option<Self> {
        Some(Self {
            access_token: token.secret()?,
            expires_on: token.expires_on()?,
            refresh_on: token.refresh_on(),
            scopes: token.scopes().map(str::to_owned).collect(),
            stored_key: token.stored_key().into(),
        })
    }
}
