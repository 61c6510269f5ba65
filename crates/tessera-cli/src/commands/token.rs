mod explain;

use activity::{Application, Entry, Fault, What};
use connections::{KnownApplications, client_ids, now};
use serde::Serialize;
use settings::Provider;
use sign_in::{AcquiredToken, ClaimsChallenge, Refresh, SilentOutcome, SilentRequest};
use token_cache::{AccountId, TokenCache};

use super::clock;
use crate::{
    accounts,
    arguments::Token,
    error::CommandError,
    output::{self, Output},
    session::Session,
    when,
};

/// What `az account get-access-token` writes; see its page in the Azure CLI's reference.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(rename = "accessToken")]
    access_token: &'a str,
    /// This computer's time.
    #[serde(rename = "expiresOn")]
    local_expiry: String,
    /// Seconds since 1970.
    #[serde(rename = "expires_on")]
    unix_expiry: i64,
    tenant: &'a str,
    #[serde(rename = "tokenType")]
    token_type: &'static str,
}

pub(crate) async fn run(session: &Session, output: Output, asked: Token) -> Result<(), CommandError> {
    let claims = asked.claims.as_deref().map(ClaimsChallenge::parse).transpose()?;
    let cache = session.load().await?;
    let account = accounts::chosen(session, &cache, asked.account.as_deref())?;
    let known = session.known_applications();
    let provider = provider_of(&cache, &known, &account.id())?;
    // Kept to the end: the demo tenant ends with them.
    let connections = session.connections();
    let client = connections.of(provider).await?.client;
    let request = SilentRequest {
        refresh: if asked.refresh { Refresh::Always } else { Refresh::WhenExpired },
        claims,
        ..SilentRequest::new(account.id(), asked.scope.clone())
    };
    if asked.explain {
        return explain::tell(output, &client.explain(&request).await?);
    }
    let outcome = client.acquire_token_silent(request).await;
    clock::tell_if_wrong(&client);
    let entry = Entry {
        application: Some(application_of(provider)),
        scopes: asked.scope,
        ..Entry::new(What::Renewal, now()).about(&cache, &account.id())
    };
    let entry = match &outcome {
        Ok(outcome) => entry.renewed(outcome),
        Err(error) => Some(entry.failed(Fault::from(error), error.provider_code())),
    };
    if let Some(entry) = entry {
        session.note_entry(entry);
    }
    match outcome? {
        SilentOutcome::Token(token) => {
            let told = tell(&token, account.home_tenant().unwrap_or(account.realm()));
            // The token is out already; what is renewed behind it must not be lost.
            client.finish_renewals().await;
            told
        }
        SilentOutcome::InteractionRequired(reason) => {
            Err(CommandError::SignInNeeded { provider_code: reason.provider_code() })
        }
    }
}

/// The provider's application, as it is noted.
pub(crate) fn application_of(provider: &Provider) -> Application {
    Application { client_id: provider.client_id.clone(), name: Some(provider.name.clone()) }
}

fn provider_of<'a>(
    cache: &TokenCache,
    known: &'a KnownApplications,
    account: &AccountId,
) -> Result<&'a Provider, CommandError> {
    if client_ids(cache, account).next().is_none() {
        return Err(CommandError::SignInNeeded { provider_code: None });
    }
    known
        .provider_of(cache, account)
        .ok_or_else(|| CommandError::NoProviderOf { account: accounts::username(cache, account) })
}

fn tell(token: &AcquiredToken, tenant: &str) -> Result<(), CommandError> {
    output::write_json(&Answer {
        access_token: token.access_token.expose(),
        local_expiry: when::as_az_does(token.expires_on),
        unix_expiry: token.expires_on.as_unix(),
        tenant,
        token_type: "Bearer",
    })
}
