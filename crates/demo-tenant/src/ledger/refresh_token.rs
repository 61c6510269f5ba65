use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What is known of a refresh token. The token itself is kept nowhere: the state files these under its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefreshToken {
    /// All refresh tokens that come from one sign-in share this.
    pub(crate) grant: String,
    /// See [`crate::Person::id`].
    pub(crate) person: String,
    /// The client that it was issued to.
    pub(crate) client: String,
    /// The family whose members may use it.
    pub(crate) family: Option<String>,
    /// The tenant that issued it.
    pub(crate) tenant: String,
    /// The sign-in session, as in the `sid` claim.
    pub(crate) session: String,
    /// The scopes of the request that it came from, as written there.
    pub(crate) scopes: BTreeSet<String>,
    /// Unix seconds.
    pub(crate) issued_at: i64,
    /// Unix seconds.
    pub(crate) expires_at: i64,
    /// Used once already, which matters where old ones die.
    pub(crate) used: bool,
    /// Unix seconds.
    pub(crate) revoked_at: Option<i64>,
}
