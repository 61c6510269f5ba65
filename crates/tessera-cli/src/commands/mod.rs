//! One file for each command.

mod accounts;
mod cache;
mod clear;
mod providers;
mod removal;
mod shell;
mod sign_in;
mod sign_out;
mod token;
mod tokens;
mod use_account;

use crate::{
    arguments::{Arguments, CacheCommand, Command},
    error::CommandError,
    output::Output,
    session::Session,
};

/// Does what was asked for.
pub(crate) async fn run(arguments: Arguments) -> Result<(), CommandError> {
    let Arguments { common, command } = arguments;
    match command {
        Command::Completions { shell } => return shell::completions(shell),
        Command::Man => return shell::man(),
        _ => {}
    }
    let (session, output) = (Session::begin(&common)?, Output::of(&common));
    match command {
        Command::Accounts => accounts::run(&session, output).await,
        Command::Tokens { account } => tokens::run(&session, output, account.as_deref()).await,
        Command::Use { account } => use_account::run(&session, output, &account).await,
        Command::SignOut { account, rehearsal } => sign_out::run(&session, output, &account, rehearsal).await,
        Command::Clear(clear) => clear::run(&session, output, clear).await,
        Command::Token { scope, account } => token::run(&session, scope, account.as_deref()).await,
        Command::SignIn { provider, way } => {
            sign_in::run(&session, output, provider.as_deref(), way.into()).await
        }
        Command::Providers => providers::run(&session, output),
        Command::Cache(CacheCommand::Info) => cache::info(&session, output).await,
        Command::Cache(CacheCommand::Check { repair: false }) => cache::check(&session, output).await,
        Command::Cache(CacheCommand::Check { repair: true }) => cache::repair(&session, output).await,
        Command::Cache(CacheCommand::Export { file, force }) => {
            cache::export(&session, output, &file, force.into()).await
        }
        Command::Cache(CacheCommand::Import { file }) => cache::import(&session, output, &file).await,
        Command::Completions { .. } | Command::Man => Ok(()),
    }
}
