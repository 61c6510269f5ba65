use std::{fs, path::Path, pin::pin};

use cache_transfer::Overwrite;
use token_store_file::{NoKeyring, Options, PassphraseCost, Start};
use zeroize::Zeroizing;

use super::*;
use crate::{
    fixtures,
    views::{ExportKind, KeyChange, LockView, OldKeyView},
};

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

    storage.start_over(&Start::default()).await.unwrap();
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
    storage.start_over(&Start::default()).await.unwrap();
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

#[tokio::test]
async fn who_wrote_is_told_once_the_writer_has_let_go_of_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let storage = begun(folder.path()).await;
    let writer = storage.written_by().await.unwrap();

    // As it is between a write and its note.
    let lock = folder.path().join("token-cache.sealed.lockfile");
    let note = fs::read(&lock).unwrap();
    let held = fs::File::open(&lock).unwrap();
    held.lock().unwrap();
    fs::write(&lock, "1 writer").unwrap();
    let mut asked = pin!(storage.written_by());
    assert!(tokio::time::timeout(NOTE_STEP * 5, &mut asked).await.is_err(), "nobody has noted it yet");
    fs::write(&lock, note).unwrap();
    held.unlock().unwrap();
    assert_eq!(asked.await, Some(writer));
}

async fn change_key(storage: &Storage, change: KeyChange, current: &str, new: &str) -> Answer<OldKeyView> {
    let given = |typed: &str| (!typed.is_empty()).then(|| Zeroizing::new(typed.to_owned()));
    storage.change_key(change, Typed { current: given(current), new: given(new) }, &Start::default()).await
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

    storage.restore(&Start::default()).await.unwrap();
    storage.refresh().await;
    assert!(storage.shown().accounts().is_empty());
    let undo = storage.preview_restore().await.unwrap();
    assert_eq!((undo.comes, undo.goes), (vec!["ada@example.com".to_owned()], vec![]));
    storage.restore(&Start::default()).await.unwrap();
    storage.refresh().await;
    assert_eq!(storage.shown().accounts().len(), 1);
}

const ADA: &str = r#"{"Account": {"u.t-login.example-t": {"home_account_id": "u.t", "environment": "login.example",
    "realm": "t", "local_account_id": "u", "username": "ada@example.com", "authority_type": "MSSTS"}},
    "RefreshToken": {"r": {"credential_type": "RefreshToken", "home_account_id": "u.t", "environment": "login.example",
    "client_id": "c", "secret": "a-refresh-token", "target": ""}}}"#;

async fn ready(folder: &Path) -> Storage {
    let storage = begun(folder).await;
    storage.unlock(PASSPHRASE.to_owned()).await.unwrap();
    storage.refresh().await;
    storage
}

async fn refused(storage: &Storage, file: &Path, content: &[u8]) -> ErrorCode {
    fs::write(file, content).unwrap();
    storage.preview_import(file.to_str().unwrap()).await.unwrap_err().code
}

#[tokio::test]
async fn what_comes_is_what_was_shown_also_when_the_file_changes_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let storage = ready(folder.path()).await;
    let file = folder.path().join("export.json");
    fs::write(&file, ADA).unwrap();
    let preview = storage.preview_import(file.to_str().unwrap()).await.unwrap();
    assert_eq!(preview.new_accounts, ["ada@example.com"]);
    assert_eq!((preview.added.refresh_tokens, preview.changes_nothing), (1, false));
    fs::remove_file(&file).unwrap();
    storage.import(&Start::default()).await.unwrap();
    storage.refresh().await;
    assert_eq!(storage.shown().accounts()[0].username(), "ada@example.com");
    assert_eq!(storage.import(&Start::default()).await.unwrap_err().code, ErrorCode::Internal);
}

#[tokio::test]
async fn what_cannot_be_imported_is_told_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let storage = ready(folder.path()).await;
    let before = fs::read(&storage.path).unwrap();
    let file = folder.path().join("import.json");
    for (content, code) in [
        (&b"Dear Bo"[..], ErrorCode::ImportInvalid),
        (b"", ErrorCode::ImportInvalid),
        (&ADA.as_bytes()[..ADA.len() / 2], ErrorCode::ImportInvalid),
        (br#"{"version": 1}"#, ErrorCode::ImportInvalid),
        (br#"{"tesseraRedactedCache": 1}"#, ErrorCode::ImportRedacted),
        (&before, ErrorCode::ImportSealed),
    ] {
        assert_eq!(refused(&storage, &file, content).await, code);
    }
    fs::File::create(&file).unwrap().set_len(1 << 31).unwrap();
    let refused = async |path: &Path| storage.preview_import(path.to_str().unwrap()).await.unwrap_err();
    assert_eq!(refused(&file).await.code, ErrorCode::ImportTooLarge);
    assert_eq!(refused(folder.path()).await.code, ErrorCode::NotAFile);
    let missing = refused(&folder.path().join("missing")).await;
    assert_eq!((missing.code, missing.detail.is_some()), (ErrorCode::FileMissing, true));
    assert_eq!(storage.import(&Start::default()).await.unwrap_err().code, ErrorCode::Internal);
    assert_eq!(fs::read(&storage.path).unwrap(), before);
}

#[tokio::test]
async fn an_export_is_whole_or_redacted_and_replaces_nothing_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let storage = ready(folder.path()).await;
    let add = move |cache: &mut TokenCache| *cache = TokenCache::deserialize(ADA.as_bytes()).unwrap();
    storage.file.change_with(add).await.unwrap();
    storage.refresh().await;
    let file = folder.path().join("out.json");
    let export =
        async |kind, path: &Path, overwrite| storage.export(kind, path.to_str().unwrap(), overwrite).await;
    let written = export(ExportKind::Redacted, &file, Overwrite::Refuse).await.unwrap();
    assert_eq!(Path::new(&written), file);
    let redacted = fs::read_to_string(&file).unwrap();
    assert!(
        redacted.contains("account-1") && !redacted.contains("a-refresh-token") && !redacted.contains("ada@")
    );

    let exists = export(ExportKind::Whole, &file, Overwrite::Refuse).await.unwrap_err();
    assert_eq!((exists.code, exists.detail), (ErrorCode::ExportExists, Some(written)));
    assert_eq!(fs::read_to_string(&file).unwrap(), redacted);
    export(ExportKind::Whole, &file, Overwrite::Allow).await.unwrap();
    assert!(fs::read_to_string(&file).unwrap().contains("a-refresh-token"));

    let own = export(ExportKind::Whole, &storage.path, Overwrite::Allow).await.unwrap_err();
    assert_eq!(own.code, ErrorCode::IsTheCache);
    let nowhere = folder.path().join("missing/out.json");
    assert_eq!(
        export(ExportKind::Whole, &nowhere, Overwrite::Refuse).await.unwrap_err().code,
        ErrorCode::FolderMissing
    );
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

/// Another program's store of the same file.
async fn other_program(storage: &Storage) -> Storage {
    let other = without_keyring(&storage.path);
    other.unlock(PASSPHRASE.to_owned()).await.unwrap();
    other
}

/// A file in which two people are signed in, one of whom is signed out with the number to undo that.
async fn signed_out(folder: &Path) -> (Storage, token_cache::AccountId, u32) {
    let storage = ready(folder).await;
    let add = |cache: &mut TokenCache| {
        fixtures::sign_in(cache, "1", fixtures::TENANT, "ada@example.com");
        fixtures::sign_in(cache, "2", fixtures::TENANT, "bo@example.com");
    };
    storage.file.change_with(add).await.unwrap();
    storage.refresh().await;
    let ada = storage.shown().accounts()[0].id();
    let (removed, id) = storage
        .remove(vec![Removal::Account(ada.clone())], Done::default(), &Start::default())
        .await
        .unwrap();
    assert_eq!((removed.goes.accounts, removed.goes.refresh_tokens), (1, 1));
    storage.refresh().await;
    (storage, ada, id.unwrap())
}

#[tokio::test]
async fn what_is_removed_is_gone_for_others_at_once_and_comes_back_among_what_they_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let (storage, ada, id) = signed_out(folder.path()).await;
    let other = other_program(&storage).await;
    assert!(other.file.load().await.unwrap().cache.account(&ada).is_none());
    let add = |cache: &mut TokenCache| fixtures::sign_in(cache, "3", fixtures::TENANT, "cy@example.com");
    other.file.change_with(add).await.unwrap();
    storage.refresh().await;

    let (given, _) = storage.undo(id, &Start::default()).await.unwrap().unwrap();
    assert_eq!((given.back.accounts, given.back.access_tokens, given.left.is_empty()), (1, 1, true));
    assert_eq!(other.file.load().await.unwrap().cache.accounts().len(), 3);
    assert!(storage.undo(id, &Start::default()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_account_that_another_program_signed_in_and_out_since_stays_out() {
    let folder = tempfile::tempdir().unwrap();
    let (storage, ada, id) = signed_out(folder.path()).await;
    let other = other_program(&storage).await;
    let add = |cache: &mut TokenCache| fixtures::sign_in(cache, "1", fixtures::TENANT, "ada@example.com");
    other.file.change_with(add).await.unwrap();
    storage.refresh().await;
    let removal = Removal::Account(ada.clone());
    other.file.change_with(move |cache| cache.remove(&removal)).await.unwrap();
    storage.refresh().await;
    assert!(storage.undo(id, &Start::default()).await.unwrap().is_none());
    assert!(other.file.load().await.unwrap().cache.account(&ada).is_none());
}

#[tokio::test]
async fn cleared_tokens_stay_away_from_an_account_that_another_program_signed_out() {
    let folder = tempfile::tempdir().unwrap();
    let (storage, _, _) = signed_out(folder.path()).await;
    let bo = storage.shown().accounts()[0].id();
    let removals = vec![Removal::Tokens(bo.clone())];
    let (_, id) = storage.remove(removals, Done::default(), &Start::default()).await.unwrap();
    let other = other_program(&storage).await;
    let removal = Removal::Account(bo);
    other.file.change_with(move |cache| cache.remove(&removal)).await.unwrap();
    // It was not looked at since: under the lock it is.
    let (given, _) = storage.undo(id.unwrap(), &Start::default()).await.unwrap().unwrap();
    assert!(given.back.is_empty());
    assert_eq!(other.file.load().await.unwrap().cache.counts(), token_cache::Counts::default());
}
