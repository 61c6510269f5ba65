//! `UserConsentVerifier` of Windows: Windows Hello, by a face, a finger or a PIN.

use windows::{
    Security::Credentials::UI::{
        UserConsentVerificationResult, UserConsentVerifier, UserConsentVerifierAvailability,
    },
    core::HSTRING,
};
use windows_future::IAsyncOperation;

use crate::NotAuthenticated;

/// Whether Windows Hello is set up for the person. Windows knows no names of questions.
pub(crate) async fn can_ask(_: &str) -> bool {
    is_set_up().await.is_ok_and(|is_set_up| is_set_up)
}

async fn is_set_up() -> windows::core::Result<bool> {
    let availability = UserConsentVerifier::CheckAvailabilityAsync()?.await?;
    // What is busy now is there none the less.
    Ok(matches!(
        availability,
        UserConsentVerifierAvailability::Available | UserConsentVerifierAvailability::DeviceBusy
    ))
}

pub(crate) async fn ask(_: &str, words: &str) -> Result<(), NotAuthenticated> {
    let failed = |error: windows::core::Error| NotAuthenticated::Failed(error.to_string());
    if !is_set_up().await.map_err(failed)? {
        return Err(NotAuthenticated::CannotAsk);
    }
    outcome(verify(words).await.map_err(failed)?)
}

async fn verify(words: &str) -> windows::core::Result<UserConsentVerificationResult> {
    let question = Question(UserConsentVerifier::RequestVerificationAsync(&HSTRING::from(words))?);
    question.0.clone().await
}

fn outcome(result: UserConsentVerificationResult) -> Result<(), NotAuthenticated> {
    match result {
        UserConsentVerificationResult::Verified => Ok(()),
        UserConsentVerificationResult::Canceled | UserConsentVerificationResult::RetriesExhausted => {
            Err(NotAuthenticated::Declined)
        }
        other => Err(NotAuthenticated::Failed(format!("Windows Hello answered {}", other.0))),
    }
}

/// A question that is asked; taken back when nobody waits for its answer any longer.
struct Question(IAsyncOperation<UserConsentVerificationResult>);

impl Drop for Question {
    fn drop(&mut self) {
        // Does nothing to one that is answered. Where it fails, the question stays on the screen, and its answer is
        // heard by nobody.
        drop(self.0.Cancel());
    }
}
