//! Where the passphrase comes from: a file or the person, never an argument, which other users could see.

use std::{env, fs, path::PathBuf};

use token_store_file::Passphrase;
use zeroize::Zeroizing;

use crate::{arguments::PASSPHRASE_FILE, error::CommandError, output::note};

/// The passphrase of a cache that exists.
pub(crate) fn known() -> Result<Passphrase, CommandError> {
    match from_file() {
        Some(passphrase) => passphrase,
        None => Ok(passphrase(&ask("Passphrase of the token cache: ")?)),
    }
}

/// A passphrase for a cache that is to be begun.
pub(crate) fn new() -> Result<Passphrase, CommandError> {
    if let Some(passphrase) = from_file() {
        return passphrase;
    }
    note("There is no keyring here: the token cache is sealed with a passphrase.");
    let first = ask("New passphrase: ")?;
    let again = ask("The same again: ")?;
    if *first != *again {
        return Err(CommandError::PassphrasesDiffer);
    }
    Ok(passphrase(&first))
}

/// The file's text without the end of its line; none where no file is named.
fn from_file() -> Option<Result<Passphrase, CommandError>> {
    let path = PathBuf::from(env::var_os(PASSPHRASE_FILE).filter(|path| !path.is_empty())?);
    let text = fs::read_to_string(&path).map(Zeroizing::new);
    let text = text.map_err(|source| CommandError::PassphraseFile { path, source });
    Some(text.map(|text| passphrase(text.trim_end_matches(['\r', '\n']))))
}

fn ask(question: &str) -> Result<Zeroizing<String>, CommandError> {
    rpassword::prompt_password(question).map(Zeroizing::new).map_err(CommandError::NoTerminal)
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}
