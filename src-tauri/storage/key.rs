//! Another key for the cache file.

use token_store::StoreError;
use token_store_file::{NewKey, OldKey, Passphrase, Protection, Start};
use zeroize::Zeroizing;

use super::Storage;
use crate::{
    error::Answer,
    views::{ErrorView, KeyChange, OldKeyView},
};

/// What the person typed.
pub(crate) struct Typed {
    /// The passphrase that the file has now, where it has one.
    pub(crate) current: Option<Zeroizing<String>>,
    /// The one that it is to have, where it is to have another.
    pub(crate) new: Option<Zeroizing<String>>,
}

impl Storage {
    /// Seals the file with another key. Whoever changes it has to know the passphrase that it has, also where the file
    /// is open: an open window may be anybody's.
    pub(crate) async fn change_key(
        &self,
        change: KeyChange,
        typed: Typed,
        start: &Start,
    ) -> Answer<OldKeyView> {
        self.noting(self.try_change_key(change, typed, start).await.map_err(ErrorView::from))
    }

    async fn try_change_key(
        &self,
        change: KeyChange,
        typed: Typed,
        start: &Start,
    ) -> Result<OldKeyView, StoreError> {
        let status = self.file.status().await?;
        if !status.exists() {
            return Err(StoreError::NotFound { path: status.path });
        }
        let needed = || StoreError::PassphraseNeeded { path: status.path.clone() };
        let has_passphrase = status.protection == Some(Protection::Passphrase);
        if has_passphrase {
            let current = typed.current.as_ref().ok_or_else(needed)?;
            self.file.unlock(passphrase(current)).await?;
        }
        let new = match change {
            KeyChange::Rotate if has_passphrase => {
                NewKey::Passphrase(passphrase(&typed.current.ok_or_else(needed)?))
            }
            KeyChange::Rotate | KeyChange::Keyring => NewKey::Keyring,
            KeyChange::Passphrase => NewKey::Passphrase(passphrase(&typed.new.ok_or_else(needed)?)),
        };
        Ok(self.file.starting(start).rekey(new).await?.old_key.into())
    }
}

fn passphrase(typed: &str) -> Passphrase {
    Passphrase::new(typed.to_owned())
}

impl From<OldKey> for OldKeyView {
    fn from(old: OldKey) -> Self {
        match old {
            OldKey::OfPassphrase => Self::OfPassphrase,
            OldKey::Forgotten => Self::Forgotten,
            OldKey::Needed { by } => Self::Needed { by: by.display().to_string() },
            OldKey::Stuck { reason } => {
                tracing::warn!(%reason, "the keyring did not forget the old key");
                Self::Stuck
            }
            _ => Self::Stuck,
        }
    }
}
