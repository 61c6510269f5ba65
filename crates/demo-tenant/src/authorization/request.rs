use url::Url;

use super::{Answer, CodeGoal, Goal};
use crate::Client;
use crate::aadsts::Aadsts;
use crate::params::Params;
use crate::scopes::Requested;
use crate::tenants::Audience;

/// A request that passed every check.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationRequest {
    pub(crate) audience: Audience,
    pub(crate) client: &'static Client,
    pub(crate) requested: Requested,
    pub(crate) prompt: Option<Prompt>,
    pub(crate) login_hint: Option<String>,
    pub(crate) goal: Goal,
}

/// How an answer travels (OAuth 2.0 Multiple Response Types and Form Post Response Mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    #[default]
    Query,
    Fragment,
    FormPost,
}

/// What the person is to see (OpenID Connect Core 1.0, section 3.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    None,
    Login,
    Consent,
    SelectAccount,
}

/// Why a request is refused, and whether the client may be told.
#[derive(Debug)]
pub(crate) enum Rejected {
    /// The client or its address is not to be trusted: only the person is told.
    Page(Aadsts),
    /// The client is told.
    Answer(Box<Answer>, Aadsts),
}

impl AuthorizationRequest {
    /// Checks the parameters of a request to a tenant. The address for answers is checked before anything is sent
    /// there.
    pub(crate) fn parse(tenant: &str, params: &Params) -> Result<Self, Rejected> {
        let audience =
            Audience::parse(tenant).ok_or_else(|| Rejected::Page(Aadsts::unknown_tenant(tenant)))?;
        let client = client(params).map_err(Rejected::Page)?;
        let (redirect_text, redirect) = redirect(client, params).map_err(Rejected::Page)?;
        let mode = ResponseMode::parse(params.get("response_mode"));
        let state = params.get("state").map(str::to_owned);
        let answer = Answer { redirect, mode: mode.unwrap_or_default(), state };
        let tell = |error| Rejected::Answer(Box::new(answer.clone()), error);

        mode.ok_or_else(|| tell(unsupported("response_mode", params)))?;
        check_form(params).map_err(tell)?;
        let prompt = params
            .get("prompt")
            .map(|prompt| Prompt::parse(prompt).ok_or_else(|| unsupported("prompt", params)));
        let (requested, prompt) = (scopes(params).map_err(tell)?, prompt.transpose().map_err(tell)?);
        let challenge = challenge(client, params).map_err(tell)?;
        let nonce = params.get("nonce").map(str::to_owned);
        let wants_client_info = params.get("client_info") == Some("1");
        let login_hint = params.get("login_hint").map(str::to_owned);
        let goal = CodeGoal { redirect_text, answer, challenge, nonce, wants_client_info };
        Ok(Self { audience, client, requested, prompt, login_hint, goal: Goal::Code(Box::new(goal)) })
    }
}

impl ResponseMode {
    fn parse(mode: Option<&str>) -> Option<Self> {
        match mode {
            None | Some("query") => Some(Self::Query),
            Some("fragment") => Some(Self::Fragment),
            Some("form_post") => Some(Self::FormPost),
            Some(_) => None,
        }
    }
}

impl Prompt {
    fn parse(prompt: &str) -> Option<Self> {
        match prompt {
            "none" => Some(Self::None),
            "login" => Some(Self::Login),
            "consent" => Some(Self::Consent),
            "select_account" => Some(Self::SelectAccount),
            _ => None,
        }
    }
}

fn client(params: &Params) -> Result<&'static Client, Aadsts> {
    let id = params.get("client_id").ok_or_else(|| missing("client_id"))?;
    Client::find(id).ok_or_else(|| Aadsts::unknown_client(id))
}

fn redirect(client: &Client, params: &Params) -> Result<(String, Url), Aadsts> {
    if params.repeated() == Some("redirect_uri") {
        return Err(Aadsts::repeated("redirect_uri"));
    }
    let text = params.get("redirect_uri").ok_or_else(|| missing("redirect_uri"))?;
    let url = client.registered_redirect(text).ok_or_else(|| {
        let shown: String = text.chars().take(200).collect();
        let message = format!(
            "The redirect URI '{shown}' specified in the request does not match the redirect URIs configured for \
             the application: http://localhost and http://127.0.0.1, with any port and path, and msal{}://auth.",
            client.id
        );
        Aadsts::new("invalid_request", 50_011, message)
    })?;
    Ok((text.to_owned(), url))
}

fn check_form(params: &Params) -> Result<(), Aadsts> {
    if let Some(name) = params.repeated() {
        return Err(Aadsts::repeated(name));
    }
    match params.get("response_type") {
        None => Err(missing("response_type")),
        Some("code") => Ok(()),
        Some(_) => Err(Aadsts::new(
            "unsupported_response_type",
            700_054,
            "The response_type is not enabled for the application: the demo tenant gives codes only.",
        )),
    }
}

fn scopes(params: &Params) -> Result<Requested, Aadsts> {
    Requested::parse_at_authorization(params.get("scope").ok_or_else(|| missing("scope"))?)
}

/// PKCE with S256: a must for public clients.
fn challenge(client: &Client, params: &Params) -> Result<Option<String>, Aadsts> {
    let Some(challenge) = params.get("code_challenge") else {
        return if client.is_public() {
            let message =
                "Proof Key for Code Exchange is required: a public client has to send code_challenge.";
            Err(Aadsts::new("invalid_request", 9_002_325, message))
        } else {
            Ok(None)
        };
    };
    if params.get("code_challenge_method") != Some("S256") {
        return Err(Aadsts::new("invalid_request", 50_148, "code_challenge_method has to be S256."));
    }
    if challenge.len() != 43 || !challenge.bytes().all(is_base64url) {
        return Err(Aadsts::new(
            "invalid_request",
            501_491,
            "code_challenge has to be a SHA-256 in base64url.",
        ));
    }
    Ok(Some(challenge.to_owned()))
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn missing(name: &str) -> Aadsts {
    Aadsts::malformed(format!("The request must contain the following parameter: '{name}'."))
}

fn unsupported(name: &str, params: &Params) -> Aadsts {
    let value: String = params.get(name).unwrap_or_default().chars().take(50).collect();
    Aadsts::new("invalid_request", 90_023, format!("'{value}' is not supported as '{name}'."))
}
