use std::{fmt, sync::Arc, time::Duration};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use redis::{Cmd, Value as Answer};
use thiserror::Error;
use token_partitions::{ChangeListener, Page, Revision, Swapped, Value, ValueError, ValueStore};
use token_store::BoxFuture;
use tokio::time::timeout;

use crate::{
    AddressError, RedisAddress, RedisOptions,
    changes::Changes,
    fault::{Command, RedisFault},
    names,
    network::{Network, To},
};

/// Swaps the value of the key. Arguments: the expected revision, the lifetime in milliseconds, the channel, the sender,
/// and the new value, if it is not to be deleted. Whether others may be told does not matter to what is stored.
const SWAP: &str = "
local now = redis.call('GET', KEYS[1])
local revision = ''
if now then revision = redis.sha1hex(now) end
if revision ~= ARGV[1] then return 0 end
if #ARGV < 5 then
  if not now then return 1 end
  redis.call('DEL', KEYS[1])
elseif ARGV[2] == '' then
  redis.call('SET', KEYS[1], ARGV[5])
else
  redis.call('SET', KEYS[1], ARGV[5], 'PX', ARGV[2])
end
redis.pcall('PUBLISH', ARGV[3], ARGV[4] .. ' ' .. KEYS[1])
return 1
";

const DELETE: &str = "
local deleted = redis.call('DEL', KEYS[1])
if deleted == 1 then redis.pcall('PUBLISH', ARGV[1], ARGV[2] .. ' ' .. KEYS[1]) end
return deleted
";

const REVISION: &str = "
local now = redis.call('GET', KEYS[1])
if now then return redis.sha1hex(now) end
return false
";

/// Redis takes no lifetime that ends beyond its clock.
const LONGEST_LIFETIME: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Values in a Redis or a Redis Cluster. One handle serves many tasks.
pub struct RedisValues {
    network: Arc<Network>,
    changes: Changes,
    channel: String,
    own: String,
}

/// Why there is no handle.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The address is none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
    /// Redis does not answer as it has to.
    #[error(transparent)]
    Store(#[from] ValueError),
}

impl RedisValues {
    /// Connects to a Redis at an address as [`RedisAddress`] describes it, and sees that it answers.
    pub async fn connect(address: &str) -> Result<Self, ConnectError> {
        Self::connect_with(address, RedisOptions::default()).await
    }

    /// As [`connect`](Self::connect), with options.
    pub async fn connect_with(address: &str, options: RedisOptions) -> Result<Self, ConnectError> {
        let limit = options.time_limit;
        let values = Self::open(address.parse()?, options)?;
        values.revision("").await?;
        // A user who may not listen to the channel can still store.
        let _ = timeout(limit, values.changes.heard.until_up()).await;
        Ok(values)
    }

    /// A handle that connects when it is used: for a node that is to start while the store is down. To be called within a
    /// runtime of Tokio.
    pub fn open(address: RedisAddress, options: RedisOptions) -> Result<Self, ConnectError> {
        // Another library in the program may have brought a second one, and then neither is taken by itself.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut random = [0; 8];
        aws_lc_rs::rand::fill(&mut random).map_err(|_| ConnectError::Random)?;
        let own = format!("{:016x}", u64::from_be_bytes(random));
        let channel = match address.database() {
            0 => options.channel.clone(),
            database => format!("{}:{database}", options.channel),
        };
        let network = Arc::new(Network::new(address, options));
        let changes = Changes::listen(Arc::clone(&network), channel.clone(), own.clone());
        Ok(Self { network, changes, channel, own })
    }

    async fn run_swap(
        &self,
        name: &str,
        expected: Option<&Revision>,
        new: Option<&[u8]>,
        lifetime: Option<Duration>,
    ) -> Result<Swapped, ValueError> {
        let mut command = script(SWAP, name);
        command.arg(expected.map_or([].as_slice(), |revision| &revision.0));
        match lifetime.map(|lifetime| lifetime.min(LONGEST_LIFETIME).as_millis().max(1)) {
            Some(lifetime) => command.arg(lifetime.to_string()),
            None => command.arg(""),
        };
        command.arg(&self.channel).arg(&self.own);
        if let Some(new) = new {
            command.arg(new);
        }
        match self.network.run(To::Key(name), &command, Command::Changes).await? {
            Answer::Int(1) => Ok(Swapped::Done(new.map(revision_of))),
            Answer::Int(0) => Ok(Swapped::Conflict),
            _ => Err(unexpected()),
        }
    }

    async fn run_get(&self, name: &str) -> Result<Option<Value>, ValueError> {
        let mut command = redis::cmd("GET");
        command.arg(name);
        match self.network.run(To::Key(name), &command, Command::Reads).await? {
            Answer::Nil => Ok(None),
            Answer::BulkString(bytes) => Ok(Some(Value { revision: revision_of(&bytes), bytes })),
            _ => Err(unexpected()),
        }
    }

    async fn run_revision(&self, name: &str) -> Result<Option<Revision>, ValueError> {
        match self.network.run(To::Key(name), &script(REVISION, name), Command::Reads).await? {
            Answer::Nil => Ok(None),
            Answer::BulkString(revision) => Ok(Some(Revision(revision))),
            _ => Err(unexpected()),
        }
    }

    async fn run_delete(&self, name: &str) -> Result<bool, ValueError> {
        let mut command = script(DELETE, name);
        command.arg(&self.channel).arg(&self.own);
        match self.network.run(To::Key(name), &command, Command::Changes).await? {
            Answer::Int(deleted) => Ok(deleted == 1),
            _ => Err(unexpected()),
        }
    }
}

impl ValueStore for RedisValues {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, ValueError>> {
        Box::pin(self.run_get(name))
    }

    fn revision<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Revision>, ValueError>> {
        Box::pin(self.run_revision(name))
    }

    fn swap<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a Revision>,
        new: Option<&'a [u8]>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'a, Result<Swapped, ValueError>> {
        Box::pin(self.run_swap(name, expected, new, lifetime))
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<bool, ValueError>> {
        Box::pin(self.run_delete(name))
    }

    fn names<'a>(
        &'a self,
        prefix: &'a str,
        cursor: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Page, ValueError>> {
        Box::pin(names::page(&self.network, prefix, cursor, limit))
    }

    fn listen(&self) -> ChangeListener {
        self.changes.heard.listen()
    }

    fn hears_of_changes(&self) -> bool {
        self.changes.heard.hears()
    }
}

/// Without the user and the password.
impl fmt::Debug for RedisValues {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RedisValues").field("address", &self.network.address).finish_non_exhaustive()
    }
}

/// A script of one key, in whose cluster's node it runs. Redis compiles it once, however often it is sent.
fn script(script: &str, key: &str) -> Cmd {
    let mut command = redis::cmd("EVAL");
    command.arg(script).arg(1).arg(key);
    command
}

/// As `redis.sha1hex` has it.
fn revision_of(bytes: &[u8]) -> Revision {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes);
    let digits = hash.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Revision(digits.map(|digit| DIGITS[usize::from(digit)]).collect())
}

fn unexpected() -> ValueError {
    ValueError::Failed(Box::new(RedisFault::new("not an answer to this command")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_what_sha1sum_prints() {
        // printf abc | sha1sum
        assert_eq!(revision_of(b"abc").0, b"a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
