//! The connected providers.

mod add;
mod list;
mod remove;

use serde::Serialize;
use settings::{Provider, ProviderKind};

use crate::{arguments::ProvidersCommand, error::CommandError, output::Output, session::Session};

/// Does what was asked for; lists them where nothing was.
pub(crate) async fn run(
    session: &Session,
    output: Output,
    command: Option<ProvidersCommand>,
) -> Result<(), CommandError> {
    match command {
        None => list::run(session, output),
        Some(ProvidersCommand::Add(command)) => add::run(session, output, command).await,
        Some(ProvidersCommand::Remove { provider }) => remove::run(session, output, &provider),
    }
}

/// A connected provider, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    name: String,
    kind: ProviderKind,
    client_id: String,
    authority: String,
    scopes: Vec<String>,
}

impl From<&Provider> for Row {
    fn from(provider: &Provider) -> Self {
        Self {
            id: provider.id.clone(),
            name: provider.name.clone(),
            kind: provider.kind,
            client_id: provider.client_id.clone(),
            authority: provider.authority.clone(),
            scopes: connections::scopes(provider),
        }
    }
}
