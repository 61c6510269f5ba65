//! Whether the app can act for whoever is signed in, for a script of a page's or a probe: JSON, and no token in it.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sign_in::{SilentOutcome, SilentRequest, TokenSource};
use tower_sessions::Session;

use crate::{failure::Failure, person::Person, signing_in::FIRST_SCOPES, site::Site};

#[derive(Serialize)]
struct Status<'a> {
    username: &'a str,
    scope: &'static str,
    /// Where the token came from.
    source: &'static str,
    /// In seconds since 1970.
    expires_on: i64,
}

/// Gets a token silently, and says what can be said of it. Nobody is asked anything and nobody is sent away: who is not
/// signed in gets 401, and who has to be asked something 403.
pub(crate) async fn status(State(site): State<Site>, session: Session) -> Result<Response, Failure> {
    let Some(person) = Person::of(&session).await? else {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    };
    let scopes = FIRST_SCOPES.map(str::to_owned).to_vec();
    let request = SilentRequest::new(person.account(), scopes);
    match site.website(&person.tokens).acquire_token_silent(&request).await? {
        SilentOutcome::Token(token) => Ok(Json(Status {
            username: &person.username,
            scope: FIRST_SCOPES[0],
            source: name(token.source),
            expires_on: token.expires_on.as_unix(),
        })
        .into_response()),
        SilentOutcome::InteractionRequired(_) => Ok(StatusCode::FORBIDDEN.into_response()),
    }
}

fn name(source: TokenSource) -> &'static str {
    match source {
        TokenSource::Cache => "cache",
        TokenSource::RefreshToken => "refresh token",
        TokenSource::Provider => "provider",
    }
}
