//! The suite of token stores, over the caches that two nodes keep in one database.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use token_store::{
    BoxFuture, PartitionKey, TokenStores,
    conformance::{Pair, run, run_uncounted},
};

use crate::{
    KeyRing, Options, OutagePolicy, Page, Partitions, Revision, RingKey, Sealing, Swapped, Value, ValueError,
    ValueStore,
};

/// Two handles to the same values, as two nodes have them.
pub type Handles = (Arc<dyn ValueStore>, Arc<dyn ValueStore>);

/// Runs the suite of token stores over the partitions of two nodes: sealed and plain, told of each other's changes and
/// not, with either policy for outages. `make` makes handles, each time, to values of which there may be others by then.
///
/// Panics with what is not as it must be.
pub async fn run_caches(make: impl AsyncFn() -> Handles) {
    for sealing in [sealed(), Sealing::Plain] {
        for outage in [OutagePolicy::Fail, OutagePolicy::use_memory()] {
            let options = Options { outage, ..Options::new(sealing.clone()) };
            run_with(make().await, &options).await;
            let (first, second) = make().await;
            run_with((Arc::new(Untold(first)), Arc::new(Untold(second))), &options).await;
        }
    }
}

fn sealed() -> Sealing {
    Sealing::Sealed(KeyRing::new("one", RingKey::new([1; 32])).expect("the ID is one"))
}

async fn run_with((first, second): Handles, options: &Options) {
    static USERS: AtomicUsize = AtomicUsize::new(0);
    // They have to stay, as they listen.
    let nodes = [first, second].map(|values| Partitions::new(values, options.clone()));
    let pair = async || {
        let user = format!("user-{}-{}", std::process::id(), USERS.fetch_add(1, Ordering::Relaxed));
        let key = PartitionKey::named(&user);
        Pair { first: nodes[0].partition(&key), second: nodes[1].partition(&key) }
    };
    match options.sealing {
        Sealing::Sealed(_) => run(pair).await,
        Sealing::Plain => run_uncounted(pair).await,
    }
}

/// Values whose changes nobody tells of.
struct Untold(Arc<dyn ValueStore>);

impl ValueStore for Untold {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, ValueError>> {
        self.0.get(name)
    }

    fn revision<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Revision>, ValueError>> {
        self.0.revision(name)
    }

    fn swap<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a Revision>,
        new: Option<&'a [u8]>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'a, Result<Swapped, ValueError>> {
        self.0.swap(name, expected, new, lifetime)
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<bool, ValueError>> {
        self.0.delete(name)
    }

    fn names<'a>(
        &'a self,
        prefix: &'a str,
        cursor: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Page, ValueError>> {
        self.0.names(prefix, cursor, limit)
    }
}
