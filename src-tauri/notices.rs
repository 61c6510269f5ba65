//! What happened and the person should know.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    clocks::{Clocks, Moment},
    views::{NoticeKind, NoticeView},
};

/// Notices until they are dismissed, or what they are about is over.
#[derive(Default)]
pub(crate) struct Notices(Mutex<Known>);

#[derive(Default)]
struct Known {
    notices: Vec<Notice>,
    next_id: u32,
    clocks: Clocks,
}

struct Notice {
    view: NoticeView,
    dismissed: bool,
}

impl Notices {
    /// Adds a notice, unless that file has had one, dismissed or not. Answers whether it did.
    pub(crate) fn add(&self, kind: NoticeKind, path: &Path) -> bool {
        let path = path.display().to_string();
        let mut known = self.known();
        let is_new = !known.notices.iter().any(|notice| notice.view.path == path);
        if is_new {
            known.add(kind, path, None);
        }
        is_new
    }

    /// Adds a notice about no file, unless it is shown at the moment.
    pub(crate) fn tell(&self, kind: NoticeKind) {
        let mut known = self.known();
        let is_shown = |notice: &Notice| notice.view.kind == kind && !notice.dismissed;
        if !known.notices.iter().any(is_shown) {
            known.add(kind, String::new(), None);
        }
    }

    /// Tells of this computer's clock by how many seconds the provider's is ahead of it; no longer, once all agree.
    /// A dismissed notice stays away until then. Answers whether anything is told that was not before.
    pub(crate) fn compare_clocks(&self, provider: &str, skew: i64, now: Moment) -> bool {
        let mut known = self.known();
        known.clocks.note(provider, skew, now);
        known.tell_of_clock()
    }

    /// Tells no longer of a clock that somebody has set right. Answers whether it did.
    pub(crate) fn look_at_clock(&self, now: Moment) -> bool {
        let mut known = self.known();
        known.clocks.forget_mended(now);
        known.tell_of_clock()
    }

    /// Takes the notice away for good.
    pub(crate) fn dismiss(&self, id: u32) {
        if let Some(notice) = self.known().notices.iter_mut().find(|notice| notice.view.id == id) {
            notice.dismissed = true;
        }
    }

    /// Those that are not dismissed, oldest first.
    pub(crate) fn views(&self) -> Vec<NoticeView> {
        let known = self.known();
        known.notices.iter().filter(|notice| !notice.dismissed).map(|notice| notice.view.clone()).collect()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn add(&mut self, kind: NoticeKind, path: String, seconds: Option<u64>) {
        let view = NoticeView { id: self.next_id, kind, path, seconds };
        self.next_id = self.next_id.wrapping_add(1);
        self.notices.push(Notice { view, dismissed: false });
    }

    fn tell_of_clock(&mut self) -> bool {
        let about_clock = |notice: &Notice| is_about_clock(notice.view.kind);
        let told = self.notices.iter().position(about_clock);
        match (self.clocks.worst(), told) {
            (Some(skew), None) => self.add(about(skew), String::new(), Some(skew.unsigned_abs())),
            (Some(skew), Some(at)) => {
                let view = &mut self.notices[at].view;
                let (kind, seconds) = (about(skew), Some(skew.unsigned_abs()));
                if (view.kind, view.seconds) == (kind, seconds) {
                    return false;
                }
                (view.kind, view.seconds) = (kind, seconds);
            }
            (None, Some(at)) => drop(self.notices.remove(at)),
            (None, None) => return false,
        }
        true
    }
}

fn about(skew: i64) -> NoticeKind {
    if skew < 0 { NoticeKind::ClockAhead } else { NoticeKind::ClockBehind }
}

fn is_about_clock(kind: NoticeKind) -> bool {
    matches!(kind, NoticeKind::ClockAhead | NoticeKind::ClockBehind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(notices: &Notices) -> Vec<(NoticeKind, Option<u64>)> {
        notices.views().iter().map(|view| (view.kind, view.seconds)).collect()
    }

    #[test]
    fn a_dismissed_notice_does_not_come_back() {
        let notices = Notices::default();
        let path = Path::new("/cache.damaged");
        notices.add(NoticeKind::CacheSetAside, path);
        notices.add(NoticeKind::CacheSetAside, path);
        assert_eq!(notices.views().len(), 1);
        notices.dismiss(0);
        notices.add(NoticeKind::CacheSetAside, path);
        assert!(notices.views().is_empty());
    }

    #[test]
    fn an_answer_that_nobody_waits_for_is_told_each_time_and_once_at_a_time() {
        let notices = Notices::default();
        notices.compare_clocks("a", -400, Moment::now());
        notices.tell(NoticeKind::AnswerNotExpected);
        notices.tell(NoticeKind::AnswerNotExpected);
        assert_eq!(notices.views().len(), 2);
        notices.dismiss(1);
        notices.tell(NoticeKind::AnswerNotExpected);
        assert_eq!(notices.views().len(), 2);
    }

    #[test]
    fn a_wrong_clock_is_told_once_as_it_stands_until_all_agree() {
        let (notices, now) = (Notices::default(), Moment::now());
        assert!(!notices.compare_clocks("a", 0, now));
        assert!(notices.compare_clocks("a", -400, now));
        assert!(!notices.compare_clocks("a", -400, now));
        notices.compare_clocks("b", -410, now);
        assert_eq!(told(&notices), [(NoticeKind::ClockAhead, Some(410))]);
        notices.compare_clocks("b", 2, now);
        assert_eq!(told(&notices), [(NoticeKind::ClockAhead, Some(400))]);
        assert!(notices.compare_clocks("a", 2, now));
        assert_eq!(told(&notices), []);
    }

    #[test]
    fn a_dismissed_clock_is_told_anew_only_after_it_was_right() {
        let (notices, now) = (Notices::default(), Moment::now());
        notices.compare_clocks("a", 300, now);
        notices.dismiss(notices.views()[0].id);
        notices.compare_clocks("a", 310, now);
        assert_eq!(told(&notices), []);
        notices.compare_clocks("a", 0, now);
        notices.compare_clocks("a", 300, now);
        assert_eq!(told(&notices), [(NoticeKind::ClockBehind, Some(300))]);
    }

    #[test]
    fn the_notice_goes_when_the_clock_is_set_and_takes_no_other_with_it() {
        let (notices, now) = (Notices::default(), Moment::now());
        notices.compare_clocks("a", 300, now);
        notices.add(NoticeKind::CacheSetAside, Path::new("/cache.damaged"));
        assert!(!notices.look_at_clock(now.later(5, 5)));
        assert!(notices.look_at_clock(now.later(305, 5)));
        assert_eq!(told(&notices), [(NoticeKind::CacheSetAside, None)]);
        notices.dismiss(notices.views()[0].id);
        assert_eq!(told(&notices), []);
    }
}
