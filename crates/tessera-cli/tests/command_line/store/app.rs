use std::{
    fs,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use test_servers::{PostgresServer, RedisServer};
use token_cache::{Secret, TokenCache};
use token_partitions::{KeyRing, Names, Options, Partitions, Sealing, ValueStore};
use token_store::{PartitionKey, TokenStoreExt, TokenStores, conformance::sample};
use tokio::runtime::Runtime;

use super::home;
use crate::support::{Ended, Seed, World};

pub(super) const KEYS: &str = "one:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n";
pub(super) const OTHER_KEYS: &str = "two:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=\n";
const FAR: &str = "4000000000";

pub(super) static REDIS: LazyLock<RedisServer> =
    LazyLock::new(|| RedisServer::start_with(&["--databases", "64"]));
pub(super) static POSTGRES: LazyLock<PostgresServer> = LazyLock::new(PostgresServer::start);
static DATABASES: AtomicUsize = AtomicUsize::new(0);

/// Whether an app seals what it keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sealed {
    Yes,
    No,
}

/// A web app with users: Ada, in her own cache, in one of a session, and in one of an access token that the app acted for
/// her with; Bo, in his own; and the app itself.
pub(super) struct App {
    pub(super) world: World,
    pub(super) address: String,
    values: Arc<dyn ValueStore>,
    caches: Partitions<Arc<dyn ValueStore>>,
    runtime: Runtime,
}

impl App {
    pub(super) fn in_each_store(sealed: Sealed) -> [Self; 3] {
        [Self::in_sqlite(sealed), Self::in_redis(sealed), Self::in_postgres(sealed)]
    }

    pub(super) fn in_sqlite(sealed: Sealed) -> Self {
        let world = World::new();
        let address = format!("sqlite:{}", world.path("tokens.db").display());
        Self::at(world, address, sealed)
    }

    pub(super) fn in_redis(sealed: Sealed) -> Self {
        let database = DATABASES.fetch_add(1, Ordering::Relaxed);
        Self::at(World::new(), format!("{}/{database}", REDIS.url()), sealed)
    }

    pub(super) fn in_postgres(sealed: Sealed) -> Self {
        Self::at(World::new(), POSTGRES.new_database(), sealed)
    }

    fn at(world: World, address: String, sealed: Sealed) -> Self {
        fs::write(world.path("keys"), KEYS).unwrap();
        let runtime = Runtime::new().unwrap();
        let values = runtime.block_on(token_values::open(&address)).unwrap();
        let sealing = match sealed {
            Sealed::Yes => Sealing::Sealed(KeyRing::parse(KEYS).unwrap()),
            Sealed::No => Sealing::Plain,
        };
        let caches = {
            let _inside = runtime.enter();
            Partitions::new(Arc::clone(&values), Options { names: Names::default(), ..Options::new(sealing) })
        };
        let app = Self { world, address, values, caches, runtime };
        app.fill();
        app
    }

    fn fill(&self) {
        let mut ada = Seed::default();
        ada.account("ada", "ada@example.com").access("ada", "User.Read", FAR).access("ada", "Old", "1000");
        let mut bo = Seed::default();
        bo.account("bo", "bo@example.com").access("bo", "User.Read", FAR);
        let secret = Secret::new("a secret".to_owned());
        for key in [
            PartitionKey::account(&home("ada")),
            PartitionKey::session(&home("ada"), &secret),
            PartitionKey::assertion(&secret),
        ] {
            self.put_cache(&key, &ada);
        }
        self.put_cache(&PartitionKey::account(&home("bo")), &bo);
        let application = self.caches.partition(&PartitionKey::application("app", "tenant"));
        self.runtime.block_on(application.change_with(|cache| sample::put(cache, "app"))).unwrap();
    }

    pub(super) fn put_cache(&self, key: &PartitionKey, seed: &Seed) {
        let cache = TokenCache::deserialize(seed.json().to_string().as_bytes()).unwrap();
        let store = self.caches.partition(key);
        self.runtime.block_on(store.change_with(move |held| *held = cache.clone())).unwrap();
    }

    pub(super) fn add_user(&self, user: &str, username: &str) {
        let mut seed = Seed::default();
        seed.account(user, username).access(user, "User.Read", FAR);
        self.put_cache(&PartitionKey::account(&home(user)), &seed);
    }

    pub(super) fn add_users(&self, count: usize) {
        (0..count)
            .for_each(|number| self.add_user(&format!("user{number}"), &format!("user{number}@example.com")));
    }

    /// Puts a value there whatever is there.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) {
        self.runtime.block_on(async {
            self.values.delete(name).await.unwrap();
            self.values.swap(name, None, Some(bytes), None).await.unwrap();
        });
    }

    /// All names and values.
    pub(super) fn dump(&self) -> Vec<(String, Vec<u8>)> {
        self.runtime.block_on(async {
            let mut all = Vec::new();
            let mut names = self.values.names("", None, 10_000).await.unwrap().names;
            names.sort();
            for name in names {
                let value = self.values.get(&name).await.unwrap().unwrap();
                all.push((name, value.bytes));
            }
            all
        })
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.dump().into_iter().map(|(name, _)| name).collect()
    }

    /// Runs `tessera store` with the keys.
    pub(super) fn run(&self, arguments: &[&str]) -> Ended {
        let keys = self.world.path("keys");
        self.run_without_keys(&[arguments, &["--key-ring", keys.to_str().unwrap()]].concat())
    }

    /// Nothing that it tells is a secret.
    pub(super) fn run_without_keys(&self, arguments: &[&str]) -> Ended {
        let ended = self.world.run_secretive(&[&["store"], arguments, &["--url", &self.address]].concat());
        let told = format!("{}{}", ended.out, ended.err);
        for secret in ["secret-of", "signature-of", "the-secret-access-token", "of-a-test", "AQEBAQ"] {
            assert!(!told.contains(secret), "{told}");
        }
        ended
    }
}
