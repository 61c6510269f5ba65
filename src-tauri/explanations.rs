//! The library's explanations as the window tells them.

use sign_in::{
    AccessTokenObjection, ClientFamily, ExplainedAccessToken, ExplainedRefreshToken, Explanation,
    InteractionReason, RenewalAhead,
};
use token_cache::Timestamp;

use crate::views::{
    Conclusion, EnvironmentMatch, ExplanationStep, ExplanationView, Objection, ProviderAdvice,
    RefreshTokenVerdict,
};

/// The explanation of a request for those scopes.
pub(crate) fn view(scopes: Vec<String>, explanation: Explanation) -> ExplanationView {
    ExplanationView {
        scopes,
        steps: explanation.steps.into_iter().filter_map(step).collect(),
        conclusion: explanation.conclusion.into(),
    }
}

/// None of what the page says elsewhere, as the scopes, or what never differs here, as whether the cache may answer.
fn step(step: sign_in::ExplanationStep) -> Option<ExplanationStep> {
    use sign_in::ExplanationStep as S;
    Some(match step {
        S::Environment { authority, account, matched } => {
            ExplanationStep::Environment { provider: authority, account, matched: matched.into() }
        }
        S::Account { is_known } => ExplanationStep::Account { known: is_known },
        S::Client { client_id, family, tokens_of_others } => {
            ExplanationStep::Client { client_id, family: named(family), tokens_of_others }
        }
        S::Realm(realm) => ExplanationStep::Realm { realm },
        S::AccessToken(token) => access_token(token),
        S::RefreshToken(token) => refresh_token(token),
        S::Scopes(_) | S::Cache(_) => return None,
    })
}

fn named(family: ClientFamily) -> Option<String> {
    match family {
        ClientFamily::None => None,
        ClientFamily::Member(id) | ClientFamily::Unknown(id) => Some(id),
    }
}

fn access_token(token: ExplainedAccessToken) -> ExplanationStep {
    ExplanationStep::AccessToken {
        scopes: token.scopes,
        realm: token.realm,
        expires_on: token.expires_on.map(Timestamp::as_unix),
        renewed_ahead: matches!(token.ahead, RenewalAhead::Since(_)),
        objections: token.objections.into_iter().map(Objection::from).collect(),
    }
}

fn refresh_token(token: ExplainedRefreshToken) -> ExplanationStep {
    use sign_in::RefreshTokenVerdict as V;
    let (verdict, time, provider_code) = match token.verdict {
        V::Own => (RefreshTokenVerdict::Own, None, None),
        V::Family => (RefreshTokenVerdict::Family, None, None),
        V::OfAnother => (RefreshTokenVerdict::OfAnother, None, None),
        V::Dead { since, code } => (RefreshTokenVerdict::Dead, Some(since), Some(code)),
        V::Throttled { until, code } => (RefreshTokenVerdict::Throttled, Some(until), code),
        V::Unreadable => (RefreshTokenVerdict::Unreadable, None, None),
    };
    let provider_code = provider_code.filter(|code| !code.is_empty());
    ExplanationStep::RefreshToken {
        client_id: token.client_id,
        family: token.family_id,
        verdict,
        time: time.map(Timestamp::as_unix),
        advice: ProviderAdvice::of(provider_code.as_deref()),
        provider_code,
    }
}

impl From<sign_in::EnvironmentMatch> for EnvironmentMatch {
    fn from(matched: sign_in::EnvironmentMatch) -> Self {
        match matched {
            sign_in::EnvironmentMatch::Same => Self::Same,
            sign_in::EnvironmentMatch::Alias => Self::Alias,
            sign_in::EnvironmentMatch::Other => Self::Other,
        }
    }
}

impl From<AccessTokenObjection> for Objection {
    fn from(objection: AccessTokenObjection) -> Self {
        use AccessTokenObjection as O;
        match objection {
            O::OtherRealm => Self::OtherRealm,
            O::ScopesMissing(scopes) => Self::ScopesMissing { scopes },
            O::Ended => Self::Ended,
            O::EndsSoon { margin } => Self::EndsSoon { margin },
            O::Bound(_) => Self::Bound,
            O::NotBearer(token_type) => Self::NotBearer { token_type },
            O::Unreadable => Self::Unreadable,
        }
    }
}

impl From<sign_in::Conclusion> for Conclusion {
    fn from(conclusion: sign_in::Conclusion) -> Self {
        use sign_in::Conclusion as C;
        match conclusion {
            C::CachedToken { expires_on, .. } => Self::CachedToken { expires_on: expires_on.as_unix() },
            C::AsksProvider => Self::AsksProvider,
            C::Throttled { until } => Self::Throttled { until: until.as_unix() },
            C::InteractionRequired(InteractionReason::UnknownAccount) => Self::UnknownAccount,
            C::InteractionRequired(InteractionReason::DeadRefreshToken) => Self::DeadRefreshToken,
            // An explanation asks nobody, so that the other reasons, which are answers, do not occur in one.
            C::InteractionRequired(_) => Self::NoRefreshToken,
        }
    }
}
