//! What people see. Everything that comes from elsewhere is escaped by the template.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;
use sign_in::AcquiredToken;

use crate::person::Person;

pub(crate) type Page = Markup;

const PAGES: [(&str, &str); 3] = [("/profile", "Profile"), ("/mail", "Mail"), ("/notes", "Notes")];

pub(crate) async fn style() -> Response {
    let kept = (header::CACHE_CONTROL, "max-age=3600");
    ([(header::CONTENT_TYPE, "text/css"), kept], include_str!("style.css")).into_response()
}

pub(crate) fn home(person: Option<&Person>) -> Page {
    let content = html! {
        h1 { "A web app with a token cache for each user" }
        @if person.is_some() {
            p { "The pages above call Microsoft Graph, and an API that calls Graph on your behalf. What they need is got
                 from your cache, renewed without you, or asked of you once." }
        } @else {
            p { "Sign in to see your profile. Your browser gets the opaque ID of a session; the tokens stay on the server,
                 in a cache of your own." }
            p { a #sign-in.action href="/sign-in" { "Sign in" } }
        }
    };
    page(person, "/", &content)
}

pub(crate) fn answer(person: &Person, address: &str, token: &AcquiredToken, answer: &Value) -> Page {
    let fields = answer.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let content = html! {
        h1 { (PAGES.iter().find(|(page, _)| *page == address).map_or("", |(_, name)| name)) }
        dl #answer {
            @for (name, value) in fields {
                dt { (name) }
                dd { @match value { Value::String(text) => (text), other => (other.to_string()) } }
            }
        }
        p.about #token { "Token for " (token.scopes.join(" ")) ", from " (format!("{:?}", token.source)) "." }
    };
    page(Some(person), address, &content)
}

pub(crate) fn no_notebook(person: &Person) -> Page {
    page(Some(person), "/notes", &html! { h1 { "Notes" } p { "There is no API registered to be called." } })
}

pub(crate) fn failure(why: &str) -> Page {
    page(
        None,
        "",
        &html! { h1 { "This did not work" } p #failure { (why) } p { a href="/" { "Back to the start" } } },
    )
}

fn page(person: Option<&Person>, address: &str, content: &Markup) -> Page {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { "Tessera web app" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                header {
                    a href="/" { "Tessera web app" }
                    @if let Some(person) = person {
                        nav {
                            @for (page, name) in PAGES {
                                a href=(page) aria-current=[(page == address).then_some("page")] { (name) }
                            }
                        }
                        form method="post" action="/sign-out" {
                            span #username { (person.username) }
                            input type="hidden" name="form_token" value=(person.form_token);
                            button #sign-out { "Sign out" }
                        }
                    }
                }
                main { (content) }
            }
        }
    }
}
