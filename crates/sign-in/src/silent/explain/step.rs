use token_cache::Timestamp;

use super::super::candidate::CandidateKind;

/// One thing that silent acquisition looks at, with what it finds. No variant holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExplanationStep {
    /// Where the tokens have to come from.
    Environment {
        /// The authority's.
        authority: String,
        /// The account's.
        account: String,
        /// Whether both are the same.
        matched: EnvironmentMatch,
    },
    /// Whether the account is in the cache.
    Account {
        /// It is.
        is_known: bool,
    },
    /// The application that is to get the token.
    Client {
        /// Its ID.
        client_id: String,
        /// The family of applications whose refresh tokens it may use.
        family: ClientFamily,
        /// Access tokens of the account that other applications got, which do not count.
        tokens_of_others: usize,
    },
    /// The tenant that the token has to be for, as the cache knows it: empty at a provider without tenants, none where
    /// only the provider can say, which was not asked.
    Realm(Option<String>),
    /// The scopes that the token has to have.
    Scopes(Vec<String>),
    /// Whether a cached access token may answer at all.
    Cache(CacheUse),
    /// An access token in the cache that the application got for the account.
    AccessToken(ExplainedAccessToken),
    /// A refresh token of the account, in the order in which they are tried.
    RefreshToken(ExplainedRefreshToken),
}

/// Whether two environments are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvironmentMatch {
    /// By name.
    Same,
    /// By an alias.
    Alias,
    /// They are not: no token of one is sent to the other.
    Other,
}

/// The family of applications that one belongs to (`foci`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientFamily {
    /// None.
    None,
    /// This one.
    Member(String),
    /// It is not known, as the application never got a token here; the refresh tokens of this one are tried.
    Unknown(String),
}

/// Whether a cached access token may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheUse {
    /// It may.
    Allowed,
    /// A new one is demanded ([`Refresh::Always`](crate::Refresh::Always)).
    NewDemanded,
    /// An API has asked for claims, which no cached one has.
    ClaimsDemanded,
}

/// An access token in the cache, and what speaks against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedAccessToken {
    /// The key that it is stored under.
    pub stored_key: String,
    /// The scopes that were granted.
    pub scopes: Vec<String>,
    /// The tenant that it is for.
    pub realm: String,
    /// When it ends.
    pub expires_on: Option<Timestamp>,
    /// What the provider said about renewing it ahead of its end.
    pub ahead: RenewalAhead,
    /// What speaks against it; nothing where it serves.
    pub objections: Vec<AccessTokenObjection>,
}

/// What the provider said about renewing a token ahead of its end (`refresh_in`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewalAhead {
    /// Nothing.
    NotWanted,
    /// It is wanted from then on.
    From(Timestamp),
    /// It has been wanted since then, so it is renewed in the background, within five minutes of that.
    Since(Timestamp),
}

/// What speaks against an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessTokenObjection {
    /// It is for another tenant.
    OtherRealm,
    /// It lacks these scopes.
    ScopesMissing(Vec<String>),
    /// It has ended.
    Ended,
    /// It ends within the margin, in seconds: it has to last for the call it is wanted for.
    EndsSoon {
        /// The margin.
        margin: i64,
    },
    /// It is bound, by these fields of its entry, to a key or to further parameters of its request.
    Bound(Vec<String>),
    /// It is no bearer token, but of this type.
    NotBearer(String),
    /// Its entry lacks the text or the end.
    Unreadable,
}

/// A refresh token, and what it is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedRefreshToken {
    /// The key that it is stored under.
    pub stored_key: String,
    /// The application that got it.
    pub client_id: String,
    /// The family that shares it.
    pub family_id: Option<String>,
    /// The name of the environment that it is stored under.
    pub environment: String,
    /// Whether that is another name than the authority's.
    pub is_under_alias: bool,
    /// When it was last issued or rotated.
    pub last_modification_time: Option<Timestamp>,
    /// What it is good for.
    pub verdict: RefreshTokenVerdict,
}

/// What a refresh token is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefreshTokenVerdict {
    /// It would be tried, as this application's own.
    Own,
    /// It would be tried, as one of this application's family.
    Family,
    /// It is of another application, which shares it with none, or not with this one.
    OfAnother,
    /// The provider has called it dead: it is not tried any more.
    Dead {
        /// When it did.
        since: Timestamp,
        /// Its code for the reason; may be empty.
        code: String,
    },
    /// The provider refused it a moment ago: it is not asked again before then.
    Throttled {
        /// When it is asked again.
        until: Timestamp,
        /// The provider's code for the refusal, where it gave one.
        code: Option<String>,
    },
    /// Its entry lacks the text.
    Unreadable,
}

impl From<CandidateKind> for RefreshTokenVerdict {
    fn from(kind: CandidateKind) -> Self {
        match kind {
            CandidateKind::Own => Self::Own,
            CandidateKind::Family => Self::Family,
        }
    }
}
