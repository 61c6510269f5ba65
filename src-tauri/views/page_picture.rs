//! Where the page has painted what.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AccountKey, AccountState, TokenView};

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

/// Where the page says of an account whether it can get tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StatePart {
    /// The account's place in the list, from 0.
    pub place: u32,
    /// What it says.
    pub state: AccountState,
    /// From when on it says something else by itself, in Unix seconds; never where there is none.
    pub until: Option<i64>,
    /// Where.
    pub part: PagePart,
}

/// Where the page says what is left of a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TimePart {
    /// From when on it says something else, in Unix seconds; never where there is none.
    pub until: Option<i64>,
    /// Where.
    pub part: PagePart,
}

/// The page as it is when nobody has touched it: as the next start will show it.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct StillPage {
    /// The mark of what the page was told of the accounts.
    pub mark: String,
    /// The account that is open beside the list.
    pub opened: AccountKey,
    /// Where the list is.
    pub list: PagePart,
    /// What changes with the time, of all accounts that are to be seen.
    pub states: Vec<StatePart>,
    /// What is beside the list; none where the next start will show something else there.
    pub beside: Option<StillTokens>,
}

/// The opened account's tokens as the page shows them.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct StillTokens {
    /// All of them.
    pub tokens: Vec<TokenView>,
    /// What changes with the time of the account, where that is to be seen.
    pub states: Vec<StatePart>,
    /// What changes with the time, of those that are to be seen.
    pub times: Vec<TimePart>,
}
