use connections::scopes;
use serde::Serialize;
use settings::{Provider, ProviderKind};

use crate::{error::CommandError, output::Output, session::Session, tables::table};

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

pub(crate) fn run(session: &Session, output: Output) -> Result<(), CommandError> {
    let rows: Vec<Row> = session.settings.providers.iter().map(Row::from).collect();
    output.answer(&rows, |rows| {
        let cells =
            |row: &Row| [row.id.clone(), row.name.clone(), row.client_id.clone(), row.authority.clone()];
        let rows: Vec<_> = rows.iter().map(cells).collect();
        table(["ID", "NAME", "CLIENT ID", "AUTHORITY"], &rows, "No provider is connected.")
    })
}

impl From<&Provider> for Row {
    fn from(provider: &Provider) -> Self {
        Self {
            id: provider.id.clone(),
            name: provider.name.clone(),
            kind: provider.kind,
            client_id: provider.client_id.clone(),
            authority: provider.authority.clone(),
            scopes: scopes(provider),
        }
    }
}
