use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Language;
use super::html::Html;
use super::layout::Page;
use super::words::words;

/// What an error page explains.
pub(crate) enum Failure {
    /// The request is not one that may be answered by a redirect.
    Request(String),
    /// The sign-in that a form belongs to is over, or another browser's.
    Expired,
}

/// Says what happened without sending the browser anywhere.
pub(crate) fn error(language: Language, status: StatusCode, failure: &Failure) -> Response {
    let words = words(language);
    let body = Html::new().raw("<h1>").raw(words.failed).raw("</h1><p class=\"lead\">");
    let body = match failure {
        Failure::Expired => body.raw(words.expired).raw("</p>"),
        Failure::Request(description) => body
            .raw(words.failed_hint)
            .raw("</p><div class=\"detail\"><h2>")
            .raw(words.code)
            .raw("</h2><div id=\"error-code\">")
            .text(description)
            .raw("</div></div>"),
    };
    Page { language, status, title: words.failed, body, leads_to: None, script: None }.into_response()
}
