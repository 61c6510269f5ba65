//! Where the page has painted the list of accounts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AccountKey, AccountState};

/// A part of the page, in shares of its width and its height: 0 is the left or upper edge, 1 the other one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PagePart {
    /// Where it begins.
    pub left: f64,
    /// Where it begins.
    pub top: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

/// Where the list says of an account whether it can get tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StatePart {
    /// The account's place in the list, from 0.
    pub place: u32,
    /// What it says.
    pub state: AccountState,
    /// Where.
    pub part: PagePart,
}

/// The list of accounts as the page shows it when nobody has touched it: as the next start will.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StillList {
    /// The mark of what the page was told of the accounts.
    pub mark: String,
    /// The account that is open beside the list.
    pub opened: AccountKey,
    /// Where the list is.
    pub list: PagePart,
    /// What changes with the time, of all accounts that are to be seen.
    pub states: Vec<StatePart>,
}
