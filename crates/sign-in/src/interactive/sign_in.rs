use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use oauth2::RedirectUrl;
use token_cache::{AccountId, Grant, Timestamp, TokenResponse};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::InteractiveRequest;
use super::authorization::{Authorization, Checked, Sent};
use crate::address::host_of;
use crate::client::{Application, Shared};
use crate::credential::{Proof, Prover};
use crate::id_token::Nonce;
use crate::loopback::{Page, Ports, Target};
use crate::provider::ProviderConfiguration;
use crate::redirect::{Answer, Door, Expected, Verified, Way};
use crate::token::{CodeGrant, TokenEndpoint, TokenFault};
use crate::{
    AnswerProblem, CancelHandle, ClaimsChallenge, PublicClientApplication, RedirectHandle, RedirectUri,
    ResponseMode, SignInError,
};

/// A sign-in that waits for the browser. Dropping it cancels it and closes its port.
pub struct InteractiveSignIn {
    client: Arc<Application>,
    provider: Arc<ProviderConfiguration>,
    door: Door,
    authorization: Authorization,
    asked: Asked,
    cancel: CancelHandle,
    limit: Duration,
    deadline: Instant,
    expires_at: Timestamp,
}

/// What the token endpoint is asked for.
pub(crate) struct Asked {
    pub(crate) scopes: Vec<String>,
    pub(crate) claims: Option<ClaimsChallenge>,
}

/// How a sign-in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InteractiveOutcome {
    /// That account is signed in, and its tokens are stored.
    SignedIn(AccountId),
    /// It was cancelled by its handle.
    Cancelled,
}

/// How far a sign-in is, after the waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractiveProgress {
    /// The browser came back; the code is being exchanged.
    Exchanging,
    /// The tokens are being stored; it can no longer be cancelled.
    Storing,
}

impl PublicClientApplication {
    /// Prepares a sign-in: asks the provider for its endpoints, opens a port for the browser to come back to
    /// unless the redirect URI has a scheme of its own, and makes the address that the browser is to open.
    ///
    /// Fails with [`SignInError::DiscoveryFailed`], [`SignInError::Network`], [`SignInError::ProviderBusy`],
    /// [`SignInError::AnswerInvalid`], [`SignInError::ScopeInvalid`], [`SignInError::ParameterInvalid`],
    /// [`SignInError::PortTaken`] or [`SignInError::LoopbackUnavailable`].
    pub async fn begin_interactive(
        &self,
        request: InteractiveRequest,
    ) -> Result<InteractiveSignIn, SignInError> {
        let client = Arc::clone(&self.client);
        let checked = Checked::new(&request)?;
        let provider = client.configuration().await?;
        let (redirect_url, ports) = open_ports(&request.redirect_uri, request.response_mode).await?;
        let authorization = Authorization::new(&client, &provider, redirect_url, &request, &checked);
        let (state, issuer) = (authorization.sent.state.clone(), provider.issuer.clone());
        let door = Door::open(Expected::new(state, issuer, provider.answers_name_issuer), ports);
        let limit = request.time_limit;
        let seconds = i64::try_from(limit.as_secs()).unwrap_or(i64::MAX);
        let expires_at = client.clock.now().plus(seconds);
        let (cancel, deadline) = (CancelHandle::new(), Instant::now() + limit);
        let asked = Asked { scopes: checked.scopes, claims: request.claims };
        Ok(InteractiveSignIn {
            client,
            provider,
            door,
            authorization,
            asked,
            cancel,
            limit,
            deadline,
            expires_at,
        })
    }
}

/// The redirect URI as the provider is told it, and where the answer is waited for on this computer.
async fn open_ports(
    registered: &RedirectUri,
    mode: ResponseMode,
) -> Result<(RedirectUrl, Option<(Ports, Target)>), SignInError> {
    let (text, ports) = match registered.way() {
        Way::PrivateUse(text) => (text.clone(), None),
        Way::Loopback(loopback) => {
            let ports = Ports::open(loopback).await?;
            let (port, path) = (ports.number(), loopback.target().to_owned());
            (loopback.at(port), Some((ports, Target { port, path, mode })))
        }
    };
    let address = RedirectUrl::new(text.clone()).map_err(|_| SignInError::RedirectUriInvalid(text))?;
    Ok((address, ports))
}

impl InteractiveSignIn {
    /// The address that the browser is to open. It holds the `state`: it is for the person's own browser.
    pub fn authorization_url(&self) -> &Url {
        &self.authorization.url
    }

    /// When the waiting ends.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Cancels this sign-in.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.cancel.clone()
    }

    /// Takes the answer where the browser cannot bring it to this computer: the address that it ended on, which a
    /// person pastes, or which the system hands over for a scheme of the application's own.
    pub fn redirect_handle(&self) -> RedirectHandle {
        self.door.handle()
    }

    /// Waits for the browser, exchanges the code, checks the ID token and stores the tokens. The browser's
    /// window says how it ended.
    ///
    /// Fails with any error but those of silence; nothing is stored then, except that
    /// [`SignInError::NotStored`] says that tokens were issued.
    pub async fn finish(
        mut self,
        mut on_progress: impl FnMut(InteractiveProgress) + Send,
    ) -> Result<InteractiveOutcome, SignInError> {
        let cancel = self.cancel.clone();
        let answer = tokio::select! {
            biased;
            () = cancel.cancelled() => return Ok(InteractiveOutcome::Cancelled),
            () = sleep_until(self.deadline) => return Err(self.time_is_up()),
            answer = self.door.answer() => answer,
        };
        let Answer { verified, browser } = answer.ok_or(SignInError::Interrupted)?;
        on_progress(InteractiveProgress::Exchanging);
        let redeemed = tokio::select! {
            biased;
            () = cancel.cancelled() => None,
            redeemed = redeem(&self.client, &self.provider, self.authorization.sent, &self.asked, verified) => Some(redeemed),
        };
        let outcome = match redeemed {
            None => Ok(InteractiveOutcome::Cancelled),
            Some(Err(error)) => Err(error),
            Some(Ok(response)) => {
                on_progress(InteractiveProgress::Storing);
                let grant = Grant::AuthorizationCode;
                let stored =
                    self.client.store_sign_in(&self.provider, self.asked.scopes, grant, response).await;
                stored.map(InteractiveOutcome::SignedIn)
            }
        };
        if let Some(browser) = browser {
            browser.show(page(&outcome)).await;
        }
        outcome
    }

    /// An answer of another sign-in tells more than that none came.
    fn time_is_up(&self) -> SignInError {
        if self.door.saw_another_answer() {
            SignInError::StateMismatch
        } else {
            SignInError::TimedOut { limit: self.limit }
        }
    }
}

/// Exchanges the code that the provider gave.
pub(crate) async fn redeem(
    client: &Shared,
    provider: &ProviderConfiguration,
    sent: Sent,
    asked: &Asked,
    verified: Result<Verified, AnswerProblem>,
) -> Result<TokenResponse, SignInError> {
    let Sent { nonce, verifier, redirect_url, .. } = sent;
    let host = || host_of(&provider.authorization_endpoint);
    let code = match verified {
        Ok(Verified::Code(code)) => code,
        Ok(Verified::Refused(refusal)) => return Err(refusal.at_authorization()),
        Err(problem) => return Err(SignInError::AnswerInvalid { host: host(), problem }),
    };
    let validation = client.validation(provider);
    validation.keys.prepare(&validation.source).await?;
    let endpoint = client.token_endpoint(provider, asked.claims.as_ref()).await?;
    let grant = CodeGrant { code: &code, verifier, redirect_url, scopes: &asked.scopes };
    let response = endpoint.redeem_code(grant).await;
    let response = response.map_err(|fault| match fault {
        TokenFault::Refused(refusal) => refusal.at_code_exchange(),
        TokenFault::Failed(error) => error,
    })?;
    client.check_sign_in(provider, &response, Nonce::Expected(&nonce)).await?;
    Ok(response)
}

fn page(outcome: &Result<InteractiveOutcome, SignInError>) -> Page {
    match outcome {
        Ok(InteractiveOutcome::SignedIn(_)) => Page::SignedIn,
        Ok(InteractiveOutcome::Cancelled) => Page::Cancelled,
        Err(error) => Page::of_error(error),
    }
}

impl Shared {
    /// A token endpoint that is asked for what was challenged, too, for one request: an application that can proves
    /// itself anew for each.
    ///
    /// Fails with [`ConfidentialProblem`](crate::ConfidentialProblem).
    pub(crate) async fn token_endpoint<'a>(
        &'a self,
        provider: &'a ProviderConfiguration,
        challenge: Option<&ClaimsChallenge>,
    ) -> Result<TokenEndpoint<'a>, SignInError> {
        let (speaks_entra, claims) = (self.authority.speaks_entra(), self.claims_parameter(challenge));
        let (client_id, http, proof) = (self.client_id.as_str(), &self.http, self.proof(provider).await?);
        Ok(TokenEndpoint { client_id, provider, http, proof, speaks_entra, claims })
    }

    async fn proof(&self, provider: &ProviderConfiguration) -> Result<Proof, SignInError> {
        let Some(credential) = &self.credential else { return Ok(Proof::default()) };
        let prover = Prover {
            client_id: &self.client_id,
            token_endpoint: &provider.token_endpoint,
            kind: self.authority.kind(),
            now: self.clock.now(),
        };
        prover.prove(credential).await
    }
}

impl fmt::Debug for InteractiveSignIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("InteractiveSignIn")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
