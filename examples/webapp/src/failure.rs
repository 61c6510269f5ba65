//! What goes wrong, as people are told it.

use std::error::Error;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use sign_in::SignInError;
use thiserror::Error;

use crate::pages;

/// Why a page cannot be shown.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    SignIn(#[from] SignInError),
    #[error("the session cannot be read or kept at the moment; try again later")]
    Session(#[from] tower_sessions::session::Error),
    #[error("no sign-in waits in this browser; begin again")]
    NoSignIn,
    #[error("this was not sent from a page of this app; go back and try again")]
    Forged,
    #[error("{0} does not answer; try again later")]
    Unreachable(String),
    #[error("{host} refused the request ({status})")]
    Refused { host: String, status: u16 },
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoSignIn | Self::Forged => StatusCode::BAD_REQUEST,
            Self::SignIn(error) if error.is_transient() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Session(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unreachable(_) | Self::Refused { .. } => StatusCode::BAD_GATEWAY,
            Self::SignIn(SignInError::ConsentRefused(_) | SignInError::StateMismatch) => {
                StatusCode::BAD_REQUEST
            }
            Self::SignIn(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::warn!(error = with_causes(&self), "a page could not be shown");
        (self.status(), pages::failure(&self.to_string())).into_response()
    }
}

/// The error and what it came from; none of them tells a secret.
pub(crate) fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}
