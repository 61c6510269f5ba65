//! The steps as JSON.

use serde::Serialize;
use sign_in::{
    AccessTokenObjection, CacheUse, ClientFamily, EnvironmentMatch, ExplanationStep, RefreshTokenVerdict,
};

use crate::when;

#[derive(Serialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(super) enum Step<'a> {
    Environment {
        authority: &'a str,
        account: &'a str,
        #[serde(rename = "match")]
        matched: &'static str,
    },
    Account {
        is_known: bool,
    },
    Client {
        client_id: &'a str,
        /// None where it is of none.
        family: Option<&'a str>,
        is_family_certain: bool,
        access_tokens_of_others: usize,
    },
    Realm {
        realm: Option<&'a str>,
    },
    Scopes {
        scopes: &'a [String],
    },
    Cache {
        #[serde(rename = "use")]
        allowed: &'static str,
    },
    AccessToken {
        key: &'a str,
        scopes: &'a [String],
        realm: &'a str,
        expires_on: Option<i64>,
        ahead: Ahead,
        /// Empty where it serves.
        objections: Vec<Objection<'a>>,
    },
    RefreshToken {
        key: &'a str,
        client_id: &'a str,
        family: Option<&'a str>,
        environment: &'a str,
        is_under_alias: bool,
        last_modification_time: Option<i64>,
        verdict: Verdict<'a>,
    },
}

#[derive(Serialize)]
#[serde(tag = "ahead", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(super) enum Ahead {
    NotWanted,
    Wanted { from: i64, is_due: bool },
}

#[derive(Serialize)]
#[serde(tag = "objection", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(super) enum Objection<'a> {
    OtherRealm,
    ScopesMissing {
        scopes: &'a [String],
    },
    Ended,
    EndsSoon {
        margin: i64,
    },
    Bound {
        by: &'a [String],
    },
    NotBearer {
        #[serde(rename = "type")]
        kind: &'a str,
    },
    Unreadable,
}

#[derive(Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(super) enum Verdict<'a> {
    Own,
    Family,
    OfAnother,
    Dead { since: i64, code: &'a str },
    Throttled { until: i64, code: Option<&'a str> },
    Unreadable,
}

impl<'a> From<&'a ExplanationStep> for Step<'a> {
    fn from(step: &'a ExplanationStep) -> Self {
        use ExplanationStep as S;
        match step {
            S::Environment { authority, account, matched } => {
                Self::Environment { authority, account, matched: match_name(*matched) }
            }
            S::Account { is_known } => Self::Account { is_known: *is_known },
            S::Client { client_id, family, tokens_of_others } => Self::Client {
                client_id,
                family: match family {
                    ClientFamily::None => None,
                    ClientFamily::Member(family) | ClientFamily::Unknown(family) => Some(family),
                },
                is_family_certain: !matches!(family, ClientFamily::Unknown(_)),
                access_tokens_of_others: *tokens_of_others,
            },
            S::Realm(realm) => Self::Realm { realm: realm.as_deref() },
            S::Scopes(scopes) => Self::Scopes { scopes },
            S::Cache(allowed) => Self::Cache { allowed: use_name(*allowed) },
            S::AccessToken(token) => Self::AccessToken {
                key: &token.stored_key,
                scopes: &token.scopes,
                realm: &token.realm,
                expires_on: when::unix(token.expires_on),
                ahead: token.ahead.into(),
                objections: token.objections.iter().map(Objection::from).collect(),
            },
            S::RefreshToken(token) => Self::RefreshToken {
                key: &token.stored_key,
                client_id: &token.client_id,
                family: token.family_id.as_deref(),
                environment: &token.environment,
                is_under_alias: token.is_under_alias,
                last_modification_time: when::unix(token.last_modification_time),
                verdict: Verdict::from(&token.verdict),
            },
        }
    }
}

impl<'a> From<&'a AccessTokenObjection> for Objection<'a> {
    fn from(objection: &'a AccessTokenObjection) -> Self {
        use AccessTokenObjection as O;
        match objection {
            O::OtherRealm => Self::OtherRealm,
            O::ScopesMissing(scopes) => Self::ScopesMissing { scopes },
            O::Ended => Self::Ended,
            O::EndsSoon { margin } => Self::EndsSoon { margin: *margin },
            O::Bound(by) => Self::Bound { by },
            O::NotBearer(kind) => Self::NotBearer { kind },
            O::Unreadable => Self::Unreadable,
        }
    }
}

impl<'a> From<&'a RefreshTokenVerdict> for Verdict<'a> {
    fn from(verdict: &'a RefreshTokenVerdict) -> Self {
        use RefreshTokenVerdict as V;
        match verdict {
            V::Own => Self::Own,
            V::Family => Self::Family,
            V::OfAnother => Self::OfAnother,
            V::Dead { since, code } => Self::Dead { since: since.as_unix(), code },
            V::Throttled { until, code } => Self::Throttled { until: until.as_unix(), code: code.as_deref() },
            V::Unreadable => Self::Unreadable,
        }
    }
}

fn match_name(matched: EnvironmentMatch) -> &'static str {
    match matched {
        EnvironmentMatch::Same => "same",
        EnvironmentMatch::Alias => "alias",
        EnvironmentMatch::Other => "other",
    }
}

fn use_name(allowed: CacheUse) -> &'static str {
    match allowed {
        CacheUse::Allowed => "allowed",
        CacheUse::NewDemanded => "new-demanded",
        CacheUse::ClaimsDemanded => "claims-demanded",
    }
}
