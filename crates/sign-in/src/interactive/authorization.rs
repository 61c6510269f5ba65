use std::borrow::Cow;

use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use token_cache::Secret;
use url::Url;

use super::{InteractiveRequest, Prompt};
use crate::client::Shared;
use crate::provider::ProviderConfiguration;
use crate::token::protocol_client;
use crate::{AuthorityKind, SignInError, scopes};

/// Random bytes in `state` and `nonce`: 256 bits, as nobody is to guess them.
const RANDOM_BYTES: u32 = 32;

/// What a sign-in sends by itself, in the order of the alphabet.
const OWN_PARAMETERS: [&str; 16] = [
    "claims",
    "client_id",
    "client_info",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "domain_hint",
    "login_hint",
    "nonce",
    "prompt",
    "redirect_uri",
    "request",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

/// An authorization request (OpenID Connect Core 1.0, section 3.1.2.1), and what its answer has to fit.
pub(crate) struct Authorization {
    pub(crate) url: Url,
    pub(crate) sent: Sent,
}

/// What was sent in it or goes with it, and has to come back.
pub(crate) struct Sent {
    pub(crate) state: Secret,
    pub(crate) nonce: Secret,
    /// RFC 7636, section 4.1.
    pub(crate) verifier: PkceCodeVerifier,
    pub(crate) redirect_url: RedirectUrl,
}

/// The parts of a request that were found to be sound.
pub(crate) struct Checked {
    /// Those that a token is asked for.
    pub(crate) scopes: Vec<String>,
    /// Those and the ones to consent to besides.
    consent: Vec<String>,
}

impl Checked {
    /// Fails with [`SignInError::ScopeInvalid`] or [`SignInError::ParameterInvalid`].
    pub(crate) fn new(request: &InteractiveRequest) -> Result<Self, SignInError> {
        let scopes = scopes::to_send(&request.scopes)?;
        let all: Vec<String> = scopes.iter().chain(&request.extra_scopes_to_consent).cloned().collect();
        let consent = scopes::to_send(&all)?;
        let own = request.extra_parameters.iter().find(|(name, _)| OWN_PARAMETERS.contains(&name.as_str()));
        match own {
            Some((name, _)) => Err(SignInError::ParameterInvalid(name.clone())),
            None => Ok(Self { scopes, consent }),
        }
    }
}

impl Authorization {
    pub(crate) fn new(
        client: &Shared,
        provider: &ProviderConfiguration,
        redirect_url: RedirectUrl,
        request: &InteractiveRequest,
        checked: &Checked,
    ) -> Self {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random_len(RANDOM_BYTES).into_secret();
        let protocol = protocol_client(&client.client_id, provider);
        let mut authorization = protocol
            .authorize_url(|| CsrfToken::new_random_len(RANDOM_BYTES))
            .set_redirect_uri(Cow::Borrowed(&redirect_url))
            .set_pkce_challenge(challenge)
            .add_scopes(checked.consent.iter().cloned().map(Scope::new))
            .add_extra_param("nonce", nonce.clone());
        for (name, value) in extra(client, provider, request) {
            authorization = authorization.add_extra_param(name, value);
        }
        for (name, value) in &request.extra_parameters {
            authorization = authorization.add_extra_param(name.clone(), value.clone());
        }
        let (url, state) = authorization.url();
        let (state, nonce) = (Secret::new(state.into_secret()), Secret::new(nonce));
        Self { url, sent: Sent { state, nonce, verifier, redirect_url } }
    }
}

fn extra(
    client: &Shared,
    provider: &ProviderConfiguration,
    request: &InteractiveRequest,
) -> Vec<(&'static str, String)> {
    let entra = client.authority.speaks_entra();
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let parameters = [
        ("client_info", entra.then(|| String::from("1"))),
        ("prompt", prompt(client, provider, request)),
        ("response_mode", request.response_mode.parameter().map(str::to_owned)),
        ("login_hint", given(&request.login_hint)),
        ("domain_hint", given(&request.domain_hint).filter(|_| entra)),
        ("claims", client.claims_parameter(request.claims.as_ref())),
    ];
    parameters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Many a provider refuses a choice of accounts, which few have, and gives a refresh token only where the consent is
/// asked for (OpenID Connect Core 1.0, section 11): unless it says that it has one, it is asked for the consent.
fn prompt(client: &Shared, provider: &ProviderConfiguration, request: &InteractiveRequest) -> Option<String> {
    if request.prompt != Prompt::SelectAccount || client.authority.kind() != AuthorityKind::OpenId {
        return request.prompt.parameter().map(str::to_owned);
    }
    let wanted = [Prompt::SelectAccount, Prompt::Consent].into_iter().filter_map(Prompt::parameter);
    let known = |prompt: &&str| match &provider.prompts {
        Some(known) => known.iter().any(|known| known == prompt),
        None => Prompt::Consent.parameter() == Some(prompt),
    };
    let asked = wanted.filter(known).collect::<Vec<_>>().join(" ");
    Some(asked).filter(|asked| !asked.is_empty())
}
