//! What the token endpoint gives tokens for: one file per grant type.

mod authorization_code;
mod claims;
mod client;
mod client_credentials;
mod device_code;
mod issue;
mod on_behalf_of;
mod refresh_token;

use crate::aadsts::Aadsts;
use crate::params::Params;
use crate::provider::Provider;
use crate::tenants::Audience;

pub(crate) use claims::RequestedClaims;
pub(crate) use client::authenticate;

/// The grant type of RFC 8628, section 3.4.
pub(crate) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The grant type of RFC 7523, section 2.1.
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// A request to the token endpoint (RFC 6749, section 4).
pub(crate) struct TokenRequest<'a> {
    pub(crate) audience: Audience,
    /// The user flow of Azure AD B2C.
    pub(crate) policy: Option<String>,
    pub(crate) client: &'static crate::Client,
    pub(crate) params: &'a Params,
}

impl TokenRequest<'_> {
    fn required(&self, name: &str) -> Result<&str, Aadsts> {
        self.params.get(name).ok_or_else(|| {
            Aadsts::malformed(format!("The request body must contain the following parameter: '{name}'."))
        })
    }
}

/// Gives the JSON of a token answer.
pub(crate) async fn redeem(
    provider: &Provider,
    request: &TokenRequest<'_>,
) -> Result<serde_json::Value, Aadsts> {
    let grant_type = match request.required("grant_type")? {
        // What Entra took before the RFC was there, and still takes: MSAL Node sends it.
        "device_code" => DEVICE_CODE,
        grant_type => grant_type,
    };
    let answer = match grant_type {
        "authorization_code" => authorization_code::redeem(provider, request).await?,
        "refresh_token" => refresh_token::redeem(provider, request).await?,
        "client_credentials" => client_credentials::redeem(provider, request)?,
        JWT_BEARER => on_behalf_of::redeem(provider, request).await?,
        DEVICE_CODE => device_code::redeem(provider, request).await?,
        other => {
            let other: String = other.chars().take(100).collect();
            let message = format!("The app requested an unsupported grant type '{other}'.");
            return Err(Aadsts::new("unsupported_grant_type", 70_003, message));
        }
    };
    provider.controls.count_grant(grant_type);
    Ok(answer)
}
