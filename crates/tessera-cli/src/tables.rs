//! Rows under headings, in columns as wide as they have to be.

/// The table; one line that says so where it has no rows.
pub(crate) fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]], when_empty: &str) -> String {
    if rows.is_empty() {
        return format!("{when_empty}\n");
    }
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([headings[column].len()]).max().unwrap_or_default()
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let headings = headings.map(str::to_owned);
    std::iter::once(&headings).chain(rows).map(|row| line(row, &widths)).collect()
}

fn line<const N: usize>(row: &[String; N], widths: &[usize; N]) -> String {
    let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
    format!("{}\n", cells.join("  ").trim_end())
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a".to_owned(), "bé".to_owned()], ["long".to_owned(), "c".to_owned()]];
        assert_eq!(table(["X", "Y"], &rows, ""), "X     Y\na     bé\nlong  c\n");
    }

    #[test]
    fn no_rows_are_a_sentence() {
        assert_eq!(table(["X"], &[], "Nothing."), "Nothing.\n");
    }
}
