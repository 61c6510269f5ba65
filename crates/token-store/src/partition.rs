use std::{fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use token_cache::Secret;

use crate::TokenStore;

/// Many caches: each partition is a [`TokenStore`] of its own. A web app or API keeps one for each user (Microsoft
/// docs, "Token cache serialization in MSAL.NET", confidential client applications).
pub trait TokenStores: Send + Sync {
    /// The store of that partition. Cheap: nothing is read, and nothing is written until there is something to keep.
    fn partition(&self, key: &PartitionKey) -> Arc<dyn TokenStore>;
}

/// Of a SHA-256 in base64url.
const HASH_LENGTH: usize = 43;

/// What stands in a key between the user and the session.
const SESSION: &str = "_SessionTokenCache_";

/// Names one cache of many, as MSAL.NET does (`SuggestedCacheKey`): the user, the assertion that an API acts for, or
/// the application itself in one tenant; or the user in one session.
///
/// Nothing in it is a secret, but the name of an account says who uses the app.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitionKey(String);

impl PartitionKey {
    /// A signed-in user's: `home_account_id` is `{object id}.{tenant id}` with Entra.
    pub fn account(home_account_id: &str) -> Self {
        Self(home_account_id.to_owned())
    }

    /// A signed-in user's in one session of theirs: it ends with the session, and two browsers of one user share nothing.
    /// `session` is a secret of the session, which only its record knows; what the key tells of it is the SHA-256, in
    /// base64url.
    pub fn session(home_account_id: &str, session: &Secret) -> Self {
        Self(format!("{home_account_id}{SESSION}{}", hash(session)))
    }

    /// That of the tokens got on behalf of whoever the access token `assertion` was issued to: its SHA-256, in base64url.
    /// Another token of the same user has another partition, as it may stand for a shorter session or for less.
    pub fn assertion(assertion: &Secret) -> Self {
        Self(hash(assertion))
    }

    /// That of the tokens that an application got for itself in a tenant.
    pub fn application(client_id: &str, tenant_id: &str) -> Self {
        Self(format!("{client_id}_{tenant_id}_AppTokenCache"))
    }

    /// A name of the app's own, such as the ID of a session.
    pub fn named(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// Whose it is, where it is the cache of a session.
    pub fn user_of_session(&self) -> Option<&str> {
        let (user, hash) = self.0.rsplit_once(SESSION)?;
        let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        (hash.len() == HASH_LENGTH && hash.bytes().all(is_base64url)).then_some(user)
    }

    /// The name, as it is written into keys and columns.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn hash(secret: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.expose()))
}

/// Tells nothing: a key may be the ID of a session.
impl fmt::Debug for PartitionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PartitionKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_msal_net() {
        let user = PartitionKey::account("oid.tid");
        assert_eq!(user.as_str(), "oid.tid");
        assert_eq!(PartitionKey::application("app", "tid").as_str(), "app_tid_AppTokenCache");
        // printf abc | openssl dgst -sha256 -binary | basenc --base64url
        let assertion = PartitionKey::assertion(&Secret::new("abc".into()));
        assert_eq!(assertion.as_str(), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    }

    #[test]
    fn the_key_of_a_session_tells_whose_it_is_and_nothing_of_its_secret() {
        let key = PartitionKey::session("oid.tid", &Secret::new("abc".into()));
        assert_eq!(key.as_str(), "oid.tid_SessionTokenCache_ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        assert_eq!(key.user_of_session(), Some("oid.tid"));
        for other in ["oid.tid", "oid.tid_SessionTokenCache_short", "app_tid_AppTokenCache"] {
            assert_eq!(PartitionKey::named(other).user_of_session(), None, "{other}");
        }
    }

    #[test]
    fn a_key_is_not_told_by_accident() {
        assert!(!format!("{:?}", PartitionKey::named("the-session")).contains("the-session"));
    }
}
