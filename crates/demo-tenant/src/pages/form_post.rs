use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use url::Url;

use super::Language;
use super::html::Html;
use super::layout::{Page, SUBMIT};
use super::words::words;

/// Carries an answer back to the client in a form (OAuth 2.0 Form Post Response Mode, section 2).
pub(crate) fn form_post(language: Language, redirect: &Url, answer: &[(&str, String)]) -> Response {
    let words = words(language);
    let mut fields = Html::new();
    for (name, value) in answer {
        fields =
            fields.raw("<input type=\"hidden\" name=\"").text(name).raw("\" value=\"").text(value).raw("\">");
    }
    let body = Html::new()
        .raw("<h1>")
        .raw(words.going_back)
        .raw("</h1><form method=\"post\" action=\"")
        .text(redirect.as_str())
        .raw("\">")
        .add(&fields)
        .raw("<div class=\"actions\"><button class=\"button primary\" id=\"continue\">")
        .raw(words.go_on)
        .raw("</button></div></form>");
    Page {
        language,
        status: StatusCode::OK,
        title: words.going_back,
        body,
        leads_to: Some(redirect),
        script: Some(SUBMIT),
    }
    .into_response()
}
