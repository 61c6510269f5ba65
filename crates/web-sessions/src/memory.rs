use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use token_partitions::ValueStore;
use tokio::{runtime::Handle, task::AbortHandle};
use zeroize::Zeroizing;

/// So many sessions are kept at most; those beyond are asked for each time.
const MOST_KEPT: usize = 50_000;

/// The hash that a session is stored under.
pub(crate) type Hash = [u8; 32];
/// The JSON of a session, wiped with its last holder.
pub(crate) type Json = Arc<Zeroizing<Vec<u8>>>;

/// Sessions that the store told of a moment ago, as long as it tells of other nodes' changes.
pub(crate) struct Memory {
    believed_for: Duration,
    kept: Mutex<Kept>,
    is_listening: AtomicBool,
    listening: OnceLock<Listening>,
}

#[derive(Default)]
struct Kept {
    /// Changes whenever what was asked before may be outdated.
    epoch: u64,
    /// Since when sessions are kept in `young`; those in `old` were there before.
    since: Option<Instant>,
    young: HashMap<Hash, Held>,
    old: HashMap<Hash, Held>,
}

struct Held {
    json: Json,
    /// When the store was asked.
    asked: Instant,
}

/// One question to the store.
#[derive(Clone, Copy)]
pub(crate) struct Question {
    epoch: u64,
    asked: Instant,
}

/// Whoever hears of other nodes' changes, until it is dropped.
struct Listening(AbortHandle);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A change of a session through this node: it is forgotten at both ends, so that what is asked amid it is not kept. The
/// second comes even if nobody waits for the change any more.
pub(crate) struct Changing<'a> {
    memory: Option<&'a Memory>,
    hash: Hash,
}

impl<'a> Changing<'a> {
    pub(crate) fn new(memory: Option<&'a Memory>, hash: Hash) -> Self {
        if let Some(memory) = memory {
            memory.forget(&hash);
        }
        Self { memory, hash }
    }
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        if let Some(memory) = self.memory {
            memory.forget(&self.hash);
        }
    }
}

impl Memory {
    pub(crate) fn new(believed_for: Duration) -> Self {
        let (kept, is_listening, listening) = Default::default();
        Self { believed_for, kept, is_listening, listening }
    }

    /// Begins to listen to the changes of values whose names begin with `prefix`, once there is something to listen in.
    pub(crate) fn listen(self: &Arc<Self>, values: &Arc<dyn ValueStore>, prefix: &str) {
        if self.listening.get().is_some() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            self.listening.get_or_init(|| {
                let told = told(Arc::downgrade(self), Arc::clone(values), prefix.to_owned());
                Listening(runtime.spawn(told).abort_handle())
            });
        }
    }

    pub(crate) fn question(&self, now: Instant) -> Question {
        Question { epoch: self.kept().epoch, asked: now }
    }

    /// The session of that hash, if the store told of it a moment ago and would have told of a change.
    pub(crate) fn get(&self, values: &dyn ValueStore, hash: &Hash, now: Instant) -> Option<Json> {
        if !self.is_told(values) {
            return None;
        }
        let kept = self.kept();
        let held = kept.young.get(hash).or_else(|| kept.old.get(hash))?;
        let is_believed = now.saturating_duration_since(held.asked) < self.believed_for;
        is_believed.then(|| Arc::clone(&held.json))
    }

    /// Keeps what the store has answered, unless something was changed meanwhile.
    pub(crate) fn keep(&self, values: &dyn ValueStore, question: Question, hash: Hash, json: Json) {
        if !self.is_told(values) {
            return;
        }
        let mut kept = self.kept();
        let aged = kept.age(question.asked, self.believed_for);
        if kept.epoch == question.epoch && kept.young.len() < MOST_KEPT {
            kept.young.insert(hash, Held { json, asked: question.asked });
        }
        drop(kept);
        drop(aged);
    }

    fn forget(&self, hash: &Hash) {
        let mut kept = self.kept();
        kept.epoch += 1;
        kept.young.remove(hash);
        kept.old.remove(hash);
    }

    fn forget_all(&self) {
        let mut kept = self.kept();
        *kept = Kept { epoch: kept.epoch + 1, ..Kept::default() };
    }

    fn is_told(&self, values: &dyn ValueStore) -> bool {
        self.is_listening.load(Ordering::Acquire) && values.hears_of_changes()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Lets go of those that nobody may believe any more, and answers them: wiping takes its time.
    fn age(&mut self, now: Instant, believed_for: Duration) -> HashMap<Hash, Held> {
        let since = *self.since.get_or_insert(now);
        if now.saturating_duration_since(since) < believed_for {
            return HashMap::new();
        }
        self.since = Some(now);
        let young = std::mem::take(&mut self.young);
        std::mem::replace(&mut self.old, young)
    }
}

/// Forgets what other nodes change, as long as there is a memory.
async fn told(memory: Weak<Memory>, values: Arc<dyn ValueStore>, prefix: String) {
    let changes = values.listen();
    // It may have missed something before it began to listen.
    changes.next().await;
    if let Some(memory) = memory.upgrade() {
        memory.forget_all();
        memory.is_listening.store(true, Ordering::Release);
    }
    loop {
        let name = changes.next().await;
        let Some(memory) = memory.upgrade() else { return };
        match name.as_deref().map(|name| hash_in(name, &prefix)) {
            Some(Some(hash)) => memory.forget(&hash),
            // It is about something else.
            Some(None) => {}
            None => memory.forget_all(),
        }
    }
}

fn hash_in(name: &str, prefix: &str) -> Option<Hash> {
    URL_SAFE_NO_PAD.decode(name.strip_prefix(prefix)?).ok()?.try_into().ok()
}
