use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use token_partitions::{Listening, Outage, ValueStore};
use zeroize::Zeroizing;

/// So many sessions are kept at most; those beyond are asked for each time.
const MOST_KEPT: usize = 50_000;
/// While the store does not answer, it is asked so often, and in between nobody waits for it.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// The hash that a session is stored under.
pub(crate) type Hash = [u8; 32];
/// The JSON of a session, wiped with its last holder.
pub(crate) type Json = Arc<Zeroizing<Vec<u8>>>;

/// Sessions that the store told of a moment ago, as long as it tells of other nodes' changes; and those that it told of
/// before, for an outage, if they are to be used then.
pub(crate) struct Memory {
    believed_for: Duration,
    /// How old what is used in an outage may be; none where an outage is an error.
    at_most: Option<Duration>,
    kept: Mutex<Kept>,
    outage: Outage,
    listening: Listening,
}

#[derive(Default)]
struct Kept {
    /// Changes whenever what was asked before may be outdated.
    epoch: u64,
    /// How often it was not known what had been changed.
    doubts: u64,
    /// When those were last let go of that nobody may use any more.
    swept: Option<Instant>,
    sessions: HashMap<Hash, Held>,
}

#[derive(Clone)]
struct Held {
    json: Json,
    /// When the store was asked.
    asked: Instant,
    /// How many doubts there were then.
    doubts: u64,
}

/// One question to the store.
#[derive(Clone, Copy)]
pub(crate) struct Question {
    epoch: u64,
    asked: Instant,
}

/// A change of a session through this node: it is forgotten at both ends, so that what is asked amid it is not kept. The
/// second comes even if nobody waits for the change any more.
pub(crate) struct Changing<'a> {
    memory: Option<&'a Memory>,
    hash: Hash,
    before: Option<Held>,
    after: Option<Held>,
}

impl<'a> Changing<'a> {
    pub(crate) fn new(memory: Option<&'a Memory>, hash: Hash) -> Self {
        let before = memory.and_then(|memory| memory.kept().forget(&hash));
        Self { memory, hash, before, after: None }
    }

    /// The store cannot be asked for the change: it is made in memory, if the session may be used from there at `now`.
    /// Whether it is.
    pub(crate) fn keep_instead(&mut self, json: Json, now: Instant) -> bool {
        let is_usable = |held: &Held| self.memory.is_some_and(|memory| memory.is_usable_in_outage(held, now));
        self.after = self.before.take().filter(is_usable).map(|before| Held { json, ..before });
        self.after.is_some()
    }
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        let Some(memory) = self.memory else { return };
        let mut kept = memory.kept();
        let asked_amid = kept.forget(&self.hash);
        if let Some(after) = self.after.take() {
            kept.sessions.insert(self.hash, after);
        }
        drop(kept);
        drop(asked_amid);
    }
}

impl Memory {
    pub(crate) fn new(believed_for: Duration) -> Self {
        Self {
            believed_for,
            at_most: None,
            kept: Mutex::default(),
            outage: Outage::default(),
            listening: Listening::default(),
        }
    }

    /// The same, used in an outage too.
    pub(crate) fn through_outages(&self, at_most: Duration) -> Self {
        Self { at_most: Some(at_most), ..Self::new(self.believed_for) }
    }

    /// Begins to listen to the changes of values whose names begin with `prefix`, once there is something to listen in.
    pub(crate) fn listen(self: &Arc<Self>, values: &dyn ValueStore, prefix: &str) {
        self.listening.begin(values, || {
            let (memory, prefix) = (Arc::downgrade(self), prefix.to_owned());
            move |told: Option<&str>| {
                let Some(memory) = memory.upgrade() else { return false };
                match told.map(|name| hash_in(name, &prefix)) {
                    Some(Some(hash)) => drop(memory.kept().forget(&hash)),
                    // It is about something else.
                    Some(None) => {}
                    None => memory.doubt(),
                }
                true
            }
        });
    }

    pub(crate) fn question(&self, now: Instant) -> Question {
        Question { epoch: self.kept().epoch, asked: now }
    }

    /// The session of that hash, if the store told of it a moment ago and would have told of a change.
    pub(crate) fn get(&self, values: &dyn ValueStore, hash: &Hash, now: Instant) -> Option<Json> {
        if !self.listening.hears(values) {
            return None;
        }
        let kept = self.kept();
        let held = kept.sessions.get(hash)?;
        let age = now.saturating_duration_since(held.asked);
        (held.doubts == kept.doubts && age < self.believed_for).then(|| Arc::clone(&held.json))
    }

    /// Whether the store is to be asked: not by everybody in an outage that memory is to answer in.
    pub(crate) fn may_ask(&self, now: Instant) -> bool {
        if self.at_most.is_none() {
            return true;
        }
        self.outage.may_ask(now, ASK_AGAIN)
    }

    /// Takes note of whether the store answered at `now`.
    pub(crate) fn note(&self, is_outage: bool, now: Instant) {
        if is_outage {
            self.outage.begin(now);
        } else {
            self.outage.end();
        }
    }

    /// The session of that hash in an outage, if it is not too old then.
    pub(crate) fn get_in_outage(&self, hash: &Hash, now: Instant) -> Option<Json> {
        let kept = self.kept();
        kept.sessions
            .get(hash)
            .filter(|held| self.is_usable_in_outage(held, now))
            .map(|held| Arc::clone(&held.json))
    }

    fn is_usable_in_outage(&self, held: &Held, now: Instant) -> bool {
        self.at_most.is_some_and(|limit| now.saturating_duration_since(held.asked) <= limit)
    }

    /// Keeps what the store has answered, unless something was changed meanwhile.
    pub(crate) fn keep(&self, values: &dyn ValueStore, question: Question, hash: Hash, json: Json) {
        if self.at_most.is_none() && !self.listening.hears(values) {
            return;
        }
        let mut kept = self.kept();
        let aged = kept.sweep(question.asked, self.at_most.unwrap_or_default().max(self.believed_for));
        let has_room = kept.sessions.len() < MOST_KEPT || kept.sessions.contains_key(&hash);
        let mut before = None;
        if kept.epoch == question.epoch && has_room {
            let doubts = kept.doubts;
            before = kept.sessions.insert(hash, Held { json, asked: question.asked, doubts });
        }
        drop(kept);
        drop((aged, before));
    }

    /// Any session may have been changed.
    fn doubt(&self) {
        let mut kept = self.kept();
        kept.epoch += 1;
        kept.doubts += 1;
        if self.at_most.is_none() {
            let sessions = std::mem::take(&mut kept.sessions);
            drop(kept);
            drop(sessions);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Lets go of a session that was or may have been changed, and answers what it was.
    fn forget(&mut self, hash: &Hash) -> Option<Held> {
        self.epoch += 1;
        self.sessions.remove(hash)
    }

    /// Lets go of those that nobody may use any more, once in `kept_for`, and answers them: wiping takes its time.
    fn sweep(&mut self, now: Instant, kept_for: Duration) -> Vec<Held> {
        let swept = *self.swept.get_or_insert(now);
        if now.saturating_duration_since(swept) < kept_for {
            return Vec::new();
        }
        self.swept = Some(now);
        let is_aged = |held: &Held| now.saturating_duration_since(held.asked) > kept_for;
        let aged = self.sessions.extract_if(|_, held| is_aged(held)).map(|(_, held)| held).collect();
        self.sessions.shrink_to(2 * self.sessions.len());
        aged
    }
}

fn hash_in(name: &str, prefix: &str) -> Option<Hash> {
    URL_SAFE_NO_PAD.decode(name.strip_prefix(prefix)?).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use token_partitions::MemoryValues;

    use super::*;

    #[test]
    fn sessions_that_nobody_may_use_any_more_are_let_go_of() {
        let memory = Memory::new(Duration::ZERO).through_outages(Duration::from_secs(60));
        let (values, start) = (MemoryValues::new(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let keep = |name: u8, now| memory.keep(&values, memory.question(now), [name; 32], Json::default());
        keep(1, at(0));
        keep(2, at(30));
        keep(2, at(50));
        assert_eq!(memory.kept().sessions.len(), 2, "one session is kept twice");
        keep(3, at(90));
        assert!(memory.get_in_outage(&[1; 32], at(90)).is_none());
        assert!(memory.get_in_outage(&[2; 32], at(110)).is_some());
        assert!(memory.get_in_outage(&[2; 32], at(111)).is_none());
        assert_eq!(memory.kept().sessions.len(), 2, "a session stays that is too old for everybody");
    }
}
