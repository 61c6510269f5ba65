use activity::{Entry, What};
use connections::{ConnectionError, ProviderDetails, now, validate};
use serde::Serialize;
use settings::{InstanceDiscovery, Provider, ProviderKind, Settings};
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

/// What was typed.
struct Typed {
    details: ProviderDetails,
    /// None where nothing was said about it.
    instance_discovery: Option<InstanceDiscovery>,
    redirect_uri: Option<String>,
    ask: Ask,
}

pub(super) async fn run(session: &Session, output: Output, command: AddCommand) -> Result<(), CommandError> {
    let typed = typed(session, command).await?;
    let provider = typed.apply(None, "");
    validate(&provider)?;
    typed.redirect_uri.as_deref().map(RedirectUri::parse).transpose()?;
    if typed.ask == Ask::Yes {
        session.connections().check(&provider).await.map_err(not_reached)?;
    }
    let mut told = None;
    session.change_settings(|settings| told = Some(put(settings, &typed)))?;
    let Some(told) = told else { return Ok(()) };
    let what = if told.was_connected { What::ProviderChanged } else { What::ProviderAdded };
    session.note_entry(Entry { provider: Some(told.provider.name.clone()), ..Entry::new(what, now()) });
    output.answer(&told, text)
}

async fn typed(session: &Session, command: AddCommand) -> Result<Typed, CommandError> {
    use ProviderKind as Kind;
    Ok(match command {
        AddCommand::Entra { client_id, authority, no_instance_discovery, details } => {
            let typed = Typed::new(Kind::Entra, client_id, authority, details);
            let instance_discovery = no_instance_discovery.then_some(InstanceDiscovery::Off);
            Typed { instance_discovery, ..typed }
        }
        AddCommand::B2c { client_id, authority, details } => {
            Typed::new(Kind::B2c, client_id, authority, details)
        }
        AddCommand::ExternalId { client_id, authority, details } => {
            Typed::new(Kind::ExternalId, client_id, authority, details)
        }
        AddCommand::Adfs { client_id, authority, details } => {
            Typed::new(Kind::Adfs, client_id, authority, details)
        }
        AddCommand::Openid { issuer, client_id, details } => {
            Typed::new(Kind::Oidc, client_id, issuer, details)
        }
        AddCommand::Demo { name } => {
            // The demo tenant brings its own, and there is nobody else to ask.
            let client_id = session.connections().demo_client_id().await?.to_owned();
            let details = Details { name, scope: Vec::new(), redirect_uri: None, offline: true };
            Typed::new(Kind::Demo, client_id, String::new(), details)
        }
    })
}

impl Typed {
    fn new(kind: ProviderKind, client_id: String, authority: String, details: Details) -> Self {
        let Details { name, scope, redirect_uri, offline } = details;
        let name = name.unwrap_or_default();
        Self {
            details: ProviderDetails { kind, name, client_id, authority, scopes: scope },
            instance_discovery: None,
            redirect_uri,
            ask: if offline { Ask::No } else { Ask::Yes },
        }
    }

    fn apply(&self, before: Option<&Provider>, id: &str) -> Provider {
        let mut provider = self.details.apply(before, id);
        if let Some(chosen) = self.instance_discovery {
            provider.instance_discovery = chosen;
        }
        if self.redirect_uri.is_some() {
            provider.redirect_uri.clone_from(&self.redirect_uri);
        }
        provider
    }
}

/// The same application at the same authority is the same provider, so that a script may be repeated.
fn put(settings: &mut Settings, described: &Typed) -> Told {
    let typed = described.apply(None, "");
    let is_it = |known: &&Provider| {
        known.kind == typed.kind
            && known.client_id.eq_ignore_ascii_case(&typed.client_id)
            && known.authority.trim_end_matches('/') == typed.authority.trim_end_matches('/')
    };
    let before = settings.providers.iter().find(is_it).cloned();
    let provider = match &before {
        Some(before) => keep(before, described),
        None => described.apply(None, &settings.unused_provider_id()),
    };
    settings.put_provider(provider.clone());
    Told { provider: Row::from(&provider), was_connected: before.is_some() }
}

/// What is not given stays as it was.
fn keep(before: &Provider, typed: &Typed) -> Provider {
    let mut details = typed.details.clone();
    if details.name.trim().is_empty() {
        details.name.clone_from(&before.name);
    }
    if details.scopes.is_empty() {
        details.scopes.clone_from(&before.scopes);
    }
    let redirect_uri = typed.redirect_uri.clone();
    Typed { details, redirect_uri, ..*typed }.apply(Some(before), &before.id)
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
