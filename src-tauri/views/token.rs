//! Tokens, without their texts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ProviderAdvice;

/// The three kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum TokenKind {
    /// Opens an API.
    Access,
    /// Gets new access tokens.
    Refresh,
    /// Says who signed in.
    Id,
}

/// A cached token without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TokenView {
    /// Names the token in commands; not a secret.
    pub id: String,
    /// Which kind of token.
    pub kind: TokenKind,
    /// The application that it was issued to.
    pub client_id: String,
    /// The connected provider's name for that application, if one has it.
    pub application: Option<String>,
    /// The scopes that were granted.
    pub scopes: Vec<String>,
    /// Of an access token, what was asked for and what came of it; none where nobody noted what was asked for.
    pub requested: Option<ScopesView>,
    /// The tenant (realm); empty for refresh tokens, which are good for any.
    pub realm: String,
    /// When it came into the cache.
    pub cached_at: Option<i64>,
    /// When it ends; none where the token does not say.
    pub expires_on: Option<i64>,
    /// From when on it is renewed ahead of its end, where the provider said so.
    pub refresh_on: Option<i64>,
    /// Until when it still serves while the provider is out of reach, where the provider said so.
    pub extended_expires_on: Option<i64>,
    /// Whether it can be had anew without the person; of a refresh token, whether it still does that.
    pub renews: bool,
    /// The family of applications that share a refresh token.
    pub family_id: Option<String>,
    /// Whether its text can be decoded to claims.
    pub has_claims: bool,
}

/// The scopes that were asked for, held against those that were granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScopesView {
    /// Asked for and granted.
    pub granted: Vec<String>,
    /// Asked for and not granted.
    pub refused: Vec<String>,
    /// Granted without being asked for.
    pub beyond: Vec<String>,
    /// Asked for at sign-in, and seldom listed by providers: whether they were granted cannot be told from that.
    pub unlisted: Vec<String>,
    /// Whether everything was asked for that the application is registered for (`.default`).
    pub everything: bool,
}

/// A decoded token.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ClaimsView {
    /// The header's parameters.
    pub header: Vec<ClaimView>,
    /// The claims.
    pub claims: Vec<ClaimView>,
}

/// One claim.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ClaimView {
    /// Its name, such as `aud`.
    pub name: String,
    /// Its value; JSON where it is no plain string.
    pub value: String,
    /// The time that it names, for the claims that are times.
    pub time: Option<i64>,
}

/// How a silent acquisition ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum SilentOutcome {
    /// A valid token was in the cache.
    FromCache,
    /// The refresh token brought a new one.
    Renewed,
    /// Only a person can go on.
    SignInNeeded,
}

/// What "Get a token" answers.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SilentView {
    /// How it ended.
    pub outcome: SilentOutcome,
    /// The scopes of the token.
    pub scopes: Vec<String>,
    /// When the token ends.
    pub expires_on: Option<i64>,
    /// Why sign-in is needed, as the provider's code (such as `AADSTS50173`) where it gave one.
    pub provider_code: Option<String>,
    /// What to do, where that code says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub advice: Option<ProviderAdvice>,
}

/// What "Who am I" answers.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WhoAmIView {
    /// The address that was asked.
    pub url: String,
    /// The person's name in the answer.
    pub display_name: String,
    /// The username or mail address in the answer.
    pub username: String,
    /// Every plain field of the answer, in its order.
    pub fields: Vec<ClaimView>,
}
