//! MSAL's unified token cache, in memory.
//!
//! One JSON object with the sections `AccessToken`, `Account`, `IdToken`, `RefreshToken` and `AppMetadata`, as
//! every Microsoft Authentication Library keeps it. What this crate writes, MSAL Python 1.39 loads and finds;
//! what an MSAL library wrote, it loads, shows, and writes again without losing a field.
//!
//! The crate is pure: no files, no network, no clock. Where a cache lives is the concern of the `token-store`
//! crates.
//!
//! # The public interface
//!
//! - [`TokenCache`]: [`deserialize`](TokenCache::deserialize), [`deserialize_file`](TokenCache::deserialize_file)
//!   (a file of no bytes is an error there), [`serialize`](TokenCache::serialize),
//!   [`has_state_changed`](TokenCache::has_state_changed) and [`mark_saved`](TokenCache::mark_saved).
//! - For stores, without copies: [`deserialize_owned`](TokenCache::deserialize_owned),
//!   [`serialize_shared`](TokenCache::serialize_shared) with [`SharedJson`],
//!   [`serialize_in_pieces`](TokenCache::serialize_in_pieces) with [`JsonPieces`],
//!   [`is_same_as`](TokenCache::is_same_as) and [`has_lost_entries_of`](TokenCache::has_lost_entries_of).
//! - To show: [`accounts`](TokenCache::accounts), [`account`](TokenCache::account),
//!   [`access_tokens`](TokenCache::access_tokens), [`refresh_tokens`](TokenCache::refresh_tokens),
//!   [`id_tokens`](TokenCache::id_tokens), [`app_metadata`](TokenCache::app_metadata),
//!   [`counts`](TokenCache::counts), [`token_by_key`](TokenCache::token_by_key); [`decode_jwt`].
//! - To use: [`find_access_token`](TokenCache::find_access_token), [`bearer_token`](TokenCache::bearer_token), which
//!   remembers what it found ([`BearerToken`]), and [`TokenQuery`], for a person or for an application itself ([`Owner`]), and for tokens that are bound to a key or to parameters ([`RequestData`]).
//! - To change: [`add`](TokenCache::add) with a [`TokenEvent`], its [`RequestData`] and a [`TokenResponse`],
//!   [`update_refresh_token`](TokenCache::update_refresh_token),
//!   [`mark_refresh_token_dead`](TokenCache::mark_refresh_token_dead) with a [`DeadMark`],
//!   [`note_requested`](TokenCache::note_requested), [`note_no_family`](TokenCache::note_no_family), [`remove`](TokenCache::remove) with a [`Removal`], and
//!   [`preview`](TokenCache::preview), which says what would go; [`take`](TokenCache::take), which removes several at
//!   once so that they can be [given back](TokenCache::give_back) ([`Taken`], [`GivenBack`]).
//! - To put together and to mend: [`merge`](TokenCache::merge), which tells what it took over ([`Merged`]);
//!   [`check`](TokenCache::check), which tells what other libraries would stumble over ([`Finding`]), and
//!   [`repair`](TokenCache::repair).
//! - Plain types: [`Secret`], [`Timestamp`], [`AccountId`], [`Account`], [`Accounts`], [`Counts`], [`Removed`], [`Section`];
//!   views of entries: [`AccessToken`], [`RefreshToken`], [`IdToken`], [`AppMetadata`], [`Token`].
//! - [`aliases`] and [`is_same_environment`]: an environment has several names.
//!
//! # Where it differs from MSAL Python, on purpose
//!
//! - *Aliases*: an account's entries count as one under all names of the environment, to list and to sign out.
//! - *Stored keys*: entries are found by their fields, and replaced, changed and removed under the key that they
//!   have, so that none is there twice.
//! - *No shadows*: a new token takes the place of the same one under another name of the environment too. Accounts and
//!   applications stay under each name, and so do refresh tokens with scopes, as MSAL Python writes them and looks
//!   under its own name only; the other libraries look under every name.
//! - *Nobody's tokens*: what a person was issued without being named is not stored: MSAL Python stores it as the
//!   application's own, and hands it to the application.
//! - *The application's own*: their tokens are found and removed also where another library wrote an empty home
//!   account instead of null, or none.
//! - *Reading changes nothing*: ended access tokens go when [`Removal::AllExpired`] is asked for, not in a search.
//! - *Damage is survived*: an entry with a field missing or of a wrong type is kept, and does not stop a search.
//! - *No nulls*: `local_account_id` without an ID token is empty.
//! - *No resurrection*: a renewal that ends after the sign-out of its account stores nothing.
//! - *Dead refresh tokens*: one that the provider no longer takes is marked, in a field that the other libraries keep.
//! - *The same person*: a renewal that names nobody belongs to the account of its refresh token.
//! - *Whole sign-out*: it takes the refresh tokens of every application, not only of one's own, and the access tokens
//!   that are bound to parameters, which MSAL Python's search hides even from its own removals.
//! - *Notes of others*: fields that another library added to an entry of an account or an application outlive a sign-in.
//! - *Exact scopes*: they are compared exactly (RFC 6749, section 3.3); MSAL Python ignores their case where it finds a
//!   token by its key, and only there.
//! - *Home first*: the entry of the home tenant speaks for an account, not the one that was added last.
//! - *Bound tokens*: one that is bound to a key is no answer to a query for a bearer token, nor is one that MSAL
//!   Python knows no bond of (`ext`, `kid`, `user_assertion_hash`).

mod account;
mod accounts;
mod add;
mod bearer_token;
mod cache;
mod check;
mod dead_mark;
mod difference;
mod document;
mod environment;
mod error;
mod event;
mod identity;
mod json;
mod json_pieces;
mod jwt;
mod keys;
mod merge;
mod query;
mod realm_note;
mod removal;
mod remove;
mod request_data;
mod requested_note;
mod response;
mod sameness;
mod secret;
mod section;
mod shared_json;
mod take;
mod timestamp;
mod token;
mod wipe;

pub use account::{Account, AccountId};
pub use accounts::Accounts;
pub use bearer_token::BearerToken;
pub use cache::TokenCache;
pub use check::{Finding, Problem, ProblemKind, Repaired};
pub use dead_mark::DeadMark;
pub use environment::{aliases, is_same_environment};
pub use error::CacheError;
pub use event::{AccountHandling, Added, Grant, TokenEvent};
pub use json_pieces::JsonPieces;
pub use jwt::{DecodedJwt, decode_jwt};
pub use merge::{Merged, MergedEntries};
pub use query::{Owner, TokenQuery};
pub use removal::{Counts, Removal, Removed};
pub use request_data::RequestData;
pub use response::TokenResponse;
pub use secret::Secret;
pub use section::Section;
pub use shared_json::SharedJson;
pub use take::{GivenBack, Taken};
pub use timestamp::Timestamp;
pub use token::{AccessToken, AppMetadata, IdToken, RefreshToken, Token};
