use connections::{ConnectionError, ProviderDetails, validate};
use serde::Serialize;
use settings::{Provider, ProviderKind, Settings};
use sign_in::RedirectUri;

use super::Row;
use crate::{
    arguments::{AddCommand, Details},
    error::CommandError,
    output::Output,
    printable::one_line,
    session::Session,
    words::say,
};

/// As JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    #[serde(flatten)]
    provider: Row,
    /// Whether it is one that was connected before.
    was_connected: bool,
}

/// Whether the provider is asked before it is connected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Yes,
    No,
}

pub(super) async fn run(session: &Session, output: Output, command: AddCommand) -> Result<(), CommandError> {
    let Described { details, redirect_uri, ask } = described(session, command).await?;
    let provider = details.apply(None, "");
    validate(&provider)?;
    redirect_uri.as_deref().map(RedirectUri::parse).transpose()?;
    if ask == Ask::Yes {
        session.connections().check(&provider).await.map_err(not_reached)?;
    }
    let mut told = None;
    session.change_settings(|settings| told = Some(put(settings, &details, redirect_uri.as_ref())))?;
    told.map_or(Ok(()), |told| output.answer(&told, text))
}

/// What was typed.
struct Described {
    details: ProviderDetails,
    redirect_uri: Option<String>,
    ask: Ask,
}

async fn described(session: &Session, command: AddCommand) -> Result<Described, CommandError> {
    let described = |kind, client_id: String, authority, Details { name, scope, redirect_uri, offline }| {
        let name = name.unwrap_or_default();
        let ask = if offline { Ask::No } else { Ask::Yes };
        let details = ProviderDetails { kind, name, client_id, authority, scopes: scope };
        Described { details, redirect_uri, ask }
    };
    Ok(match command {
        AddCommand::Entra { client_id, authority, details } => {
            described(ProviderKind::Entra, client_id, authority, details)
        }
        AddCommand::Openid { issuer, client_id, details } => {
            described(ProviderKind::Oidc, client_id, issuer, details)
        }
        AddCommand::Demo { name } => {
            // The demo tenant brings its own, and there is nobody else to ask.
            let client_id = session.connections().demo_client_id().await?.to_owned();
            let details = Details { name, scope: Vec::new(), redirect_uri: None, offline: true };
            described(ProviderKind::Demo, client_id, String::new(), details)
        }
    })
}

/// The same application at the same authority is the same provider, so that a script may be repeated.
fn put(settings: &mut Settings, details: &ProviderDetails, redirect_uri: Option<&String>) -> Told {
    let typed = details.apply(None, "");
    let is_it = |known: &&Provider| {
        known.kind == typed.kind
            && known.client_id.eq_ignore_ascii_case(&typed.client_id)
            && known.authority.trim_end_matches('/') == typed.authority.trim_end_matches('/')
    };
    let before = settings.providers.iter().find(is_it).cloned();
    let mut provider = match &before {
        Some(before) => keep(before, details),
        None => details.apply(None, &settings.unused_provider_id()),
    };
    if redirect_uri.is_some() {
        provider.redirect_uri = redirect_uri.cloned();
    }
    settings.put_provider(provider.clone());
    Told { provider: Row::from(&provider), was_connected: before.is_some() }
}

/// What is not given stays as it was.
fn keep(before: &Provider, details: &ProviderDetails) -> Provider {
    let mut details = details.clone();
    if details.name.trim().is_empty() {
        details.name.clone_from(&before.name);
    }
    if details.scopes.is_empty() {
        details.scopes.clone_from(&before.scopes);
    }
    details.apply(Some(before), &before.id)
}

fn not_reached(error: ConnectionError) -> CommandError {
    match error {
        ConnectionError::SignIn(error) if error.is_transient() => CommandError::ProviderNotReached(error),
        error => error.into(),
    }
}

fn text(told: &Told) -> String {
    let Told { provider: Row { id, name, .. }, was_connected } = told;
    let (id, name) = (one_line(id), one_line(name));
    if *was_connected {
        say!(was_connected, name = name, id = id) + "\n"
    } else {
        say!(connected, name = name, id = id) + "\n"
    }
}
