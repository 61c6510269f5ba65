use std::fs;

use token_store::{SetAside, SetAsideReason, Snapshot, StoreError, TokenStore, conformance::sample};
use token_store_file::MasterKey;

use crate::support::{Crafted, HEADER_LENGTH, TestFolder, add, names};

async fn written() -> (TestFolder, Vec<u8>) {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let bytes = folder.bytes();
    (folder, bytes)
}

/// Loads the damaged file as a new process would, and checks that it is moved aside as it was.
async fn set_aside(folder: &TestFolder, damaged: &[u8]) -> SetAside {
    folder.put_back(damaged);
    let Snapshot { cache, version, set_aside } = folder.store().load().await.unwrap();
    assert!(sample::names(&cache).is_empty());
    assert_eq!(version, None);
    let set_aside = set_aside.expect("the file is moved aside");
    assert!(!folder.cache().exists());
    assert_eq!(fs::read(&set_aside.path).unwrap(), damaged, "nothing of it is lost");
    set_aside
}

#[tokio::test]
async fn every_flipped_byte_is_noticed_and_the_file_moved_aside() {
    let (folder, good) = written().await;
    let mut moved = 0;
    for at in 0..good.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut damaged = good.clone();
            damaged[at] ^= mask;
            if (8..10).contains(&at) && damaged[8..10] > [0, 1][..] {
                folder.put_back(&damaged);
                assert!(matches!(folder.store().load().await, Err(StoreError::TooNew { .. })), "{at}");
                assert_eq!(folder.bytes(), damaged);
                continue;
            }
            let reason = set_aside(&folder, &damaged).await.reason;
            let expected = match at {
                0..8 => SetAsideReason::Foreign,
                8..HEADER_LENGTH => SetAsideReason::Header,
                _ => SetAsideReason::Damaged,
            };
            assert_eq!(reason, expected, "{at}");
            moved += 1;
        }
    }
    assert_eq!(folder.others().len(), moved, "no moved file replaced another");
}

#[tokio::test]
async fn a_file_that_is_cut_anywhere_is_noticed_and_moved_aside() {
    let (folder, good) = written().await;
    for length in 0..good.len() {
        let reason = set_aside(&folder, &good[..length]).await.reason;
        let expected = match length {
            0 => SetAsideReason::Empty,
            1..120 => SetAsideReason::Cut,
            _ => SetAsideReason::Damaged,
        };
        assert_eq!(reason, expected, "{length}");
    }
    assert_eq!(set_aside(&folder, &[&good[..], b"x"].concat()).await.reason, SetAsideReason::Damaged);
}

#[tokio::test]
async fn something_else_in_the_place_of_the_file_is_moved_aside() {
    let folder = TestFolder::new();
    for foreign in [&b"{}"[..], b"{\"AccessToken\": {}}", b"\0", &[0xff; 4096]] {
        assert_eq!(set_aside(&folder, foreign).await.reason, SetAsideReason::Foreign);
    }
}

#[tokio::test]
async fn what_is_sealed_but_no_cache_is_moved_aside() {
    let (folder, good) = written().await;
    let key = MasterKey::from_slice(&fs::read(&folder.keyring.keys()[0]).unwrap()).unwrap();
    let good = Crafted(good);
    for contents in [&b""[..], b"[]", b"{", b"null", b"\xff\xfe", b"{\"AccessToken\": {}} x"] {
        let reason = set_aside(&folder, &good.resealed(&key, contents).0).await.reason;
        assert_eq!(reason, SetAsideReason::Content);
    }
    let deep = "[".repeat(1_000_000);
    assert_eq!(
        set_aside(&folder, &good.resealed(&key, deep.as_bytes()).0).await.reason,
        SetAsideReason::Content
    );
}

#[tokio::test]
async fn a_header_of_another_write_does_not_open_the_contents() {
    let (folder, first) = written().await;
    add(&folder.store(), "two").await.unwrap();
    let second = folder.bytes();
    let swapped = [&first[..HEADER_LENGTH], &second[HEADER_LENGTH..]].concat();
    assert_eq!(set_aside(&folder, &swapped).await.reason, SetAsideReason::Damaged);
    let renumbered = Crafted(second).with(28, &7_u64.to_be_bytes()).0;
    assert_eq!(set_aside(&folder, &renumbered).await.reason, SetAsideReason::Damaged);
}

#[tokio::test]
async fn a_header_that_asks_for_too_much_work_is_refused_without_doing_it() {
    let (folder, good) = written().await;
    for numbers in [[100 << 20, 3, 1], [64 << 10, u32::MAX, 1], [64 << 10, 3, 1 << 20], [0, 0, 0], [8, 1, 1]]
    {
        let numbers = numbers.map(u32::to_be_bytes).concat();
        let hostile = Crafted(good.clone()).with(10, &[2]).with(68, &numbers).0;
        assert_eq!(set_aside(&folder, &hostile).await.reason, SetAsideReason::Header);
    }
    for unknown in [0, 3, 255] {
        let hostile = Crafted(good.clone()).with(10, &[unknown]).0;
        assert_eq!(set_aside(&folder, &hostile).await.reason, SetAsideReason::Header);
    }
}

#[tokio::test]
async fn a_file_whose_key_is_gone_is_moved_aside_and_a_new_one_begun() {
    let (folder, good) = written().await;
    fs::remove_file(&folder.keyring.keys()[0]).unwrap();
    let store = folder.store();
    let snapshot = store.load().await.unwrap();
    let set_aside = snapshot.set_aside.unwrap();
    assert_eq!(set_aside.reason, SetAsideReason::KeyMissing);
    assert_eq!(fs::read(&set_aside.path).unwrap(), good);
    let after = add(&store, "new").await.unwrap();
    assert_eq!(after.set_aside, Some(set_aside.clone()), "later snapshots go on telling of it");
    assert_eq!(store.status().await.unwrap().set_aside, Some(set_aside));
    assert_eq!(names(&folder.store()).await, ["new"]);
}

#[tokio::test]
async fn another_key_under_the_same_name_is_as_good_as_none() {
    let (folder, good) = written().await;
    fs::write(&folder.keyring.keys()[0], [7; 32]).unwrap();
    assert_eq!(set_aside(&folder, &good).await.reason, SetAsideReason::KeyMissing);
}

#[tokio::test]
async fn a_change_moves_a_damaged_file_aside_too_and_goes_on_with_an_empty_cache() {
    let (folder, mut damaged) = written().await;
    *damaged.last_mut().unwrap() ^= 1;
    folder.put_back(&damaged);
    let snapshot = add(&folder.store(), "new").await.unwrap();
    assert_eq!(sample::names(&snapshot.cache), ["new"]);
    assert_eq!(fs::read(snapshot.set_aside.unwrap().path).unwrap(), damaged);
    assert_eq!(names(&folder.store()).await, ["new"]);
}

#[tokio::test]
async fn the_name_of_a_file_that_was_moved_aside_says_when_and_why() {
    let (folder, good) = written().await;
    let path = set_aside(&folder, &good[..50]).await.path;
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    let parts: Vec<_> = name.split('.').collect();
    assert_eq!((parts[0], parts[1], parts[3]), ("token-cache", "sealed", "cut"));
    assert_eq!((parts[2].len(), &parts[2][8..9], &parts[2][15..]), (16, "T", "Z"));
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_an_error_and_stays() {
    let (folder, good) = written().await;
    for newer in [good.clone(), good[..10].to_vec()] {
        let mut newer = newer;
        newer[8..10].copy_from_slice(&[0, 2]);
        folder.put_back(&newer);
        let store = folder.store();
        assert!(matches!(store.load().await, Err(StoreError::TooNew { format: 2, .. })));
        assert!(matches!(add(&store, "new").await, Err(StoreError::TooNew { .. })));
        assert!(matches!(store.version().await, Err(StoreError::TooNew { .. })));
        assert_eq!(folder.bytes(), newer);
    }
    assert!(folder.others().is_empty());
}
