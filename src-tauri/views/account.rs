//! Accounts, and what goes when they are cleared or signed out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorView;

/// Names one account: the home account ID alone may recur under another cloud or provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AccountKey {
    /// `{uid}.{utid}`, or the `sub` of the ID token where the provider sends no `client_info`.
    pub home_account_id: String,
    /// The environment of the authority, such as `login.microsoftonline.com`.
    pub environment: String,
}

/// What kind of account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum AccountKind {
    /// Work or school, in its home tenant.
    Work,
    /// A personal Microsoft account.
    Personal,
    /// Signed in to a tenant that is not its own.
    Guest,
    /// An account of another OpenID Connect provider.
    Other,
}

/// Whether the account can get tokens without a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum AccountState {
    /// An access token is valid now.
    Ready,
    /// No valid access token, but a refresh token that can get one.
    RenewsByItself,
    /// Neither: only a person can go on.
    SignInAgain,
}

/// A row of the list of accounts.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AccountView {
    /// Names the account in commands.
    pub key: AccountKey,
    /// The person's name, or the username where no name is known.
    pub name: String,
    /// The username (`preferred_username`); may be shared by two accounts.
    pub username: String,
    /// What kind of account it is.
    pub kind: AccountKind,
    /// The home tenant's ID, or the environment for other providers.
    pub tenant: String,
    /// Every tenant (realm) that the account has entries for.
    pub realms: Vec<String>,
    /// The provider that it came through, if it is still connected.
    pub provider_id: Option<String>,
    /// Whether the account has to sign in again because the provider has refused to renew its tokens without the person.
    pub refused: bool,
    /// Whether the account can get tokens without a person, as of now.
    pub state: AccountState,
    /// The last second in which it is ready, so that the state can change by itself.
    pub ready_until: Option<i64>,
    /// Whether another account bears the same username.
    pub shares_username: bool,
}

/// What to clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ClearWhat {
    /// Access tokens.
    AccessTokens,
    /// Access tokens that have ended.
    Expired,
    /// Access, refresh and ID tokens; the account stays in the list.
    Everything,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Counts {
    /// Accounts.
    pub accounts: usize,
    /// Access tokens.
    pub access_tokens: usize,
    /// Refresh tokens.
    pub refresh_tokens: usize,
    /// ID tokens.
    pub id_tokens: usize,
}

/// What a destructive action takes and what it leaves, counted over that account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RemovalView {
    /// What goes.
    pub goes: Counts,
    /// What stays.
    pub stays: Counts,
    /// Whether the account can still renew by itself afterwards.
    pub stays_signed_in: bool,
}

/// The last removal, which can be undone for some seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UndoView {
    /// Names it in `undo`.
    pub id: u32,
    /// When it can no longer be undone; none while its time stands still.
    pub ends_on: Option<i64>,
    /// Whose it was, if one account's.
    pub name: Option<String>,
    /// Of how many accounts it was.
    pub accounts: usize,
    /// What went.
    pub goes: Counts,
    /// Whether the accounts left the list.
    pub signed_out: bool,
    /// Whether the session in the browser was ended too, which cannot be undone.
    pub browser: bool,
}

/// What undoing a removal brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UndoneView {
    /// What is there again.
    pub back: Counts,
    /// What is not: something newer is there, or another program has removed the account since.
    pub left: Counts,
}

/// How far a sign-out goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum SignOutReach {
    /// The account and its tokens leave this computer's cache; the browser stays signed in.
    Here,
    /// The provider's page besides ends the session in the browser.
    HereAndBrowser,
}

/// What a sign-out did.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SignOutView {
    /// What left the cache.
    pub removed: RemovalView,
    /// Why the browser's session was not ended, where that was asked for; the account has left the cache all the same.
    pub browser_error: Option<ErrorView>,
}
