use std::sync::LazyLock;

use aws_lc_rs::digest;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html as HtmlBody, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use super::Language;
use super::html::Html;
use super::words::words;

const STYLE: &str = include_str!("style.css");
/// The one script there is: it saves a click where an answer goes back by `form_post`.
pub(super) const SUBMIT: &str = "document.forms[0].submit()";

const LOGO: &str = r##"<svg viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="5.5" fill="#0f4854"/><g fill="#f2f2e8"><path d="M4 4h4.4v4.4H4zM9.8 4h4.4v4.4H9.8zM15.6 4H20v4.4h-4.4zM9.8 9.8h4.4v4.4H9.8z"/></g><path fill="#f7ad4a" d="M9.8 15.6h4.4V20H9.8z"/><path fill="#2b7d86" d="M4 9.8h4.4v4.4H4zM15.6 9.8H20v4.4h-4.4zM4 15.6h4.4V20H4zM15.6 15.6H20V20h-4.4z"/></svg>"##;

/// A whole page.
pub(super) struct Page<'a> {
    pub(super) language: Language,
    pub(super) status: StatusCode,
    pub(super) title: &'a str,
    pub(super) body: Html,
    /// Where a form on this page may lead besides to ourselves.
    pub(super) leads_to: Option<&'a Url>,
    /// After the body, run once.
    pub(super) script: Option<&'static str>,
}

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        let words = words(self.language);
        let html = Html::new()
            .raw("<!doctype html><html lang=\"")
            .raw(self.language.tag())
            .raw("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
            .text(self.title)
            .raw(" · ")
            .raw(words.place)
            .raw("</title><link rel=\"icon\" href=\"data:,\"><style>")
            .raw(STYLE)
            .raw("</style></head><body><main><div class=\"brand\">")
            .raw(LOGO)
            .raw("<span>")
            .raw(words.place)
            .raw("</span></div>")
            .add(&self.body)
            .raw("</main><footer>")
            .raw(words.reassurance)
            .raw("</footer>");
        let html = match self.script {
            Some(script) => html.raw("<script>").raw(script).raw("</script>"),
            None => html,
        };
        let html = html.raw("</body></html>").into_string();
        (self.status, security_headers(self.leads_to), HtmlBody(html)).into_response()
    }
}

/// Nothing but what we wrote runs or loads, and no other page may frame this one.
fn security_headers(leads_to: Option<&Url>) -> HeaderMap {
    static HASHES: LazyLock<(String, String)> = LazyLock::new(|| (hash(STYLE), hash(SUBMIT)));
    let (style, script) = &*HASHES;
    // A browser holds redirects that follow a form to this list as well.
    let target = leads_to.map(|url| format!(" {}", source(url))).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src '{style}'; script-src '{script}'; img-src data:; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'{target}"
    );
    let mut headers = HeaderMap::new();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    headers
}

/// The address as a policy names it: an app's own scheme has no origin (Content Security Policy, section 2.3.1).
fn source(url: &Url) -> String {
    let origin = url.origin();
    if origin.is_tuple() { origin.ascii_serialization() } else { format!("{}:", url.scheme()) }
}

fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes())))
}
