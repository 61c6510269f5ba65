//! Nodes that change one cache at random while their database comes and goes, beside what must come of it.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use token_cache::Removal;
use token_store::{Snapshot, StoreError, TokenStore, conformance::sample};

use super::support::{Database, Fate, Nodes, add, loaded, open};
use crate::{Options, OutagePolicy, Partitions};

const TASKS_OF_A_NODE: usize = 2;
const STEPS: usize = 60;

/// Knuth's linear congruential generator: the same steps each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Whether a token must be there in the end; none where an error left it open.
type Expected = BTreeMap<String, Option<bool>>;

async fn remove(store: &Arc<dyn TokenStore>, name: &str) -> Result<Snapshot, StoreError> {
    let removal =
        Removal::OfApplication { client_id: name.to_owned(), environment: "login.example".to_owned() };
    store
        .change(Box::new(move |cache| {
            cache.remove(&removal);
        }))
        .await
}

/// Trouble for the node, or the end of it.
fn trouble(node: &Partitions<Database>, dice: &mut Dice) {
    let faults = &node.values().faults;
    match dice.throw(12) {
        0 => faults.go_down(),
        1..=3 => faults.come_up(),
        4 => faults.conflicts.store(2, Ordering::SeqCst),
        5 => *faults.fate.lock().unwrap() = Some(Fate::Made),
        6 => *faults.fate.lock().unwrap() = Some(Fate::NotMade),
        _ => {}
    }
}

/// Each task adds and removes tokens of its own, so that their order is known.
async fn steps(node: Partitions<Database>, task: usize, clock: crate::ManualClock) -> Expected {
    let mut dice = Dice(task as u64 + 1);
    let mut expected = Expected::new();
    for step in 0..STEPS {
        trouble(&node, &mut dice);
        clock.advance(Duration::from_millis(100));
        let store = open(&node, "ada");
        let is_added = expected.is_empty() || dice.throw(3) > 0;
        let name = if is_added {
            format!("app-{task}-{step}")
        } else {
            let place = usize::try_from(dice.throw(expected.len() as u64)).unwrap();
            expected.keys().nth(place).unwrap().clone()
        };
        let done = if is_added { add(&store, &name).await } else { remove(&store, &name).await };
        match done {
            Ok(snapshot) => {
                assert_eq!(sample::names(&snapshot.cache).contains(&name), is_added, "{name}");
                expected.insert(name, Some(is_added));
            }
            Err(StoreError::Unavailable { .. }) => {
                expected.insert(name, None);
            }
            Err(error) => panic!("{error:?}"),
        }
        tokio::task::yield_now().await;
    }
    expected
}

async fn run(nodes: Nodes) {
    let mut tasks = Vec::new();
    for task in 0..2 * TASKS_OF_A_NODE {
        let node = if task % 2 == 0 { nodes.first.clone() } else { nodes.second.clone() };
        tasks.push(tokio::spawn(steps(node, task, nodes.clock.clone())));
    }
    let mut expected = Expected::new();
    for task in tasks {
        expected.extend(task.await.unwrap());
    }
    for node in [&nodes.first, &nodes.second] {
        node.values().faults.come_up();
        *node.values().faults.fate.lock().unwrap() = None;
    }
    nodes.clock.advance(Duration::from_secs(5));
    tokio::time::sleep(Duration::from_secs(5)).await;
    loaded(&open(&nodes.first, "ada")).await;
    let left = loaded(&open(&nodes.second, "ada")).await;
    assert_eq!(loaded(&open(&nodes.first, "ada")).await, left);
    let certain = expected.iter().filter_map(|(name, is_there)| Some((name, (*is_there)?)));
    let wrong: Vec<_> = certain.clone().filter(|(name, is_there)| left.contains(name) != *is_there).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(left.iter().all(|name| expected.contains_key(name)));
    assert!(certain.count() > STEPS, "most of it is certain");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_and_nothing_comes_back_where_outages_are_errors() {
    run(Nodes::with(|options| options.prune_beyond = usize::MAX)).await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_and_nothing_comes_back_where_memory_is_used() {
    let policy = OutagePolicy::UseMemory {
        at_most: Duration::from_secs(3600),
        ask_again: Duration::from_secs(1),
        changes: 1000,
    };
    let choose = |options: &mut Options| {
        options.outage = policy;
        options.prune_beyond = usize::MAX;
    };
    run(Nodes::with(choose)).await;
    run(Nodes::deaf(choose)).await;
}
