//! How long a request waits for its user's cache: `cargo bench -p token-partitions -- [PARTITIONS]`.
#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench tells its figures, roughly, and may fail"
)]

use std::{
    env,
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

use token_cache::{TokenCache, TokenQuery};
use token_partitions::{KeyRing, MemoryValues, Options, Partitions, RingKey, Sealing};
use token_store::{PartitionKey, TokenStores, conformance::sample};
use tokio::runtime::Builder;

const TOKENS: usize = 5;
const TIMES: usize = 1_000_000;

fn main() {
    let count = env::args().find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let _entered = runtime.enter();
    let mut options = Options::new(Sealing::Sealed(KeyRing::new("one", RingKey::new([1; 32])).unwrap()));
    options.told_for = Duration::from_secs(600);
    let partitions = Partitions::new(MemoryValues::new(), options);
    let keys: Vec<_> = (0..count).map(key).collect();
    println!("{count} partitions with {TOKENS} access tokens each");
    runtime.block_on(async {
        let since = Instant::now();
        for key in &keys {
            partitions.partition(key).change(Box::new(put)).await.unwrap();
        }
        tell("first change", since, count);
        let since = Instant::now();
        for key in &keys {
            partitions.partition(key).load().await.unwrap();
        }
        tell("load, unchanged", since, count);
    });
    tell_hits("partition", &keys, 1, |key| {
        black_box(partitions.partition(key));
    });
    for threads in [1, 2, 4] {
        tell_hits("partition and recent", &keys, threads, |key| {
            black_box(partitions.partition(key).recent().unwrap());
        });
    }
    let query = TokenQuery { client_id: Some("app-3"), ..TokenQuery::default() };
    tell_hits("and a token found", &keys, 1, |key| {
        let snapshot = partitions.partition(key).recent().unwrap();
        black_box(snapshot.cache.access_tokens(&query).next().unwrap().secret());
    });
    let cold = Partitions::new(partitions.values().clone(), {
        Options::new(Sealing::Sealed(KeyRing::new("one", RingKey::new([1; 32])).unwrap()))
    });
    runtime.block_on(async {
        let since = Instant::now();
        for key in &keys {
            cold.partition(key).load().await.unwrap();
        }
        tell("load, from the store", since, count);
    });
}

/// As long as Entra's.
fn key(number: usize) -> PartitionKey {
    let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    PartitionKey::account(&format!("{number:08x}-0000-0000-0000-000000000000.{tenant}"))
}

fn put(cache: &mut TokenCache) {
    (0..TOKENS).for_each(|number| sample::put(cache, &format!("app-{number}")));
}

/// Does it for every key in turn, in as many threads, and tells the time on the processor, if the system does.
fn tell_hits(what: &str, keys: &[PartitionKey], threads: usize, hit: impl Fn(&PartitionKey) + Sync) {
    let since = Instant::now();
    let on_processor: Option<Duration> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|number| {
                let hit = &hit;
                // Each begins elsewhere.
                let begin = number * keys.len() / threads;
                scope.spawn(move || {
                    let before = on_processor();
                    keys.iter().cycle().skip(begin).take(TIMES).for_each(hit);
                    on_processor().zip(before).map(|(after, before)| after.saturating_sub(before))
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let what = format!("{what}, {threads} threads");
    match on_processor {
        Some(time) => println!("{what:>36}: {:.0} ns", nanoseconds(time, TIMES * threads)),
        None => tell(&what, since, TIMES),
    }
}

/// For how long this thread has had a processor (`sched_schedstats(5)`); none but on Linux.
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn nanoseconds(time: Duration, times: usize) -> f64 {
    time.as_secs_f64() * 1e9 / times as f64
}

fn tell(what: &str, since: Instant, times: usize) {
    println!("{what:>36}: {:.0} ns", nanoseconds(since.elapsed(), times));
}
