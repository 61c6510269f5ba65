/// What becomes of tables that are missing, and of the file of SQLite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// They are made.
    #[default]
    Made,
    /// They are an error, and nothing is made or set: for whoever only looks into what an app keeps.
    Refused,
}
