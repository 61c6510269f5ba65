//! The sealed cache as the window sees it: the newest snapshot, or why there is none.

mod details;
mod key;
mod restore;

pub(crate) use key::Typed;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use token_cache::{Removal, Removed, TokenCache};
use token_store::{SetAside, SetAsideReason, Snapshot, StoreError, TokenStore, TokenStoreExt, Version};
use token_store_file::{Follower, Passphrase, SealedFile, Status};

use crate::{
    error::Answer,
    views::{ErrorCode, ErrorView, NoticeKind, Protection, StorageState, StorageView},
};

/// The sealed file and what was last read of it.
pub(crate) struct Storage {
    file: SealedFile,
    path: PathBuf,
    latest: Mutex<Latest>,
    /// Two readings at once could end in the wrong order and show the older one.
    reading: tokio::sync::Mutex<()>,
    /// The person said that the keyring is gone for good.
    keyring_is_given_up: AtomicBool,
}

struct Latest {
    cache: Arc<TokenCache>,
    version: Option<Version>,
    protection: Option<Protection>,
    state: StorageState,
    error: Option<ErrorView>,
    can_start_over: bool,
    trouble: Option<ErrorView>,
}

/// What a reading found that the person should know.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Refreshed {
    /// What could not be used and had to be moved aside.
    pub(crate) set_aside: Option<SetAside>,
    /// The cache's path, where somebody has put an older copy of it.
    pub(crate) put_back: Option<PathBuf>,
}

impl Storage {
    /// The file at `path`; nothing is read yet.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self::with(path, token_store_file::Options::default())
    }

    fn with(path: PathBuf, options: token_store_file::Options) -> Self {
        let file = SealedFile::new(&path, options);
        let latest = Latest {
            cache: Arc::default(),
            version: None,
            protection: None,
            state: StorageState::Opening,
            error: None,
            can_start_over: false,
            trouble: None,
        };
        let (latest, reading) = (Mutex::new(latest), tokio::sync::Mutex::default());
        Self { file, path, latest, reading, keyring_is_given_up: AtomicBool::new(false) }
    }

    /// The store, for those who sign in and renew.
    pub(crate) fn store(&self) -> Arc<dyn TokenStore> {
        Arc::new(self.file.clone())
    }

    /// Tells of what this and other processes write from now on.
    pub(crate) async fn follow(&self) -> Follower {
        self.file.follow(self.file.version().await.ok().flatten())
    }

    /// Whether the newest snapshot is of that write.
    pub(crate) fn shows(&self, version: Option<Version>) -> bool {
        let latest = self.latest();
        latest.state == StorageState::Ready && latest.version == version
    }

    /// Whether reading would ask a keyring that has just failed: only the person may have it asked again.
    pub(crate) fn waits_for_keyring(&self) -> bool {
        self.latest().state == StorageState::KeyringUnavailable
    }

    /// Reads the file if it has changed.
    pub(crate) async fn refresh(&self) -> Refreshed {
        let _turn = self.reading.lock().await;
        let loaded = self.file.load().await;
        let status = self.file.status().await.ok();
        let is_missing = status.as_ref().is_some_and(|status| status.size.is_none());
        let loaded = loaded.map_err(|error| self.without_the_keyring(error, is_missing));
        let protection = status.as_ref().and_then(|status| status.protection);
        let mut latest = self.latest();
        let trouble = latest.trouble.take();
        *latest = Latest { trouble, ..Latest::of(loaded, protection.map(Protection::from)) };
        status.map(Refreshed::from).unwrap_or_default()
    }

    /// Moves a file that cannot be opened aside, so that a new one can begin. One that can be opened, or whose
    /// keyring is only locked or slow, stays.
    pub(crate) async fn start_over(&self) -> Answer<()> {
        match self.file.load().await {
            Ok(_) => Ok(()),
            Err(error) if may_be_for_good(&error) => {
                self.file.start_over().await?;
                self.keyring_is_given_up.store(true, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A keyring that fails is waited for as long as nobody has given it up; then a passphrase takes its place.
    fn without_the_keyring(&self, error: StoreError, is_missing: bool) -> StoreError {
        let is_given_up = self.keyring_is_given_up.load(Ordering::Relaxed);
        match error {
            StoreError::KeyringFailed { .. } if is_given_up && is_missing => {
                StoreError::NewPassphraseNeeded { path: self.path.clone() }
            }
            error => error,
        }
    }

    /// Says that the keyring is being asked again.
    pub(crate) fn reopening(&self) {
        self.latest().state = StorageState::Opening;
    }

    /// The newest cache, if the file can be used.
    pub(crate) fn cache(&self) -> Answer<Arc<TokenCache>> {
        let latest = self.latest();
        match (&latest.state, &latest.error) {
            (StorageState::Ready, _) => Ok(Arc::clone(&latest.cache)),
            (_, Some(error)) => Err(error.clone()),
            _ => Err(ErrorView::new(ErrorCode::KeyringTimedOut, "the keyring has not answered yet")),
        }
    }

    /// The newest cache, empty while the file cannot be used.
    pub(crate) fn shown(&self) -> Arc<TokenCache> {
        Arc::clone(&self.latest().cache)
    }

    /// Removes entries under the lock.
    pub(crate) async fn remove(&self, removal: Removal) -> Answer<Removed> {
        self.noting(self.file.change_with(move |cache| cache.remove(&removal)).await.map_err(ErrorView::from))
    }

    /// Shows in the status line that somebody keeps the lock, until a change succeeds.
    pub(crate) fn noting<T>(&self, changed: Answer<T>) -> Answer<T> {
        let mut latest = self.latest();
        match &changed {
            Err(error) if error.code == ErrorCode::LockHeld => latest.trouble = Some(error.clone()),
            Err(_) => {}
            Ok(_) => latest.trouble = None,
        }
        changed
    }

    /// Takes the passphrase of the file.
    pub(crate) async fn unlock(&self, passphrase: String) -> Answer<()> {
        Ok(self.file.unlock(Passphrase::new(passphrase)).await?)
    }

    /// Begins a file under a new passphrase. Where another window has just begun one, that one's is wanted.
    pub(crate) async fn choose_passphrase(&self, passphrase: String) -> Answer<()> {
        match self.file.set_passphrase(Passphrase::new(passphrase)).await {
            Ok(()) | Err(StoreError::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// What the status line shows.
    pub(crate) fn view(&self) -> StorageView {
        let latest = self.latest();
        StorageView {
            path: self.path.display().to_string(),
            state: latest.state,
            protection: latest.protection,
            generation: latest.version.map(|version| version.generation()),
            error: latest.error.clone().or_else(|| latest.trouble.clone()),
            can_start_over: latest.can_start_over,
            shortest_passphrase: Passphrase::MINIMUM_CHARACTERS,
        }
    }

    fn latest(&self) -> MutexGuard<'_, Latest> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Latest {
    fn of(loaded: Result<Snapshot, StoreError>, protection: Option<Protection>) -> Self {
        match loaded {
            Ok(Snapshot { cache, version, .. }) => {
                // Before the first write there is no file to ask; one that is begun without a passphrase is
                // protected by the keyring.
                let protection = protection.or(Some(Protection::Keyring));
                let state = StorageState::Ready;
                Self { cache, version, protection, state, error: None, can_start_over: false, trouble: None }
            }
            Err(error) => Self {
                cache: Arc::default(),
                version: None,
                protection,
                state: state_of(&error),
                error: Some(ErrorView::from(&error)),
                can_start_over: may_be_for_good(&error),
                trouble: None,
            },
        }
    }
}

fn state_of(error: &StoreError) -> StorageState {
    match error {
        StoreError::PassphraseNeeded { .. } | StoreError::PassphraseWrong { .. } => {
            StorageState::PassphraseNeeded
        }
        StoreError::NewPassphraseNeeded { .. } => StorageState::NewPassphraseNeeded,
        StoreError::KeyringAbsent
        | StoreError::KeyringLocked
        | StoreError::KeyringTimedOut { .. }
        | StoreError::KeyringRefused
        | StoreError::KeyringFailed { .. } => StorageState::KeyringUnavailable,
        _ => StorageState::Unavailable,
    }
}

/// Whether what keeps the file shut may never go away by itself.
fn may_be_for_good(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::PassphraseNeeded { .. } | StoreError::KeyringAbsent | StoreError::KeyringFailed { .. }
    )
}

impl From<Status> for Refreshed {
    fn from(status: Status) -> Self {
        let put_back = status.older_than.map(|_| status.path);
        Self { set_aside: status.set_aside, put_back }
    }
}

impl From<SetAsideReason> for NoticeKind {
    fn from(reason: SetAsideReason) -> Self {
        match reason {
            SetAsideReason::GivenUp => Self::CacheGivenUp,
            _ => Self::CacheSetAside,
        }
    }
}

impl From<token_store_file::Protection> for Protection {
    fn from(protection: token_store_file::Protection) -> Self {
        match protection {
            token_store_file::Protection::Keyring => Self::Keyring,
            token_store_file::Protection::Passphrase => Self::Passphrase,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use token_store_file::{NoKeyring, Options, PassphraseCost};

    use super::*;
    use zeroize::Zeroizing;

    use crate::views::{KeyChange, LockView, OldKeyView};

    const PASSPHRASE: &str = "correct horse battery";

    fn without_keyring(path: &Path) -> Storage {
        let options = Options {
            keyring: Arc::new(NoKeyring),
            passphrase_cost: PassphraseCost::LEAST,
            ..Options::default()
        };
        Storage::with(path.to_owned(), options)
    }

    /// A file under a passphrase that has yet to be given.
    async fn begun(folder: &Path) -> Storage {
        let path = folder.join("token-cache.sealed");
        without_keyring(&path).choose_passphrase(PASSPHRASE.to_owned()).await.unwrap();
        without_keyring(&path)
    }

    #[tokio::test]
    async fn a_file_under_a_forgotten_passphrase_can_be_given_up_and_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let storage = begun(folder.path()).await;
        let bytes = fs::read(&storage.path).unwrap();
        assert_eq!(storage.refresh().await, Refreshed::default());
        assert_eq!(storage.view().state, StorageState::PassphraseNeeded);
        assert!(storage.view().can_start_over);

        storage.start_over().await.unwrap();
        let set_aside = storage.refresh().await.set_aside.unwrap();
        assert_eq!(NoticeKind::from(set_aside.reason), NoticeKind::CacheGivenUp);
        assert_eq!(fs::read(set_aside.path).unwrap(), bytes);
        assert!(!storage.path.exists());
        assert_eq!(storage.view().state, StorageState::NewPassphraseNeeded);
    }

    #[tokio::test]
    async fn a_file_that_can_be_opened_is_not_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let storage = begun(folder.path()).await;
        storage.unlock(PASSPHRASE.to_owned()).await.unwrap();
        storage.start_over().await.unwrap();
        assert_eq!(storage.refresh().await, Refreshed::default());
        assert_eq!(storage.view().state, StorageState::Ready);
        assert!(!storage.view().can_start_over);
    }

    #[tokio::test]
    async fn an_older_copy_in_the_place_of_the_cache_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let storage = begun(folder.path()).await;
        storage.unlock(PASSPHRASE.to_owned()).await.unwrap();
        let older = fs::read(&storage.path).unwrap();
        // Only a cache that changes is written.
        let change = |cache: &mut TokenCache| {
            *cache = TokenCache::deserialize(br#"{"kept": 1}"#).unwrap();
        };
        storage.file.change_with(change).await.unwrap();
        assert_eq!(storage.refresh().await, Refreshed::default());
        fs::write(&storage.path, older).unwrap();
        assert_eq!(storage.refresh().await.put_back.as_deref(), Some(storage.path.as_path()));
    }

    #[tokio::test]
    async fn the_details_are_of_the_file_as_it_is_and_without_one_they_say_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token-cache.sealed");
        let missing = without_keyring(&path).details().await.unwrap();
        assert_eq!(missing.path, path.display().to_string());
        assert_eq!((missing.size, missing.key_id, missing.written_by), (None, None, None));
        assert_eq!((missing.lock, missing.backup), (LockView::Free, None));

        let details = begun(folder.path()).await.details().await.unwrap();
        assert_eq!(details.size, Some(fs::metadata(&path).unwrap().len()));
        assert_eq!(details.protection, Some(Protection::Passphrase));
        assert_eq!(details.key_id.unwrap().len(), 32);
        assert!(details.written.is_some() && details.written_by.is_some());
        let backup = details.backup.unwrap();
        assert!(backup.same_key && backup.written.is_some());
        assert_eq!(Some(backup.generation), details.generation);
    }

    async fn change_key(
        storage: &Storage,
        change: KeyChange,
        current: &str,
        new: &str,
    ) -> Answer<OldKeyView> {
        let given = |typed: &str| (!typed.is_empty()).then(|| Zeroizing::new(typed.to_owned()));
        storage.change_key(change, Typed { current: given(current), new: given(new) }).await
    }

    #[tokio::test]
    async fn another_key_wants_the_passphrase_that_there_is_though_the_file_is_open() {
        const NEW: &str = "four unrelated words here";
        let folder = tempfile::tempdir().unwrap();
        let storage = begun(folder.path()).await;
        storage.unlock(PASSPHRASE.to_owned()).await.unwrap();
        let before = storage.details().await.unwrap();
        for (current, code) in [("", ErrorCode::PassphraseNeeded), ("wrong", ErrorCode::PassphraseWrong)] {
            for change in [KeyChange::Rotate, KeyChange::Passphrase, KeyChange::Keyring] {
                assert_eq!(change_key(&storage, change, current, NEW).await.unwrap_err().code, code);
            }
        }
        let refused = |change, new| change_key(&storage, change, PASSPHRASE, new);
        let short = refused(KeyChange::Passphrase, "short").await.unwrap_err();
        assert_eq!(short.code, ErrorCode::PassphraseTooShort);
        let absent = refused(KeyChange::Keyring, "").await.unwrap_err();
        assert_eq!(absent.code, ErrorCode::KeyringAbsent);
        assert_eq!(storage.details().await.unwrap().key_id, before.key_id);

        let old = change_key(&storage, KeyChange::Rotate, PASSPHRASE, "").await.unwrap();
        assert_eq!(old, OldKeyView::OfPassphrase);
        let rotated = storage.details().await.unwrap();
        assert_ne!(rotated.key_id, before.key_id);
        change_key(&storage, KeyChange::Passphrase, PASSPHRASE, NEW).await.unwrap();
        let other = without_keyring(&storage.path);
        assert_eq!(other.unlock(PASSPHRASE.to_owned()).await.unwrap_err().code, ErrorCode::PassphraseWrong);
        other.unlock(NEW.to_owned()).await.unwrap();
    }

    #[tokio::test]
    async fn restoring_says_what_would_come_and_go_and_is_undone_by_restoring() {
        let folder = tempfile::tempdir().unwrap();
        let storage = begun(folder.path()).await;
        storage.unlock(PASSPHRASE.to_owned()).await.unwrap();
        storage.refresh().await;
        assert!(storage.preview_restore().await.unwrap().is_same);
        let account = r#"{"Account": {"u.t-login.example-t": {"home_account_id": "u.t", "environment": "login.example",
            "realm": "t", "local_account_id": "u", "username": "ada@example.com", "authority_type": "MSSTS"}}}"#;
        let add = move |cache: &mut TokenCache| *cache = TokenCache::deserialize(account.as_bytes()).unwrap();
        storage.file.change_with(add).await.unwrap();
        storage.refresh().await;
        let preview = storage.preview_restore().await.unwrap();
        assert_eq!((preview.comes, preview.goes), (vec![], vec!["ada@example.com".to_owned()]));
        assert_eq!((preview.before.accounts, preview.after.accounts), (1, 0));

        storage.restore().await.unwrap();
        storage.refresh().await;
        assert!(storage.shown().accounts().is_empty());
        let undo = storage.preview_restore().await.unwrap();
        assert_eq!((undo.comes, undo.goes), (vec!["ada@example.com".to_owned()], vec![]));
        storage.restore().await.unwrap();
        storage.refresh().await;
        assert_eq!(storage.shown().accounts().len(), 1);
    }

    #[test]
    fn only_what_may_be_for_good_can_be_given_up() {
        let after = std::time::Duration::from_secs(30);
        let failed = || StoreError::KeyringFailed { source: "broken".into() };
        assert!([StoreError::KeyringAbsent, failed()].iter().all(may_be_for_good));
        let passing = [
            StoreError::KeyringLocked,
            StoreError::KeyringRefused,
            StoreError::KeyringTimedOut { after },
            StoreError::PermissionDenied { path: "/cache".into() },
        ];
        assert!(!passing.iter().any(may_be_for_good));
    }

    #[test]
    fn a_failing_keyring_gives_way_to_a_passphrase_only_when_given_up_and_without_a_file() {
        let storage = without_keyring(Path::new("/nowhere/token-cache.sealed"));
        let after = |is_missing| {
            let failed = StoreError::KeyringFailed { source: "broken".into() };
            state_of(&storage.without_the_keyring(failed, is_missing))
        };
        assert_eq!(after(true), StorageState::KeyringUnavailable);
        storage.keyring_is_given_up.store(true, Ordering::Relaxed);
        assert_eq!(after(false), StorageState::KeyringUnavailable);
        assert_eq!(after(true), StorageState::NewPassphraseNeeded);
    }
}
