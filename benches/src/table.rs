/// A table in Markdown.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<'a>(head: impl IntoIterator<Item = &'a str>) -> Self {
        let head: Vec<_> = head.into_iter().map(str::to_owned).collect();
        let mut ruler = vec!["---:".to_owned(); head.len()];
        if let Some(first) = ruler.first_mut() {
            "---".clone_into(first);
        }
        Self { rows: vec![head, ruler] }
    }

    pub(crate) fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn text(&self) -> String {
        let line = |row: &Vec<String>| format!("| {} |", row.join(" | "));
        let lines: Vec<_> = self.rows.iter().map(line).collect();
        lines.join("\n") + "\n"
    }
}
