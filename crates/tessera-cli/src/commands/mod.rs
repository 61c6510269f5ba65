//! One file for each command.

mod accounts;
mod activity;
mod cache;
mod clear;
mod clock;
mod manual;
mod providers;
mod removal;
mod shell;
mod sign_in;
mod sign_out;
mod store;
mod token;
mod tokens;
mod use_account;

use crate::{
    arguments::{Arguments, Command, Common},
    error::CommandError,
    output::Output,
    session::Session,
};

/// Does what was asked for.
pub(crate) async fn run(arguments: Arguments) -> Result<(), CommandError> {
    let Arguments { common, command } = arguments;
    match command {
        Command::Completions { shell } => shell::completions(shell),
        Command::Man { folder } => manual::write(folder.as_deref(), Output::of(&common)),
        Command::Store(asked) => store::run(&common, asked).await,
        command => run_with_cache(common, command).await,
    }
}

/// Does what has to do with this computer's own cache.
async fn run_with_cache(common: Common, command: Command) -> Result<(), CommandError> {
    let (session, output) = (Session::begin(&common)?, Output::of(&common));
    match command {
        Command::Accounts => accounts::run(&session, output).await,
        Command::Tokens { account } => tokens::run(&session, output, account.as_deref()).await,
        Command::Activity(asked) => activity::run(&session, output, &asked),
        Command::Use { account } => use_account::run(&session, output, &account).await,
        Command::SignOut { account, browser, rehearsal } => {
            let from = if browser { sign_out::From::BrowserToo } else { sign_out::From::Cache };
            sign_out::run(&session, output, &account, from, rehearsal).await
        }
        Command::Clear(clear) => clear::run(&session, output, clear).await,
        Command::Token(asked) => token::run(&session, output, asked).await,
        Command::SignIn { provider, way, request } => {
            sign_in::run(&session, output, provider.as_deref(), way.into(), *request).await
        }
        Command::Providers { command } => providers::run(&session, output, command).await,
        Command::Cache(command) => cache::run(&session, output, command).await,
        Command::Completions { .. } | Command::Man { .. } | Command::Store(_) => Ok(()),
    }
}
