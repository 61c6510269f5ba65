//! A web app as one would begin with: people sign in, it calls Microsoft Graph for them, asks for more when it needs more,
//! and calls an API that calls Graph on their behalf. Each user's tokens are in a cache of their own, in SQLite, Redis or
//! PostgreSQL; the browser has the opaque ID of a session, and nothing else.

mod daemon;
mod failure;
mod graph;
mod key_file;
mod notebook;
mod options;
mod pages;
mod person;
mod provider;
mod signing_in;
mod site;
mod status;
mod stores;

use std::process::ExitCode;

use clap::Parser;
use tokio::net::TcpListener;

use crate::{
    options::{Options, Work},
    provider::Provider,
    site::Site,
};

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", failure::with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let provider = Provider::of(&options.entra).await?;
    let stores = stores::open(&options).await?;
    if options.work == Some(Work::Daemon) {
        return daemon::run(&provider, &stores).await;
    }
    let listener = TcpListener::bind(options.listen).await?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    let address = options.public_address.unwrap_or(address);
    let site = Site::new(&provider, &stores, &address, options.per_session)?;
    announce(&format!("The web app is at {address}"));
    axum::serve(listener, site.routes()).with_graceful_shutdown(interrupted()).await?;
    site.finish_renewals().await;
    Ok(())
}

#[allow(clippy::print_stdout, reason = "it is what the program has to say")]
fn announce(sentence: &str) {
    println!("{sentence}");
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
