//! What both databases answer, out of their rows.

use sqlx::{ColumnIndex, Decode, Row, Type};
use token_partitions::{Page, Revision, Value, ValueError};

use crate::fault::{During, value_error};

/// The most names in a page.
const MOST_NAMES: usize = 10_000;

/// How many names are asked for.
pub(crate) fn limit_of(wanted: usize) -> i64 {
    i64::try_from(wanted.clamp(1, MOST_NAMES)).unwrap_or(i64::MAX)
}

/// The value in the row, if there is one.
pub(crate) fn value_in<R: Row>(row: Option<&R>) -> Result<Option<Value>, ValueError>
where
    for<'r> Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> &'r str: ColumnIndex<R>,
{
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Value { bytes: column(row, "value", During::Reading)?, revision: revision_in(row)? }))
}

/// The revision in the row.
pub(crate) fn revision_in<R: Row>(row: &R) -> Result<Revision, ValueError>
where
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> &'r str: ColumnIndex<R>,
{
    let number: i64 = column(row, "revision", During::Reading)?;
    Ok(Revision(number.to_be_bytes().to_vec()))
}

/// Whether the row that was deleted, if there was one, had not ended before.
pub(crate) fn was_live<R: Row>(row: Option<&R>) -> Result<bool, ValueError>
where
    for<'r> bool: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> &'r str: ColumnIndex<R>,
{
    row.map_or(Ok(false), |row| column(row, "live", During::Changing))
}

/// The names in the rows, of which `limit` were asked for.
pub(crate) fn page_of<R: Row>(rows: &[R], limit: i64) -> Result<Page, ValueError>
where
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> &'r str: ColumnIndex<R>,
{
    let names: Vec<String> =
        rows.iter().map(|row| column(row, "name", During::Reading)).collect::<Result<_, _>>()?;
    let is_full = i64::try_from(names.len()) == Ok(limit);
    let cursor = names.last().filter(|_| is_full).cloned();
    Ok(Page { names, cursor })
}

fn column<'r, R: Row, T>(row: &'r R, name: &'static str, during: During) -> Result<T, ValueError>
where
    T: Decode<'r, R::Database> + Type<R::Database>,
    &'static str: ColumnIndex<R>,
{
    row.try_get(name).map_err(|error| value_error(&error, during))
}
