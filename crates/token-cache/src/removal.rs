use crate::{AccountId, Section, Timestamp};

/// What to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// The access tokens of an account.
    AccessTokens(AccountId),
    /// The access tokens of an account that have ended. One whose end cannot be read stays.
    Expired {
        /// Whose.
        account: AccountId,
        /// The time that it is.
        now: Timestamp,
    },
    /// Every access token that has ended, whoever's.
    AllExpired {
        /// The time that it is.
        now: Timestamp,
    },
    /// Every access token, whoever's.
    AllAccessTokens,
    /// Every access, refresh and ID token, whoever's; the accounts stay listed.
    AllTokens,
    /// The access, refresh and ID tokens of an account; it stays listed.
    Tokens(AccountId),
    /// Signs the account out: all its entries under every alias of the environment, whichever library wrote
    /// them and for whichever application. What is known about applications stays.
    Account(AccountId),
    /// The tokens that an application has as itself, under every alias of the environment; no person's. They are
    /// what [`TokenQuery::of_application`](crate::TokenQuery::of_application) finds.
    OfApplication {
        /// Which.
        client_id: String,
        /// Where they were issued.
        environment: String,
    },
    /// One entry.
    Entry {
        /// Where it is.
        section: Section,
        /// The key that it is stored under.
        stored_key: String,
    },
}

/// What a removal took, or would take, and what it leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// What goes.
    pub goes: Counts,
    /// What stays of the account concerned; of the whole cache where everybody's went.
    pub stays: Counts,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Accounts; one that is a guest elsewhere counts once.
    pub accounts: usize,
    /// Access tokens.
    pub access_tokens: usize,
    /// Refresh tokens.
    pub refresh_tokens: usize,
    /// ID tokens.
    pub id_tokens: usize,
}

impl Counts {
    /// Whether there is none of any.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These less others, none below nothing.
    #[must_use]
    pub fn without(&self, others: Self) -> Self {
        Self {
            accounts: self.accounts.saturating_sub(others.accounts),
            access_tokens: self.access_tokens.saturating_sub(others.access_tokens),
            refresh_tokens: self.refresh_tokens.saturating_sub(others.refresh_tokens),
            id_tokens: self.id_tokens.saturating_sub(others.id_tokens),
        }
    }
}
