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
use tower_sessions::{
    Expiry, MemoryStore, Session, SessionManagerLayer,
    cookie::{SameSite, time},
};
use url::Url;

use crate::{
    failure::Failure, graph, notebook, notebook::Notebook, pages, person::Person, provider::Provider,
    signing_in, stores::Stores,
};

const TIME_LIMIT: Duration = Duration::from_secs(30);

/// What all requests share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Site(Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) website: ConfidentialClientApplication,
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
    pub(crate) fn new(provider: &Provider, stores: &Stores, address: &str) -> Result<Self, Box<dyn Error>> {
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
            notebook,
            graph: provider.graph.clone(),
            http,
            address: address.trim_end_matches('/').to_owned(),
            policy: HeaderValue::from_str(&policy)?,
        })))
    }

    /// Sessions live in the memory of this process. Several nodes need a store that they share, or a balancer that
    /// sends each browser to the node that knows it; the tokens are shared in any case.
    pub(crate) fn routes(&self) -> Router {
        let sessions = SessionManagerLayer::new(MemoryStore::default())
            .with_name("session")
            .with_secure(true)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_expiry(Expiry::OnInactivity(time::Duration::hours(8)));
        Router::new()
            .route("/", get(home))
            .route("/style.css", get(pages::style))
            .route("/sign-in", get(signing_in::begin))
            .route("/signed-in", get(signing_in::finish))
            .route("/sign-out", post(signing_in::sign_out))
            .route("/profile", get(graph::profile))
            .route("/mail", get(graph::mail))
            .route("/notes", get(notebook::page))
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
