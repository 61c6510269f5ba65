use std::collections::HashMap;

/// Names of one kind that stand for others within one file: the same for the same, numbered as they come.
pub(crate) struct Pseudonyms {
    kind: &'static str,
    given: HashMap<String, usize>,
}

impl Pseudonyms {
    pub(crate) fn new(kind: &'static str) -> Self {
        Self { kind, given: HashMap::new() }
    }

    /// The name that stands for `original`; none where there is nothing to stand for.
    pub(crate) fn of(&mut self, original: &str) -> Option<String> {
        if original.is_empty() {
            return None;
        }
        let next = self.given.len() + 1;
        let number = *self.given.entry(original.to_owned()).or_insert(next);
        Some(format!("{}-{number}", self.kind))
    }
}
