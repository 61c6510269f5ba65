//! The picture of the page, beside the cache.

use token_store::StoreError;
use zeroize::Zeroizing;

use super::Storage;

const NAME: &str = "picture";

impl Storage {
    /// Keeps it, under the cache's key.
    pub(crate) async fn keep_picture(
        &self,
        about: Vec<u8>,
        picture: Zeroizing<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.file.keep_beside(NAME, about, picture).await
    }

    /// The picture about just that, if it is kept.
    pub(crate) async fn find_picture(&self, about: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
        self.file.find_beside(NAME, about).await.unwrap_or_else(|error| {
            tracing::debug!(%error, "the picture of the page cannot be read");
            None
        })
    }

    /// Deletes it, whatever it is about.
    pub(crate) async fn forget_picture(&self) -> Result<(), StoreError> {
        self.file.forget_beside(NAME).await
    }
}
