//! The picture of the page, beside the cache.

use std::path::Path;

use token_store::{StoreError, Version};
use zeroize::Zeroizing;

use super::Storage;

const NAME: &str = "picture";

impl Storage {
    /// Where the cache is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The write that the newest snapshot is of.
    pub(crate) fn shown_version(&self) -> Option<Version> {
        self.latest().version
    }

    /// Keeps it, under the cache's key.
    pub(crate) async fn keep_picture(
        &self,
        about: Vec<u8>,
        picture: Zeroizing<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.file.keep_beside(NAME, about, picture).await
    }

    /// The picture about just that, if it is kept. For this the cache's key has to be there.
    pub(crate) async fn find_picture(&self, about: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
        self.file.find_beside(NAME, about).await.unwrap_or_else(|error| {
            tracing::debug!(%error, "the picture of the page cannot be read");
            None
        })
    }

    /// Waits until the cache's key is there; for ever where none comes.
    pub(crate) async fn key_is_there(&self) {
        self.file.key_is_there().await;
    }

    /// Deletes it, whatever it is about.
    pub(crate) async fn forget_picture(&self) -> Result<(), StoreError> {
        self.file.forget_beside(NAME).await
    }
}
