//! Where the tokens are kept.

use std::{error::Error, path::Path, sync::Arc};

use token_partitions::{Names, Options, Partitions, Sealing, ValueStore};
use token_store::TokenStores;

use crate::key_file;

/// One database for all applications of this process.
pub(crate) struct Stores {
    values: Arc<dyn ValueStore>,
    sealing: Sealing,
}

impl Stores {
    /// The caches of one application: those of another never mix with them.
    pub(crate) fn of(&self, application: &str) -> Arc<dyn TokenStores> {
        let names = Names::under(&format!("webapp:{application}:"));
        let options = Options { names, ..Options::new(self.sealing.clone()) };
        Arc::new(Partitions::new(Arc::clone(&self.values), options))
    }
}

/// Opens the database; with its keys, unless it is to be plain.
pub(crate) async fn open(
    cache: &str,
    key_ring: Option<&Path>,
    plain: bool,
) -> Result<Stores, Box<dyn Error>> {
    if let Some(file) = token_values::sqlite_file(cache) {
        key_file::make_folder_of(file)?;
    }
    let values = token_values::open(cache).await?;
    let sealing = if plain { Sealing::Plain } else { Sealing::Sealed(key_file::ring(cache, key_ring)?) };
    Ok(Stores { values, sealing })
}
