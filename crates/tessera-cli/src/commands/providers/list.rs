use super::Row;
use crate::{error::CommandError, output::Output, session::Session, tables::table};

pub(super) fn run(session: &Session, output: Output) -> Result<(), CommandError> {
    let rows: Vec<Row> = session.settings.providers.iter().map(Row::from).collect();
    output.answer(&rows, |rows| {
        let cells =
            |row: &Row| [row.id.clone(), row.name.clone(), row.client_id.clone(), row.authority.clone()];
        let rows: Vec<_> = rows.iter().map(cells).collect();
        table(["ID", "NAME", "CLIENT ID", "AUTHORITY"], &rows, "No provider is connected.")
    })
}
