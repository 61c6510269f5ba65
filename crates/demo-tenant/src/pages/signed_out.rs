use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Language;
use super::html::Html;
use super::layout::Page;
use super::words::words;

/// The end of a sign-out that leads nowhere else.
pub(crate) fn signed_out(language: Language) -> Response {
    let words = words(language);
    let body = Html::new()
        .raw("<h1 id=\"signed-out\">")
        .raw(words.signed_out)
        .raw("</h1><p class=\"lead\">")
        .raw(words.signed_out_hint)
        .raw("</p>");
    Page { language, status: StatusCode::OK, title: words.signed_out, body, leads_to: None, script: None }
        .into_response()
}
