use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use token_cache::{BearerToken, Timestamp, TokenCache, TokenQuery};
use token_store::{Snapshot, TokenStore, conformance::sample};
use tokio::{sync::oneshot::Sender, task::JoinHandle};

use super::support::{Nodes, add, loaded, open, until};
use crate::{MemoryLimits, OutagePolicy, Sealing};

#[tokio::test]
async fn a_hit_asks_the_store_nothing_for_a_second_and_then_again() {
    let nodes = Nodes::deaf(|_| ());
    let store = open(&nodes.first, "ada");
    assert!(store.recent().is_none());
    add(&store, "one").await.unwrap();
    let asked = nodes.faults.asked();
    for _ in 0..10 {
        let recent = open(&nodes.first, "ada").recent().unwrap();
        assert_eq!(sample::names(&recent.cache), ["one"]);
    }
    nodes.clock.advance(Duration::from_millis(999));
    assert!(store.recent().is_some());
    nodes.clock.advance(Duration::from_millis(1));
    assert!(store.recent().is_none());
    assert_eq!(nodes.faults.asked(), asked);
    loaded(&store).await;
    assert_eq!(nodes.faults.asked(), (asked.0, asked.1 + 1), "the revision is enough");
    assert!(store.recent().is_some());
}

#[tokio::test]
async fn that_there_is_nothing_is_remembered_too() {
    let nodes = Nodes::deaf(|_| ());
    let store = open(&nodes.first, "ada");
    assert!(loaded(&store).await.is_empty());
    assert_eq!(store.recent().unwrap().version, None);
    loaded(&store).await;
    assert_eq!(nodes.faults.asked(), (1, 1));
}

#[tokio::test]
async fn a_store_that_tells_of_changes_is_believed_for_longer_and_ends_it_at_once() {
    let nodes = Nodes::new();
    let (first, second) = (open(&nodes.first, "ada"), open(&nodes.second, "ada"));
    add(&first, "one").await.unwrap();
    let listening = &nodes.first.shared.core.is_listening;
    until(|| listening.load(Ordering::SeqCst)).await;
    nodes.clock.advance(Duration::from_secs(29));
    assert!(first.recent().is_some());
    add(&second, "two").await.unwrap();
    until(|| first.recent().is_none()).await;
    assert_eq!(loaded(&first).await, ["one", "two"]);
    nodes.clock.advance(Duration::from_secs(30));
    assert!(first.recent().is_none());
}

#[tokio::test]
async fn caches_that_other_programs_may_write_are_not_believed_for_longer() {
    let nodes = Nodes::with(|options| options.sealing = Sealing::Plain);
    let store = open(&nodes.first, "ada");
    add(&store, "one").await.unwrap();
    nodes.clock.advance(Duration::from_secs(1));
    assert!(store.recent().is_none());
}

#[tokio::test]
async fn what_was_missed_makes_everything_doubtful() {
    let nodes = Nodes::new();
    let store = open(&nodes.first, "ada");
    add(&store, "one").await.unwrap();
    until(|| nodes.first.shared.core.is_listening.load(Ordering::SeqCst)).await;
    // More than is kept for who does not ask, as nobody can meanwhile.
    for number in 0..=10_000 {
        nodes.put(&format!("other-{number}"), b"value").await;
    }
    until(|| store.recent().is_none()).await;
    let asked = nodes.faults.asked();
    loaded(&store).await;
    assert_eq!(nodes.faults.asked(), (asked.0, asked.1 + 1), "it is still there");
}

#[tokio::test]
async fn many_loads_at_once_ask_once() {
    let nodes = Nodes::new();
    add(&open(&nodes.second, "ada"), "one").await.unwrap();
    let loads: Vec<_> = (0..50)
        .map(|_| {
            let store = open(&nodes.first, "ada");
            tokio::spawn(async move { loaded(&store).await })
        })
        .collect();
    for load in loads {
        assert_eq!(load.await.unwrap(), ["one"]);
    }
    let (gets, revisions) = nodes.faults.asked();
    assert!(gets == 1 && revisions <= 1, "{gets} {revisions}");
}

/// Begins to load, as far as the answer that waits.
async fn begin_to_load(nodes: &Nodes) -> (JoinHandle<Vec<String>>, Sender<()>) {
    let gate = nodes.faults.hold_answer();
    let store = open(&nodes.first, "ada");
    let loading = tokio::spawn(async move { loaded(&store).await });
    until(|| nodes.faults.is_answer_held()).await;
    (loading, gate)
}

#[tokio::test]
async fn an_answer_that_was_outdated_on_its_way_is_not_kept() {
    let nodes = Nodes::new();
    let second = open(&nodes.second, "ada");
    add(&second, "one").await.unwrap();
    // Only whoever opens one begins to listen.
    open(&nodes.first, "ada");
    let first = nodes.first.shared.open.open(&nodes.first.shared.core, "ada").unwrap();
    until(|| nodes.first.shared.core.is_listening.load(Ordering::SeqCst)).await;
    let (loading, gate) = begin_to_load(&nodes).await;
    let heard = first.known().epoch;
    add(&second, "two").await.unwrap();
    until(|| first.known().epoch > heard).await;
    gate.send(()).unwrap();
    assert_eq!(loading.await.unwrap(), ["one"], "as it was when it was asked");
    assert!(first.recent().is_none());
    assert_eq!(loaded(&open(&nodes.first, "ada")).await, ["one", "two"]);
}

#[tokio::test]
async fn an_answer_that_ones_own_change_overtook_is_not_kept() {
    let nodes = Nodes::deaf(|_| ());
    let store = open(&nodes.first, "ada");
    let (loading, gate) = begin_to_load(&nodes).await;
    add(&store, "one").await.unwrap();
    gate.send(()).unwrap();
    assert!(loading.await.unwrap().is_empty());
    assert_eq!(sample::names(&store.recent().unwrap().cache), ["one"]);
}

#[tokio::test]
async fn partitions_that_were_opened_least_recently_leave_the_memory() {
    let limits = MemoryLimits { partitions: 3, ..MemoryLimits::default() };
    let nodes = Nodes::with(|options| options.memory = limits);
    for key in ["a", "b", "c"] {
        add(&open(&nodes.first, key), key).await.unwrap();
    }
    open(&nodes.first, "a");
    open(&nodes.first, "d");
    assert!(open(&nodes.first, "a").recent().is_some() && open(&nodes.first, "c").recent().is_some());
    assert!(open(&nodes.first, "b").recent().is_none());
    assert_eq!(nodes.first.shared.open.count(), 3);
    assert_eq!(loaded(&open(&nodes.first, "b")).await, ["b"]);
}

#[tokio::test]
async fn memory_is_bounded_by_bytes_too_and_counted_down_again() {
    let limits = MemoryLimits { bytes: 20_000, ..MemoryLimits::default() };
    let nodes = Nodes::with(|options| options.memory = limits);
    for number in 0..100 {
        add(&open(&nodes.first, &number.to_string()), "one").await.unwrap();
    }
    let core = Arc::clone(&nodes.first.shared.core);
    open(&nodes.first, "last");
    let bytes = core.held_bytes.load(Ordering::SeqCst);
    assert!((1..=20_000).contains(&bytes), "{bytes}");
    drop(nodes);
    until(|| core.held_bytes.load(Ordering::SeqCst) == 0).await;
}

/// The token that the sample of that name is, as a client looks for it.
fn find(snapshot: &Snapshot, name: &str) -> Option<Arc<BearerToken>> {
    let query = TokenQuery {
        realm: Some("a-tenant"),
        scopes: &["https://graph.example/.default"],
        ..TokenQuery::of_application(name, "login.example")
    };
    snapshot.cache.bearer_token(&query, Timestamp::from_unix(1_800_000_000))
}

#[tokio::test]
async fn of_all_but_the_last_few_caches_only_what_was_found_stays_in_memory() {
    let limits = MemoryLimits { whole: 1, ..MemoryLimits::default() };
    let nodes = Nodes::deaf(|options| options.memory = limits);
    let (ada, alan) = (open(&nodes.first, "ada"), open(&nodes.first, "alan"));
    for name in ["one", "two"] {
        add(&ada, name).await.unwrap();
    }
    let one = find(&ada.recent().unwrap(), "one").unwrap();
    let whole = nodes.first.shared.core.held_bytes.load(Ordering::SeqCst);
    add(&alan, "three").await.unwrap();
    let asked = nodes.faults.asked();
    let recent = ada.recent().unwrap();
    assert_eq!(one, find(&recent, "one").unwrap());
    assert!(find(&recent, "two").is_none() && recent.version.is_some());
    assert_eq!(nodes.faults.asked(), asked);
    assert_eq!(loaded(&ada).await, ["one", "two"], "whoever loads gets all");
    let both = ada.recent().unwrap();
    assert!(find(&both, "one").is_some_and(|found| found == one) && find(&both, "two").is_some());
    // Alan's turn again.
    assert_eq!(loaded(&alan).await, ["three"]);
    let recent = ada.recent().unwrap();
    assert!(find(&recent, "one").is_some() && find(&recent, "two").is_some());
    add(&ada, "four").await.unwrap();
    assert_eq!(loaded(&ada).await, ["one", "two", "four"], "a change is one of all that was there");
    ada.change(Box::new(|cache| *cache = TokenCache::default())).await.unwrap();
    alan.change(Box::new(|cache| *cache = TokenCache::default())).await.unwrap();
    assert!(nodes.first.shared.core.held_bytes.load(Ordering::SeqCst) < whole);
}

#[tokio::test]
async fn a_removed_token_is_not_answered_by_what_was_found_before() {
    let limits = MemoryLimits { whole: 0, ..MemoryLimits::default() };
    let nodes = Nodes::with(|options| options.memory = limits);
    let (first, second) = (open(&nodes.first, "ada"), open(&nodes.second, "ada"));
    add(&first, "one").await.unwrap();
    until(|| nodes.first.shared.core.is_listening.load(Ordering::SeqCst)).await;
    assert!(find(&first.load().await.unwrap(), "one").is_some());
    second.change(Box::new(|cache| *cache = TokenCache::default())).await.unwrap();
    until(|| first.recent().is_none()).await;
    assert!(loaded(&first).await.is_empty());
    assert!(find(&first.recent().unwrap(), "one").is_none());
}

#[tokio::test]
async fn whoever_goes_on_from_memory_keeps_all_caches_whole() {
    let limits = MemoryLimits { whole: 0, ..MemoryLimits::default() };
    let nodes = Nodes::deaf(|options| {
        options.memory = limits;
        options.outage = OutagePolicy::use_memory();
    });
    let ada = open(&nodes.first, "ada");
    add(&ada, "one").await.unwrap();
    assert_eq!(sample::names(&ada.recent().unwrap().cache), ["one"]);
}

#[tokio::test]
async fn a_partition_in_use_stays_the_one_of_its_key() {
    let limits = MemoryLimits { partitions: 1, ..MemoryLimits::default() };
    let nodes = Nodes::with(|options| options.memory = limits);
    let used = open(&nodes.first, "used");
    for number in 0..10 {
        open(&nodes.first, &number.to_string());
    }
    assert!(Arc::ptr_eq(&used, &open(&nodes.first, "used")));
}

/// The one question was asked first and is answered last, with what was there before the other node's change.
#[tokio::test]
async fn an_answer_that_comes_late_does_not_bring_back_what_was() {
    let nodes = Nodes::deaf(|_| ());
    let (first, second) = (open(&nodes.first, "ada"), open(&nodes.second, "ada"));
    add(&second, "one").await.unwrap();
    let let_go = nodes.faults.hold_answer();
    let loading = tokio::spawn({
        let first = Arc::clone(&first);
        async move { loaded(&first).await }
    });
    until(|| nodes.faults.is_answer_held()).await;
    add(&second, "two").await.unwrap();
    let unchanged = first.change(Box::new(|_| ())).await.unwrap();
    assert_eq!(sample::names(&unchanged.cache), ["one", "two"]);
    let_go.send(()).unwrap();
    assert_eq!(loading.await.unwrap(), ["one"], "as it was when it was asked");
    assert!(first.recent().is_none(), "nobody knows which of both is the newer one");
    assert_eq!(loaded(&first).await, ["one", "two"]);
    assert!(first.recent().is_some());
}
