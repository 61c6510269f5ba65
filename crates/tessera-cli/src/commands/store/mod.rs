//! What a web app keeps for its users, for whoever runs it.

mod confirming;
mod hint;
mod looking;
mod people;
mod purge;
mod stats;
mod users;

use std::sync::Arc;

use token_partitions::{KeyRing, Names, Options, Partitions, Sealing, ValueStore};
use token_values::open_existing;

use crate::{
    arguments::{Common, Store, StoreCommand},
    error::CommandError,
    output::Output,
};

/// The store of one app.
struct Opened {
    caches: Partitions<Arc<dyn ValueStore>>,
    prefix: String,
    /// Whether caches can be looked into.
    opens: bool,
}

/// Does what was asked for.
pub(crate) async fn run(common: &Common, store: Store) -> Result<(), CommandError> {
    let output = Output::of(common);
    if common.cache.is_some() || common.ca_file.is_some() {
        return Err(CommandError::NotWithStore);
    }
    let opened = open(&store, common.plain).await?;
    match store.command {
        StoreCommand::Users { count: false } => users::list(&opened, output).await,
        StoreCommand::Users { count: true } => users::count(&opened, output).await,
        StoreCommand::Stats => stats::run(&opened, output).await,
        StoreCommand::Purge(purge) => purge::run(&opened, output, purge).await,
    }
}

/// The keys are read first: without them the store need not be asked.
async fn open(store: &Store, plain: bool) -> Result<Opened, CommandError> {
    let ring = store.key_ring.as_deref().map(KeyRing::from_file).transpose()?;
    let address = store.url.as_ref().filter(|address| !address.0.is_empty());
    let address = address.ok_or(CommandError::NoStoreAddress)?;
    let opens = plain || ring.is_some();
    let names = Names::under(&store.prefix);
    let options = Options { names, ..Options::new(ring.map_or(Sealing::Plain, Sealing::Sealed)) };
    let caches = Partitions::new(open_existing(&address.0).await?, options);
    Ok(Opened { caches, prefix: store.prefix.clone(), opens })
}
