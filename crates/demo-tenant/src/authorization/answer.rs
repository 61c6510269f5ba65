use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::{Url, form_urlencoded};

use super::ResponseMode;
use crate::aadsts::{Aadsts, Trace};
use crate::pages::{self, Language};

/// Where and how a request is answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Checked against the registration.
    pub(crate) redirect: Url,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
}

impl Answer {
    /// Tells the client why there is no code (RFC 6749, section 4.1.2.1).
    pub(crate) fn refuse(&self, error: &Aadsts, trace: &Trace, base: &str, language: Language) -> Response {
        let mut answer = vec![("error", error.error.to_owned())];
        if error.code == 65_004 {
            answer.push(("error_subcode", "cancel".to_owned()));
        }
        answer.push(("error_description", error.description(trace)));
        answer.push(("error_uri", error.uri(base)));
        self.send(answer, language)
    }

    /// Sends the browser back with an answer, and the client's state with it.
    pub(crate) fn send(&self, mut answer: Vec<(&'static str, String)>, language: Language) -> Response {
        if let Some(state) = &self.state {
            answer.push(("state", state.clone()));
        }
        let mut target = self.redirect.clone();
        match self.mode {
            ResponseMode::FormPost => return pages::form_post(language, &target, &answer),
            ResponseMode::Query => {
                target.query_pairs_mut().extend_pairs(&answer);
            }
            ResponseMode::Fragment => {
                let fragment = form_urlencoded::Serializer::new(String::new()).extend_pairs(&answer).finish();
                target.set_fragment(Some(&fragment));
            }
        }
        // A URL is ASCII without control characters, so this cannot fail.
        let location = HeaderValue::from_str(target.as_str());
        location.map_or_else(
            |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            // 303, so that a POST of ours becomes a GET there.
            |location| (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        )
    }
}
