//! Fills Tessera's cache of a desktop, sealed with a key in that desktop's keyring.

use std::{env, process::Command};

use token_cache::TokenCache;
use token_store::TokenStoreExt;
use token_store_file::{Options, SealedFile, default_path};

use super::desktop::Desktop;
use crate::{Outcome, sample};

/// Starts [`seed`] within the desktop, as this process has an environment of its own.
pub(super) fn start(desktop: &Desktop, accounts: usize, tokens: usize, lifetime: i64) -> Outcome<()> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["seed", &accounts.to_string(), &tokens.to_string(), &lifetime.to_string()]);
    let status = desktop.dress(&mut command).status()?;
    if status.success() { Ok(()) } else { Err("the cache cannot be filled".into()) }
}

/// Puts so many accounts with so many access tokens each, which last for so many seconds, into the cache of the person who
/// runs this.
pub(crate) fn seed(accounts: &str, tokens: &str, lifetime: &str) -> Outcome<()> {
    let cache = sample::accounts(accounts.parse()?, tokens.parse()?, lifetime.parse()?)?;
    let store = SealedFile::new(default_path()?, Options::default());
    let put = store.change_with(move |empty: &mut TokenCache| *empty = cache.clone());
    tokio::runtime::Runtime::new()?.block_on(put)?;
    Ok(())
}
