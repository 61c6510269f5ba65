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
    tables::Table,
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

impl Output {
    /// An answer of many rows, which is written page by page.
    pub(crate) fn list<const N: usize>(self, headings: [&str; N], when_empty: &'static str) -> Listing<N> {
        let rows = match self {
            Self::Text => Rows::Text(Table::new(headings)),
            Self::Json => Rows::Json(json::Array::default()),
        };
        Listing { rows, when_empty, is_empty: true }
    }
}

/// A list that is being written.
pub(crate) struct Listing<const N: usize> {
    rows: Rows<N>,
    when_empty: &'static str,
    is_empty: bool,
}

enum Rows<const N: usize> {
    Text(Table<N>),
    Json(json::Array),
}

impl<const N: usize> Listing<N> {
    /// Writes some rows more: as JSON, or the cells that `cells` makes of them.
    pub(crate) fn write<T: Serialize>(
        &mut self,
        rows: &[T],
        cells: impl Fn(&T) -> [String; N],
    ) -> Result<(), CommandError> {
        self.is_empty &= rows.is_empty();
        match &mut self.rows {
            Rows::Text(table) => write(&table.page(&rows.iter().map(cells).collect::<Vec<_>>())),
            Rows::Json(array) => {
                let mut out = BufWriter::new(io::stdout().lock());
                rows.iter().try_for_each(|row| array.add(&mut out, row))?;
                Ok(out.flush()?)
            }
        }
    }

    /// Writes the end; whether there were no rows.
    pub(crate) fn end(self) -> Result<bool, CommandError> {
        match self.rows {
            Rows::Text(_) if self.is_empty => write(&format!("{}\n", self.when_empty))?,
            Rows::Text(_) => {}
            Rows::Json(array) => array.end(&mut io::stdout().lock())?,
        }
        Ok(self.is_empty)
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

/// Asks the person something; the answer comes on the same line.
pub(crate) fn ask(question: &str) {
    let mut err = io::stderr();
    drop(err.write_all(one_line(question).as_bytes()).and_then(|()| err.flush()));
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
