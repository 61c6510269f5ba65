//! Where no picture is wanted.

use tauri::AppHandle;
use token_store::Version;

use crate::{app::App, views::StillPage};

/// None: other systems' web views are there sooner.
#[derive(Default)]
pub(crate) struct PagePicture(());

impl PagePicture {
    #[allow(clippy::unused_self, reason = "as where there are pictures")]
    pub(super) fn is_wanted(&self) -> bool {
        false
    }
}

#[allow(clippy::unused_async, clippy::unused_self, reason = "as where there are pictures")]
impl App {
    pub(crate) async fn read_behind_picture(&self, _: &AppHandle, _: Option<Version>) {
        self.refresh().await;
    }

    pub(crate) async fn forget_old_picture(&self) {}

    pub(crate) fn end_picture(&self, _: &AppHandle) {}

    pub(crate) async fn keep_picture(&self, _: &AppHandle, _: StillPage) {}
}
