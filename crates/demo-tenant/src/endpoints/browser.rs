use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::provider::Provider;

/// How long a browser keeps its cookie, in seconds: ports change, and old cookies are of no use to anybody.
const LIFETIME: u32 = 86_400;

/// Cookies know no port, so their names have to: two demo tenants at work must not overwrite each other's.
fn name(provider: &Provider) -> String {
    format!("tessera-demo-{}", provider.port)
}

/// The browser's own cookie, whoever set it.
pub(super) fn cookie<'a>(provider: &Provider, headers: &'a HeaderMap) -> Option<&'a str> {
    let own = name(provider);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == own).map(|(_, value)| value)
}

/// Gives the browser its cookie. It holds an ID and nothing else.
pub(super) fn remember(provider: &Provider, browser: &str, mut response: Response) -> Response {
    let secure = if provider.base.starts_with("https:") { "; Secure" } else { "" };
    let name = name(provider);
    let cookie = format!("{name}={browser}; Path=/; Max-Age={LIFETIME}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
