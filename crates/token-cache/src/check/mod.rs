//! Entries that crash another library, that are under a wrong key, there twice, or nobody's; and their repair.

mod entry;
mod finding;
mod key;
mod problem;
mod repair;
mod sections;
#[cfg(test)]
mod tests;

pub use finding::Finding;
pub use problem::{Problem, ProblemKind};
pub use repair::Repaired;
