//! What happened and the person should know.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::views::{NoticeKind, NoticeView};

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
        let path = path.display().to_string();
        let mut notices = self.notices();
        if notices.iter().any(|notice| notice.view.path == path) {
            return;
        }
        let id = u32::try_from(notices.len()).unwrap_or(u32::MAX);
        notices.push(Notice { view: NoticeView { id, kind, path }, dismissed: false });
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
}
