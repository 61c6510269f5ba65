//! Where the answer of a command goes.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use serde::Serialize;

use crate::{
    arguments::Common,
    error::{CommandError, ExitStatus},
};

/// How the answer is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Text,
    Json,
}

impl Output {
    pub(crate) fn of(common: &Common) -> Self {
        if common.json { Self::Json } else { Self::Text }
    }

    /// Writes a command's answer: as JSON, or as the text that `text` makes of it.
    pub(crate) fn answer<T: Serialize>(
        self,
        answer: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<(), CommandError> {
        match self {
            Self::Text => write(&text(answer)),
            Self::Json => json(answer),
        }
    }
}

/// Writes JSON, whatever was asked for.
pub(crate) fn json<T: Serialize>(answer: &T) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, answer).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// Writes text, without what would make a terminal do things: names come from providers.
pub(crate) fn write(text: &str) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    out.write_all(printable(text).as_bytes())?;
    Ok(out.flush()?)
}

/// Tells the person something beside the answer. That nobody reads it is no failure.
pub(crate) fn note(text: &str) {
    drop(writeln!(io::stderr(), "{}", printable(text)));
}

/// Says why the command failed.
pub(crate) fn fail(error: &CommandError) -> ExitCode {
    if error.is_closed_output() {
        return ExitStatus::Done.into();
    }
    note(&format!("tessera: {error}"));
    error.status().into()
}

/// The help that was asked for, or what is wrong with what was typed.
pub(crate) fn show_usage(asked: &clap::Error) -> ExitCode {
    drop(asked.print());
    if asked.use_stderr() { ExitStatus::Usage.into() } else { ExitStatus::Done.into() }
}

fn printable(text: &str) -> String {
    text.chars().filter(|character| *character == '\n' || !character.is_control()).collect()
}
