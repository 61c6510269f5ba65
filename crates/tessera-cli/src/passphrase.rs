//! Where the passphrase comes from: a file or the person, never an argument, which other users could see.

use std::{
    env,
    fs::File,
    io::{self, Read},
    path::PathBuf,
};

use token_store_file::Passphrase;
use zeroize::Zeroizing;

use crate::{
    arguments::{NEW_PASSPHRASE_FILE, PASSPHRASE_FILE},
    error::CommandError,
    output::note,
    words::words,
};

/// More than anybody types, in bytes.
const LIMIT: u64 = 1 << 16;

/// A passphrase as it was typed or read. Wiped when it is dropped.
#[derive(Clone)]
pub(crate) struct Typed(Zeroizing<String>);

impl From<Typed> for Passphrase {
    fn from(typed: Typed) -> Self {
        Self::new(typed.0.to_string())
    }
}

/// The passphrase of a cache that exists.
pub(crate) fn known() -> Result<Typed, CommandError> {
    match from_file(PASSPHRASE_FILE) {
        Some(passphrase) => passphrase,
        None => ask(PASSPHRASE_FILE, words().passphrase),
    }
}

/// A passphrase for a cache that is to be begun.
pub(crate) fn new() -> Result<Typed, CommandError> {
    if let Some(passphrase) = from_file(PASSPHRASE_FILE) {
        return passphrase;
    }
    note(words().no_keyring);
    ask_twice(PASSPHRASE_FILE)
}

/// Another passphrase for a cache that exists.
pub(crate) fn another() -> Result<Typed, CommandError> {
    from_file(NEW_PASSPHRASE_FILE).unwrap_or_else(|| ask_twice(NEW_PASSPHRASE_FILE))
}

/// Whether a file holds the passphrase, which then has to change with it.
pub(crate) fn is_in_a_file() -> bool {
    named(PASSPHRASE_FILE).is_some()
}

fn named(variable: &str) -> Option<PathBuf> {
    Some(PathBuf::from(env::var_os(variable).filter(|path| !path.is_empty())?))
}

/// The file's text without the end of its line; none where no file is named.
fn from_file(variable: &str) -> Option<Result<Typed, CommandError>> {
    let path = named(variable)?;
    let text = read(&path).map_err(|source| CommandError::PassphraseFile { path, source });
    Some(text.map(|text| Typed(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))))
}

fn read(path: &PathBuf) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(LIMIT.try_into().unwrap_or_default()));
    File::open(path)?.take(LIMIT).read_to_string(&mut text)?;
    Ok(text)
}

fn ask_twice(variable: &'static str) -> Result<Typed, CommandError> {
    let first = ask(variable, words().new_passphrase)?;
    let again = ask(variable, words().same_again)?;
    if *first.0 != *again.0 {
        return Err(CommandError::PassphrasesDiffer);
    }
    Ok(first)
}

fn ask(variable: &'static str, question: &str) -> Result<Typed, CommandError> {
    let typed = rpassword::prompt_password(format!("{question} "));
    let typed = typed.map_err(|source| CommandError::NoTerminal { variable, source })?;
    Ok(Typed(Zeroizing::new(typed)))
}
