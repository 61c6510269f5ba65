//! When a picture is kept, found, shown and deleted.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use connections::now;
use tauri::{
    AppHandle,
    async_runtime::{spawn, spawn_blocking},
};
use token_store::Version;

use super::{
    beside,
    kept::{self, Beside, Kept, Now, Read, Subject},
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
    /// The page, as soon as it is there, and it may be another one: a picture comes too late now, such as from a keyring that
    /// had to be unlocked first.
    Page,
}

/// A picture that was kept.
struct Found {
    kept: Arc<Kept>,
    is_shown: bool,
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

    /// From now on there is only the page; answers whether a picture was in its place.
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
    /// Reads the cache, and shows the picture that was kept of this very page, or of its list, until the page is there.
    pub(crate) async fn read_behind_picture(&self, handle: &AppHandle, version: Option<Version>) {
        if !self.picture.is_wanted() {
            return self.refresh().await;
        }
        let (app, screen) = (self.clone(), handle.clone());
        let finding = spawn(async move { app.find_unread(&screen, version).await });
        self.refresh().await;
        let viewed = self.storage.shown_version();
        let view = self.view();
        let (Some(list), Some(opened)) = (&view.list_mark, beside::opened(&view)) else {
            finding.abort();
            return self.end_picture(handle);
        };
        let found = finding.await.ok().flatten();
        let Some(found) = found.filter(|found| found.kept.subject.is_of(list, opened)) else {
            self.end_picture(handle);
            return self.forget_picture().await;
        };
        *self.picture.kept() = Some(list.clone());
        if !found.is_shown {
            self.show(handle, &found.kept, Some(self.read(&view, opened))).await;
        }
        // Somebody may have signed out meanwhile.
        if self.storage.shown_version() != viewed {
            self.forget_old_picture().await;
        }
    }

    /// The picture that was kept, as soon as the cache's key is there; shown where nobody has written the cache since.
    async fn find_unread(&self, handle: &AppHandle, version: Option<Version>) -> Option<Found> {
        let unread = version.and_then(|version| self.unread_mark(version));
        self.storage.key_is_there().await;
        let look = self.picture.0.look.get()?;
        let kept = Arc::new(self.storage.find_picture(about(look)).await.and_then(Kept::decode)?);
        let is_shown = unread.is_some() && kept.subject.unread == unread;
        if is_shown {
            self.show(handle, &kept, None).await;
        }
        Some(Found { kept, is_shown })
    }

    /// What is in the cache of what a picture says.
    fn read(&self, view: &AppView, opened: &AccountKey) -> Read {
        let tokens = self.tokens_of(opened).ok();
        let beside = tokens.and_then(|tokens| beside::mark(view, opened, &tokens));
        Read { states: view.accounts.iter().map(|account| account.state).collect(), beside }
    }

    async fn show(&self, handle: &AppHandle, kept: &Arc<Kept>, read: Option<Read>) {
        let (kept, now) = (Arc::clone(kept), Now { read, seconds: now().as_unix() });
        if let Ok(Some(pixels)) = spawn_blocking(move || kept.show(&now)).await {
            self.picture.show(pixels);
            painted::repaint(handle);
        }
    }

    /// The page has painted itself, or is going to be another one than the picture's.
    pub(crate) fn end_picture(&self, handle: &AppHandle) {
        if self.picture.end() {
            painted::repaint(handle);
        }
    }

    /// Keeps a picture of the page for the next start. It is no loss where that fails.
    pub(crate) async fn keep_picture(&self, handle: &AppHandle, still: StillPage) {
        let unread = self.unread_mark_of_shown();
        let view = self.view();
        // Something has changed since the page was told.
        if view.list_mark.as_ref() != Some(&still.mark) {
            return;
        }
        let StillPage { mark, opened, list, states, beside } = still;
        let beside = beside.and_then(|still| self.beside(&view, &opened, still));
        let seconds = now().as_unix();
        let Some((look, taken)) = painted::take(handle, list, beside.is_some()).await else { return };
        // Of what was written meanwhile there is no picture.
        let unread = unread.filter(|unread| self.unread_mark_of_shown().as_ref() == Some(unread));
        let subject = Subject { list: mark.clone(), opened, unread, taken: seconds, states, beside };
        let Ok(Some(picture)) = spawn_blocking(move || kept::encode(&taken, &subject)).await else {
            return;
        };
        if let Err(error) = self.storage.keep_picture(about(&look), picture).await {
            tracing::debug!(%error, "no picture of the page is kept");
        }
        // Only now, for somebody may have signed out meanwhile, and this is what is looked at.
        *self.picture.kept() = Some(mark);
        self.forget_old_picture().await;
    }

    fn unread_mark_of_shown(&self) -> Option<String> {
        self.unread_mark(self.storage.shown_version()?)
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

/// What a picture is bound to, besides the cache's key.
fn about(look: &str) -> Vec<u8> {
    serde_json::to_vec(&(env!("CARGO_PKG_VERSION"), look)).unwrap_or_default()
}
