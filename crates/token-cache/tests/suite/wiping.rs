//! What is left in the memory of this process once a cache is dropped.

use std::{fs, os::unix::fs::FileExt};

use token_cache::{TokenCache, TokenQuery};
use zeroize::{Zeroize, Zeroizing};

use crate::{Issue, Person};

/// The text that is looked for, so that nothing but the test's own copies of it is found.
const MASKED: [u8; 24] = [0xa7; 24];

fn mask(index: u8) -> u8 {
    0xc0 + index % 7 * 3
}

fn unmasked() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(MASKED.iter().zip(0..).map(|(byte, index)| byte ^ mask(index)).collect())
}

fn is_text(window: &[u8]) -> bool {
    window.iter().zip(MASKED).zip(0..).all(|((byte, masked), index)| byte ^ masked == mask(index))
}

/// How often the text is in writable memory.
fn count_in_memory() -> usize {
    let memory = fs::File::open("/proc/self/mem").unwrap();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let regions = maps.lines().filter(|line| line.contains(" rw")).filter_map(|line| line.split_once(' '));
    let mut found = 0;
    for (region, _) in regions {
        let (start, end) = region.split_once('-').unwrap();
        let [start, end] = [start, end].map(|address| u64::from_str_radix(address, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
        if memory.read_exact_at(&mut bytes, start).is_ok() {
            found += bytes.windows(MASKED.len()).filter(|window| is_text(window)).count();
        }
        bytes.zeroize();
    }
    found
}

/// Stands before the text: an allocator writes over the beginning of what is freed.
const PADDING: [u8; 64] = [b'p'; 64];

/// A cache that holds the text twice, once behind escapes, and grows threefold when written.
fn state() -> Zeroizing<Vec<u8>> {
    let text = unmasked();
    let long = "\u{e9}".repeat(30_000);
    let mut state = Zeroizing::new(Vec::with_capacity(100_000));
    state.extend_from_slice(br#"{"AccessToken": {"key": {"secret": "\u0041\n"#);
    state.extend_from_slice(&PADDING);
    state.extend_from_slice(&text);
    // Characters behind escapes come one by one: a buffer that grew with them would leave the text behind.
    for _ in 0..50 {
        state.extend_from_slice(br"\n");
        state.extend_from_slice(&PADDING);
    }
    state.extend_from_slice(br#""}}, "Unknown": [""#);
    state.extend_from_slice(&PADDING);
    state.extend_from_slice(&text);
    state.extend_from_slice(br#""], "Long": ""#);
    state.extend_from_slice(long.as_bytes());
    state.extend_from_slice(br#""}"#);
    state
}

#[test]
fn nothing_of_a_token_is_left_in_memory() {
    let mut cache = TokenCache::deserialize(&state()).unwrap();
    let snapshot = cache.clone();
    let secret = cache.access_tokens(&TokenQuery::default()).next().unwrap().secret().unwrap();
    let copy = secret.clone();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let written = cache.serialize();
    assert!(count_in_memory() >= 6, "the search finds what is there");
    drop((cache, snapshot, secret, copy, written));
    assert_eq!(count_in_memory(), 0);
}
