use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Language;
use super::html::Html;
use super::layout::Page;
use super::words::{Words, words};
use crate::Client;
use crate::authorization::Goal;
use crate::people::{PEOPLE, Person};
use crate::tenants::tenant;

/// What the account picker shows.
pub(crate) struct Picker<'a> {
    pub(crate) language: Language,
    pub(crate) attempt: &'a str,
    pub(crate) client: &'static Client,
    /// Each with the tenant in which they would sign in.
    pub(crate) people: Vec<(&'static Person, &'static str)>,
    /// Those who are signed in in this browser.
    pub(crate) signed_in: Vec<&'static Person>,
    /// What the sign-in is for.
    pub(crate) goal: &'a Goal,
}

/// One click picks an account: nobody has a password.
pub(crate) fn picker(picker: &Picker<'_>) -> Response {
    let words = words(picker.language);
    let mut list = Html::new();
    for (person, tenant_id) in &picker.people {
        let signed_in = picker.signed_in.contains(person);
        list = list.add(&row(words, person, tenant_id, signed_in));
    }
    let body = Html::new()
        .raw("<h1>")
        .raw(words.pick)
        .raw("</h1><p class=\"lead\">")
        .raw(words.pick_for)
        .raw(" <strong>")
        .text(picker.client.name)
        .raw("</strong></p><form method=\"post\" action=\"/sign-in/person\" autocomplete=\"off\">")
        .add(&attempt_field(picker.attempt))
        .raw("<ul class=\"people\">")
        .add(&list)
        .raw("<li><button id=\"other-account\" formaction=\"/sign-in/other\"><span class=\"avatar plain\" aria-hidden=\"true\">+</span><span class=\"who\"><span class=\"name\">")
        .raw(words.other)
        .raw("</span><span class=\"address\">")
        .raw(words.other_hint)
        .raw("</span></span></button></li></ul><div class=\"actions\"><button class=\"button\" id=\"cancel\" formaction=\"/sign-in/cancel\">")
        .raw(words.cancel)
        .raw("</button></div></form>");
    Page {
        language: picker.language,
        status: StatusCode::OK,
        title: words.pick,
        body,
        leads_to: picker.goal.redirect(),
        script: None,
    }
    .into_response()
}

fn row(words: &Words, person: &'static Person, tenant_id: &str, signed_in: bool) -> Html {
    let html = Html::new()
        .raw("<li><button name=\"person\" id=\"person-")
        .text(person.id)
        .raw("\" value=\"")
        .text(person.id)
        .raw("\">")
        .add(&card(words, person, tenant_id, signed_in));
    html.raw("</button></li>")
}

/// A person with picture, name, address and place.
pub(super) fn card(words: &Words, person: &'static Person, tenant_id: &str, signed_in: bool) -> Html {
    let html =
        Html::new().add(&avatar(person)).raw("<span class=\"who\"><span class=\"name\">").text(person.name);
    let html = if signed_in { tag(html, words.signed_in) } else { html };
    let html = html
        .raw("</span><span class=\"address\">")
        .text(person.username)
        .raw("</span><span class=\"where\">");
    let html =
        if person.is_personal() { html.raw(words.personal) } else { html.text(tenant(tenant_id).name) };
    let html = if person.tenant_id == tenant_id { html } else { tag(html, words.guest) };
    html.raw("</span></span>")
}

fn tag(html: Html, text: &'static str) -> Html {
    html.raw(" <span class=\"tag\">").raw(text).raw("</span>")
}

fn avatar(person: &'static Person) -> Html {
    let first = |name: &str| name.chars().next().map(String::from).unwrap_or_default();
    let initials = first(person.given_name) + &first(person.surname);
    let colour = PEOPLE.iter().position(|other| other == person).unwrap_or_default();
    Html::new()
        .raw("<span class=\"avatar a")
        .number(colour)
        .raw("\" aria-hidden=\"true\">")
        .text(&initials)
        .raw("</span>")
}

/// Ties a form to the sign-in that it belongs to.
pub(super) fn attempt_field(attempt: &str) -> Html {
    Html::new().raw("<input type=\"hidden\" name=\"attempt\" value=\"").text(attempt).raw("\">")
}
