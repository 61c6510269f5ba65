use std::fmt;

use super::Problem;
use crate::{Section, json::Text};

/// One problem, and where it is. Tells nothing secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// In which section.
    pub section: Section,
    /// What is wrong.
    pub problem: Problem,
    pub(super) key: Option<Text>,
}

impl Finding {
    /// The key of the entry; none where it is the section that is wrong.
    pub fn stored_key(&self) -> Option<&str> {
        self.key.as_ref().map(Text::display)
    }

    /// Whether the repair can mend it.
    pub fn is_mendable(&self) -> bool {
        !matches!(self.problem, Problem::SectionUnusable { found } if found != "null")
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.section.name())?;
        if let Some(key) = self.stored_key() {
            write!(formatter, " {key:?}")?;
        }
        write!(formatter, ": {}", self.problem)
    }
}
