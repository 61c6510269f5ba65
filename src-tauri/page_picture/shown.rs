//! When a picture is kept, found, shown and deleted.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use connections::now;
use tauri::{AppHandle, async_runtime::spawn_blocking};

use super::{
    beside,
    kept::{self, Beside, Now},
    marks,
    painted::{self, Pixels},
};
use crate::{
    app::App,
    views::{AccountKey, AppView, StillPage, StillTokens},
    window,
};

/// The picture of the last start, and what is known of the one for the next.
#[derive(Clone, Default)]
pub(crate) struct PagePicture(Arc<Parts>);

#[derive(Default)]
struct Parts {
    /// How the window looks at this start.
    look: OnceLock<String>,
    shown: Mutex<Shown>,
    /// The mark of the picture on the disk.
    kept: Mutex<Option<String>>,
}

/// What the window shows.
#[derive(Default)]
enum Shown {
    /// Nothing yet.
    #[default]
    Nothing,
    /// The picture, in the place of the page.
    Picture(Pixels),
    /// The page: a picture comes too late now, such as from a keyring that had to be unlocked first.
    Page,
}

impl PagePicture {
    /// Notes how the window is going to look. Where a graphics card paints it, Cairo does not get at what it paints.
    pub(crate) fn begin(&self) {
        if window::is_painted_on_the_processor() {
            self.0.look.get_or_init(painted::look);
        }
    }

    /// Whether there is a window of which one can take a picture.
    pub(super) fn is_wanted(&self) -> bool {
        self.0.look.get().is_some()
    }

    /// Has `paint` put the picture in the place of the page; answers whether there is one, and it could.
    pub(crate) fn paint(&self, paint: impl FnOnce(&Pixels) -> bool) -> bool {
        matches!(&*self.shown(), Shown::Picture(pixels) if paint(pixels))
    }

    /// Has it painted from now on, unless the page is there.
    fn show(&self, pixels: Pixels) {
        let mut shown = self.shown();
        if matches!(*shown, Shown::Nothing) {
            *shown = Shown::Picture(pixels);
        }
    }

    /// The page is there, and stays; answers whether a picture was in its place.
    fn end(&self) -> bool {
        matches!(mem::replace(&mut *self.shown(), Shown::Page), Shown::Picture(_))
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.0.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> MutexGuard<'_, Option<String>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Shows the picture that was kept of this very page, or of its list, until the page is there.
    pub(crate) async fn show_picture(&self, handle: &AppHandle) {
        let Some(look) = self.picture.0.look.get() else { return };
        let view = self.view();
        let (Some(mark), Some(opened)) = (&view.list_mark, beside::opened(&view)) else { return };
        let Some(picture) = self.storage.find_picture(about(mark, opened, look)).await else {
            return self.forget_picture().await;
        };
        *self.picture.kept() = Some(mark.clone());
        let states = view.accounts.iter().map(|account| account.state).collect();
        let tokens = self.tokens_of(opened).ok();
        let beside = tokens.and_then(|tokens| beside::mark(&view, opened, &tokens));
        let now = Now { states, beside, seconds: now().as_unix() };
        if let Ok(Some(pixels)) = spawn_blocking(move || kept::decode(&picture, &now)).await {
            self.picture.show(pixels);
            painted::repaint(handle);
        }
    }

    /// The page has painted itself.
    pub(crate) fn page_is_there(&self, handle: &AppHandle) {
        if self.picture.end() {
            painted::repaint(handle);
        }
    }

    /// Keeps a picture of the page for the next start. It is no loss where that fails.
    pub(crate) async fn keep_picture(&self, handle: &AppHandle, still: StillPage) {
        let view = self.view();
        // Something has changed since the page was told.
        if view.list_mark.as_ref() != Some(&still.mark) {
            return;
        }
        let StillPage { mark, opened, list, states, beside } = still;
        let beside = beside.and_then(|still| self.beside(&view, &opened, still));
        let Some((look, taken)) = painted::take(handle, list, beside.is_some()).await else { return };
        let about = about(&mark, &opened, &look);
        let Ok(Some(picture)) = spawn_blocking(move || kept::encode(&taken, states, beside)).await else {
            return;
        };
        if let Err(error) = self.storage.keep_picture(about, picture).await {
            tracing::debug!(%error, "no picture of the page is kept");
        }
        // Only now, for somebody may have signed out meanwhile, and this is what is looked at.
        *self.picture.kept() = Some(mark);
        self.forget_old_picture().await;
    }

    /// What is beside the list, if the page shows the tokens that there are.
    fn beside(&self, view: &AppView, opened: &AccountKey, still: StillTokens) -> Option<Beside> {
        let StillTokens { tokens, states, times } = still;
        let is_same = self.tokens_of(opened).is_ok_and(|own| own == tokens);
        let mark = beside::mark(view, opened, &tokens)?;
        is_same.then_some(Beside { mark, states, times })
    }

    /// Deletes the picture once it is of another list: who has signed out is to be nowhere any more.
    pub(crate) async fn forget_old_picture(&self) {
        let is_old = self.picture.kept().as_ref().is_some_and(|kept| *kept != marks::of_list(&self.view()));
        if is_old {
            self.forget_picture().await;
        }
    }

    async fn forget_picture(&self) {
        *self.picture.kept() = None;
        if let Err(error) = self.storage.forget_picture().await {
            tracing::debug!(%error, "the picture of another list stays until the next one");
        }
    }
}

/// What a picture is bound to.
fn about(mark: &str, opened: &AccountKey, look: &str) -> Vec<u8> {
    serde_json::to_vec(&(mark, opened, look)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_there_until_the_page_is_and_does_not_come_after_it() {
        let picture = PagePicture::default();
        assert!(!picture.paint(|_| true));
        picture.show(kept::sample());
        assert!(picture.paint(|pixels| *pixels == kept::sample()));
        assert!(!picture.paint(|_| false), "one that does not fit is none");
        assert!(picture.end());
        assert!(!picture.paint(|_| true));
        picture.show(kept::sample());
        assert!(!picture.paint(|_| true));
        assert!(!picture.end());
    }
}
