//! In and out.

use axum::{
    Form,
    extract::{Query, RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use sign_in::{BrowserSignOutRequest, ClaimsChallenge, SavedSignIn, WebSignInRequest};
use tower_sessions::Session;

use crate::{
    failure::Failure,
    person::{Person, unguessable},
    site::Site,
};

const WAITING: &str = "sign-in";
const GO_ON: &str = "go-on";

/// What everybody is asked for at first.
pub(crate) const FIRST_SCOPES: [&str; 1] = ["User.Read"];

/// Where a browser may be sent after signing in: pages of this app, so that no link leads anybody elsewhere.
const PAGES: [&str; 4] = ["/", "/profile", "/mail", "/notes"];

#[derive(Deserialize)]
pub(crate) struct Wanted {
    page: Option<String>,
}

/// Sends the browser to the provider.
pub(crate) async fn begin(
    State(site): State<Site>,
    session: Session,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let page = wanted.page.as_deref().unwrap_or("/profile");
    ask(&site, &session, FIRST_SCOPES.map(str::to_owned).to_vec(), None, None, page).await
}

/// Asks the person, for more than before perhaps, and goes on to a page of this app afterwards.
pub(crate) async fn ask(
    site: &Site,
    session: &Session,
    scopes: Vec<String>,
    claims: Option<ClaimsChallenge>,
    login_hint: Option<String>,
    page: &str,
) -> Result<Response, Failure> {
    let redirect_uri = format!("{}/signed-in", site.address);
    let request = WebSignInRequest { claims, login_hint, ..WebSignInRequest::new(scopes, &redirect_uri) };
    let begun = site.website("").begin_web_sign_in(&request).await?;
    session.insert(WAITING, begun.saved).await?;
    session.insert(GO_ON, PAGES.iter().find(|known| **known == page).unwrap_or(&"/")).await?;
    Ok(Redirect::to(begun.authorization_url.as_str()).into_response())
}

/// The provider sent the browser back.
pub(crate) async fn finish(
    State(site): State<Site>,
    session: Session,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    // Taken out whatever comes: it is for one answer.
    let saved: SavedSignIn = session.remove(WAITING).await?.ok_or(Failure::NoSignIn)?;
    let go_on: Option<String> = session.remove(GO_ON).await?;
    let before = Person::of(&session).await?;
    // Who allows more keeps the tokens of the session.
    let tokens = before.as_ref().map_or_else(unguessable, |person| person.tokens.clone());
    let website = site.website(&tokens);
    let account = website.finish_web_sign_in(saved, &query.unwrap_or_default()).await?;
    if let Some(other) = before.map(|person| person.account()).filter(|before| *before != account)
        && site.is_per_session()
    {
        website.sign_out(&other).await?;
    }
    let known = website.account(&account).await?;
    let username = known.map(|account| account.username().to_owned()).unwrap_or_default();
    Person::new(account, username, tokens).enter(&session).await?;
    Ok(Redirect::to(go_on.as_deref().unwrap_or("/")).into_response())
}

#[derive(Deserialize)]
pub(crate) struct SignOut {
    form_token: String,
}

/// Removes the person's tokens, ends the session, and signs out at the provider.
pub(crate) async fn sign_out(
    State(site): State<Site>,
    session: Session,
    person: Person,
    Form(form): Form<SignOut>,
) -> Result<Response, Failure> {
    if form.form_token != person.form_token {
        return Err(Failure::Forged);
    }
    let account = person.account();
    // Before the tokens go: the address names the session that the ID token is of.
    let website = site.website(&person.tokens);
    let address = website.browser_sign_out(BrowserSignOutRequest::new(account.clone())).await;
    website.sign_out(&account).await?;
    session.flush().await?;
    let address = address.unwrap_or_else(|error| {
        tracing::warn!(%error, "the provider's address for signing out is not known");
        None
    });
    Ok(Redirect::to(address.as_ref().map_or("/", |address| address.as_str())).into_response())
}
