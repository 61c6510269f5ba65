//! An API of the customer's own, and the page that calls it. The API checks its caller's token and calls Graph on the
//! caller's behalf; it is an application of its own, with caches of its own.

use std::{error::Error, sync::Arc};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde::Deserialize;
use serde_json::json;
use sign_in::{ConfidentialClientApplication, OnBehalfOfRequest, SilentOutcome};
use token_cache::Secret;
use tokio::sync::RwLock;
use tower_sessions::Session;
use url::Url;

use crate::{
    failure::Failure,
    graph::{self, Called, call},
    pages,
    person::Person,
    provider::ApiRegistration,
    site::Site,
    stores::Stores,
};

/// The API.
pub(crate) struct Notebook {
    application: ConfidentialClientApplication,
    api: ApiRegistration,
    keys: RwLock<Arc<JwkSet>>,
    http: reqwest::Client,
}

/// What the API reads of its caller's token.
#[derive(Deserialize)]
struct Caller {
    iss: String,
    tid: String,
    #[serde(default)]
    scp: String,
}

impl Notebook {
    pub(crate) fn new(
        api: ApiRegistration,
        stores: &Stores,
        http: reqwest::Client,
    ) -> Result<Self, Box<dyn Error>> {
        let application = api.registration.open(stores, "notebook")?;
        let keys = RwLock::new(Arc::new(JwkSet { keys: Vec::new() }));
        Ok(Self { application, api, keys, http })
    }

    /// Whoever the token was issued to, if it was issued to this API by its provider, lasts, and allows what is asked.
    async fn caller(&self, token: &str) -> Option<Caller> {
        let key = decode_header(token).ok()?.kid?;
        let key = DecodingKey::from_jwk(self.keys_with(&key).await?.find(&key)?).ok()?;
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_audience(&self.api.audiences);
        rules.set_required_spec_claims(&["exp", "aud", "iss"]);
        rules.validate_nbf = true;
        let caller = decode::<Caller>(token, &key, &rules).ok()?.claims;
        let is_issuer = |issuer: &String| issuer.replace("{tid}", &caller.tid) == caller.iss;
        let scope = self.api.scope.rsplit('/').next()?;
        let is_allowed = caller.scp.split(' ').any(|granted| granted == scope);
        (self.api.issuers.iter().any(is_issuer) && is_allowed).then_some(caller)
    }

    /// The provider's keys; asked for again where that one is not among them, since it may be new.
    async fn keys_with(&self, id: &str) -> Option<Arc<JwkSet>> {
        let known = self.keys.read().await.clone();
        if known.find(id).is_some() {
            return Some(known);
        }
        let answer = self.http.get(self.api.keys.clone()).send().await.ok()?;
        let keys: Arc<JwkSet> = Arc::new(answer.json().await.ok()?);
        *self.keys.write().await = Arc::clone(&keys);
        Some(keys)
    }
}

/// Calls the API with a token for it, which the person is asked to allow at the first time.
pub(crate) async fn page(
    State(site): State<Site>,
    session: Session,
    person: Person,
) -> Result<Response, Failure> {
    let Some(notebook) = &site.notebook else { return Ok(pages::no_notebook(&person).into_response()) };
    let url = format!("{}/api/notes", site.address);
    let url = Url::parse(&url).map_err(|_| Failure::Unreachable(site.address.clone()))?;
    graph::show(&site, &session, &person, &notebook.api.scope, &url, "/notes").await
}

/// The API itself: who is called for has nothing to do with any session.
pub(crate) async fn api(State(site): State<Site>, headers: HeaderMap) -> Response {
    let Some(notebook) = &site.notebook else { return StatusCode::NOT_FOUND.into_response() };
    let bearer = headers.get(header::AUTHORIZATION).and_then(|header| header.to_str().ok());
    let Some(assertion) = bearer.and_then(|bearer| bearer.strip_prefix("Bearer ")) else {
        return unauthorized("Bearer");
    };
    let Some(caller) = notebook.caller(assertion).await else {
        return unauthorized("Bearer error=\"invalid_token\"");
    };
    let mut request = OnBehalfOfRequest::new(Secret::new(assertion.to_owned()), vec!["User.Read".to_owned()]);
    request.tenant = Some(caller.tid);
    match notebook.application.acquire_token_on_behalf_of(&request).await {
        Ok(SilentOutcome::Token(token)) => {
            let Ok(url) = graph::me(&site) else { return StatusCode::BAD_GATEWAY.into_response() };
            match call(&site.http, &url, &token).await {
                Ok(Called::Answer(me)) => {
                    Json(json!({"notes": [], "owner": me["displayName"]})).into_response()
                }
                Ok(Called::Challenged(claims)) => challenge(claims.as_str()),
                Err(_) => StatusCode::BAD_GATEWAY.into_response(),
            }
        }
        Ok(SilentOutcome::InteractionRequired(why)) => match why.claims() {
            Some(claims) => challenge(claims.as_str()),
            None => unauthorized("Bearer error=\"interaction_required\""),
        },
        Err(error) => {
            tracing::warn!(%error, "the API cannot act for its caller");
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

/// Passes on what the provider wants of the person, whom an API cannot ask.
fn challenge(claims: &str) -> Response {
    use base64::{Engine, engine::general_purpose::STANDARD};
    unauthorized(&format!("Bearer error=\"insufficient_claims\", claims=\"{}\"", STANDARD.encode(claims)))
}

fn unauthorized(why: &str) -> Response {
    let why = HeaderValue::from_str(why).unwrap_or(HeaderValue::from_static("Bearer"));
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, why)]).into_response()
}
