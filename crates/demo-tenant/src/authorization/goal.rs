use axum::http::StatusCode;
use axum::response::Response;
use url::Url;

use super::Answer;
use crate::aadsts::{Aadsts, Trace};
use crate::device_codes::DeviceId;
use crate::pages::{self, Failure, Language};

/// What a sign-in is for.
#[derive(Clone, Debug)]
pub(crate) enum Goal {
    /// The browser takes a code back to the client.
    Code(Box<CodeGoal>),
    /// A device waits for it (RFC 8628, section 3.3).
    Device(DeviceId),
}

/// What the code is bound to, and where it goes.
#[derive(Clone, Debug)]
pub(crate) struct CodeGoal {
    /// As the request writes it.
    pub(crate) redirect_text: String,
    pub(crate) answer: Answer,
    pub(crate) challenge: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) wants_client_info: bool,
}

impl Goal {
    /// Where the pages of the sign-in lead in the end, if not to ourselves.
    pub(crate) fn redirect(&self) -> Option<&Url> {
        match self {
            Self::Code(goal) => Some(&goal.answer.redirect),
            Self::Device(_) => None,
        }
    }

    /// Tells the client, or the person at the pages of a device, why it came to nothing.
    pub(crate) fn refuse(&self, error: &Aadsts, trace: &Trace, base: &str, language: Language) -> Response {
        match self {
            Self::Code(goal) => goal.answer.refuse(error, trace, base, language),
            Self::Device(_) => {
                let failure = Failure::Request(error.description(trace));
                pages::error(language, StatusCode::BAD_REQUEST, &failure)
            }
        }
    }
}
