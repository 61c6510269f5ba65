use std::fs;

use token_store::{StoreError, TokenStore, conformance::sample};
use token_store_file::{MasterKey, Protection};

use crate::support::{Crafted, TestFolder, add, names};

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[cfg(unix)]
fn mode(path: &std::path::Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_the_owners_alone_and_so_is_the_folder_that_they_need() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    assert_eq!(mode(&folder.cache()), 0o600);
    assert_eq!(mode(&folder.path.join("data/token-cache.sealed.lockfile")), 0o600);
    assert_eq!(mode(&folder.path.join("data")), 0o700);
    fs::set_permissions(folder.cache(), fs::Permissions::from_mode(0o644)).unwrap();
    add(&folder.store(), "two").await.unwrap();
    assert_eq!(mode(&folder.cache()), 0o600, "the next write mends a mode that is too wide");
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_was_there_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TestFolder::new();
    let data = folder.path.join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o750)).unwrap();
    add(&folder.store(), "one").await.unwrap();
    assert_eq!(mode(&data), 0o750);
}

#[tokio::test]
async fn nothing_of_a_token_is_in_the_file_in_the_clear() {
    let folder = TestFolder::new();
    let snapshot = add(&folder.store(), "one").await.unwrap();
    let json = snapshot.cache.serialize();
    let secret = sample::secret_of("one");
    for visible in [secret.as_str(), "AccessToken", "login.example", "client_id"] {
        assert!(contains(&json, visible), "the search can find {visible}");
        assert!(!contains(&folder.bytes(), visible), "{visible} is in the file");
    }
}

#[tokio::test]
async fn the_file_is_as_the_documentation_says() {
    let folder = TestFolder::new();
    let store = folder.store();
    let snapshot = add(&store, "one").await.unwrap();
    let bytes = folder.bytes();
    let status = store.status().await.unwrap();
    assert_eq!(&bytes[..12], b"TESSERA\x1a\x00\x01\x01\x00");
    assert_eq!(&bytes[12..28], status.key_id.unwrap().as_bytes());
    assert_eq!(&bytes[28..36], &1_u64.to_be_bytes());
    assert_eq!(&bytes[36..68], snapshot.version.unwrap().write());
    assert_eq!(&bytes[68..96], &[0; 28]);
    let keys = folder.keyring.keys();
    let key = MasterKey::from_slice(&fs::read(&keys[0]).unwrap()).unwrap();
    assert_eq!(keys.len(), 1, "nothing but the key is in the keyring");
    assert_eq!(Crafted(bytes).unsealed(&key), *snapshot.cache.serialize());
}

#[tokio::test]
async fn two_writes_of_the_same_cache_have_nothing_in_common() {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&store, "one").await.unwrap();
    let first = folder.bytes();
    add(&store, "two").await.unwrap();
    let changed = store.change(Box::new(|cache| {
        *cache = token_cache::TokenCache::default();
        sample::put(cache, "one");
    }));
    changed.await.unwrap();
    let third = folder.bytes();
    assert_eq!(first.len(), third.len());
    let same = first[104..].iter().zip(&third[104..]).filter(|(a, b)| a == b).count();
    assert!(same < first.len() / 20, "{same} bytes of {} are the same", first.len());
}

#[tokio::test]
async fn the_status_tells_what_the_header_tells() {
    let folder = TestFolder::new();
    let store = folder.store();
    let before = store.status().await.unwrap();
    assert!(!before.exists());
    assert_eq!((before.protection, before.key_id, before.generation), (None, None, None));
    add(&store, "one").await.unwrap();
    add(&store, "two").await.unwrap();
    let after = folder.store_without_keyring().status().await.unwrap();
    assert_eq!(after.protection, Some(Protection::Keyring));
    assert_eq!(after.generation, Some(2));
    assert_eq!(after.size, Some(folder.bytes().len() as u64));
    assert_eq!(after.path, folder.cache());
}

#[tokio::test]
async fn what_a_killed_process_left_is_cleaned_up_and_nothing_else_is() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let data = folder.path.join("data");
    fs::write(data.join(".token-cache.sealed.abcDEF012345.tmp"), b"left over").unwrap();
    let others =
        [".token-cache.sealed.abc.tmp", ".token-cache.sealed.abcDEF_12345.tmp", "token-cache.sealed.bak"];
    for name in others {
        fs::write(data.join(name), b"somebody's").unwrap();
    }
    add(&folder.store(), "two").await.unwrap();
    let mut expected = others.map(str::to_owned);
    expected.sort();
    assert_eq!(folder.others(), expected);
}

#[tokio::test]
async fn an_old_file_that_is_put_back_is_noticed_and_the_next_write_is_told_from_the_lost_one() {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&store, "one").await.unwrap();
    let old = folder.bytes();
    let lost = add(&store, "lost").await.unwrap().version.unwrap();
    folder.put_back(&old);
    assert_eq!(names(&store).await, ["one"]);
    let next = add(&store, "next").await.unwrap().version.unwrap();
    assert_eq!(lost.generation(), next.generation());
    assert_ne!(lost, next);
    assert_eq!(names(&folder.store()).await, ["one", "next"]);
}

#[tokio::test]
async fn what_is_no_file_at_all_is_an_error_and_stays() {
    let folder = TestFolder::new();
    fs::create_dir_all(folder.cache()).unwrap();
    assert!(matches!(folder.store().load().await, Err(StoreError::Io { .. })));
    assert!(matches!(add(&folder.store(), "one").await, Err(StoreError::Io { .. })));
    assert!(folder.cache().is_dir());
}
