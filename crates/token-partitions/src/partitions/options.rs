use std::{fmt, sync::Arc, time::Duration};

use crate::{Clock, Sealing, SystemClock};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// What can be chosen about [`Partitions`](crate::Partitions). All nodes of an app should choose the same.
#[derive(Clone)]
pub struct Options {
    /// How caches are kept in the database.
    pub sealing: Sealing,
    /// Under which names values are kept.
    pub names: Names,
    /// How long a cache with a refresh token, or with no token at all, stays after it was last changed, which every
    /// renewal does. It should be what the provider gives refresh tokens: 90 days with Entra. A cache with nothing but
    /// access tokens stays until the last of them ends.
    pub lifetime: Duration,
    /// The same for the cache of a session, which is to end about when the session does: no less than the time after which
    /// an idle session ends. While its access tokens last longer, it stays as long as they.
    pub session_lifetime: Duration,
    /// The least lifetime of a value, whatever it holds.
    pub least_lifetime: Duration,
    /// Beyond so many bytes of JSON, access tokens are pruned when the cache is changed: those that have ended, then
    /// those that end next. They can be had again; refresh tokens and accounts always stay.
    pub prune_beyond: usize,
    /// How often a change is tried while other nodes change the same cache.
    pub tries: u32,
    /// What is kept in the memory of this node.
    pub memory: MemoryLimits,
    /// For how long the database's last word on a cache is believed without asking again.
    pub confirmed_for: Duration,
    /// The same where the database tells of other nodes' changes, which end it at once. It does not hold with
    /// [`Sealing::Plain`]: other programs may write caches then, and tell nobody.
    pub told_for: Duration,
    /// What to do while the database does not answer.
    pub outage: OutagePolicy,
    /// How long the right to renew tokens outlives a node that was killed with it. While it is held it is renewed at every
    /// third of that.
    pub lease: Duration,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

impl Options {
    /// 90 days, a day for sessions, at least 10 minutes; pruned beyond 128 KiB; 32 tries; the usual memory; believed for a second, or half a
    /// minute where changes are told; an outage is an error; a lease of 15 seconds.
    pub fn new(sealing: Sealing) -> Self {
        Self {
            sealing,
            names: Names::default(),
            lifetime: 90 * DAY,
            session_lifetime: DAY,
            least_lifetime: Duration::from_secs(600),
            prune_beyond: 128 * 1024,
            tries: 32,
            memory: MemoryLimits::default(),
            confirmed_for: Duration::from_secs(1),
            told_for: Duration::from_secs(30),
            outage: OutagePolicy::Fail,
            lease: Duration::from_secs(15),
            clock: Arc::new(SystemClock),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("sealing", &self.sealing)
            .field("names", &self.names)
            .field("memory", &self.memory)
            .field("outage", &self.outage)
            .finish_non_exhaustive()
    }
}

/// What the names of values begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Caches; the name of the partition follows. It may be empty, to share caches with programs that name them so.
    pub caches: String,
    /// Locks of those who renew tokens; a hash follows.
    pub locks: String,
    /// Values that could not be used and were moved aside; the name of the partition and the time follow.
    pub set_aside: String,
}

impl Names {
    /// `{prefix}cache:`, `{prefix}lock:` and `{prefix}set-aside:`.
    pub fn under(prefix: &str) -> Self {
        let with = |kind: &str| format!("{prefix}{kind}:");
        Self { caches: with("cache"), locks: with("lock"), set_aside: with("set-aside") }
    }

    /// The name of the partition whose cache is kept under that name; none where it is something else.
    pub(crate) fn partition_of<'a>(&self, name: &'a str) -> Option<&'a str> {
        let is_other = |prefix: &String| {
            // Only where caches would begin like it too.
            prefix.starts_with(&self.caches) && *prefix != self.caches && name.starts_with(prefix)
        };
        let is_cache = ![&self.locks, &self.set_aside].into_iter().any(is_other);
        name.strip_prefix(&self.caches).filter(|_| is_cache)
    }
}

impl Default for Names {
    /// Under `tessera:`.
    fn default() -> Self {
        Self::under("tessera:")
    }
}

/// What is kept in memory at most. Beyond it, the partitions that were opened least recently go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryLimits {
    /// Partitions.
    pub partitions: usize,
    /// Bytes, of the JSON of their caches and about what it takes to find entries in it.
    pub bytes: usize,
    /// Caches that are kept whole; of others only the access tokens that somebody has asked for, which is a tenth. For
    /// anything else the database is asked for the cache again. It does not hold with [`OutagePolicy::UseMemory`], which
    /// keeps all caches whole, to go on from them.
    pub whole: usize,
}

impl Default for MemoryLimits {
    /// 20,000 partitions and 256 MiB, with 16 whole caches.
    fn default() -> Self {
        Self { partitions: 20_000, bytes: 256 << 20, whole: 16 }
    }
}

/// What to do while the database does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutagePolicy {
    /// Fail, with [`StoreError::Unavailable`](token_store::StoreError::Unavailable).
    Fail,
    /// Go on from what is in the memory of this node. Whoever is not in it gets the error.
    ///
    /// A change is applied in memory, and again, to the newest cache, once the database answers. Until then other nodes
    /// do not see it, and it is lost if the process ends before ([`Partitions::write_pending`](crate::Partitions::write_pending)). A user who was removed through another node just before may
    /// still be served.
    UseMemory {
        /// The database's last word must not be older than that.
        at_most: Duration,
        /// How often the database is asked again; in between nobody waits for it.
        ask_again: Duration,
        /// Changes of one partition that are kept; one more is an error.
        changes: usize,
    },
}

impl OutagePolicy {
    /// From what is not older than an hour, asking again every second, with up to 64 changes of each partition.
    pub fn use_memory() -> Self {
        Self::UseMemory { at_most: Duration::from_secs(3600), ask_again: Duration::from_secs(1), changes: 64 }
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_cache_is_told_from_what_else_begins_like_it() {
        let names = Names::default();
        assert_eq!(names.partition_of("tessera:cache:lock:x"), Some("lock:x"));
        assert_eq!(names.partition_of("tessera:lock:x"), None);
        let bare = Names { caches: String::new(), ..Names::default() };
        assert_eq!(bare.partition_of("oid.tid"), Some("oid.tid"));
        assert_eq!(bare.partition_of("tessera:lock:x"), None);
        assert_eq!(bare.partition_of("tessera:set-aside:x"), None);
        let same = Names { caches: "a:".into(), locks: "a:".into(), set_aside: "b:".into() };
        assert_eq!(same.partition_of("a:x"), Some("x"));
    }
}
