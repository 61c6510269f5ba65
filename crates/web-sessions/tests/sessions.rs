//! Sessions as two nodes of an app see them.

#![allow(clippy::unwrap_used)]

use std::{sync::Arc, time::Duration};

use time::OffsetDateTime;
use token_cache::Timestamp;
use token_partitions::{
    Clock, KeyRing, ManualClock, MemoryOptions, MemoryValues, RingKey, Sealing, ValueStore,
};
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};
use web_sessions::Sessions;

const NOW: i64 = 1_800_000_000;
const HOUR: i64 = 3600;

struct Nodes {
    clock: ManualClock,
    values: MemoryValues,
    first: Sessions,
    second: Sessions,
}

impl Nodes {
    fn new() -> Self {
        let clock = ManualClock::at(Timestamp::from_unix(NOW));
        let options = MemoryOptions { clock: Arc::new(clock.clone()), ..MemoryOptions::default() };
        let values = MemoryValues::with_options(options);
        let (first, second) = (node(&values, &clock, 1), node(&values, &clock, 1));
        Self { clock, values, first, second }
    }

    /// All that is stored, with its names.
    async fn stored(&self) -> Vec<(String, Vec<u8>)> {
        let mut all = Vec::new();
        for name in self.values.names("", None, 100).await.unwrap().names {
            let value = self.values.get(&name).await.unwrap().unwrap();
            all.push((name, value.bytes));
        }
        all
    }
}

fn node(values: &MemoryValues, clock: &ManualClock, key: u8) -> Sessions {
    let ring = KeyRing::new("one", RingKey::new([key; 32])).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(clock.clone());
    Sessions::new(Arc::new(values.clone()), Sealing::Sealed(ring), "app:").with_clock(clock)
}

fn session(id: i128, person: &str) -> Record {
    let expiry_date = OffsetDateTime::from_unix_timestamp(NOW + HOUR).unwrap();
    Record { id: Id(id), data: [("person".to_owned(), person.into())].into(), expiry_date }
}

async fn created(node: &Sessions, id: i128, person: &str) -> Record {
    let mut record = session(id, person);
    node.create(&mut record).await.unwrap();
    record
}

#[tokio::test]
async fn what_one_node_stores_the_other_knows() {
    let nodes = Nodes::new();
    let mut record = created(&nodes.first, 1, "ada").await;
    assert_eq!(nodes.second.load(&record.id).await.unwrap().as_ref(), Some(&record));
    record.data.insert("page".into(), 7.into());
    nodes.second.save(&record).await.unwrap();
    assert_eq!(nodes.first.load(&record.id).await.unwrap(), Some(record));
    assert!(nodes.first.load(&Id(2)).await.unwrap().is_none());
}

#[tokio::test]
async fn the_database_tells_no_id_and_nobody() {
    let nodes = Nodes::new();
    let record = created(&nodes.first, 0x4142_4344_4546_4748_494a_4b4c_4d4e_4f50, "ada").await;
    let stored = nodes.stored().await;
    assert_eq!(stored.len(), 1);
    let (name, value) = &stored[0];
    assert!(name.starts_with("app:session:"), "{name}");
    for secret in [record.id.to_string(), record.id.0.to_string(), "ada".to_owned()] {
        assert!(!name.contains(&secret));
        assert!(!value.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
    assert!(!format!("{:?}", nodes.first).contains("one"));
}

#[tokio::test]
async fn a_session_that_was_ended_does_not_come_back() {
    let nodes = Nodes::new();
    let record = created(&nodes.first, 1, "ada").await;
    nodes.second.delete(&record.id).await.unwrap();
    nodes.first.save(&record).await.unwrap();
    assert!(nodes.first.load(&record.id).await.unwrap().is_none());
    assert_eq!(nodes.stored().await, []);
    nodes.second.delete(&record.id).await.unwrap();
}

#[tokio::test]
async fn nobody_gets_the_id_of_another() {
    let nodes = Nodes::new();
    created(&nodes.first, 1, "ada").await;
    let bruno = created(&nodes.second, 1, "bruno").await;
    assert_ne!(bruno.id, Id(1));
    assert_eq!(nodes.first.load(&Id(1)).await.unwrap().unwrap().data["person"], "ada");
    assert_eq!(nodes.first.load(&bruno.id).await.unwrap().unwrap().data["person"], "bruno");
}

#[tokio::test]
async fn a_session_ends_by_itself_unless_it_is_saved_with_a_later_end() {
    let nodes = Nodes::new();
    let mut record = created(&nodes.first, 1, "ada").await;
    nodes.clock.advance(Duration::from_secs(3000));
    record.expiry_date += Duration::from_secs(3000);
    nodes.first.save(&record).await.unwrap();
    nodes.clock.advance(Duration::from_secs(3599));
    assert!(nodes.second.load(&record.id).await.unwrap().is_some());
    nodes.clock.advance(Duration::from_secs(1));
    assert!(nodes.second.load(&record.id).await.unwrap().is_none());
    assert_eq!(nodes.stored().await, [], "the database keeps it no longer either");
}

#[tokio::test]
async fn a_damaged_session_is_none_and_stays_where_it_is() {
    let nodes = Nodes::new();
    let record = created(&nodes.first, 1, "ada").await;
    let other = created(&nodes.first, 2, "bruno").await;
    let stored = nodes.stored().await;
    let write = async |name: &str, bytes: &[u8]| {
        nodes.values.delete(name).await.unwrap();
        nodes.values.swap(name, None, Some(bytes), None).await.unwrap();
    };
    // Cut, and exchanged for another's.
    write(&stored[0].0, &stored[0].1[..stored[0].1.len() - 1]).await;
    write(&stored[1].0, &stored[0].1).await;
    for id in [record.id, other.id] {
        assert!(nodes.first.load(&id).await.unwrap().is_none());
    }
    assert_eq!(nodes.stored().await.len(), 2);
}

#[tokio::test]
async fn without_the_key_a_request_fails_and_nobody_is_signed_out() {
    let nodes = Nodes::new();
    let record = created(&nodes.first, 1, "ada").await;
    let stranger = node(&nodes.values, &nodes.clock, 2);
    let error = stranger.load(&record.id).await.unwrap_err().to_string();
    assert!(error.contains("key"), "{error}");
    assert!(nodes.first.load(&record.id).await.unwrap().is_some());
}

#[tokio::test]
async fn without_keys_a_session_is_plain_but_its_id_is_not() {
    let nodes = Nodes::new();
    let clock: Arc<dyn Clock> = Arc::new(nodes.clock.clone());
    let plain = Sessions::new(Arc::new(nodes.values.clone()), Sealing::Plain, "app:").with_clock(clock);
    let record = created(&plain, 1, "ada").await;
    assert_eq!(plain.load(&record.id).await.unwrap().as_ref(), Some(&record));
    let (name, value) = nodes.stored().await.remove(0);
    assert_eq!(String::from_utf8(value).unwrap(), r#"{"expires_on":1800003600,"data":{"person":"ada"}}"#);
    assert!(!name.contains(&record.id.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_of_one_session_at_once_all_end_well() {
    let nodes = Nodes::new();
    let record = created(&nodes.first, 1, "ada").await;
    let saving: Vec<_> = (0..20)
        .map(|number| {
            let node = if number % 2 == 0 { nodes.first.clone() } else { nodes.second.clone() };
            let mut record = record.clone();
            record.data.insert("number".into(), number.into());
            tokio::spawn(async move { node.save(&record).await })
        })
        .collect();
    for saved in saving {
        saved.await.unwrap().unwrap();
    }
    let last = nodes.first.load(&record.id).await.unwrap().unwrap();
    assert!(last.data["number"].as_i64().is_some_and(|number| (0..20).contains(&number)));
}
