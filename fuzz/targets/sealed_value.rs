//! Any bytes in the place of a user's sealed cache, in a database that many write to: they are the cache that was sealed for
//! that user, or none.

#![no_main]

mod edits;

use std::sync::LazyLock;

use edits::Checksum;
use libfuzzer_sys::fuzz_target;
use token_partitions::{KeyRing, MemoryValues, Options, Partitions, RingKey, Sealing, ValueStore};
use token_store::{PartitionKey, SetAsideReason, Snapshot, StoreError, TokenStores, conformance::sample};
use tokio::runtime::{Builder, Runtime};

static BENCH: LazyLock<Bench> = LazyLock::new(Bench::new);

/// The header has the length of the key's ID in its eleventh byte.
const CHECKSUM: Checksum =
    Checksum { summed: |value| value.get(10).map(|length| 11 + usize::from(*length) + 48), length: 4 };

const USERS: [&str; 3] = ["ada", "bo", ""];

fuzz_target!(|bytes: &[u8]| {
    if let [user, good, edits @ ..] = bytes {
        let user = USERS[usize::from(*user) % USERS.len()];
        let good = &BENCH.good[usize::from(*good) % BENCH.good.len()];
        BENCH.try_value(user, &edits::apply(edits, &good.value, CHECKSUM));
    }
});

/// A value that a node wrote.
struct Good {
    user: &'static str,
    value: Vec<u8>,
    /// Whether the ring has its key, so that its user's cache can be opened.
    is_known: bool,
}

struct Bench {
    runtime: Runtime,
    good: Vec<Good>,
}

impl Bench {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let mut good = Vec::new();
        for (sealing, is_known) in [
            (sealed(&[("one", 1)]), true),
            (sealed(&[("two", 2)]), true),
            (sealed(&[("three", 3)]), false),
            // Another key under an ID that is known.
            (sealed(&[("one", 4)]), false),
            (Sealing::Plain, false),
        ] {
            for user in ["ada", "bo"] {
                let value = runtime.block_on(written(&sealing, user));
                good.push(Good { user, value, is_known });
            }
        }
        Self { runtime, good }
    }

    fn try_value(&self, user: &str, value: &[u8]) {
        let values = MemoryValues::new();
        let name = format!("tessera:cache:{user}");
        let options = Options::new(sealed(&[("one", 1), ("two", 2)]));
        let store = Partitions::new(values.clone(), options).partition(&PartitionKey::named(user));
        self.runtime.block_on(async {
            values.swap(&name, None, Some(value), None).await.unwrap();
            let version = store.version().await;
            let bytes = async |name: &str| values.get(name).await.unwrap().map(|value| value.bytes);
            match store.load().await {
                Ok(Snapshot { cache, version: Some(loaded), .. }) => {
                    let is_whole = |good: &Good| good.is_known && good.user == user && good.value == value;
                    assert!(
                        self.good.iter().any(is_whole),
                        "a value was opened that nobody sealed for {user}"
                    );
                    assert_eq!(version.unwrap(), Some(loaded));
                    assert_eq!(sample::names(&cache), [user]);
                }
                Ok(snapshot) => {
                    let moved = snapshot.set_aside.expect("what is unusable is moved aside");
                    assert!(is_of_a_value(moved.reason), "{}", moved.reason);
                    let aside = bytes(moved.path.to_str().unwrap()).await;
                    assert!(aside.as_deref() == Some(value), "it is moved as it is");
                    assert_eq!(bytes(&name).await, None);
                }
                Err(
                    StoreError::ForeignValue
                    | StoreError::FormatTooNew { .. }
                    | StoreError::KeyUnknown { .. }
                    | StoreError::NotSealed,
                ) => {
                    assert!(bytes(&name).await.as_deref() == Some(value), "it stays as it is");
                    assert!(store.change(Box::new(|cache| sample::put(cache, "new"))).await.is_err());
                    assert!(bytes(&name).await.as_deref() == Some(value), "nothing is written over it");
                }
                Err(error) => panic!("{error:?}"),
            }
        });
    }
}

fn sealed(keys: &[(&str, u8)]) -> Sealing {
    let [(id, byte), others @ ..] = keys else { panic!("a ring has a key") };
    let ring = KeyRing::new(id, RingKey::new([*byte; 32])).unwrap();
    let add = |ring: KeyRing, (id, byte): &(&str, u8)| ring.with_key(id, RingKey::new([*byte; 32])).unwrap();
    Sealing::Sealed(others.iter().fold(ring, add))
}

/// What a node writes for a user whose cache has one token, of an application that is called like them.
async fn written(sealing: &Sealing, user: &'static str) -> Vec<u8> {
    let values = MemoryValues::new();
    let store =
        Partitions::new(values.clone(), Options::new(sealing.clone())).partition(&PartitionKey::named(user));
    store.change(Box::new(move |cache| sample::put(cache, user))).await.unwrap();
    values.get(&format!("tessera:cache:{user}")).await.unwrap().expect("it is there").bytes
}

fn is_of_a_value(reason: SetAsideReason) -> bool {
    use SetAsideReason as R;
    matches!(reason, R::Empty | R::Cut | R::Header | R::Damaged | R::Content)
}
