use token_cache::{RefreshToken, Secret, TokenCache, TokenQuery};

use crate::client::Application;

/// The family of Microsoft's own applications, tried where nothing is known yet about this one.
const USUAL_FAMILY: &str = "1";

/// A refresh token that may bring a new access token.
pub(super) struct Candidate {
    pub(super) stored_key: String,
    pub(super) secret: Secret,
    pub(super) kind: CandidateKind,
}

/// Whose refresh token it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CandidateKind {
    /// This application's.
    Own,
    /// Another application's of the same family.
    Family,
}

/// The account's refresh tokens, newest first: this application's, then those of its family, or of Entra's
/// usual family where nothing is known yet about this application.
pub(super) fn candidates(cache: &TokenCache, client: &Application, home_account_id: &str) -> Vec<Candidate> {
    let environment = client.authority.environment();
    let of_account = TokenQuery {
        home_account_id: Some(home_account_id),
        environment: Some(environment),
        ..TokenQuery::default()
    };
    let own = TokenQuery { client_id: Some(&client.client_id), ..of_account };
    let mut found: Vec<Candidate> = collect(cache, &own, CandidateKind::Own);
    let family = match cache.app_metadata(&client.client_id, environment) {
        Some(metadata) => metadata.family_id(),
        None => client.authority.speaks_entra().then_some(USUAL_FAMILY),
    };
    if let Some(family) = family {
        let of_family = TokenQuery { family_id: Some(family), ..of_account };
        for candidate in collect(cache, &of_family, CandidateKind::Family) {
            if found.iter().all(|known| known.stored_key != candidate.stored_key) {
                found.push(candidate);
            }
        }
    }
    found
}

fn collect(cache: &TokenCache, query: &TokenQuery<'_>, kind: CandidateKind) -> Vec<Candidate> {
    let candidate = |token: RefreshToken<'_>| {
        let secret = token.secret()?;
        Some(Candidate { stored_key: token.stored_key().to_owned(), secret, kind })
    };
    cache.refresh_tokens(query).into_iter().filter_map(candidate).collect()
}
