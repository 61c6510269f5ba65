use std::borrow::Cow;

use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use token_cache::Secret;
use url::Url;

use super::InteractiveRequest;
use crate::client::Application;
use crate::provider::ProviderConfiguration;
use crate::token::protocol_client;

/// Random bytes in `state` and `nonce`: 256 bits, as nobody is to guess them.
const RANDOM_BYTES: u32 = 32;

/// An authorization request (OpenID Connect Core 1.0, section 3.1.2.1), and what its answer has to fit.
pub(super) struct Authorization {
    pub(super) url: Url,
    pub(super) state: Secret,
    pub(super) nonce: Secret,
    /// RFC 7636, section 4.1.
    pub(super) verifier: PkceCodeVerifier,
    pub(super) redirect_url: RedirectUrl,
}

impl Authorization {
    pub(super) fn new(
        client: &Application,
        provider: &ProviderConfiguration,
        redirect_url: RedirectUrl,
        request: &InteractiveRequest,
        scopes: &[String],
    ) -> Self {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random_len(RANDOM_BYTES).into_secret();
        let protocol = protocol_client(&client.client_id, provider);
        let mut authorization = protocol
            .authorize_url(|| CsrfToken::new_random_len(RANDOM_BYTES))
            .set_redirect_uri(Cow::Borrowed(&redirect_url))
            .set_pkce_challenge(challenge)
            .add_scopes(scopes.iter().cloned().map(Scope::new))
            .add_extra_param("nonce", nonce.clone());
        for (name, value) in extra(client, request) {
            authorization = authorization.add_extra_param(name, value);
        }
        let (url, state) = authorization.url();
        let (state, nonce) = (Secret::new(state.into_secret()), Secret::new(nonce));
        Self { url, state, nonce, verifier, redirect_url }
    }
}

fn extra(client: &Application, request: &InteractiveRequest) -> Vec<(&'static str, String)> {
    let entra = client.authority.speaks_entra();
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let parameters = [
        ("client_info", entra.then(|| String::from("1"))),
        ("prompt", request.prompt.parameter().map(str::to_owned)),
        ("login_hint", given(&request.login_hint)),
        ("domain_hint", given(&request.domain_hint).filter(|_| entra)),
    ];
    parameters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
