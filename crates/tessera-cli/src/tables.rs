//! Rows under headings, in columns as wide as they have to be.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::printable::one_line;

/// The widest column but for the last one, in characters. Whatever is longer is whole in JSON.
const WIDEST: usize = 60;

/// The table; one line that says so where it has no rows.
pub(crate) fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]], when_empty: &str) -> String {
    let mut table = Table::new(headings);
    let text = table.page(rows);
    if text.is_empty() { format!("{when_empty}\n") } else { text }
}

/// A table that comes in pages. Columns that were wide once stay so.
pub(crate) struct Table<const N: usize> {
    /// Until there are rows below them.
    headings: Option<[String; N]>,
    widths: [usize; N],
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(headings: [&str; N]) -> Self {
        Self { headings: Some(headings.map(str::to_owned)), widths: [0; N] }
    }

    /// The rows, under the headings where they are the first.
    pub(crate) fn page(&mut self, rows: &[[String; N]]) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let headings = self.headings.take();
        let rows: Vec<[String; N]> = headings.iter().chain(rows).map(shown).collect();
        for row in &rows {
            self.widths = std::array::from_fn(|column| self.widths[column].max(row[column].width()));
        }
        rows.iter().map(|row| line(row, &self.widths)).collect()
    }
}

fn shown<const N: usize>(row: &[String; N]) -> [String; N] {
    std::array::from_fn(|column| {
        let cell = one_line(&row[column]);
        if column + 1 == N { cell } else { shortened(&cell) }
    })
}

fn shortened(cell: &str) -> String {
    if cell.width() <= WIDEST {
        return cell.to_owned();
    }
    let mut room = WIDEST - 1;
    let fits = |character: &char| {
        let rest = room.checked_sub(character.width().unwrap_or_default());
        room = rest.unwrap_or_default();
        rest.is_some()
    };
    cell.chars().take_while(fits).chain(['…']).collect()
}

fn line<const N: usize>(row: &[String; N], widths: &[usize; N]) -> String {
    let padded = |(cell, width): (&String, &usize)| cell.clone() + &" ".repeat(width - cell.width());
    let cells: Vec<String> = row.iter().zip(widths).map(padded).collect();
    format!("{}\n", cells.join("  ").trim_end())
}

#[cfg(test)]
mod tests {
    use super::{Table, table};

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a".to_owned(), "bé".to_owned()], ["long".to_owned(), "c".to_owned()]];
        assert_eq!(table(["X", "Y"], &rows, ""), "X     Y\na     bé\nlong  c\n");
    }

    #[test]
    fn wide_characters_count_for_two_and_hostile_ones_make_no_line_of_their_own() {
        let rows = [["山田".to_owned(), "x".to_owned()], ["a\nb".to_owned(), "y".to_owned()]];
        assert_eq!(table(["A", "B"], &rows, ""), "A     B\n山田  x\na\u{fffd}b   y\n");
    }

    #[test]
    fn a_long_cell_is_cut_but_not_the_last_one_of_its_row() {
        let long = "山".repeat(1000);
        let text = table(["A", "B"], &[[long.clone(), long.clone()]], "");
        assert_eq!(text.lines().last().unwrap(), format!("{}…  {long}", "山".repeat(29)));
    }

    #[test]
    fn a_table_that_comes_in_pages_has_one_heading_and_gets_no_narrower() {
        let mut table = Table::new(["X", "Y"]);
        assert_eq!(table.page(&[]), "");
        assert_eq!(table.page(&[["long".into(), "b".into()]]), "X     Y\nlong  b\n");
        assert_eq!(table.page(&[["a".into(), "b".into()]]), "a     b\n");
        assert_eq!(table.page(&[["longer".into(), "b".into()]]), "longer  b\n");
    }

    #[test]
    fn no_rows_are_a_sentence() {
        assert_eq!(table(["X"], &[], "Nothing."), "Nothing.\n");
    }
}
