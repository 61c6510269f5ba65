//! `tessera`: accounts and tokens from the command line, for scripts, servers without a display, and checks.
//!
//! No secret is written but by `token` and `cache export`. What is asked for goes to the standard output, all
//! else to the standard error. See [`error::ExitStatus`] for the exit codes.

mod accounts;
mod arguments;
mod commands;
mod error;
mod foreign;
mod json;
mod output;
mod passphrase;
mod printable;
mod providers;
mod session;
mod tables;
mod when;
mod words;

use std::process::ExitCode;

use clap::Parser;

use crate::{
    arguments::Arguments,
    error::{CommandError, ExitStatus},
    words::Language,
};

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(asked) => return output::show_usage(&asked),
    };
    words::speak(language(&arguments));
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(commands::run(arguments));
            // A question to the keyring that nobody answers must not keep the program from ending.
            runtime.shutdown_background();
            done
        }
        Err(source) => Err(CommandError::Runtime(source)),
    };
    match done {
        Ok(()) => ExitStatus::Done.into(),
        Err(error) => output::fail(&error),
    }
}

/// Scripts that read JSON should not have to know several languages, unless they ask for one.
fn language(arguments: &Arguments) -> Language {
    match (arguments.common.language, arguments.common.json) {
        (Some(language), _) => language,
        (None, true) => Language::English,
        (None, false) => Language::of_environment(),
    }
}
