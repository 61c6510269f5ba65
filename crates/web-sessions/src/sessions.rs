use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use token_partitions::{Clock, Sealing, Swapped, SystemClock, Value, ValueError, ValueStore};
use token_store::StoreError;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use tracing::warn;

use crate::{
    memory::{Changing, Hash, Json, Memory},
    record,
};

/// What the database answers.
type Answer<T> = std::result::Result<T, ValueError>;

/// How often a change is tried while other requests change the same session.
const TRIES: u32 = 32;

/// Sessions in a database that all nodes share, for `tower_sessions::SessionManagerLayer`. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    values: Arc<dyn ValueStore>,
    sealing: Sealing,
    prefix: String,
    clock: Arc<dyn Clock>,
    memory: Option<Arc<Memory>>,
}

impl Sessions {
    /// Sessions under names of `{prefix}session:` and a hash. Everybody who knows the key ring of `sealing` can read them,
    /// and without one everybody who can read the database.
    pub fn new(values: Arc<dyn ValueStore>, sealing: Sealing, prefix: &str) -> Self {
        Self {
            values,
            sealing,
            prefix: format!("{prefix}session:"),
            clock: Arc::new(SystemClock),
            memory: None,
        }
    }

    /// Answers a session from the memory of this node for so long after the store was asked, as long as the store tells of
    /// other nodes' changes. A session that is ended through this node is ended at once; through another, as soon as
    /// the store has told of it, and if that goes amiss on the way, after `believed_for`, which is therefore to be a second
    /// or so. Clones share the memory; nothing else in this process may change the sessions.
    #[must_use]
    pub fn with_memory(self, believed_for: Duration) -> Self {
        Self { memory: Some(Arc::new(Memory::new(believed_for))), ..self }
    }

    /// Goes on from memory while the store does not answer, with what it told of no longer than `at_most` ago, and asks it
    /// again every second; whoever is not in this node's memory gets the error. What is saved in a session meanwhile is
    /// known to this node only, and only until the store answers again; nobody can be signed in or out. A session
    /// that was ended through another node just before may still be served. Without [`with_memory`](Self::with_memory)
    /// the store is asked first each time.
    #[must_use]
    pub fn through_outages(self, at_most: Duration) -> Self {
        let memory = self.memory.unwrap_or_else(|| Arc::new(Memory::new(Duration::ZERO)));
        Self { memory: Some(Arc::new(memory.through_outages(at_most))), ..self }
    }

    /// Goes by another clock than the system's.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Where a session is stored.
    fn name(&self, hash: &Hash) -> String {
        format!("{}{}", self.prefix, URL_SAFE_NO_PAD.encode(hash))
    }

    fn changing(&self, hash: Hash) -> Changing<'_> {
        Changing::new(self.memory.as_deref(), hash)
    }

    /// The JSON of a session; none where there is none, or nobody can read it any more.
    async fn json(&self, hash: Hash) -> Result<Option<Json>> {
        let Some(memory) = &self.memory else { return self.open(&hash, self.stored(&hash).await) };
        memory.listen(&*self.values, &self.prefix);
        let now = self.clock.now();
        if let Some(json) = memory.get(&*self.values, &hash, now) {
            return Ok(Some(json));
        }
        let in_outage = || memory.get_in_outage(&hash, now);
        if !memory.may_ask(now)
            && let Some(json) = in_outage()
        {
            return Ok(Some(json));
        }
        let question = memory.question(now);
        let stored = self.stored(&hash).await;
        memory.note(is_outage(&stored), now);
        if is_outage(&stored)
            && let Some(json) = in_outage()
        {
            return Ok(Some(json));
        }
        let json = self.open(&hash, stored)?;
        if let Some(json) = &json {
            memory.keep(&*self.values, question, hash, Arc::clone(json));
        }
        Ok(json)
    }

    async fn stored(&self, hash: &Hash) -> Answer<Option<Value>> {
        self.values.get(&self.name(hash)).await
    }

    fn open(&self, hash: &Hash, stored: Answer<Option<Value>>) -> Result<Option<Json>> {
        let Some(value) = stored.map_err(|error| refused(&error))? else { return Ok(None) };
        let opened = self.sealing.open_bytes(&self.name(hash), &value).map_err(|error| told(&error))?;
        if opened.is_none() {
            damaged();
        }
        Ok(opened.map(Arc::new))
    }

    /// For how long it is to stay.
    fn lifetime(&self, record: &Record) -> Duration {
        let left = record.expiry_date.unix_timestamp().saturating_sub(self.clock.timestamp().as_unix());
        Duration::from_secs(u64::try_from(left).unwrap_or_default())
    }

    fn sealed(&self, name: &str, record: &Record) -> Result<Vec<u8>> {
        self.sealing.seal_bytes(name, &json_of(record)?).map_err(|error| told(&error))
    }

    /// Puts a session in the place of the one that is there, if there is any: whether there was.
    async fn replace(&self, name: &str, sealed: &[u8], lifetime: Duration) -> Answer<bool> {
        for _ in 0..TRIES {
            let Some(revision) = self.values.revision(name).await? else { return Ok(false) };
            match self.values.swap(name, Some(&revision), Some(sealed), Some(lifetime)).await {
                Ok(Swapped::Done(_)) => return Ok(true),
                // Where it is not known whether it was done, doing it once more is as good.
                Ok(Swapped::Conflict) | Err(ValueError::Uncertain(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(ValueError::Failed(StoreError::Contended { tries: TRIES }.into()))
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// Stores a new session, under another ID if somebody has this one already.
    async fn create(&self, record: &mut Record) -> Result<()> {
        for _ in 0..TRIES {
            let name = self.name(&hash_of(record.id));
            let sealed = self.sealed(&name, record)?;
            let lifetime = Some(self.lifetime(record));
            match self.values.swap(&name, None, Some(&sealed), lifetime).await {
                Ok(Swapped::Done(_)) => return Ok(()),
                // Whether it was stored is not known, and nobody has its ID yet.
                Ok(Swapped::Conflict) | Err(ValueError::Uncertain(_)) => record.id = Id::default(),
                Err(error) => return Err(refused(&error)),
            }
        }
        Err(Error::Backend("the store does not take a new session; see whether it runs well".to_owned()))
    }

    /// Stores what has become of a session. One that was ended meanwhile stays ended.
    async fn save(&self, record: &Record) -> Result<()> {
        let hash = hash_of(record.id);
        let mut changing = self.changing(hash);
        let name = self.name(&hash);
        let sealed = self.sealed(&name, record)?;
        let replaced = self.replace(&name, &sealed, self.lifetime(record)).await;
        if is_outage(&replaced) && changing.keep_instead(json_of(record)?, self.clock.now()) {
            return Ok(());
        }
        replaced.map(drop).map_err(|error| refused(&error))
    }

    /// The session of that ID; none where there is none, or nobody can read it any more.
    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(json) = self.json(hash_of(*id)).await? else { return Ok(None) };
        let record = record::read(*id, &json);
        if record.is_none() {
            damaged();
        }
        let now = OffsetDateTime::from_unix_timestamp(self.clock.timestamp().as_unix());
        let lasts = |record: &Record| now.is_ok_and(|now| record.expiry_date > now);
        Ok(record.filter(lasts))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let hash = hash_of(*id);
        let _changing = self.changing(hash);
        self.values.delete(&self.name(&hash)).await.map(drop).map_err(|error| refused(&error))
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sessions").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

fn hash_of(id: Id) -> Hash {
    Sha256::digest(id.0.to_le_bytes()).into()
}

fn json_of(record: &Record) -> Result<Json> {
    record::write(record).map(Arc::new).map_err(|error| Error::Encode(error.to_string()))
}

/// Whether the store did not answer.
fn is_outage<T>(answer: &Answer<T>) -> bool {
    matches!(answer, Err(ValueError::Unavailable(_) | ValueError::Uncertain(_)))
}

fn damaged() {
    warn!("a session is damaged: whoever it belongs to has to sign in again");
}

fn told(error: &StoreError) -> Error {
    Error::Backend(error.to_string())
}

/// The causes go to the log: the error itself has no room for them.
fn refused(error: &ValueError) -> Error {
    warn!(error = ?std::error::Error::source(error).map(ToString::to_string), "the store of the sessions failed");
    Error::Backend(error.to_string())
}
