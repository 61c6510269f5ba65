//! Calling Microsoft Graph for whoever is signed in.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use reqwest::header::WWW_AUTHENTICATE;
use serde_json::Value;
use sign_in::{AcquiredToken, ClaimsChallenge, SilentOutcome, SilentRequest};
use tower_sessions::Session;
use url::Url;

use crate::{failure::Failure, pages, person::Person, signing_in, site::Site};

/// What came of a call.
pub(crate) enum Called {
    Answer(Value),
    /// The API wants the token to say more (continuous access evaluation, authentication contexts).
    Challenged(ClaimsChallenge),
}

/// What a page gets to work with.
enum Token {
    Here(AcquiredToken),
    /// The person has to be asked; this leads there.
    AskFirst(Response),
}

pub(crate) async fn profile(
    State(site): State<Site>,
    session: Session,
    person: Person,
) -> Result<Response, Failure> {
    show(&site, &session, &person, "User.Read", &me(&site)?, "/profile").await
}

/// Needs more than signing in does: the person is asked for it here, and only once (incremental consent).
pub(crate) async fn mail(
    State(site): State<Site>,
    session: Session,
    person: Person,
) -> Result<Response, Failure> {
    show(&site, &session, &person, "Mail.Read", &me(&site)?, "/mail").await
}

/// Where Graph tells who the token is about.
pub(crate) fn me(site: &Site) -> Result<Url, Failure> {
    site.graph.join("v1.0/me").map_err(|_| Failure::Unreachable(site.graph.to_string()))
}

/// Shows what an API answers to the person, who is asked first where there is no token that it takes.
pub(crate) async fn show(
    site: &Site,
    session: &Session,
    person: &Person,
    scope: &str,
    url: &Url,
    page: &str,
) -> Result<Response, Failure> {
    let token = match token(site, session, person, scope, page).await? {
        Token::Here(token) => token,
        Token::AskFirst(response) => return Ok(response),
    };
    match call(&site.http, url, &token).await? {
        Called::Answer(answer) => Ok(pages::answer(person, page, &token, &answer).into_response()),
        Called::Challenged(claims) => {
            signing_in::ask(site, session, vec![scope.to_owned()], Some(claims), hint(person), page).await
        }
    }
}

/// From the person's own cache, else by the refresh token in it, else the person is asked.
async fn token(
    site: &Site,
    session: &Session,
    person: &Person,
    scope: &str,
    page: &str,
) -> Result<Token, Failure> {
    let scopes = vec![scope.to_owned()];
    let request = SilentRequest::new(person.account(), scopes.clone());
    match site.website(&person.tokens).acquire_token_silent(&request).await? {
        SilentOutcome::Token(token) => Ok(Token::Here(token)),
        SilentOutcome::InteractionRequired(why) => {
            let claims = why.claims().cloned();
            Ok(Token::AskFirst(signing_in::ask(site, session, scopes, claims, hint(person), page).await?))
        }
    }
}

fn hint(person: &Person) -> Option<String> {
    (!person.username.is_empty()).then(|| person.username.clone())
}

/// Calls an API with a bearer token (RFC 6750).
pub(crate) async fn call(
    http: &reqwest::Client,
    url: &Url,
    token: &AcquiredToken,
) -> Result<Called, Failure> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let unreachable = |_| Failure::Unreachable(host.clone());
    let answer =
        http.get(url.clone()).bearer_auth(token.access_token.expose()).send().await.map_err(unreachable)?;
    let status = answer.status().as_u16();
    let challenge = answer.headers().get(WWW_AUTHENTICATE).and_then(|header| header.to_str().ok());
    let challenge = challenge.and_then(ClaimsChallenge::from_www_authenticate);
    match (status, challenge) {
        (200, _) => answer.json().await.map(Called::Answer).map_err(unreachable),
        (401, Some(claims)) => Ok(Called::Challenged(claims)),
        _ => Err(Failure::Refused { host, status }),
    }
}
