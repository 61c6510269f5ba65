//! Nodes that work at the same time, in trouble.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use token_store::StoreError;

use super::{
    super::support::{Database, Fate, Faults, open},
    NODES, Numbers, Run, Step, USERS, World, names,
};
use crate::{ManualClock, Partitions};

/// What one task has done to one user, with tokens that nobody else touches.
#[derive(Default)]
struct Done {
    there: BTreeSet<String>,
    gone: BTreeSet<String>,
}

/// Adds and removes tokens of its own, through any node, or always the same one.
async fn work(nodes: Vec<Partitions<Database>>, user: &'static str, seed: u64) -> Done {
    let (mut numbers, mut done) = (Numbers(seed), Done::default());
    for number in 0..40 {
        let node = &nodes[numbers.below(nodes.len())];
        let is_removal = numbers.below(3) == 0 && !done.there.is_empty();
        let name = if is_removal { done.there.first().unwrap().clone() } else { format!("{seed}-{number}") };
        let step = if is_removal { Step::Remove(name.clone()) } else { Step::Add(name.clone()) };
        match open(node, user).change(Box::new(move |cache| step.on_cache(cache))).await {
            Ok(_) if is_removal => {
                done.there.remove(&name);
                done.gone.insert(name);
            }
            Ok(_) => {
                done.there.insert(name);
            }
            // It may have been made: nobody knows.
            Err(StoreError::Unavailable { .. } | StoreError::Contended { .. }) => {
                done.there.remove(&name);
            }
            Err(error) => panic!("{error:?}"),
        }
        tokio::task::yield_now().await;
    }
    done
}

/// Outages, conflicts and lost answers, until there is nobody to trouble.
async fn trouble(nodes: Vec<Arc<Faults>>, seed: u64, clock: ManualClock, working: Arc<AtomicBool>) {
    let mut numbers = Numbers(seed);
    // Not for so long that tokens end.
    let mut ticks = (0..30_000).map(|_| Duration::from_millis(100));
    while working.load(Ordering::SeqCst) {
        let faults = &nodes[numbers.below(nodes.len())];
        match numbers.below(6) {
            0 => faults.go_down(),
            1 | 2 => faults.come_up(),
            3 => faults.conflicts.store(2, Ordering::SeqCst),
            4 => *faults.fate.lock().unwrap() = Some(Fate::Made),
            _ => *faults.fate.lock().unwrap() = Some(Fate::NotMade),
        }
        clock.advance(ticks.next().unwrap_or_default());
        tokio::task::yield_now().await;
    }
    for faults in nodes {
        faults.come_up();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_at_once_lose_nothing_that_was_acknowledged_and_bring_nothing_back() {
    for seed in 0..16 {
        let run = Run::of(seed);
        let world = World::new(run);
        let nodes: Vec<_> = world.nodes.iter().map(|node| node.partitions.clone()).collect();
        let faults = world.nodes.iter().map(|node| Arc::clone(&node.faults)).collect();
        let working = Arc::new(AtomicBool::new(true));
        let troubling = tokio::spawn(trouble(faults, seed, world.clock.clone(), Arc::clone(&working)));
        let tasks: Vec<_> = (0..9)
            .map(|task| {
                // What waits in a node's memory only that node knows of.
                let own = if run.uses_memory { vec![nodes[task % NODES].clone()] } else { nodes.clone() };
                let user = USERS[task / NODES];
                let seed = seed * 100 + task as u64;
                tokio::spawn(async move { (user, work(own, user, seed).await) })
            })
            .collect();
        let mut all = Vec::new();
        for task in tasks {
            all.push(task.await.unwrap());
        }
        working.store(false, Ordering::SeqCst);
        troubling.await.unwrap();
        world.clock.advance(Duration::from_secs(31));
        for node in &nodes {
            assert_eq!(node.write_pending().await, 0, "{run:?}");
        }
        for (user, done) in all {
            for node in &nodes {
                let found = names(&open(node, user).load().await.unwrap().cache);
                assert!(done.there.is_subset(&found), "{run:?}: lost {:?}", done.there.difference(&found));
                let back: Vec<_> = done.gone.intersection(&found).collect();
                assert!(back.is_empty(), "{run:?}: came back: {back:?}");
            }
        }
    }
}
