use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use url::Url;

/// A web app that signs people in and calls Microsoft Graph for them.
///
/// Without options it speaks with the demo tenant, and keeps everybody's tokens in SQLite.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Options {
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:5000")]
    pub(crate) listen: SocketAddr,
    /// Its address as browsers see it, where something stands before it; no slash at the end.
    #[arg(long, env = "WEBAPP_ADDRESS")]
    pub(crate) public_address: Option<String>,
    /// Where the tokens are kept: memory:, sqlite:PATH, redis://..., rediss://..., redis+cluster://... or postgres://...
    #[arg(long, env = "WEBAPP_CACHE", default_value = "sqlite:webapp-data/tokens.db")]
    pub(crate) cache: String,
    /// The file of the keys that they are sealed with, a line ID:BASE64 for each; it is made if it is missing.
    #[arg(long, env = "WEBAPP_KEY_RING")]
    pub(crate) key_ring: Option<PathBuf>,
    /// Keeps them as plain JSON instead, to share them with MSAL in other languages: whoever reads the database can act as
    /// any user.
    #[arg(long, conflicts_with = "key_ring")]
    pub(crate) plain: bool,
    /// Keeps the tokens of each session apart, so that they end with it: two browsers of one person share none.
    #[arg(long)]
    pub(crate) per_session: bool,
    /// What to do while the tokens' store does not answer.
    #[arg(long, env = "WEBAPP_OUTAGE", value_enum, default_value_t)]
    pub(crate) outage: Outage,
    #[command(flatten)]
    pub(crate) entra: Entra,
    #[command(subcommand)]
    pub(crate) work: Option<Work>,
}

/// The registration with Microsoft Entra; without it the demo tenant is used.
#[derive(Args, Debug)]
pub(crate) struct Entra {
    /// The tenant, by ID or domain.
    #[arg(long, env = "WEBAPP_TENANT", requires = "client_id")]
    pub(crate) tenant: Option<String>,
    /// The ID of the web app's registration.
    #[arg(long, env = "WEBAPP_CLIENT_ID", requires = "tenant", requires = "client_secret")]
    pub(crate) client_id: Option<String>,
    /// Its secret. From the environment only, as arguments can be seen by others.
    #[arg(env = "WEBAPP_CLIENT_SECRET", hide_env_values = true, hide = true, long)]
    pub(crate) client_secret: Option<String>,
    /// The port that the demo tenant listens on; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub(crate) demo_port: u16,
    /// A demo tenant that runs already, by its address: for several nodes of the app, which all need the same one.
    #[arg(long, conflicts_with_all = ["demo_port", "tenant"])]
    pub(crate) demo_at: Option<Url>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Outage {
    /// Pages fail, until it answers again.
    #[default]
    Fail,
    /// Whoever is in this node's memory is served from there.
    Memory,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub(crate) enum Work {
    /// Gets a token for the app itself and asks Graph something, as a job at night would (client credentials).
    Daemon,
}
