//! Sessions that are answered from the memory of a node.

#![allow(clippy::unwrap_used)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use time::OffsetDateTime;
use token_cache::Timestamp;
use token_partitions::{
    ChangeListener, KeyRing, ManualClock, MemoryValues, Page, Revision, RingKey, Sealing, Swapped, Value,
    ValueError, ValueStore,
};
use token_store::BoxFuture;
use tokio::{sync::Semaphore, task::yield_now};
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};
use web_sessions::Sessions;

const NOW: i64 = 1_800_000_000;
const BELIEVED: Duration = Duration::from_secs(1);

/// A node's way to the values, which counts how often it is asked for one.
struct Watched {
    values: MemoryValues,
    asked: AtomicUsize,
    hears: AtomicBool,
    /// Whether it does not answer.
    is_away: AtomicBool,
    /// Answers wait here for their permits.
    answers: Semaphore,
}

impl Watched {
    fn there(&self) -> Result<(), ValueError> {
        let is_away = self.is_away.load(Ordering::SeqCst);
        if is_away { Err(ValueError::Unavailable("it is away".into())) } else { Ok(()) }
    }

    fn leave(&self) {
        self.is_away.store(true, Ordering::SeqCst);
        self.hears.store(false, Ordering::SeqCst);
    }

    fn come_back(&self) {
        self.is_away.store(false, Ordering::SeqCst);
        self.hears.store(true, Ordering::SeqCst);
    }
}

impl ValueStore for Watched {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, ValueError>> {
        Box::pin(async {
            let value = self.values.get(name).await;
            self.asked.fetch_add(1, Ordering::SeqCst);
            let _permit = self.answers.acquire().await;
            self.there()?;
            value
        })
    }

    fn revision<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Revision>, ValueError>> {
        Box::pin(async {
            self.there()?;
            self.values.revision(name).await
        })
    }

    fn swap<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a Revision>,
        new: Option<&'a [u8]>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'a, Result<Swapped, ValueError>> {
        Box::pin(async move {
            self.there()?;
            self.values.swap(name, expected, new, lifetime).await
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<bool, ValueError>> {
        Box::pin(async {
            self.there()?;
            self.values.delete(name).await
        })
    }

    fn names<'a>(
        &'a self,
        prefix: &'a str,
        cursor: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Page, ValueError>> {
        self.values.names(prefix, cursor, limit)
    }

    fn listen(&self) -> ChangeListener {
        self.values.listen()
    }

    fn hears_of_changes(&self) -> bool {
        self.hears.load(Ordering::SeqCst)
    }
}

/// A node with a memory, another one without, and a session of Ada's.
struct Nodes {
    clock: ManualClock,
    watched: Arc<Watched>,
    first: Sessions,
    second: Sessions,
    ada: Record,
}

impl Nodes {
    async fn new() -> Self {
        let clock = ManualClock::at(Timestamp::from_unix(NOW));
        let values = MemoryValues::new();
        let watched = Arc::new(Watched {
            values: values.clone(),
            asked: AtomicUsize::new(0),
            hears: AtomicBool::new(true),
            is_away: AtomicBool::new(false),
            answers: Semaphore::new(1),
        });
        let node = |values: Arc<dyn ValueStore>| {
            let ring = KeyRing::new("one", RingKey::new([1; 32])).unwrap();
            Sessions::new(values, Sealing::Sealed(ring), "app:").with_clock(Arc::new(clock.clone()))
        };
        let first = node(Arc::<Watched>::clone(&watched)).with_memory(BELIEVED);
        let second = node(Arc::new(values));
        let expiry_date = OffsetDateTime::from_unix_timestamp(NOW + 3600).unwrap();
        let mut ada = Record { id: Id(1), data: [("person".to_owned(), "ada".into())].into(), expiry_date };
        first.create(&mut ada).await.unwrap();
        Self { clock, watched, first, second, ada }
    }

    fn asked(&self) -> usize {
        self.watched.asked.load(Ordering::SeqCst)
    }

    async fn load(&self) -> Option<Record> {
        self.first.load(&self.ada.id).await.unwrap()
    }

    /// Loads until the node listens and has the session in its memory.
    async fn remembered(&self) {
        loop {
            let before = self.asked();
            assert_eq!(self.load().await.as_ref(), Some(&self.ada));
            if self.asked() == before {
                return;
            }
            yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_session_is_asked_for_once_in_a_while() {
    let nodes = Nodes::new().await;
    nodes.remembered().await;
    let before = nodes.asked();
    for _ in 0..3 {
        nodes.clock.advance(BELIEVED);
        for _ in 0..5 {
            assert_eq!(nodes.load().await.as_ref(), Some(&nodes.ada));
        }
    }
    assert_eq!(nodes.asked() - before, 3);
}

#[tokio::test]
async fn what_this_node_changes_it_knows_at_once() {
    let mut nodes = Nodes::new().await;
    nodes.remembered().await;
    nodes.ada.data.insert("page".into(), 7.into());
    nodes.first.save(&nodes.ada).await.unwrap();
    assert_eq!(nodes.load().await.as_ref(), Some(&nodes.ada));
    nodes.first.delete(&nodes.ada.id).await.unwrap();
    assert_eq!(nodes.load().await, None);
}

#[tokio::test]
async fn what_another_node_ends_is_ended_here_as_soon_as_it_is_told() {
    let nodes = Nodes::new().await;
    nodes.remembered().await;
    nodes.second.delete(&nodes.ada.id).await.unwrap();
    // The clock stands still: it is not that the memory is no longer believed.
    while nodes.load().await.is_some() {
        yield_now().await;
    }
    assert_eq!(nodes.load().await, None);
}

#[tokio::test]
async fn a_node_that_is_told_nothing_asks_each_time() {
    let nodes = Nodes::new().await;
    nodes.remembered().await;
    nodes.watched.hears.store(false, Ordering::SeqCst);
    let before = nodes.asked();
    assert!(nodes.load().await.is_some());
    nodes.second.delete(&nodes.ada.id).await.unwrap();
    assert_eq!(nodes.load().await, None);
    assert_eq!(nodes.asked() - before, 2);
}

#[tokio::test]
async fn an_answer_that_crossed_the_end_of_its_session_is_not_kept() {
    let nodes = Nodes::new().await;
    nodes.remembered().await;
    nodes.clock.advance(BELIEVED);
    let on_its_way = nodes.watched.answers.acquire().await.unwrap();
    let before = nodes.asked();
    let loading = tokio::spawn({
        let (first, id) = (nodes.first.clone(), nodes.ada.id);
        async move { first.load(&id).await.unwrap() }
    });
    while nodes.asked() == before {
        yield_now().await;
    }
    nodes.first.delete(&nodes.ada.id).await.unwrap();
    drop(on_its_way);
    assert_eq!(loading.await.unwrap().as_ref(), Some(&nodes.ada), "it was asked for before the end");
    assert_eq!(nodes.load().await, None);
}

#[tokio::test]
async fn a_session_ends_in_memory_too() {
    let nodes = Nodes::new().await;
    nodes.clock.advance(Duration::from_secs(3599));
    nodes.remembered().await;
    nodes.clock.advance(Duration::from_millis(999));
    assert!(nodes.load().await.is_some());
    nodes.clock.advance(Duration::from_millis(1));
    assert_eq!(nodes.load().await, None);
}

impl Nodes {
    /// Where the first node goes on from memory for ten minutes.
    async fn through_outages() -> Self {
        let mut nodes = Self::new().await;
        nodes.first = nodes.first.through_outages(Duration::from_secs(600));
        nodes.remembered().await;
        nodes
    }
}

#[tokio::test]
async fn memory_answers_in_an_outage_until_it_is_too_old_and_asks_now_and_then() {
    let nodes = Nodes::through_outages().await;
    assert!(nodes.load().await.is_some());
    nodes.clock.advance(Duration::from_secs(2));
    nodes.watched.leave();
    assert!(nodes.load().await.is_some());
    let asked = nodes.asked();
    for _ in 0..10 {
        assert!(nodes.load().await.is_some());
    }
    assert_eq!(nodes.asked(), asked);
    nodes.clock.advance(Duration::from_secs(1));
    assert!(nodes.load().await.is_some());
    assert_eq!(nodes.asked(), asked + 1);
    nodes.clock.advance(Duration::from_secs(598));
    assert!(nodes.first.load(&nodes.ada.id).await.is_err(), "nobody knows what became of it");
}

#[tokio::test]
async fn whoever_is_not_in_memory_gets_the_error_of_the_outage_and_nobody_signs_in_or_out() {
    let nodes = Nodes::through_outages().await;
    assert!(nodes.load().await.is_some());
    nodes.watched.leave();
    assert!(nodes.first.load(&Id(2)).await.is_err());
    assert!(nodes.first.create(&mut Record { id: Id(2), ..nodes.ada.clone() }).await.is_err());
    assert!(nodes.first.delete(&nodes.ada.id).await.is_err());
    nodes.watched.come_back();
    assert!(nodes.load().await.is_some(), "who could not be signed out still is signed in");
}

#[tokio::test]
async fn what_is_saved_in_an_outage_is_known_until_it_ends() {
    let nodes = Nodes::through_outages().await;
    assert!(nodes.load().await.is_some());
    nodes.watched.leave();
    let mut ada = nodes.ada.clone();
    ada.data.insert("seen".to_owned(), 1.into());
    nodes.first.save(&ada).await.unwrap();
    assert_eq!(nodes.load().await.unwrap().data.get("seen"), Some(&1.into()));
    let mut stranger = Record { id: Id(2), ..ada.clone() };
    assert!(nodes.first.save(&stranger).await.is_err());
    nodes.clock.advance(Duration::from_secs(1));
    nodes.watched.come_back();
    assert_eq!(nodes.load().await.unwrap().data.get("seen"), None);
    nodes.first.save(&ada).await.unwrap();
    nodes.watched.leave();
    assert!(nodes.first.load(&ada.id).await.is_err(), "what was saved was not asked for yet");
    stranger.id = Id(3);
    assert!(nodes.first.save(&stranger).await.is_err());
}

#[tokio::test]
async fn a_session_that_another_node_ended_before_the_outage_is_not_answered_in_it() {
    let nodes = Nodes::through_outages().await;
    assert!(nodes.load().await.is_some());
    nodes.second.delete(&nodes.ada.id).await.unwrap();
    while nodes.load().await.is_some() {
        yield_now().await;
    }
    nodes.watched.leave();
    assert!(nodes.first.load(&nodes.ada.id).await.is_err());
}
