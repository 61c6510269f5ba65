use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Language;
use super::html::Html;
use super::layout::Page;
use super::words::words;

/// What was typed for a device's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypedCode<'a> {
    NotYet,
    /// A link brought it along.
    FilledIn(&'a str),
    /// No device waits for it.
    Unknown(&'a str),
}

/// How a sign-in for a device ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceEnding {
    LetIn,
    Declined,
}

/// Asks for the code that a device shows.
pub(crate) fn device_code(language: Language, typed: TypedCode<'_>) -> Response {
    let words = words(language);
    let body = Html::new()
        .raw("<h1>")
        .raw(words.type_code)
        .raw("</h1><p class=\"lead\">")
        .raw(words.type_code_hint)
        .raw("</p><form method=\"post\" action=\"/devicelogin\" autocomplete=\"off\"><label for=\"user-code\">")
        .raw(words.user_code)
        .raw("</label><input type=\"text\" autocapitalize=\"characters\" spellcheck=\"false\" id=\"user-code\" name=\"user_code\" maxlength=\"32\" autofocus");
    let body = match typed {
        TypedCode::NotYet => body.raw(">"),
        TypedCode::FilledIn(code) => body.raw(" value=\"").text(code).raw("\">"),
        TypedCode::Unknown(code) => body
            .raw(" aria-invalid=\"true\" aria-describedby=\"complaint\" value=\"")
            .text(code)
            .raw("\"><p class=\"complaint\" id=\"complaint\" role=\"alert\">")
            .raw(words.code_unknown)
            .raw("</p>"),
    };
    let body = body
        .raw("<div class=\"actions\"><button class=\"button primary\" id=\"next\">")
        .raw(words.next)
        .raw("</button></div></form>");
    Page { language, status: StatusCode::OK, title: words.type_code, body, leads_to: None, script: None }
        .into_response()
}

/// Sends the person back to the device.
pub(crate) fn device_ended(language: Language, ending: DeviceEnding) -> Response {
    let words = words(language);
    let (title, hint, id) = match ending {
        DeviceEnding::LetIn => (words.device_let_in, words.device_let_in_hint, "device-let-in"),
        DeviceEnding::Declined => (words.device_declined, words.device_declined_hint, "device-declined"),
    };
    let body = Html::new()
        .raw("<h1 id=\"")
        .raw(id)
        .raw("\">")
        .raw(title)
        .raw("</h1><p class=\"lead\">")
        .raw(hint)
        .raw("</p>");
    Page { language, status: StatusCode::OK, title, body, leads_to: None, script: None }.into_response()
}
