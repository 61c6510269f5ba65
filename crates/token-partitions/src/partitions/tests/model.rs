//! Nodes that change, fail and start anew at random, beside what has to be so at each moment.

mod at_once;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use token_cache::{Removal, Section, Timestamp, TokenCache, TokenQuery};
use token_store::{PartitionKey, StoreError, conformance::sample};

use super::support::{Database, Fate, Faults, NOW, open, ring};
use crate::{
    ManualClock, MemoryLimits, MemoryOptions, MemoryValues, Options, OutagePolicy, Partitions, Sealing,
};

const USERS: [&str; 3] = ["ada", "bo", "cy"];
const NODES: usize = 3;

/// The same numbers each time (Knuth's generator of the MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A change, as the model knows it too.
#[derive(Clone, Debug)]
enum Step {
    Add(String),
    Remove(String),
    Clear,
}

impl Step {
    fn on_cache(&self, cache: &mut TokenCache) {
        match self {
            Self::Add(name) => sample::put(cache, name),
            Self::Remove(name) => {
                let query = TokenQuery { client_id: Some(name), ..TokenQuery::default() };
                let keys = cache.access_tokens(&query).map(|token| token.stored_key().to_owned());
                for stored_key in keys.collect::<Vec<_>>() {
                    cache.remove(&Removal::Entry { section: Section::AccessToken, stored_key });
                }
            }
            Self::Clear => *cache = TokenCache::default(),
        }
    }

    fn on_model(&self, names: &mut BTreeSet<String>) {
        match self {
            Self::Add(name) => {
                names.insert(name.clone());
            }
            Self::Remove(name) => {
                names.remove(name);
            }
            Self::Clear => names.clear(),
        }
    }
}

fn names(cache: &TokenCache) -> BTreeSet<String> {
    sample::names(cache).into_iter().collect()
}

struct Node {
    partitions: Partitions<Database>,
    faults: Arc<Faults>,
    is_down: bool,
    /// What it has acknowledged and not written yet, for each user.
    waiting: BTreeMap<&'static str, Vec<Step>>,
}

/// What one run is about.
#[derive(Clone, Copy, Debug)]
struct Run {
    seed: u64,
    is_sealed: bool,
    is_told: bool,
    uses_memory: bool,
}

impl Run {
    fn of(seed: u64) -> Self {
        Self { seed, is_sealed: seed & 1 == 0, is_told: seed & 2 == 0, uses_memory: seed & 4 == 0 }
    }

    fn options(self, clock: &ManualClock) -> Options {
        let mut options = Options::new(if self.is_sealed { Sealing::Sealed(ring()) } else { Sealing::Plain });
        options.clock = Arc::new(clock.clone());
        // So that they come and go.
        options.memory = MemoryLimits { partitions: 2, whole: 1, ..MemoryLimits::default() };
        options.prune_beyond = usize::MAX;
        if self.uses_memory {
            options.outage = OutagePolicy::use_memory();
        }
        options
    }
}

/// Nodes, and a model of what the database holds.
struct World {
    run: Run,
    numbers: Numbers,
    clock: ManualClock,
    values: MemoryValues,
    nodes: Vec<Node>,
    stored: BTreeMap<&'static str, BTreeSet<String>>,
    added: usize,
    /// Changes that were acknowledged, and that failed.
    outcomes: [usize; 2],
    log: Vec<String>,
}

impl World {
    fn new(run: Run) -> Self {
        let clock = ManualClock::at(Timestamp::from_unix(NOW));
        let memory = MemoryOptions { clock: Arc::new(clock.clone()), ..MemoryOptions::default() };
        let mut world = Self {
            run,
            numbers: Numbers(run.seed),
            clock,
            values: MemoryValues::with_options(memory),
            nodes: Vec::new(),
            stored: USERS.map(|user| (user, BTreeSet::new())).into(),
            added: 0,
            outcomes: [0; 2],
            log: Vec::new(),
        };
        world.nodes = (0..NODES).map(|_| world.node()).collect();
        world
    }

    fn node(&self) -> Node {
        let database = Database::of(&self.values);
        let faults = Arc::clone(&database.faults);
        faults.is_deaf.store(!self.run.is_told, Ordering::SeqCst);
        let partitions = Partitions::new(database, self.run.options(&self.clock));
        Node { partitions, faults, is_down: false, waiting: BTreeMap::new() }
    }

    async fn turn(&mut self) {
        let which = self.numbers.below(NODES);
        let user = USERS[self.numbers.below(USERS.len())];
        match self.numbers.below(24) {
            0..=4 => {
                self.added += 1;
                self.change(which, user, Step::Add(format!("token-{}", self.added))).await;
            }
            5..=6 => {
                let step = Step::Remove(format!("token-{}", self.numbers.below(self.added + 1)));
                self.change(which, user, step).await;
            }
            7 => self.change(which, user, Step::Clear).await,
            8..=12 => self.load(which, user).await,
            13..=16 => self.recent(which, user),
            17 => self.clock.advance(Duration::from_millis(300)),
            18 => self.clock.advance(Duration::from_secs(2)),
            19 => self.go_down_or_come_up(which).await,
            20 => self.nodes[which].faults.conflicts.store(self.numbers.below(4), Ordering::SeqCst),
            21 => {
                let fate = if self.numbers.below(2) == 0 { Fate::Made } else { Fate::NotMade };
                *self.nodes[which].faults.fate.lock().unwrap() = Some(fate);
            }
            22 => self.purge(which, user).await,
            _ => self.start_anew(which),
        }
        // Whoever is to hear of it does.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }

    async fn change(&mut self, which: usize, user: &'static str, step: Step) {
        let node = &mut self.nodes[which];
        let own = step.clone();
        let done = open(&node.partitions, user).change(Box::new(move |cache| own.on_cache(cache))).await;
        self.log.push(format!("{which} {user} {step:?} {:?}", done.as_ref().map(|_| ())));
        self.outcomes[usize::from(done.is_err())] += 1;
        let is_down = node.is_down;
        match done {
            Ok(snapshot) if is_down => {
                node.waiting.entry(user).or_default().push(step);
                self.is_as_acknowledged(which, user, &names(&snapshot.cache));
            }
            Ok(snapshot) => {
                step.on_model(self.stored.get_mut(user).unwrap());
                assert_eq!(names(&snapshot.cache), self.stored[user], "{}", self.told());
            }
            Err(StoreError::Unavailable { .. }) if is_down => {}
            Err(error) => panic!("{error:?}, {}", self.told()),
        }
    }

    async fn load(&mut self, which: usize, user: &'static str) {
        let node = &self.nodes[which];
        let loaded = open(&node.partitions, user).load().await;
        self.log.push(format!("{which} {user} load"));
        match loaded {
            Ok(snapshot) if node.is_down => self.is_as_acknowledged(which, user, &names(&snapshot.cache)),
            Ok(snapshot) => assert_eq!(names(&snapshot.cache), self.stored[user], "{}", self.told()),
            Err(StoreError::Unavailable { .. }) if node.is_down => {}
            Err(error) => panic!("{error:?}, {}", self.told()),
        }
    }

    /// Memory tells what it was told, until it is told something else; where nobody tells it, another node's last change
    /// may be missing for a second.
    fn recent(&self, which: usize, user: &'static str) {
        let node = &self.nodes[which];
        let Some(snapshot) = open(&node.partitions, user).recent() else { return };
        let found = names(&snapshot.cache);
        if self.run.is_told && !node.is_down {
            // No more than what was found in it may be left of it, and nobody looks for anything here.
            let is_reduced = !self.run.uses_memory && found.is_empty();
            assert!(is_reduced || found == self.stored[user], "{}", self.told());
        }
        self.is_as_acknowledged(which, user, &found);
    }

    /// What a node itself has acknowledged in an outage is in what it tells.
    fn is_as_acknowledged(&self, which: usize, user: &str, found: &BTreeSet<String>) {
        let mut after = found.clone();
        for step in self.nodes[which].waiting.get(user).into_iter().flatten() {
            step.on_model(&mut after);
        }
        assert_eq!(&after, found, "{}", self.told());
    }

    async fn go_down_or_come_up(&mut self, which: usize) {
        let node = &mut self.nodes[which];
        node.is_down = !node.is_down;
        self.log.push(format!("{which} down {}", node.is_down));
        if node.is_down {
            node.faults.go_down();
            return;
        }
        node.faults.come_up();
        self.clock.advance(Duration::from_secs(2));
        assert_eq!(node.partitions.write_pending().await, 0, "{}", self.log.join("\n"));
        for (user, steps) in std::mem::take(&mut node.waiting) {
            let stored = self.stored.get_mut(user).unwrap();
            for step in steps {
                step.on_model(stored);
            }
        }
    }

    async fn purge(&mut self, which: usize, user: &'static str) {
        let node = &mut self.nodes[which];
        let purged = node.partitions.purge(&PartitionKey::named(user)).await;
        self.log.push(format!("{which} {user} purge {purged:?}"));
        // The node that was to purge them has nothing of them any more, although the database may.
        node.waiting.remove(user);
        match purged {
            Ok(was_there) => {
                let stored = self.stored.get_mut(user).unwrap();
                assert_eq!(was_there, !stored.is_empty(), "{}", self.log.join("\n"));
                stored.clear();
            }
            Err(error) => assert!(node.is_down, "{error:?}"),
        }
    }

    /// A node ends in good order, with nothing left to write, and another begins in its place.
    fn start_anew(&mut self, which: usize) {
        if self.nodes[which].is_down {
            return;
        }
        self.log.push(format!("{which} anew"));
        self.nodes[which] = self.node();
    }

    async fn comes_to_rest(&mut self) {
        for which in 0..NODES {
            if self.nodes[which].is_down {
                self.go_down_or_come_up(which).await;
            }
        }
        self.clock.advance(Duration::from_secs(31));
        for which in 0..NODES {
            for user in USERS {
                self.load(which, user).await;
            }
        }
        let [done, failed] = self.outcomes;
        assert!(done > 20 && failed > 0, "{done} and {failed}");
    }

    fn told(&self) -> String {
        let last = self.log.len().saturating_sub(30);
        format!("{:?}:\n{}\nstored: {:?}", self.run, self.log[last..].join("\n"), self.stored)
    }
}

#[tokio::test(start_paused = true)]
async fn nodes_that_take_turns_do_as_one_that_never_fails() {
    for seed in 0..32 {
        let mut world = World::new(Run::of(seed));
        for _ in 0..400 {
            world.turn().await;
        }
        world.comes_to_rest().await;
    }
}
