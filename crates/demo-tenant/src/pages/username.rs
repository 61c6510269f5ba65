use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Language;
use super::html::Html;
use super::layout::Page;
use super::picker::attempt_field;
use super::words::words;
use crate::authorization::Goal;

/// Why an address that was typed does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Complaint {
    /// Nobody has it.
    NotFound,
    /// Its owner may not sign in here.
    NotHere,
}

/// Asks for an address instead of a pick.
pub(crate) fn username(
    language: Language,
    attempt: &str,
    typed: &str,
    complaint: Option<Complaint>,
    goal: &Goal,
) -> Response {
    let words = words(language);
    let described = if complaint.is_some() { "complaint note" } else { "note" };
    let body = Html::new()
        .raw("<h1>")
        .raw(words.sign_in)
        .raw("</h1><form method=\"post\" action=\"/sign-in/username\">")
        .add(&attempt_field(attempt))
        .raw("<label for=\"username\">")
        .raw(words.address)
        .raw("</label><input type=\"text\" inputmode=\"email\" autocapitalize=\"none\" spellcheck=\"false\" autocomplete=\"username\" id=\"username\" name=\"username\" maxlength=\"254\" autofocus aria-describedby=\"")
        .raw(described)
        .raw(if complaint.is_some() { "\" aria-invalid=\"true" } else { "" })
        .raw("\" value=\"")
        .text(typed)
        .raw("\">");
    let body = match complaint {
        None => body,
        Some(complaint) => body
            .raw("<p class=\"complaint\" id=\"complaint\" role=\"alert\">")
            .raw(if complaint == Complaint::NotFound { words.not_found } else { words.not_here })
            .raw("</p>"),
    };
    let body = body
        .raw("<p class=\"note\" id=\"note\">")
        .raw(words.no_password)
        .raw("</p><div class=\"actions\"><button class=\"button primary\" id=\"next\">")
        .raw(words.next)
        .raw("</button><button class=\"button\" id=\"back\" formaction=\"/sign-in/picker\">")
        .raw(words.back)
        .raw("</button></div></form>");
    Page {
        language,
        status: StatusCode::OK,
        title: words.sign_in,
        body,
        leads_to: goal.redirect(),
        script: None,
    }
    .into_response()
}

/// One address, two accounts: asks which is meant. `work` and `personal` are ids of people.
pub(crate) fn which_account(
    language: Language,
    attempt: &str,
    work: &str,
    personal: &str,
    goal: &Goal,
) -> Response {
    let words = words(language);
    let choice = |id: &'static str, person: &str, class: &'static str, sign: &'static str, name, hint| {
        Html::new()
            .raw("<li><button name=\"person\" id=\"")
            .raw(id)
            .raw("\" value=\"")
            .text(person)
            .raw("\"><span class=\"avatar ")
            .raw(class)
            .raw("\" aria-hidden=\"true\">")
            .raw(sign)
            .raw("</span><span class=\"who\"><span class=\"name\">")
            .raw(name)
            .raw("</span><span class=\"address\">")
            .raw(hint)
            .raw("</span></span></button></li>")
    };
    let body = Html::new()
        .raw("<h1>")
        .raw(words.which)
        .raw("</h1><p class=\"lead\">")
        .raw(words.which_hint)
        .raw("</p><form method=\"post\" action=\"/sign-in/person\">")
        .add(&attempt_field(attempt))
        .raw("<ul class=\"people\">")
        .add(&choice("account-work", work, "a0", "W", words.work, words.work_hint))
        .add(&choice("account-personal", personal, "a3", "P", words.personal, words.personal_hint))
        .raw(
            "</ul><div class=\"actions\"><button class=\"button\" id=\"back\" formaction=\"/sign-in/other\">",
        )
        .raw(words.back)
        .raw("</button></div></form>");
    Page {
        language,
        status: StatusCode::OK,
        title: words.which,
        body,
        leads_to: goal.redirect(),
        script: None,
    }
    .into_response()
}
