//! Caches of several segments.

use std::fs;

use token_cache::TokenCache;
use token_store::{SetAsideReason, TokenStore};
use token_store_file::MasterKey;

use crate::support::{Crafted, HEADER_LENGTH, SEGMENT_LENGTH, TAG_LENGTH, TestFolder, add, names};

const SEALED: usize = SEGMENT_LENGTH + TAG_LENGTH;

/// A cache of exactly so many bytes of JSON.
fn of_length(length: usize) -> TokenCache {
    let around = TokenCache::deserialize(br#"{"Padding": ""}"#).unwrap().serialize().len();
    let json = format!(r#"{{"Padding": "{}"}}"#, "x".repeat(length - around));
    TokenCache::deserialize(json.as_bytes()).unwrap()
}

async fn written(length: usize) -> (TestFolder, Vec<u8>) {
    let folder = TestFolder::new();
    let cache = of_length(length);
    folder.store().change(Box::new(move |empty| *empty = cache.clone())).await.unwrap();
    let bytes = folder.bytes();
    (folder, bytes)
}

fn key(folder: &TestFolder) -> MasterKey {
    MasterKey::from_slice(&fs::read(&folder.keyring.keys()[0]).unwrap()).unwrap()
}

#[tokio::test]
async fn a_cache_of_any_length_is_as_the_documentation_says_and_comes_back() {
    let lengths = [-1, 0, 1].map(|more| SEGMENT_LENGTH.checked_add_signed(more).unwrap());
    for length in lengths.into_iter().chain([2 * SEGMENT_LENGTH, 20 * SEGMENT_LENGTH + 17]) {
        let (folder, bytes) = written(length).await;
        assert_eq!(bytes.len(), HEADER_LENGTH + length + length.div_ceil(SEGMENT_LENGTH) * TAG_LENGTH);
        let json = of_length(length).serialize();
        assert!(Crafted(bytes).unsealed(&key(&folder)) == *json, "{length}");
        let loaded = folder.store().load().await.unwrap();
        assert_eq!(loaded.set_aside, None);
        assert!(*loaded.cache.serialize() == *json, "{length}");
        add(&folder.store(), "one").await.unwrap();
        assert_eq!(names(&folder.store()).await, ["one"]);
    }
}

#[tokio::test]
async fn segments_that_are_missing_exchanged_repeated_or_cut_are_noticed() {
    let (folder, good) = written(12 * SEGMENT_LENGTH + 1000).await;
    let (header, body) = good.split_at(HEADER_LENGTH);
    let segments: Vec<_> = body.chunks(SEALED).collect();
    let without = |number: usize| [&segments[..number], &segments[number + 1..]].concat().concat();
    let mut exchanged = segments.clone();
    exchanged.swap(3, 4);
    let repeated = [&segments[..4], &segments[3..]].concat().concat();
    let (whole, last) = body.split_at(12 * SEALED);
    let bodies = [
        without(0),
        without(5),
        without(12),
        exchanged.concat(),
        repeated,
        [whole, segments[0]].concat(),
        [whole, last, last].concat(),
        whole[..whole.len() - 1].to_vec(),
        [whole, &last[..TAG_LENGTH]].concat(),
        [whole, &last[..TAG_LENGTH - 1]].concat(),
        body[..body.len() - 1].to_vec(),
        segments[0].to_vec(),
    ];
    for (number, body) in bodies.iter().enumerate() {
        folder.put_back(&[header, body].concat());
        let loaded = folder.store().load().await.unwrap();
        let set_aside = loaded.set_aside.expect("the file is moved aside");
        assert_eq!(set_aside.reason, SetAsideReason::Damaged, "{number}");
    }
}

#[tokio::test]
async fn a_flipped_bit_in_any_segment_is_noticed() {
    let (folder, good) = written(12 * SEGMENT_LENGTH + 1000).await;
    for number in 0..13 {
        let mut damaged = good.clone();
        damaged[HEADER_LENGTH + number * SEALED + 500] ^= 0x10;
        folder.put_back(&damaged);
        let set_aside = folder.store().load().await.unwrap().set_aside;
        assert_eq!(set_aside.map(|moved| moved.reason), Some(SetAsideReason::Damaged), "{number}");
    }
}
