use std::borrow::Cow;

use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, EndpointNotSet, EndpointSet, PkceCodeVerifier, RedirectUrl,
    RefreshToken, RequestTokenError, Scope, StandardRevocableToken, TokenUrl,
};
use token_cache::{Secret, TokenResponse};
use zeroize::Zeroizing;

use super::answer::SeenAnswer;
use super::fault::TokenFault;
use super::transport::{Heard, Transport, read};
use crate::address::host_of;
use crate::credential::Proof;
use crate::http::HttpClient;
use crate::provider::ProviderConfiguration;
use crate::{AnswerProblem, SignInError};

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 7523, section 2.1.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The OAuth library's client, for a provider that has an authorization and a token endpoint.
pub(super) type ProtocolClient = oauth2::Client<
    BasicErrorResponse,
    SeenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

pub(crate) fn protocol_client(client_id: &str, provider: &ProviderConfiguration) -> ProtocolClient {
    oauth2::Client::new(ClientId::new(client_id.to_owned()))
        .set_auth_uri(AuthUrl::from_url(provider.authorization_endpoint.clone()))
        .set_token_uri(TokenUrl::from_url(provider.token_endpoint.clone()))
}

/// What asks for tokens.
pub(crate) struct TokenEndpoint<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) provider: &'a ProviderConfiguration,
    pub(crate) http: &'a HttpClient,
    /// What the application proves itself by.
    pub(crate) proof: Proof,
    /// Whether to ask for `client_info`.
    pub(crate) speaks_entra: bool,
    /// The `claims` parameter (OpenID Connect Core 1.0, section 5.5).
    pub(crate) claims: Option<String>,
}

/// What a code is exchanged with.
pub(crate) struct CodeGrant<'a> {
    pub(crate) code: &'a Secret,
    pub(crate) verifier: PkceCodeVerifier,
    pub(crate) redirect_url: RedirectUrl,
    /// Entra: those that a token is asked for, as more may have been consented to.
    pub(crate) scopes: &'a [String],
}

impl TokenEndpoint<'_> {
    /// Exchanges a code. Asked once: a code that was sent counts as spent.
    pub(crate) async fn redeem_code(&self, grant: CodeGrant<'_>) -> Result<TokenResponse, TokenFault> {
        let client = protocol_client(self.client_id, self.provider);
        let mut request = client
            .exchange_code(AuthorizationCode::new(grant.code.expose().to_owned()))
            .set_pkce_verifier(grant.verifier)
            .set_redirect_uri(Cow::Owned(grant.redirect_url));
        if self.speaks_entra {
            request = request.add_extra_param("scope", grant.scopes.join(" "));
        }
        for (name, value) in self.extra() {
            request = request.add_extra_param(name, value.to_string());
        }
        let transport = self.transport();
        let answered = request.request_async(&transport).await;
        self.take(answered, transport)
    }

    /// Redeems a refresh token. Of a failure it tells besides what the answer was like, if there was one.
    pub(crate) async fn redeem_refresh_token(
        &self,
        token: &Secret,
        scopes: &[String],
    ) -> Result<TokenResponse, (TokenFault, Option<Heard>)> {
        let client = protocol_client(self.client_id, self.provider);
        let token = RefreshToken::new(token.expose().to_owned());
        let scopes = scopes.iter().cloned().map(Scope::new);
        let mut request = client.exchange_refresh_token(&token).add_scopes(scopes);
        for (name, value) in self.extra() {
            request = request.add_extra_param(name, value.to_string());
        }
        let transport = self.transport();
        let answered = request.request_async(&transport).await;
        let heard = transport.heard();
        self.take(answered, transport).map_err(|fault| (fault, heard))
    }

    /// Asks whether the person who was shown a code is done (RFC 8628, section 3.4). The OAuth library would wait
    /// and ask again by itself, whatever the error: so the form is made here.
    pub(crate) async fn redeem_device_code(&self, device_code: &Secret) -> Result<TokenResponse, TokenFault> {
        let form = [("grant_type", DEVICE_CODE), ("device_code", device_code.expose())];
        self.redeem(&form).await.map_err(|(fault, _)| fault)
    }

    /// Asks for a token of the application's own (RFC 6749, section 4.4.2).
    pub(crate) async fn redeem_client_credentials(
        &self,
        scopes: &[String],
    ) -> Result<TokenResponse, (TokenFault, Option<Heard>)> {
        let scope = scopes.join(" ");
        self.redeem(&[("grant_type", "client_credentials"), ("scope", &scope)]).await
    }

    /// Asks for a token to act for whoever the assertion is about (Microsoft docs, "Microsoft identity platform and
    /// OAuth 2.0 On-Behalf-Of flow").
    pub(crate) async fn redeem_assertion(
        &self,
        assertion: &Secret,
        scopes: &[String],
    ) -> Result<TokenResponse, (TokenFault, Option<Heard>)> {
        let scope = scopes.join(" ");
        let form = [
            ("grant_type", JWT_BEARER),
            ("requested_token_use", "on_behalf_of"),
            ("assertion", assertion.expose()),
            ("scope", &scope),
        ];
        self.redeem(&form).await
    }

    /// Sends a form that the OAuth library does not make, or does more with than it should.
    async fn redeem(&self, form: &[(&str, &str)]) -> Result<TokenResponse, (TokenFault, Option<Heard>)> {
        let url = &self.provider.token_endpoint;
        let extra = self.extra();
        let extra = extra.iter().map(|(name, value)| (*name, value.as_str()));
        let own = [("client_id", self.client_id)];
        let form: Vec<_> = form.iter().copied().chain(own).chain(extra).collect();
        let request = self.http.post(url, &form).map_err(|error| (error.into(), None))?;
        let answer = self.http.send(request).await.map_err(|error| (error.into(), None))?;
        let heard = Heard { status: answer.status, retry_after: answer.retry_after };
        let response = read(&answer).map_err(|fault| (fault, Some(heard)))?;
        match response.access_token {
            Some(_) => Ok(response),
            None => Err((answer.invalid(AnswerProblem::NotATokenAnswer).into(), Some(heard))),
        }
    }

    /// What every request says besides.
    fn extra(&self) -> Vec<(&'static str, Zeroizing<String>)> {
        let client_info = self.speaks_entra.then_some(("client_info", "1"));
        let claims = self.claims.as_deref().map(|claims| ("claims", claims));
        let all = client_info.into_iter().chain(claims).chain(self.proof.parameters());
        all.map(|(name, value)| (name, Zeroizing::new(value.to_owned()))).collect()
    }

    fn transport(&self) -> Transport {
        Transport::new(self.http.clone(), host_of(&self.provider.token_endpoint))
    }

    fn take(
        &self,
        answered: Result<SeenAnswer, RequestTokenError<TokenFault, BasicErrorResponse>>,
        transport: Transport,
    ) -> Result<TokenResponse, TokenFault> {
        let invalid = || SignInError::AnswerInvalid {
            host: host_of(&self.provider.token_endpoint),
            problem: AnswerProblem::NotATokenAnswer,
        };
        match answered {
            Ok(_) => transport.into_answer().ok_or_else(|| invalid().into()),
            Err(RequestTokenError::Request(fault)) => Err(fault),
            // The other variants may hold the answer's body: nothing of them is kept.
            Err(_) => Err(invalid().into()),
        }
    }
}
