//! A browser and a client that know nothing of the demo tenant but HTTP.
#![allow(dead_code, reason = "no test file uses all of it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy takes the helpers of a test for production code"
)]

use std::collections::HashMap;
use std::sync::Mutex;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use demo_tenant::{DemoOptions, DemoTenant};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use url::Url;

pub(crate) const VERIFIER: &str = "a-verifier-that-is-long-enough-for-pkce-0123456789";
pub(crate) const REDIRECT: &str = "http://localhost:54321";
pub(crate) const SCOPE: &str = "User.Read openid profile offline_access";

/// Keeps cookies, follows no redirects.
pub(crate) struct Browser {
    client: Client,
    cookies: Mutex<HashMap<String, String>>,
    base: String,
}

/// A page, or where the browser was sent.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) location: Option<Url>,
    pub(crate) html: String,
}

impl Page {
    /// What the redirect says under a name.
    pub(crate) fn answer(&self, name: &str) -> Option<String> {
        let location = self.location.as_ref()?;
        location.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.html.contains(&format!("id=\"{id}\""))
    }

    fn attempt(&self) -> String {
        let (_, rest) = self.html.split_once("name=\"attempt\" value=\"").expect("a form");
        rest.split_once('"').unwrap().0.to_owned()
    }
}

impl Browser {
    pub(crate) fn new(tenant: &DemoTenant) -> Self {
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let base = tenant.base_url().as_str().trim_end_matches('/').to_owned();
        Self { client, cookies: Mutex::default(), base }
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        let address = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        self.visit(self.client.get(address)).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        self.visit(self.client.post(format!("{}{path}", self.base)).form(form)).await
    }

    /// Presses a button of a page.
    pub(crate) async fn press(&self, page: &Page, step: &str, field: Option<(&str, &str)>) -> Page {
        let attempt = page.attempt();
        let mut form = vec![("attempt", attempt.as_str())];
        form.extend(field);
        self.post(&format!("/sign-in/{step}"), &form).await
    }

    /// Picks a person, accepts if asked, and gives where that ends.
    pub(crate) async fn sign_in(&self, path: &str, person: &str) -> Page {
        let page = self.get(path).await;
        let picked = self.press(&page, "person", Some(("person", person))).await;
        if picked.has_id("accept") { self.press(&picked, "accept", None).await } else { picked }
    }

    async fn visit(&self, request: RequestBuilder) -> Page {
        let sent: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header(COOKIE, sent.join("; ")).send().await.unwrap();
        self.keep_cookies(&response);
        let location =
            response.headers().get(LOCATION).map(|location| location.to_str().unwrap().parse().unwrap());
        let (status, headers) = (response.status(), response.headers().clone());
        Page { status, headers, location, html: response.text().await.unwrap() }
    }

    fn keep_cookies(&self, response: &Response) {
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
    }
}

/// A tenant that keeps nothing.
pub(crate) async fn start() -> DemoTenant {
    DemoTenant::start(DemoOptions::default()).await.unwrap()
}

/// The path of an authorization request in good order, with changes: an empty value leaves a parameter out.
pub(crate) fn authorize(tenant: &DemoTenant, audience: &str, changes: &[(&str, &str)]) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, VERIFIER.as_bytes()));
    let mut params: Vec<(&str, &str)> = vec![
        ("client_id", tenant.client_id()),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("scope", SCOPE),
        ("state", "the state & more"),
        ("nonce", "the-nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("client_info", "1"),
    ];
    for change in changes {
        params.retain(|(name, _)| name != &change.0);
        if !change.1.is_empty() {
            params.push(*change);
        }
    }
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
    format!("/{audience}/oauth2/v2.0/authorize?{query}")
}

/// Posts to the token endpoint.
pub(crate) async fn token(tenant: &DemoTenant, audience: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
    let client = Client::builder().no_proxy().build().unwrap();
    let address = format!("{}{audience}/oauth2/v2.0/token", tenant.base_url());
    let response = client.post(address).form(form).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// Redeems a code, with changes to the form.
pub(crate) async fn redeem(tenant: &DemoTenant, code: &str, changes: &[(&str, &str)]) -> (StatusCode, Value) {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", tenant.client_id()),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_info", "1"),
    ];
    for change in changes {
        form.retain(|(name, _)| name != &change.0);
        if !change.1.is_empty() {
            form.push(*change);
        }
    }
    token(tenant, "common", &form).await
}

/// Uses a refresh token of Tessera's.
pub(crate) async fn refresh(
    tenant: &DemoTenant,
    audience: &str,
    refresh_token: &str,
    scope: &str,
) -> (StatusCode, Value) {
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", tenant.client_id()),
        ("refresh_token", refresh_token),
        ("scope", scope),
        ("client_info", "1"),
    ];
    token(tenant, audience, &form).await
}

/// Signs somebody in with a browser of their own and gives the token answer.
pub(crate) async fn tokens_of(tenant: &DemoTenant, person: &str) -> Value {
    let page = Browser::new(tenant).sign_in(&authorize(tenant, "common", &[]), person).await;
    let (status, tokens) = redeem(tenant, &page.answer("code").expect("a code"), &[]).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    tokens
}

/// Fetches JSON.
pub(crate) async fn json(address: String) -> Value {
    reqwest::get(address).await.unwrap().json().await.unwrap()
}

/// Asks Graph.
pub(crate) async fn graph(tenant: &DemoTenant, path: &str, access_token: &str) -> Response {
    let client = Client::builder().no_proxy().build().unwrap();
    let address = format!("{}{path}", tenant.graph_url());
    client.get(address).bearer_auth(access_token).send().await.unwrap()
}

/// The claims of a JWT, unchecked.
pub(crate) fn claims(token: &Value) -> Value {
    let payload = token.as_str().expect("a token").split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

pub(crate) fn code_of(answer: &Value) -> u64 {
    answer["error_codes"][0].as_u64().unwrap_or_else(|| panic!("an error: {answer}"))
}
