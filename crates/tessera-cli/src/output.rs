//! Where the answer of a command goes.

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use serde::Serialize;

use crate::{
    arguments::Common,
    error::{CommandError, ExitStatus},
    json,
    printable::{lines, one_line},
    words::advice,
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
            Self::Json => write_json(answer),
        }
    }
}

/// Writes JSON, whatever was asked for.
pub(crate) fn write_json<T: Serialize>(answer: &T) -> Result<(), CommandError> {
    let mut out = BufWriter::new(io::stdout().lock());
    json::write(&mut out, answer)?;
    Ok(out.flush()?)
}

/// Writes what this program made of nothing but itself.
pub(crate) fn write_bytes(bytes: &[u8]) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

/// Writes text, without what would make a terminal do things: names come from providers.
pub(crate) fn write(text: &str) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    out.write_all(lines(text).as_bytes())?;
    Ok(out.flush()?)
}

/// Tells the person something beside the answer. That nobody reads it is no failure.
pub(crate) fn note(text: &str) {
    drop(writeln!(io::stderr(), "{}", lines(text)));
}

/// Shows a picture of our own characters and colours beside the answer.
pub(crate) fn picture(drawn: &str) {
    drop(io::stderr().write_all(drawn.as_bytes()));
}

/// Says why the command failed.
pub(crate) fn fail(error: &CommandError) -> ExitCode {
    if error.is_closed_output() {
        return ExitStatus::Done.into();
    }
    // A provider's refusal may have several lines.
    note(&one_line(&format!("tessera: {error}").replace(['\r', '\n'], " ")));
    if let Some(advice) = error.provider_code().and_then(|code| advice(&code)) {
        note(advice);
    }
    error.status().into()
}

/// The help that was asked for, or what is wrong with what was typed.
pub(crate) fn show_usage(asked: &clap::Error) -> ExitCode {
    let text = asked.render().to_string();
    if asked.use_stderr() {
        note(text.trim_end());
        return ExitStatus::Usage.into();
    }
    write(&text).map_or_else(|error| fail(&error), |()| ExitStatus::Done.into())
}
