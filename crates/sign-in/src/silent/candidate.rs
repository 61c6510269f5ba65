use token_cache::{RefreshToken, Secret, Timestamp, TokenCache, TokenQuery, aliases};

use crate::client::Application;

/// The family of Microsoft's own applications, tried where nothing is known yet about this one.
const USUAL_FAMILY: &str = "1";

/// A refresh token that may bring a new access token.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) stored_key: String,
    pub(super) secret: Secret,
    pub(super) kind: CandidateKind,
    /// When the provider called it dead, and its code for the reason.
    pub(super) dead: Option<(Timestamp, String)>,
}

/// Whose refresh token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CandidateKind {
    /// This application's.
    Own,
    /// Another application's of the same family.
    Family,
}

/// The account's refresh tokens in the order in which they are tried, dead ones among them: those of the application's
/// family, or of Entra's usual family where nothing is known yet about this application, then its own; the newest of
/// each first. What is stored under the authority's own name comes before what is stored under another one.
pub(super) fn candidates(cache: &TokenCache, client: &Application, home_account_id: &str) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for token in in_order(cache, client, home_account_id) {
        let Some(secret) = token.secret() else { continue };
        if found.iter().any(|known| known.stored_key == token.stored_key()) {
            continue;
        }
        let dead = token.dead_mark().map(|mark| (mark.since, mark.code.to_owned()));
        let kind = kind(&token, client);
        found.push(Candidate { stored_key: token.stored_key().to_owned(), secret, kind, dead });
    }
    found
}

/// See [`candidates`]; some may come twice.
pub(super) fn in_order<'a>(
    cache: &'a TokenCache,
    client: &'a Application,
    home_account_id: &'a str,
) -> Vec<RefreshToken<'a>> {
    let environment = client.authority.environment();
    let of_account = TokenQuery { home_account_id: Some(home_account_id), ..TokenQuery::default() };
    let family = family(cache, client);
    let of_family = family.map(|family| TokenQuery { family_id: Some(family), ..of_account });
    let own = TokenQuery { client_id: Some(&client.client_id), ..of_account };
    let under_each =
        |query| client.under_each_name(query).flat_map(|query| cache.refresh_tokens(&query)).collect();
    let groups = of_family.iter().chain([&own]).map(under_each);
    let groups: Vec<Vec<RefreshToken<'_>>> = groups.collect();
    let others = aliases(environment).iter().copied().filter(|name| !name.eq_ignore_ascii_case(environment));
    let told = client.told_names().iter().map(String::as_str);
    let names = std::iter::once(environment).chain(others).chain(told);
    let mut ordered = Vec::new();
    for name in names {
        let is_here =
            |token: &&RefreshToken<'_>| token.environment().is_some_and(|own| own.eq_ignore_ascii_case(name));
        ordered.extend(groups.iter().flatten().filter(is_here).copied());
    }
    ordered
}

/// The family that is asked, if one is.
pub(super) fn family<'a>(cache: &'a TokenCache, client: &Application) -> Option<&'a str> {
    match client.environments().find_map(|name| cache.app_metadata(&client.client_id, name)) {
        Some(metadata) => metadata.family_id(),
        None => client.authority.speaks_entra().then_some(USUAL_FAMILY),
    }
}

pub(super) fn kind(token: &RefreshToken<'_>, client: &Application) -> CandidateKind {
    let is_own = token.client_id() == Some(client.client_id.as_str());
    if is_own { CandidateKind::Own } else { CandidateKind::Family }
}
