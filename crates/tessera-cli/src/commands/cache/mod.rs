//! The cache file as a whole.

mod check;
mod export;
mod import;
mod info;
mod rekey;
mod restore;

use cache_transfer::Overwrite;
use export::Extent;
use token_store_file::Protection;

use crate::{
    arguments::{CacheCommand, Rehearsal},
    error::CommandError,
    output::Output,
    session::Session,
};

/// Does what was asked for.
pub(crate) async fn run(
    session: &Session,
    output: Output,
    command: CacheCommand,
) -> Result<(), CommandError> {
    match command {
        CacheCommand::Info => info::info(session, output).await,
        CacheCommand::Check { repair: false } => check::check(session, output).await,
        CacheCommand::Check { repair: true } => check::repair(session, output).await,
        CacheCommand::Export { file, redacted, force } => {
            let extent = if redacted { Extent::Redacted } else { Extent::Whole };
            let overwrite = Overwrite::if_asked(force);
            export::export(session, output, &file, extent, overwrite).await
        }
        CacheCommand::Import { file } => import::import(session, output, &file).await,
        CacheCommand::Rekey(to) => rekey::rekey(session, output, to).await,
        CacheCommand::Restore { dry_run } => restore::restore(session, output, Rehearsal { dry_run }).await,
    }
}

fn protection_name(protection: Protection) -> &'static str {
    match protection {
        Protection::Keyring => "keyring",
        Protection::Passphrase => "passphrase",
    }
}
