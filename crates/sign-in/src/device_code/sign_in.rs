use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use token_cache::{AccountId, Grant, TokenResponse};

use super::authorization::DeviceAuthorization;
use super::pace::Pace;
use super::{DeviceCodePrompt, DeviceCodeRequest};
use crate::client::Application;
use crate::id_token::Nonce;
use crate::provider::ProviderConfiguration;
use crate::token::TokenFault;
use crate::{CancelHandle, ClaimsChallenge, PublicClientApplication, Refusal, SignInError, scopes};

/// A sign-in that waits for somebody to type its code. Dropping it cancels it.
pub struct DeviceCodeSignIn {
    client: Arc<Application>,
    provider: Arc<ProviderConfiguration>,
    authorization: DeviceAuthorization,
    scopes: Vec<String>,
    claims: Option<ClaimsChallenge>,
    cancel: CancelHandle,
    pace: Pace,
}

/// How a sign-in by a code ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceCodeOutcome {
    /// That account is signed in, and its tokens are stored.
    SignedIn(AccountId),
    /// It was cancelled by its handle.
    Cancelled,
}

/// What happens while somebody is waited for.
#[derive(Clone, Debug)]
pub enum DeviceCodeProgress {
    /// The provider cannot be reached, or is busy; it is asked again.
    Retrying {
        /// Why it gave no answer.
        error: SignInError,
        /// When it is asked again.
        after: Duration,
    },
    /// The provider answers again: the person is waited for, as before.
    Recovered,
    /// The tokens are being stored; it can no longer be cancelled.
    Storing,
}

/// What the provider says to a device that asks for its tokens (RFC 8628, section 3.5).
enum Polled {
    Tokens(Box<TokenResponse>),
    Pending,
    SlowDown,
    Unreachable(SignInError),
}

impl PublicClientApplication {
    /// Prepares a sign-in by a code that is typed on any device: asks the provider for its endpoints and keys,
    /// then for the code (RFC 8628, section 3.1).
    ///
    /// Fails with [`SignInError::DeviceCodeNotOffered`], [`SignInError::DiscoveryFailed`],
    /// [`SignInError::Network`], [`SignInError::ProviderBusy`], [`SignInError::AnswerInvalid`],
    /// [`SignInError::ScopeInvalid`], or as the provider refuses.
    pub async fn begin_device_code(
        &self,
        request: DeviceCodeRequest,
    ) -> Result<DeviceCodeSignIn, SignInError> {
        let client = Arc::clone(&self.client);
        let scopes = scopes::to_send(&request.scopes)?;
        let provider = client.configuration().await?;
        let validation = client.validation(&provider);
        // Better before a person has typed the code than after.
        validation.keys.prepare(&validation.source).await?;
        let claims = request.claims;
        let asked = (scopes.as_slice(), claims.as_ref());
        let authorization = DeviceAuthorization::ask(&client, &provider, asked).await?;
        let pace = Pace::new(authorization.prompt.interval);
        let cancel = CancelHandle::new();
        Ok(DeviceCodeSignIn { client, provider, authorization, scopes, claims, cancel, pace })
    }
}

impl DeviceCodeSignIn {
    /// What the person has to be shown.
    pub fn prompt(&self) -> &DeviceCodePrompt {
        &self.authorization.prompt
    }

    /// Cancels this sign-in.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.cancel.clone()
    }

    /// Waits until the person is done, asking as often as the provider allows, checks the ID token and stores the
    /// tokens. While the provider cannot be reached it is asked less and less often, until the code ends.
    ///
    /// Fails with [`SignInError::DeviceCodeExpired`], [`SignInError::ConsentRefused`], or where the provider or
    /// its answer is at fault; nothing is stored then, except that [`SignInError::NotStored`] says that tokens
    /// were issued.
    pub async fn finish(
        mut self,
        mut on_progress: impl FnMut(DeviceCodeProgress) + Send,
    ) -> Result<DeviceCodeOutcome, SignInError> {
        let cancel = self.cancel.clone();
        let response = loop {
            let polled = tokio::select! {
                biased;
                () = cancel.cancelled() => return Ok(DeviceCodeOutcome::Cancelled),
                polled = self.wait_and_ask() => polled?,
            };
            if self.pace.is_failing() && !matches!(polled, Polled::Unreachable(_)) {
                on_progress(DeviceCodeProgress::Recovered);
            }
            match polled {
                Polled::Tokens(response) => break *response,
                Polled::Pending => self.pace.answered(),
                Polled::SlowDown => self.pace.slow_down(),
                Polled::Unreachable(error) => on_progress(self.retry(error)),
            }
        };
        on_progress(DeviceCodeProgress::Storing);
        let stored =
            self.client.store_sign_in(&self.provider, self.scopes, Grant::DeviceCode, response).await;
        stored.map(DeviceCodeOutcome::SignedIn)
    }

    fn retry(&mut self, error: SignInError) -> DeviceCodeProgress {
        self.pace.failed(match &error {
            SignInError::ProviderBusy { retry_after, .. } => *retry_after,
            _ => None,
        });
        DeviceCodeProgress::Retrying { error, after: self.pace.pause() }
    }

    async fn wait_and_ask(&self) -> Result<Polled, SignInError> {
        let left = self.time_left()?;
        self.client.timer.wait(self.pace.pause().min(left)).await;
        self.time_left()?;
        let endpoint = self.client.token_endpoint(&self.provider, self.claims.as_ref()).await?;
        match endpoint.redeem_device_code(&self.authorization.device_code).await {
            Ok(response) => {
                self.client.check_sign_in(&self.provider, &response, Nonce::NotExpected).await?;
                Ok(Polled::Tokens(Box::new(response)))
            }
            Err(TokenFault::Refused(refusal)) => understand(refusal, self.authorization.lifetime),
            Err(TokenFault::Failed(error)) => failed(error),
        }
    }

    /// How long the code is still good.
    fn time_left(&self) -> Result<Duration, SignInError> {
        let left = self.prompt().expires_at.as_unix().saturating_sub(self.client.clock.now().as_unix());
        match u64::try_from(left) {
            Ok(left @ 1..) => Ok(Duration::from_secs(left)),
            _ => Err(SignInError::DeviceCodeExpired { limit: self.authorization.lifetime }),
        }
    }
}

/// Reads a refusal by the names of the RFC, and by Entra's (Microsoft docs, "OAuth 2.0 device authorization grant").
/// `limit` is how long the code was good.
fn understand(refusal: Refusal, limit: Duration) -> Result<Polled, SignInError> {
    match refusal.error() {
        "authorization_pending" => Ok(Polled::Pending),
        "slow_down" => Ok(Polled::SlowDown),
        "expired_token" | "code_expired" => Err(SignInError::DeviceCodeExpired { limit }),
        "authorization_declined" => Err(SignInError::ConsentRefused(refusal)),
        "access_denied" => Err(refusal.at_authorization()),
        _ => failed(refusal.at_code_exchange()),
    }
}

/// What passes is waited for; some providers say "too many requests" in HTTP's words besides.
fn failed(error: SignInError) -> Result<Polled, SignInError> {
    match &error {
        SignInError::ProviderBusy { refusal: Some(refusal), .. } if refusal.error() == "slow_down" => {
            Ok(Polled::SlowDown)
        }
        error if error.is_transient() => Ok(Polled::Unreachable(error.clone())),
        _ => Err(error),
    }
}

impl fmt::Debug for DeviceCodeSignIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DeviceCodeSignIn").field("prompt", self.prompt()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(error: &str, description: &str) -> Result<Polled, SignInError> {
        understand(Refusal::new(error, Some(description), None), Duration::from_secs(900))
    }

    #[test]
    fn each_refusal_is_known_by_its_names() {
        use SignInError as E;
        assert!(matches!(understood("authorization_pending", ""), Ok(Polled::Pending)));
        assert!(matches!(understood("slow_down", ""), Ok(Polled::SlowDown)));
        assert!(matches!(understood("temporarily_unavailable", ""), Ok(Polled::Unreachable(_))));
        for name in ["expired_token", "code_expired"] {
            assert!(
                matches!(understood(name, ""), Err(E::DeviceCodeExpired { limit }) if limit.as_secs() == 900)
            );
        }
        for name in ["access_denied", "authorization_declined"] {
            assert!(matches!(understood(name, ""), Err(E::ConsentRefused(_))), "{name}");
        }
        assert!(matches!(understood("access_denied", "AADSTS53003: x"), Err(E::ProviderRefused(_))));
        assert!(matches!(understood("bad_verification_code", ""), Err(E::ProviderRefused(_))));
        assert!(matches!(understood("invalid_grant", ""), Err(E::CodeExpired(_))));
    }

    #[test]
    fn too_many_requests_in_the_words_of_http_is_slowing_down_too() {
        let busy = |error| {
            let refusal = Some(Refusal::new(error, None, None));
            failed(SignInError::ProviderBusy { status: Some(429), retry_after: None, refusal })
        };
        assert!(matches!(busy("slow_down"), Ok(Polled::SlowDown)));
        assert!(matches!(busy("temporarily_unavailable"), Ok(Polled::Unreachable(_))));
        assert!(failed(SignInError::Interrupted).is_err());
    }
}
