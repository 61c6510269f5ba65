//! Why an account gets a token without a person, or does not.

use serde::Serialize;
use ts_rs::TS;

use super::ProviderAdvice;

/// What silent acquisition would do for the account now, step by step. Nobody is asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ExplanationView {
    /// The scopes that were asked about.
    pub scopes: Vec<String>,
    /// What is looked at, in that order.
    pub steps: Vec<ExplanationStep>,
    /// What it would come to.
    pub conclusion: Conclusion,
}

/// One thing that is looked at, with what is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum ExplanationStep {
    /// Where the tokens have to come from.
    Environment {
        /// The provider's name in the cache.
        provider: String,
        /// The account's.
        account: String,
        /// Whether both are the same.
        matched: EnvironmentMatch,
    },
    /// Whether the account is in the cache.
    Account {
        /// It is.
        known: bool,
    },
    /// The application that is to get the token.
    Client {
        /// Its ID.
        client_id: String,
        /// The family of applications whose refresh tokens it may use too, if there is one.
        family: Option<String>,
        /// Access tokens of other applications, which do not count.
        tokens_of_others: usize,
    },
    /// The tenant that the token has to be for.
    Realm {
        /// Empty at a provider without tenants; none where only the provider can say.
        realm: Option<String>,
    },
    /// An access token of the application.
    AccessToken {
        /// The scopes that were granted.
        scopes: Vec<String>,
        /// The tenant that it is for.
        realm: String,
        /// When it ends.
        expires_on: Option<i64>,
        /// Whether the provider wants it renewed already, which then happens in the background.
        renewed_ahead: bool,
        /// What speaks against it; nothing where it serves.
        objections: Vec<Objection>,
    },
    /// A refresh token of the account, in the order in which they are tried.
    RefreshToken {
        /// The application that got it.
        client_id: String,
        /// The family that shares it.
        family: Option<String>,
        /// What it is good for.
        verdict: RefreshTokenVerdict,
        /// When the provider called it dead, or will be asked again after a refusal.
        time: Option<i64>,
        /// The provider's code for the refusal.
        provider_code: Option<String>,
        /// What to do, where that code says so.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        advice: Option<ProviderAdvice>,
    },
}

/// Whether two environments are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum EnvironmentMatch {
    /// By name.
    Same,
    /// By an alias.
    Alias,
    /// They are not.
    Other,
}

/// What speaks against an access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Objection {
    /// It is for another tenant.
    OtherRealm,
    /// It lacks these scopes.
    ScopesMissing {
        /// The scopes.
        scopes: Vec<String>,
    },
    /// It has ended.
    Ended,
    /// It ends too soon for a call.
    EndsSoon {
        /// How long it would have to last, in seconds.
        margin: i64,
    },
    /// It is bound to a key or to more of its request than scopes.
    Bound,
    /// It is of another type than a bearer token.
    NotBearer {
        /// The type.
        token_type: String,
    },
    /// Its entry lacks the text or the end.
    Unreadable,
}

/// What a refresh token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum RefreshTokenVerdict {
    /// It would be tried, as the application's own.
    Own,
    /// It would be tried, as one of the application's family.
    Family,
    /// It is of another application, which does not share it.
    OfAnother,
    /// The provider does not take it any more.
    Dead,
    /// The provider refused it a moment ago.
    Throttled,
    /// Its entry lacks the text.
    Unreadable,
}

/// What silent acquisition would come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Conclusion {
    /// A token of the cache.
    CachedToken {
        /// When it ends.
        expires_on: i64,
    },
    /// The provider would be asked for a new one.
    AsksProvider,
    /// The provider refused a moment ago and is not asked again yet.
    Throttled {
        /// When it is.
        until: i64,
    },
    /// The account is not in the cache, or is another provider's.
    UnknownAccount,
    /// There is nothing to renew with.
    NoRefreshToken,
    /// The provider has called all refresh tokens dead.
    DeadRefreshToken,
}
