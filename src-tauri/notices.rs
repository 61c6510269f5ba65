//! What happened and the person should know.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::views::{NoticeKind, NoticeView};

/// How wrong the clock may be, in seconds: tokens are renewed five minutes before they end.
const WORTH_TELLING: u64 = 3 * 60;

/// Notices until they are dismissed.
#[derive(Default)]
pub(crate) struct Notices(Mutex<Vec<Notice>>);

struct Notice {
    view: NoticeView,
    dismissed: bool,
}

impl Notices {
    /// Adds a notice, unless that file has had one, dismissed or not.
    pub(crate) fn add(&self, kind: NoticeKind, path: &Path) {
        self.add_once(NoticeView { id: 0, kind, path: path.display().to_string(), seconds: None });
    }

    /// Adds that this computer's clock is wrong, by how many seconds the provider's is ahead of it; unless that was
    /// told, or does no harm yet.
    pub(crate) fn compare_clocks(&self, skew: Option<i64>) {
        let Some(skew) = skew.filter(|skew| skew.unsigned_abs() >= WORTH_TELLING) else { return };
        let kind = if skew < 0 { NoticeKind::ClockAhead } else { NoticeKind::ClockBehind };
        let seconds = Some(skew.unsigned_abs());
        self.add_once(NoticeView { id: 0, kind, path: String::new(), seconds });
    }

    /// Adds a notice about no file, unless it is shown at the moment.
    pub(crate) fn tell(&self, kind: NoticeKind) {
        let mut notices = self.notices();
        if notices.iter().any(|notice| notice.view.kind == kind && !notice.dismissed) {
            return;
        }
        let id = u32::try_from(notices.len()).unwrap_or(u32::MAX);
        let view = NoticeView { id, kind, path: String::new(), seconds: None };
        notices.push(Notice { view, dismissed: false });
    }

    fn add_once(&self, view: NoticeView) {
        let mut notices = self.notices();
        // A clock that is told to be ahead is not told to be behind by and by: both are about no file.
        let is_known =
            |known: &NoticeView| known.path == view.path && known.seconds.is_some() == view.seconds.is_some();
        if notices.iter().any(|notice| is_known(&notice.view)) {
            return;
        }
        let id = u32::try_from(notices.len()).unwrap_or(u32::MAX);
        notices.push(Notice { view: NoticeView { id, ..view }, dismissed: false });
    }

    /// Takes the notice away for good.
    pub(crate) fn dismiss(&self, id: u32) {
        if let Some(notice) = self.notices().iter_mut().find(|notice| notice.view.id == id) {
            notice.dismissed = true;
        }
    }

    /// Those that are not dismissed, oldest first.
    pub(crate) fn views(&self) -> Vec<NoticeView> {
        let notices = self.notices();
        notices.iter().filter(|notice| !notice.dismissed).map(|notice| notice.view.clone()).collect()
    }

    fn notices(&self) -> MutexGuard<'_, Vec<Notice>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        notices.compare_clocks(Some(-400));
        notices.tell(NoticeKind::AnswerNotExpected);
        notices.tell(NoticeKind::AnswerNotExpected);
        assert_eq!(notices.views().len(), 2);
        notices.dismiss(1);
        notices.tell(NoticeKind::AnswerNotExpected);
        assert_eq!(notices.views().len(), 2);
    }

    #[test]
    fn a_wrong_clock_is_told_once_and_only_where_it_does_harm() {
        let notices = Notices::default();
        notices.compare_clocks(None);
        notices.compare_clocks(Some(179));
        notices.compare_clocks(Some(-179));
        assert!(notices.views().is_empty());
        notices.compare_clocks(Some(-400));
        notices.compare_clocks(Some(-401));
        let views = notices.views();
        assert_eq!(views.len(), 1);
        assert_eq!((views[0].kind, views[0].seconds), (NoticeKind::ClockAhead, Some(400)));
    }
}
