//! What is counted, by a recorder that keeps the sums.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use metrics::{
    Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
    with_local_recorder,
};

use super::support::{Nodes, add, loaded, open};
use crate::OutagePolicy;

#[derive(Clone, Default)]
struct Sums(Arc<Mutex<BTreeMap<String, Arc<Sum>>>>);

#[derive(Default)]
struct Sum(AtomicU64);

impl CounterFn for Sum {
    fn increment(&self, value: u64) {
        self.0.fetch_add(value, Ordering::SeqCst);
    }

    fn absolute(&self, value: u64) {
        self.0.store(value, Ordering::SeqCst);
    }
}

impl Sums {
    fn of(&self, name: &str) -> u64 {
        let sums = self.0.lock().unwrap();
        sums[&format!("token_partitions_{name}_total")].0.load(Ordering::SeqCst)
    }
}

impl Recorder for Sums {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        assert_eq!(key.labels().count(), 0, "labels could tell who uses the app");
        let mut sums = self.0.lock().unwrap();
        Counter::from_arc(Arc::clone(sums.entry(key.name().to_owned()).or_default()))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[tokio::test(start_paused = true)]
async fn what_happens_is_counted() {
    let sums = Sums::default();
    let nodes =
        with_local_recorder(&sums, || Nodes::deaf(|options| options.outage = OutagePolicy::use_memory()));
    let store = open(&nodes.first, "ada");
    loaded(&store).await;
    nodes.faults.conflicts.store(1, Ordering::SeqCst);
    add(&store, "one").await.unwrap();
    store.recent().unwrap();
    store.recent().unwrap();
    loaded(&store).await;
    nodes.put("tessera:cache:bo", b"TESS").await;
    loaded(&open(&nodes.first, "bo")).await;
    let told: Vec<_> =
        ["hits", "confirmations", "writes", "conflicts", "open_failures", "set_aside", "outages"]
            .map(|name| (name, sums.of(name)))
            .into();
    let expected = [
        ("hits", 2),
        ("confirmations", 1),
        ("writes", 1),
        ("conflicts", 1),
        ("open_failures", 1),
        ("set_aside", 1),
        ("outages", 0),
    ];
    assert_eq!(told, expected);
    nodes.faults.go_down();
    loaded(&store).await;
    add(&store, "two").await.unwrap();
    nodes.faults.come_up();
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    let told = ["outages", "outage_answers", "postponed", "replayed"].map(|name| sums.of(name));
    assert_eq!(told, [1, 1, 1, 1]);
}
