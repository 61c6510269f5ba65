//! What `store` may be given.

use std::{fmt, path::PathBuf};

use clap::{ArgGroup, Args, Subcommand, ValueHint};

/// The environment's variable that names the store of a web app.
pub(crate) const STORE_ADDRESS: &str = "TESSERA_STORE_URL";

const WHICH: &str = "Which store";

/// The store of a web app's token caches.
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "what is written here is shown as it is")]
pub(crate) struct Store {
    /// Where it is: sqlite:PATH, redis://..., rediss://..., redis+cluster://..., rediss+cluster://..., unix://... or
    /// postgres://... An address with a password belongs into the environment: other users of this computer can see what
    /// programs are started with.
    #[arg(long, global = true, help_heading = WHICH, value_name = "ADDRESS", value_hint = ValueHint::Url,
        env = STORE_ADDRESS, hide_env_values = true)]
    pub(crate) url: Option<StoreAddress>,
    /// What the names of the app's values begin with; `cache:` follows.
    #[arg(long, global = true, help_heading = WHICH, value_name = "PREFIX", default_value = "tessera:")]
    pub(crate) prefix: String,
    /// The file of the keys that the app seals with, a line ID:BASE64 for each. Without it, or --plain for values that are
    /// not sealed, only IDs are known.
    #[arg(long, global = true, help_heading = WHICH, value_name = "PATH", value_hint = ValueHint::FilePath,
        conflicts_with = "plain")]
    pub(crate) key_ring: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: StoreCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// List who has tokens, one line for each cache that they are in. Nothing is changed.
    Users {
        /// Only say how many users there are.
        #[arg(long)]
        count: bool,
    },
    /// Count caches by what they are for and by the key that they are sealed with. Nothing is changed.
    Stats,
    /// Remove a user, the tokens of applications, or everything.
    Purge(Purge),
}

/// What goes.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true)))]
pub(crate) struct Purge {
    /// All caches of this user, by home account ID; with the keys by username too, and out of caches that are not theirs
    /// alone. The app then asks them to sign in again.
    #[arg(long, group = "what", value_name = "HOME-ACCOUNT-ID|USERNAME")]
    pub(crate) user: Option<String>,
    /// The tokens that applications have got for themselves; they get new ones when they need them.
    #[arg(long, group = "what")]
    pub(crate) application_tokens: bool,
    /// What could not be used and was moved aside.
    #[arg(long, group = "what")]
    pub(crate) set_aside: bool,
    /// All caches under the prefix, and what was moved aside: everybody has to sign in again.
    #[arg(long, group = "what")]
    pub(crate) everything: bool,
    #[command(flatten)]
    pub(crate) confirmation: Confirmation,
}

/// Whether to ask first.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Confirmation {
    /// Do not ask.
    #[arg(long)]
    pub(crate) yes: bool,
}

/// An address, which may have a password in it.
#[derive(Clone)]
pub(crate) struct StoreAddress(pub(crate) String);

impl From<String> for StoreAddress {
    fn from(address: String) -> Self {
        Self(address)
    }
}

impl fmt::Debug for StoreAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StoreAddress").finish_non_exhaustive()
    }
}
