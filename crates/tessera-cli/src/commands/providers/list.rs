use super::Row;
use crate::{
    error::CommandError,
    output::Output,
    session::Session,
    tables::table,
    words::{Words, words},
};

pub(super) fn run(session: &Session, output: Output) -> Result<(), CommandError> {
    let rows: Vec<Row> = session.settings.providers.iter().map(Row::from).collect();
    output.answer(&rows, |rows| {
        let cells =
            |row: &Row| [row.id.clone(), row.name.clone(), row.client_id.clone(), row.authority.clone()];
        let rows: Vec<_> = rows.iter().map(cells).collect();
        let Words { id, name, client_id, authority, no_provider, .. } = words();
        table([id, name, client_id, authority], &rows, no_provider)
    })
}
