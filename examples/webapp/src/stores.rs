//! Where the tokens and the sessions are kept.

use std::{error::Error, sync::Arc, time::Duration};

use token_partitions::{Names, OutagePolicy, Partitions, Sealing, ValueStore};
use token_store::TokenStores;
use web_sessions::Sessions;

use crate::{
    key_file,
    options::{Options, Outage},
};

const PREFIX: &str = "webapp:";
/// A session that was ended through another node ends here at last after so long, should nobody tell of it.
const SESSIONS_BELIEVED_FOR: Duration = Duration::from_secs(1);

/// One database for all applications of this process, and for its sessions.
pub(crate) struct Stores {
    values: Arc<dyn ValueStore>,
    sealing: Sealing,
    outage: OutagePolicy,
}

impl Stores {
    /// The caches of one application: those of another never mix with them.
    pub(crate) fn of(&self, application: &str) -> Arc<dyn TokenStores> {
        let options = token_partitions::Options {
            names: Names::under(&format!("{PREFIX}{application}:")),
            outage: self.outage,
            ..token_partitions::Options::new(self.sealing.clone())
        };
        Arc::new(Partitions::new(Arc::clone(&self.values), options))
    }

    /// The sessions, which all nodes know.
    pub(crate) fn sessions(&self) -> Sessions {
        let sessions = Sessions::new(Arc::clone(&self.values), self.sealing.clone(), PREFIX)
            .with_memory(SESSIONS_BELIEVED_FOR);
        match self.outage {
            OutagePolicy::Fail => sessions,
            OutagePolicy::UseMemory { at_most, .. } => sessions.through_outages(at_most),
        }
    }
}

/// Opens the database; with its keys, unless it is to be plain.
pub(crate) async fn open(options: &Options) -> Result<Stores, Box<dyn Error>> {
    let cache = &options.cache;
    if let Some(file) = token_values::sqlite_file(cache) {
        key_file::make_folder_of(file)?;
    }
    let values = token_values::open(cache).await?;
    let sealing = if options.plain {
        Sealing::Plain
    } else {
        Sealing::Sealed(key_file::ring(cache, options.key_ring.as_deref())?)
    };
    let outage = match options.outage {
        Outage::Fail => OutagePolicy::Fail,
        Outage::Memory => OutagePolicy::use_memory(),
    };
    Ok(Stores { values, sealing, outage })
}
