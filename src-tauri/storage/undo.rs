//! The last removal, for as long as it can be undone.
//!
//! It has gone from the disk already. What it took is in memory only, and wiped when its time is over.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use connections::now;
use token_cache::{AccountId, Taken, TokenCache};

use crate::views::{Counts, UndoView};

/// How long a removal can be undone.
const TIME: Duration = Duration::from_secs(10);
/// How long at most, while the person is on the button.
const LONGEST: Duration = Duration::from_secs(300);

/// One removal at a time: the next one takes its place.
#[derive(Default)]
pub(crate) struct Undo(Mutex<State>);

#[derive(Default)]
struct State {
    pending: Option<Pending>,
    next_id: u32,
}

/// What a removal was, for the person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done {
    /// Whose, where it was one account's.
    pub(crate) name: Option<String>,
    /// Of how many accounts.
    pub(crate) accounts: usize,
    /// Of which.
    pub(crate) of: Vec<AccountId>,
    /// Whether they left the list.
    pub(crate) signed_out: bool,
    /// Whether the session in the browser is being ended too, which stays so.
    pub(crate) browser: bool,
    /// The account that was in use until then.
    pub(crate) was_in_use: Option<AccountId>,
}

/// A removal that can be undone.
struct Pending {
    id: u32,
    taken: Taken,
    done: Done,
    goes: Counts,
    /// The number of the write that removed it: what was read before knows nothing of it.
    since: u64,
    /// None while the person is on the button.
    ends: Option<Instant>,
    latest_end: Instant,
}

/// A removal that is being undone. Unless it comes to that, it is offered once more.
pub(crate) struct Undoing<'a> {
    undo: &'a Undo,
    /// None once it is undone.
    pending: Option<Pending>,
}

impl Undo {
    /// Keeps what was taken, in the place of what was taken before. Answers the number that names it; none where
    /// nothing was taken.
    pub(crate) fn offer(&self, taken: Taken, done: Done, since: u64, at: Instant) -> Option<u32> {
        if taken.counts().is_empty() {
            return None;
        }
        let mut state = self.state();
        let id = state.next_id;
        state.next_id = id.wrapping_add(1);
        let goes = taken.counts().into();
        let (ends, latest_end) = (Some(at + TIME), at + LONGEST);
        state.pending = Some(Pending { id, taken, done, goes, since, ends, latest_end });
        Some(id)
    }

    /// Forgets what the newest cache has anew, so that it stays gone if somebody removes it again.
    pub(crate) fn look(&self, cache: &TokenCache, generation: u64) {
        let mut state = self.state();
        let Some(pending) = state.pending.as_mut().filter(|pending| pending.since <= generation) else {
            return;
        };
        pending.taken.forget_outdated(cache);
        if pending.taken.counts().is_empty() {
            state.pending = None;
        }
    }

    /// Has the time stand still, or run anew, while the person is on the button.
    pub(crate) fn hold(&self, id: u32, held: bool, at: Instant) {
        if let Some(pending) = self.state().pending.as_mut().filter(|pending| pending.id == id) {
            pending.ends = (!held).then(|| (at + TIME).min(pending.latest_end));
        }
    }

    /// When that removal can no longer be undone; none where that is so already.
    pub(crate) fn end_of(&self, id: u32) -> Option<Instant> {
        let state = self.state();
        let pending = state.pending.as_ref().filter(|pending| pending.id == id)?;
        Some(pending.end())
    }

    /// Forgets what its time is over of; whether there was such.
    pub(crate) fn expire(&self, at: Instant) -> bool {
        let mut state = self.state();
        let is_over = state.pending.as_ref().is_some_and(|pending| pending.end() <= at);
        if is_over {
            state.pending = None;
        }
        is_over
    }

    /// Begins to undo that removal; none where it is too late.
    pub(crate) fn begin(&self, id: u32, at: Instant) -> Option<Undoing<'_>> {
        let pending = Some(self.take(id, at)?);
        Some(Undoing { undo: self, pending })
    }

    fn take(&self, id: u32, at: Instant) -> Option<Pending> {
        self.state().pending.take_if(|pending| pending.id == id && pending.end() > at)
    }

    /// Offers once more what could not be undone now, unless something else was removed since.
    fn offer_again(&self, mut pending: Pending, at: Instant) {
        let mut state = self.state();
        if state.pending.is_none() {
            pending.ends = Some(at + TIME);
            state.pending = Some(pending);
        }
    }

    /// Forgets that removal; it can no longer be undone.
    pub(crate) fn dismiss(&self, id: u32) {
        drop(self.state().pending.take_if(|pending| pending.id == id));
    }

    /// Forgets whatever there is.
    pub(crate) fn forget(&self) {
        self.state().pending = None;
    }

    /// What the window offers.
    pub(crate) fn view(&self, at: Instant) -> Option<UndoView> {
        let state = self.state();
        let Pending { id, done, goes, ends, .. } = state.pending.as_ref()?;
        let seconds_left =
            |end: Instant| end.saturating_duration_since(at).as_millis().div_ceil(1000).try_into().ok();
        Some(UndoView {
            id: *id,
            ends_on: ends.and_then(seconds_left).map(|left: i64| now().as_unix() + left),
            name: done.name.clone(),
            accounts: done.accounts,
            goes: *goes,
            signed_out: done.signed_out,
            browser: done.browser,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Undoing<'_> {
    /// What is to be given back.
    pub(crate) fn taken(&self) -> Taken {
        self.pending.as_ref().map(|pending| pending.taken.clone()).unwrap_or_default()
    }

    /// It is undone: what it was.
    pub(crate) fn end(mut self) -> Done {
        self.pending.take().map(|pending| pending.done).unwrap_or_default()
    }
}

impl Drop for Undoing<'_> {
    fn drop(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.undo.offer_again(pending, Instant::now());
        }
    }
}

impl Pending {
    fn end(&self) -> Instant {
        self.ends.unwrap_or(self.latest_end)
    }
}

#[cfg(test)]
mod tests {
    use token_cache::Removal;

    use super::*;
    use crate::fixtures;

    fn taken() -> (TokenCache, Taken) {
        let mut cache = TokenCache::default();
        fixtures::sign_in(&mut cache, "1", fixtures::TENANT, "ada@example.com");
        let account = cache.accounts()[0].id();
        let (_, taken) = cache.take(&[Removal::Account(account)]);
        (cache, taken)
    }

    fn offered() -> (Undo, u32, Instant) {
        let (undo, start) = (Undo::default(), Instant::now());
        let id = undo.offer(taken().1, Done::default(), 7, start).unwrap();
        (undo, id, start)
    }

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn it_can_be_undone_for_ten_seconds() {
        let (undo, id, start) = offered();
        assert!(!undo.expire(start + seconds(9)));
        assert!(undo.take(id, start + seconds(10)).is_none());
        assert!(undo.expire(start + seconds(10)));
        assert!(undo.view(start).is_none());
    }

    #[test]
    fn the_time_stands_still_while_the_person_is_on_it_but_not_for_ever() {
        let (undo, id, start) = offered();
        undo.hold(id, true, start + seconds(9));
        assert!(!undo.expire(start + seconds(200)));
        assert_eq!(undo.view(start).unwrap().ends_on, None);
        undo.hold(id, false, start + seconds(200));
        assert!(!undo.expire(start + seconds(209)));
        assert!(undo.expire(start + seconds(210)));

        let (undo, id, start) = offered();
        undo.hold(id, true, start);
        assert!(undo.expire(start + LONGEST));
    }

    #[test]
    fn it_can_be_undone_once() {
        let (undo, id, start) = offered();
        assert!(undo.take(id + 1, start).is_none());
        assert!(undo.take(id, start).is_some());
        assert!(undo.take(id, start).is_none());
    }

    #[test]
    fn the_next_removal_takes_its_place() {
        let (undo, first, start) = offered();
        let second = undo.offer(taken().1, Done::default(), 8, start).unwrap();
        assert!(undo.take(first, start).is_none());
        assert!(undo.take(second, start).is_some());
    }

    #[test]
    fn a_removal_of_nothing_is_not_offered_and_leaves_the_one_before() {
        let (undo, id, start) = offered();
        assert_eq!(undo.offer(Taken::default(), Done::default(), 8, start), None);
        assert!(undo.take(id, start).is_some());
    }

    #[test]
    fn what_could_not_be_undone_is_offered_again() {
        let (undo, id, start) = offered();
        let pending = undo.take(id, start + seconds(9)).unwrap();
        undo.offer_again(pending, start + seconds(15));
        assert!(undo.take(id, start + seconds(20)).is_some());
    }

    #[test]
    fn what_is_given_up_amid_undoing_is_offered_again_and_what_is_undone_is_not() {
        let (undo, id, start) = offered();
        drop(undo.begin(id, start).unwrap());
        let undoing = undo.begin(id, start).unwrap();
        assert!(undo.view(start).is_none());
        assert!(!undoing.taken().counts().is_empty());
        undoing.end();
        assert!(undo.begin(id, start).is_none());
    }

    #[test]
    fn what_came_anew_is_not_offered_but_an_older_cache_says_nothing() {
        let (undo, id, start) = offered();
        let mut cache = TokenCache::default();
        fixtures::sign_in(&mut cache, "1", fixtures::TENANT, "ada@example.com");
        undo.look(&cache, 6);
        assert_eq!(undo.end_of(id), Some(start + TIME));
        undo.look(&cache, 7);
        assert_eq!(undo.end_of(id), None);
    }
}
