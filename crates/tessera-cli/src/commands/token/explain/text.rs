//! The steps in words, a line for each.

use sign_in::{
    AccessTokenObjection, CacheUse, ClientFamily, Conclusion, EnvironmentMatch, ExplainedAccessToken,
    ExplainedRefreshToken, Explanation, ExplanationStep, InteractionReason, RefreshTokenVerdict,
    RenewalAhead,
};
use token_cache::Timestamp;

use crate::{when, words::say};

pub(super) fn of(explanation: &Explanation) -> String {
    use ExplanationStep as S;
    let is_any = |is_it: fn(&S) -> bool| explanation.steps.iter().any(is_it);
    let mut lines = Vec::new();
    for step in &explanation.steps {
        lines.extend(lines_of(step));
        if matches!(step, S::Cache(_)) && !is_any(|step| matches!(step, S::AccessToken(_))) {
            lines.push(say!(explain_no_access_token));
        }
    }
    if is_any(|step| matches!(step, S::Cache(_))) && !is_any(|step| matches!(step, S::RefreshToken(_))) {
        lines.push(say!(explain_no_refresh_token));
    }
    lines.push(conclusion(&explanation.conclusion));
    lines.join("\n") + "\n"
}

fn lines_of(step: &ExplanationStep) -> Vec<String> {
    use ExplanationStep as S;
    match step {
        S::Environment { authority, account, matched } => vec![environment(authority, account, *matched)],
        S::Account { is_known: true } => vec![say!(explain_account_known)],
        S::Account { is_known: false } => vec![say!(explain_account_unknown)],
        S::Client { client_id, family, tokens_of_others } => client(client_id, family, *tokens_of_others),
        S::Realm(None) => vec![say!(explain_realm_unknown)],
        S::Realm(Some(realm)) if realm.is_empty() => vec![say!(explain_realm_none)],
        S::Realm(Some(realm)) => vec![say!(explain_realm, realm = realm)],
        S::Scopes(scopes) => vec![say!(explain_scopes, scopes = scopes.join(" "))],
        S::Cache(CacheUse::Allowed) => Vec::new(),
        S::Cache(CacheUse::NewDemanded) => vec![say!(explain_new_demanded)],
        S::Cache(CacheUse::ClaimsDemanded) => vec![say!(explain_claims_demanded)],
        S::AccessToken(token) => {
            vec![say!(
                explain_access_token,
                scopes = token.scopes.join(" "),
                verdict = of_access_token(token)
            )]
        }
        S::RefreshToken(token) => {
            vec![say!(explain_refresh_token, client_id = token.client_id, verdict = of_refresh_token(token))]
        }
    }
}

fn environment(authority: &str, account: &str, matched: EnvironmentMatch) -> String {
    match matched {
        EnvironmentMatch::Same => say!(explain_environment_same, authority = authority),
        EnvironmentMatch::Alias => say!(explain_environment_alias, authority = authority, account = account),
        EnvironmentMatch::Other => say!(explain_environment_other, authority = authority, account = account),
    }
}

fn client(client_id: &str, family: &ClientFamily, tokens_of_others: usize) -> Vec<String> {
    let mut lines = vec![match family {
        ClientFamily::None => say!(explain_client, client_id = client_id),
        ClientFamily::Member(family) => {
            say!(explain_client_family, client_id = client_id, family = family)
        }
        ClientFamily::Unknown(family) => {
            say!(explain_client_unknown, client_id = client_id, family = family)
        }
    }];
    if tokens_of_others > 0 {
        lines.push(say!(explain_tokens_of_others, count = tokens_of_others));
    }
    lines
}

fn of_access_token(token: &ExplainedAccessToken) -> String {
    let end = when::utc(token.expires_on);
    let mut parts: Vec<String> =
        token.objections.iter().map(|objection| of_objection(objection, token, &end)).collect();
    if parts.is_empty() {
        parts.push(say!(explain_serves, end = end));
        parts.extend(ahead(token.ahead));
    }
    parts.join("; ")
}

fn of_objection(objection: &AccessTokenObjection, token: &ExplainedAccessToken, end: &str) -> String {
    use AccessTokenObjection as O;
    match objection {
        O::OtherRealm => say!(explain_other_realm, realm = token.realm),
        O::ScopesMissing(scopes) => say!(explain_scopes_missing, scopes = scopes.join(" ")),
        O::Ended => say!(explain_ended, end = end),
        O::EndsSoon { margin } => say!(explain_ends_soon, end = end, margin = margin),
        O::Bound(bonds) => say!(explain_bound, bonds = bonds.join(" ")),
        O::NotBearer(kind) => say!(explain_not_bearer, kind = kind),
        O::Unreadable => say!(explain_unreadable),
    }
}

fn ahead(ahead: RenewalAhead) -> Option<String> {
    match ahead {
        RenewalAhead::NotWanted => None,
        RenewalAhead::From(time) => Some(say!(explain_ahead_from, time = utc(time))),
        RenewalAhead::Since(time) => Some(say!(explain_ahead_since, time = utc(time))),
    }
}

fn of_refresh_token(token: &ExplainedRefreshToken) -> String {
    use RefreshTokenVerdict as V;
    let verdict = match &token.verdict {
        V::Own => say!(explain_own),
        V::Family => say!(explain_family, family = token.family_id.as_deref().unwrap_or_default()),
        V::OfAnother => say!(explain_of_another),
        V::Dead { since, code } if code.is_empty() => say!(explain_dead, time = utc(*since)),
        V::Dead { since, code } => say!(explain_dead_code, time = utc(*since), code = code),
        V::Throttled { until, .. } => say!(explain_throttled, time = utc(*until)),
        V::Unreadable => say!(explain_unreadable),
    };
    if token.is_under_alias {
        return format!("{verdict}; {}", say!(explain_alias, environment = token.environment));
    }
    verdict
}

fn conclusion(conclusion: &Conclusion) -> String {
    use InteractionReason as R;
    match conclusion {
        Conclusion::CachedToken { ahead: RenewalAhead::Since(_), .. } => say!(explain_cached_ahead),
        Conclusion::CachedToken { .. } => say!(explain_cached),
        Conclusion::AsksProvider => say!(explain_asks_provider),
        Conclusion::Throttled { until } => say!(explain_not_before, time = utc(*until)),
        Conclusion::InteractionRequired(R::UnknownAccount) => say!(explain_unknown_account),
        Conclusion::InteractionRequired(R::NoRefreshToken) => say!(explain_nothing_to_renew_with),
        Conclusion::InteractionRequired(R::DeadRefreshToken) => say!(explain_all_dead),
        Conclusion::InteractionRequired(_) => say!(explain_sign_in),
    }
}

fn utc(time: Timestamp) -> String {
    when::utc(Some(time))
}
