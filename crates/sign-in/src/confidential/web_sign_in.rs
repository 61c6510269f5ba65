use std::fmt;
use std::time::Duration;

use oauth2::{PkceCodeVerifier, RedirectUrl};
use serde::{Deserialize, Serialize};
use token_cache::{AccountId, Grant, Secret, Timestamp};
use url::Url;
use zeroize::Zeroizing;

use super::{ConfidentialClientApplication, WebSignInRequest};
use crate::address::host_of;
use crate::interactive::{Asked, Authorization, Checked, Sent, redeem};
use crate::redirect::{Expected, RedirectAnswer};
use crate::{AnswerProblem, ClaimsChallenge, ConfidentialProblem, SignInError};

/// A sign-in to a web app that has begun.
#[derive(Debug)]
pub struct WebSignIn {
    /// Where the browser is to be sent.
    pub authorization_url: Url,
    /// What [`finish_web_sign_in`](ConfidentialClientApplication::finish_web_sign_in) needs: to be kept in the session
    /// of that very browser, and to be taken out of it when the browser comes back.
    pub saved: SavedSignIn,
}

/// What a web app keeps while the person is at the provider's pages. It can be serialized, for the session's store: on
/// the server, never in a cookie that is not encrypted, as it holds what proves that the answer is this browser's. It
/// shows nothing in `Debug`, and is wiped.
#[derive(Serialize, Deserialize)]
pub struct SavedSignIn {
    state: Zeroizing<String>,
    nonce: Zeroizing<String>,
    verifier: Zeroizing<String>,
    redirect_uri: String,
    scopes: Vec<String>,
    claims: Option<String>,
    /// Unix seconds.
    expires_on: i64,
    time_limit: u64,
}

impl ConfidentialClientApplication {
    /// Begins a sign-in by the authorization code flow with PKCE (RFC 6749, section 4.1; RFC 7636): makes the address
    /// that the browser is to be sent to, and what the session has to keep meanwhile.
    ///
    /// Fails with [`ConfidentialProblem::RedirectUriInvalid`], or as
    /// [`PublicClientApplication::begin_interactive`](crate::PublicClientApplication::begin_interactive) does.
    pub async fn begin_web_sign_in(&self, request: &WebSignInRequest) -> Result<WebSignIn, SignInError> {
        request.check_redirect_uri()?;
        let interactive = request.as_interactive();
        let (client, checked) = (self.own(), Checked::new(&interactive)?);
        let provider = client.configuration().await?;
        let redirect_url = redirect_url(&request.redirect_uri)?;
        let Authorization { url, sent } =
            Authorization::new(client, &provider, redirect_url, &interactive, &checked);
        let kept = |secret: &str| Zeroizing::new(secret.to_owned());
        let time_limit = request.time_limit.as_secs();
        let seconds = i64::try_from(time_limit).unwrap_or(i64::MAX);
        let saved = SavedSignIn {
            state: kept(sent.state.expose()),
            nonce: kept(sent.nonce.expose()),
            verifier: kept(sent.verifier.secret()),
            redirect_uri: request.redirect_uri.clone(),
            scopes: checked.scopes,
            claims: request.claims.as_ref().map(|claims| claims.as_str().to_owned()),
            expires_on: client.clock.now().plus(seconds).as_unix(),
            time_limit,
        };
        Ok(WebSignIn { authorization_url: url, saved })
    }

    /// Ends a sign-in with what the browser brought to the redirect URI: the query of the address, or the body of the
    /// form. The answer has to have the `state` of this session (RFC 6749, section 10.12) and, where it names one, the
    /// issuer that was asked (RFC 9207); the code is exchanged with PKCE; the ID token is checked, its `nonce` too;
    /// and the tokens are stored in the cache of whoever it is.
    ///
    /// A saved sign-in is for one answer only. The session that is signed in gets a new ID from its app, so that no one
    /// who knew the old one is signed in with it.
    ///
    /// Fails with [`SignInError::StateMismatch`], [`SignInError::TimedOut`], [`SignInError::ConsentRefused`],
    /// [`SignInError::AnswerInvalid`], [`SignInError::CodeExpired`], and as the interactive sign-in does; nothing is
    /// stored then, except that [`SignInError::NotStored`] says that tokens were issued.
    pub async fn finish_web_sign_in(
        &self,
        saved: SavedSignIn,
        parameters: &str,
    ) -> Result<AccountId, SignInError> {
        let client = self.own();
        saved.check_time(client.clock.now())?;
        let provider = client.configuration().await?;
        let host = host_of(&provider.authorization_endpoint);
        let answer = RedirectAnswer::parse(parameters)
            .ok_or(SignInError::AnswerInvalid { host, problem: AnswerProblem::Parameters })?;
        let (sent, asked) = saved.into_sent()?;
        let issuer = provider.issuer.clone();
        let expected = Expected::new(sent.state.clone(), issuer, provider.answers_name_issuer);
        if !answer.belongs_to(&expected) {
            return Err(SignInError::StateMismatch);
        }
        let response = redeem(client, &provider, sent, &asked, answer.verify(&expected)).await?;
        let owner = client.owner(&provider, &asked.scopes, &response)?;
        let partition = self.of_account(&owner.home_account_id);
        partition.store_sign_in(&provider, asked.scopes, Grant::AuthorizationCode, response).await
    }
}

impl SavedSignIn {
    /// Until when the answer is waited for.
    pub fn expires_on(&self) -> Timestamp {
        Timestamp::from_unix(self.expires_on)
    }

    fn check_time(&self, now: Timestamp) -> Result<(), SignInError> {
        if now <= self.expires_on() {
            Ok(())
        } else {
            Err(SignInError::TimedOut { limit: Duration::from_secs(self.time_limit) })
        }
    }

    /// Fails where somebody else wrote into it.
    fn into_sent(self) -> Result<(Sent, Asked), SignInError> {
        let secret = |text: &Zeroizing<String>| Secret::new(text.to_string());
        let claims = self.claims.as_deref().map(ClaimsChallenge::parse).transpose();
        let claims = claims.map_err(|_| SignInError::ParameterInvalid("claims".to_owned()))?;
        let sent = Sent {
            state: secret(&self.state),
            nonce: secret(&self.nonce),
            verifier: PkceCodeVerifier::new(self.verifier.to_string()),
            redirect_url: redirect_url(&self.redirect_uri)?,
        };
        Ok((sent, Asked { scopes: self.scopes, claims }))
    }
}

fn redirect_url(text: &str) -> Result<RedirectUrl, SignInError> {
    RedirectUrl::new(text.to_owned())
        .map_err(|_| ConfidentialProblem::RedirectUriInvalid(text.to_owned()).into())
}

impl fmt::Debug for SavedSignIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SavedSignIn")
            .field("scopes", &self.scopes)
            .field("expires_on", &self.expires_on)
            .finish_non_exhaustive()
    }
}
