use metrics::{Counter, counter, describe_counter};

/// What happens, as counters of the `metrics` crate. They are fetched when [`Partitions`](crate::Partitions) are made: a
/// recorder has to be there before. None has labels, so nothing tells who uses the app.
#[derive(Clone)]
pub(crate) struct Counters {
    /// Answered from memory, without asking.
    pub(crate) hits: Counter,
    /// Asked, and unchanged.
    pub(crate) confirmations: Counter,
    /// Asked, and read.
    pub(crate) misses: Counter,
    pub(crate) writes: Counter,
    pub(crate) conflicts: Counter,
    pub(crate) contended: Counter,
    pub(crate) outages: Counter,
    pub(crate) outage_answers: Counter,
    pub(crate) postponed: Counter,
    pub(crate) replayed: Counter,
    pub(crate) open_failures: Counter,
    pub(crate) set_aside: Counter,
    pub(crate) evictions: Counter,
    pub(crate) told: Counter,
}

/// Makes a counter of that name.
fn made(name: &'static str, description: &'static str) -> Counter {
    describe_counter!(name, description);
    counter!(name)
}

impl Counters {
    pub(crate) fn new() -> Self {
        Self {
            hits: made("token_partitions_hits_total", "Caches answered from memory without asking the store"),
            confirmations: made(
                "token_partitions_confirmations_total",
                "Caches in memory that the store confirmed",
            ),
            misses: made("token_partitions_misses_total", "Caches read from the store"),
            writes: made("token_partitions_writes_total", "Caches written to the store, or deleted as empty"),
            conflicts: made(
                "token_partitions_conflicts_total",
                "Writes that somebody else was faster than, tried again",
            ),
            contended: made("token_partitions_contended_total", "Changes given up after too many conflicts"),
            outages: made("token_partitions_outages_total", "Requests that the store did not answer"),
            outage_answers: made(
                "token_partitions_outage_answers_total",
                "Caches answered from memory in an outage",
            ),
            postponed: made("token_partitions_postponed_total", "Changes kept in memory in an outage"),
            replayed: made("token_partitions_replayed_total", "Postponed changes that were written later"),
            open_failures: made("token_partitions_open_failures_total", "Values that could not be opened"),
            set_aside: made("token_partitions_set_aside_total", "Damaged values that were moved aside"),
            evictions: made(
                "token_partitions_evictions_total",
                "Partitions that left the memory to make room",
            ),
            told: made("token_partitions_told_total", "Changes of other nodes that the store told of"),
        }
    }
}
