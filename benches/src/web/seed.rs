//! Puts everybody's caches and sessions into Redis, as if all of them had signed in.

use std::{
    fs::File,
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use test_servers::RedisServer;
use time::OffsetDateTime;
use token_cache::TokenCache;
use token_partitions::{KeyRing, Names, Options, Partitions, Sealing, ValueStore};
use token_store::{PartitionKey, TokenStoreExt, TokenStores};
use token_values_redis::RedisValues;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};
use web_sessions::Sessions;

use super::{
    load::Visitor,
    people::{ENVIRONMENT, Person},
};
use crate::Outcome;

/// A Redis with everybody in it.
pub(super) struct Seeded {
    redis: RedisServer,
    key_ring: PathBuf,
    pub(super) people: Vec<Person>,
    sessions: Vec<Id>,
}

impl Seeded {
    /// The keys of the ring go into a file in `folder`.
    pub(super) fn new(folder: &Path) -> Outcome<Self> {
        let people = Person::all();
        let redis = RedisServer::start();
        let key_ring = folder.join("keys");
        make_key(&key_ring)?;
        let sealing = Sealing::Sealed(KeyRing::from_file(&key_ring)?);
        let runtime = tokio::runtime::Runtime::new()?;
        let sessions = runtime.block_on(async {
            let values: Arc<dyn ValueStore> = Arc::new(RedisValues::connect(&redis.url()).await?);
            put_plain(&*values, &people).await?;
            put_sealed(&values, &sealing, &people).await?;
            put_sessions(values, sealing, &people).await
        })?;
        Ok(Self { redis, key_ring, people, sessions })
    }

    pub(super) fn redis_url(&self) -> String {
        self.redis.url()
    }

    pub(super) fn key_ring(&self) -> &Path {
        &self.key_ring
    }

    /// Everybody with the cookie of our example.
    pub(super) fn visitors(&self) -> Vec<Visitor> {
        let people = self.people.iter().zip(&self.sessions);
        let visitor = |(person, id): (&Person, &Id)| Visitor {
            person: person.clone(),
            cookies: format!("session={id}"),
        };
        people.map(visitor).collect()
    }
}

fn make_key(file: &Path) -> Outcome<()> {
    let mut key = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut key)?;
    let line = format!("first:{}\n", STANDARD.encode(key));
    let mut opened = File::options().write(true).create_new(true).mode(0o600).open(file)?;
    opened.write_all(line.as_bytes())?;
    Ok(())
}

/// As MSAL Python and MSAL Node keep them, a JSON for each person: without the blanks that MSAL Python writes, which take
/// both of them time.
async fn put_plain(values: &dyn ValueStore, people: &[Person]) -> Outcome<()> {
    for person in people {
        let name = format!("plain:{}", person.home_account_id);
        let json: serde_json::Value = serde_json::from_slice(&person.cache()?.serialize())?;
        values.swap(&name, None, Some(json.to_string().as_bytes()), None).await?;
    }
    Ok(())
}

/// As our example keeps them.
async fn put_sealed(values: &Arc<dyn ValueStore>, sealing: &Sealing, people: &[Person]) -> Outcome<()> {
    let names = Names::under("webapp:website:");
    let options = Options { names, ..Options::new(sealing.clone()) };
    let partitions = Partitions::new(Arc::clone(values), options);
    for person in people {
        let cache = person.cache()?;
        let partition = partitions.partition(&PartitionKey::account(&person.home_account_id));
        partition.change_with(move |empty: &mut TokenCache| *empty = cache.clone()).await?;
    }
    Ok(())
}

/// As our example reads them.
async fn put_sessions(values: Arc<dyn ValueStore>, sealing: Sealing, people: &[Person]) -> Outcome<Vec<Id>> {
    let sessions = Sessions::new(values, sealing, "webapp:");
    let mut ids = Vec::new();
    for person in people {
        let signed_in = json!({
            "home_account_id": person.home_account_id, "environment": ENVIRONMENT, "username": person.username,
            "tokens": Id::default().to_string(), "form_token": Id::default().to_string(),
            "seen": OffsetDateTime::now_utc().unix_timestamp(),
        });
        let data = [("person".to_owned(), signed_in)].into();
        let expiry_date = OffsetDateTime::from_unix_timestamp(person.expires_on)?;
        let mut record = Record { id: Id::default(), data, expiry_date };
        sessions.create(&mut record).await?;
        ids.push(record.id);
    }
    Ok(ids)
}
