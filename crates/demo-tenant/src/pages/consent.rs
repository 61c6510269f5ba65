use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Language;
use super::html::Html;
use super::layout::Page;
use super::picker::{attempt_field, card};
use super::words::{Words, words};
use crate::authorization::{AuthorizationRequest, Goal};
use crate::people::Person;
use crate::scopes::Requested;

const TICK: &str = r#"<svg viewBox="0 0 18 18" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" d="m3.5 9.5 3.7 3.7 7.3-8"/></svg>"#;

/// Lists in plain words what the client asks for, and lets the person refuse.
pub(crate) fn consent(
    language: Language,
    attempt: &str,
    request: &AuthorizationRequest,
    (person, tenant_id): (&'static Person, &str),
) -> Response {
    let words = words(language);
    let body = Html::new()
        .raw("<h1>")
        .raw(words.wants)
        .raw("</h1><div class=\"identity\">")
        .add(&card(words, person, tenant_id, false))
        .raw("</div><p><strong>")
        .text(request.client.name)
        .raw("</strong> ")
        .raw(words.wants_to)
        .raw("</p>")
        .add(&scopes(language, &request.requested))
        .raw("<p class=\"note\">")
        .raw(words.accept_hint)
        .raw("</p>")
        .add(&warning(words, &request.goal))
        .raw("<form method=\"post\" action=\"/sign-in/accept\">")
        .add(&attempt_field(attempt))
        .raw("<div class=\"actions\"><button class=\"button primary\" id=\"accept\">")
        .raw(words.accept)
        .raw("</button><button class=\"button\" id=\"cancel\" formaction=\"/sign-in/cancel\">")
        .raw(words.cancel)
        .raw("</button></div></form>");
    Page {
        language,
        status: StatusCode::OK,
        title: words.wants,
        body,
        leads_to: request.goal.redirect(),
        script: None,
    }
    .into_response()
}

/// Whoever talks somebody into typing a code gets that person's tokens (RFC 8628, section 5.4).
fn warning(words: &Words, goal: &Goal) -> Html {
    match goal {
        Goal::Code(_) => Html::new(),
        Goal::Device(_) => {
            Html::new().raw("<p class=\"note\" id=\"device-warning\">").raw(words.device_warning).raw("</p>")
        }
    }
}

fn scopes(language: Language, requested: &Requested) -> Html {
    let besides = requested.besides.iter().map(|(_, permission)| permission);
    let permissions = requested.permissions.iter().chain(besides);
    let permissions = permissions.map(|permission| (permission.words(language), permission.name));
    let oidc = requested.oidc.iter().map(|scope| (scope.words(language), scope.name()));
    let mut list = Html::new().raw("<ul class=\"scopes\">");
    for (words, name) in oidc.chain(permissions) {
        list = list
            .raw("<li>")
            .raw(TICK)
            .raw("<span>")
            .raw(words)
            .raw("<small>")
            .raw(name)
            .raw("</small></span></li>");
    }
    list.raw("</ul>")
}
