//! Writing in pieces, beside writing whole.

use token_cache::{Removal, TokenCache};

use crate::{Issue, Person};

fn in_pieces(cache: &TokenCache) -> Vec<u8> {
    let pieces = cache.serialize_in_pieces();
    let mut bytes = Vec::new();
    pieces.append_part(0..pieces.len(), &mut bytes);
    bytes
}

/// Long enough for its neighbours to be shared.
fn large() -> TokenCache {
    let mut cache = TokenCache::default();
    for serial in 0..100 {
        let mut issue = Issue::new(&Person::ADA, serial);
        issue.client_id = format!("client-{serial}");
        issue.sign_in(&mut cache);
    }
    TokenCache::deserialize(&cache.serialize()).unwrap()
}

#[test]
fn the_pieces_together_are_the_whole_after_any_change() {
    let mut cache = large();
    assert_eq!(in_pieces(&TokenCache::default()), b"{}");
    assert!(in_pieces(&cache) == *cache.serialize());
    Issue::new(&Person::GENERIC, 1).sign_in(&mut cache);
    assert!(in_pieces(&cache) == *cache.serialize(), "after something was added");
    let mut renewed = Issue::new(&Person::ADA, 1000);
    renewed.client_id = "client-50".to_owned();
    renewed.sign_in(&mut cache);
    assert!(in_pieces(&cache) == *cache.serialize(), "after something was replaced");
    cache.mark_saved();
    assert!(in_pieces(&cache) == *cache.serialize(), "after it was saved");
    cache.remove(&Removal::Account(Person::GENERIC.account_id()));
    assert!(in_pieces(&cache) == *cache.serialize(), "after something was removed");
}

#[test]
fn any_part_can_be_had() {
    let mut cache = large();
    Issue::new(&Person::GENERIC, 1).sign_in(&mut cache);
    let (pieces, whole) = (cache.serialize_in_pieces(), cache.serialize());
    assert_eq!(pieces.len(), whole.len());
    for length in [1, 7, 1000, 4096, whole.len()] {
        for (number, expected) in whole.chunks(length).enumerate() {
            let mut part = Vec::new();
            pieces.append_part(number * length..(number + 1) * length, &mut part);
            assert!(part == expected, "{number} of {length}");
        }
    }
    let mut beyond = Vec::new();
    pieces.append_part(whole.len()..whole.len() + 10, &mut beyond);
    assert!(beyond.is_empty());
}
