//! The app: its addresses, and what they share.

use std::{error::Error, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::Response,
    routing::{get, post},
};
use sign_in::ConfidentialClientApplication;
use token_cache::Secret;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time},
};
use url::Url;
use web_sessions::Sessions;

use crate::{
    failure::Failure, graph, notebook, notebook::Notebook, pages, person::Person, provider::Provider,
    signing_in, status, stores::Stores,
};

/// A session that nobody uses for so long ends.
const IDLE_HOURS: i64 = 8;
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// What all requests share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Site(Arc<Parts>);

pub(crate) struct Parts {
    website: ConfidentialClientApplication,
    /// Whether each session has tokens of its own.
    per_session: bool,
    sessions: Sessions,
    pub(crate) notebook: Option<Notebook>,
    pub(crate) graph: Url,
    pub(crate) http: reqwest::Client,
    /// As browsers see the app, without a slash at the end.
    pub(crate) address: String,
    policy: HeaderValue,
}

impl std::ops::Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Site {
    pub(crate) fn new(
        provider: &Provider,
        stores: &Stores,
        address: &str,
        per_session: bool,
    ) -> Result<Self, Box<dyn Error>> {
        let website = provider.website.open(stores, "website")?;
        let http = reqwest::Client::builder()
            .timeout(TIME_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let notebook =
            provider.notebook.clone().map(|api| Notebook::new(api, stores, http.clone())).transpose()?;
        // Signing out posts a form whose answer leads to the provider.
        let policy = format!(
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {}",
            provider.website.origin
        );
        Ok(Self(Arc::new(Parts {
            website,
            per_session,
            sessions: stores.sessions(),
            notebook,
            graph: provider.graph.clone(),
            http,
            address: address.trim_end_matches('/').to_owned(),
            policy: HeaderValue::from_str(&policy)?,
        })))
    }

    /// The app's registration, with the tokens of everybody, or of the session with that secret.
    pub(crate) fn website(&self, session: &str) -> ConfidentialClientApplication {
        if self.per_session {
            self.website.in_session(Secret::new(session.to_owned()))
        } else {
            self.website.clone()
        }
    }

    /// Whether the tokens go with the session.
    pub(crate) fn is_per_session(&self) -> bool {
        self.per_session
    }

    /// Sessions are beside the tokens, so any node can answer any request.
    pub(crate) fn routes(&self) -> Router {
        let sessions = SessionManagerLayer::new(self.sessions.clone())
            .with_name("session")
            .with_secure(true)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_expiry(Expiry::OnInactivity(time::Duration::hours(IDLE_HOURS)));
        Router::new()
            .route("/", get(home))
            .route("/style.css", get(pages::style))
            .route("/sign-in", get(signing_in::begin))
            .route("/signed-in", get(signing_in::finish))
            .route("/sign-out", post(signing_in::sign_out))
            .route("/profile", get(graph::profile))
            .route("/mail", get(graph::mail))
            .route("/notes", get(notebook::page))
            .route("/status", get(status::status))
            .layer(sessions)
            .route("/api/notes", get(notebook::api))
            .layer(middleware::from_fn_with_state(self.clone(), guarded))
            .with_state(self.clone())
    }

    /// A renewal that is cut short may lose a token that the provider has rotated.
    pub(crate) async fn finish_renewals(&self) {
        self.website.finish_renewals().await;
    }
}

async fn home(session: Session) -> Result<pages::Page, Failure> {
    Ok(pages::home(Person::of(&session).await?.as_ref()))
}

/// What every answer says: no scripts, no frames, and nothing of it is kept by the browser or on the way.
async fn guarded(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, site.policy.clone());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
