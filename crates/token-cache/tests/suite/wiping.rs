//! What is left in the memory of this process once a cache is dropped.

use std::{
    fs,
    os::unix::fs::FileExt,
    sync::{Mutex, PoisonError},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use token_cache::{Removal, Section, Timestamp, TokenCache, TokenQuery};
use zeroize::{Zeroize, Zeroizing};

use crate::{Issue, Person};

/// A text that is looked for, masked so that nothing but the test's own copies of it is found.
#[derive(Clone, Copy)]
struct Masked(u8);

/// Each test has its own, as they run side by side.
const DROPPED: Masked = Masked(0xa7);
const REMOVED: Masked = Masked(0xa6);
const REMEMBERED: Masked = Masked(0xa5);
const PACKED: Masked = Masked(0xa4);
const LENGTH: usize = 24;

impl Masked {
    fn unmasked(self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new((0..LENGTH).map(|index| self.0 ^ mask(index)).collect())
    }

    fn is_at(self, window: &[u8]) -> bool {
        window.iter().enumerate().all(|(index, byte)| byte ^ self.0 == mask(index))
    }
}

fn mask(index: usize) -> u8 {
    [0xc0, 0xc3, 0xc6, 0xc9, 0xcc, 0xcf, 0xd2][index % 7]
}

/// How often the text is in writable memory.
fn count_in_memory(text: Masked) -> usize {
    let memory = fs::File::open("/proc/self/mem").unwrap();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let regions = maps.lines().filter(|line| line.contains(" rw")).filter_map(|line| line.split_once(' '));
    let mut found = 0;
    for (region, _) in regions {
        let (start, end) = region.split_once('-').unwrap();
        let [start, end] = [start, end].map(|address| u64::from_str_radix(address, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
        if memory.read_exact_at(&mut bytes, start).is_ok() {
            found += bytes.windows(LENGTH).filter(|window| text.is_at(window)).count();
        }
        bytes.zeroize();
    }
    found
}

/// Stands before the text: an allocator writes over the beginning of what is freed.
const PADDING: [u8; 64] = [b'p'; 64];

/// A cache that holds the text twice, once behind escapes, and grows threefold when written.
fn state() -> Zeroizing<Vec<u8>> {
    let text = DROPPED.unmasked();
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

/// One search at a time: it would find what another one has read.
static SEARCH: Mutex<()> = Mutex::new(());

#[test]
fn nothing_of_a_token_is_left_in_memory() {
    let _guard = SEARCH.lock().unwrap_or_else(PoisonError::into_inner);
    let mut cache = TokenCache::deserialize(&state()).unwrap();
    let snapshot = cache.clone();
    let secret = cache.access_tokens(&TokenQuery::default()).next().unwrap().secret().unwrap();
    let copy = secret.clone();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let written = cache.serialize();
    assert!(count_in_memory(DROPPED) >= 5, "the search finds what is there");
    drop((cache, snapshot, secret, copy, written));
    assert_eq!(count_in_memory(DROPPED), 0);
}

type Save = fn(&mut TokenCache);

#[test]
fn a_removed_token_is_wiped_with_the_last_snapshot_once_the_rest_is_written() {
    let _guard = SEARCH.lock().unwrap_or_else(PoisonError::into_inner);
    let saves: [Save; 2] = [|cache| drop(cache.serialize_shared()), TokenCache::mark_saved];
    for save in saves {
        let mut cache = TokenCache::deserialize_owned(state_to_remove_from()).unwrap();
        let snapshot = cache.clone();
        let key = cache.refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned();
        cache.remove(&Removal::Entry { section: Section::RefreshToken, stored_key: key });
        save(&mut cache);
        assert!(count_in_memory(REMOVED) > 0, "the snapshot has it");
        drop(snapshot);
        assert_eq!(count_in_memory(REMOVED), 0, "nothing else has it");
        assert_eq!(cache.access_tokens(&TokenQuery::default()).count(), 1);
    }
}

#[test]
fn a_token_that_was_handed_out_is_wiped_with_its_cache_or_once_that_has_changed() {
    let _guard = SEARCH.lock().unwrap_or_else(PoisonError::into_inner);
    let changes: [Save; 2] = [
        |cache| *cache = TokenCache::default(),
        |cache| {
            cache.remove(&Removal::AllAccessTokens);
            cache.mark_saved();
        },
    ];
    for change in changes {
        let text = Zeroizing::new([PADDING.as_slice(), &REMEMBERED.unmasked()].concat());
        let mut cache = TokenCache::deserialize_owned(state_to_hand_out_from(&text)).unwrap();
        drop(text);
        assert!(is_handed_out_from(&cache));
        assert!(count_in_memory(REMEMBERED) >= 2, "in the JSON, and as it was handed out");
        change(&mut cache);
        assert_eq!(count_in_memory(REMEMBERED), 0);
    }
}

#[test]
fn a_token_that_is_kept_as_what_it_encodes_is_wiped_with_its_cache() {
    let _guard = SEARCH.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = Zeroizing::new([PADDING.as_slice(), &PACKED.unmasked()].concat());
    let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(&*bytes));
    drop(bytes);
    let cache = TokenCache::deserialize_owned(state_to_hand_out_from(text.as_bytes())).unwrap();
    assert!(is_handed_out_from(&cache));
    let (reduced, _) = cache.found_only();
    drop(cache);
    assert!(is_handed_out_from(&reduced));
    assert!(count_in_memory(PACKED) > 0);
    drop(reduced);
    assert_eq!(count_in_memory(PACKED), 0);
}

fn is_handed_out_from(cache: &TokenCache) -> bool {
    let query = TokenQuery {
        home_account_id: Some("h"),
        environment: Some("e"),
        client_id: Some("c"),
        realm: Some("r"),
        scopes: &["s"],
        ..TokenQuery::default()
    };
    cache.bearer_token(&query, Timestamp::default()).is_some()
}

fn state_to_hand_out_from(secret: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut state = Zeroizing::new(Vec::with_capacity(1_000));
    state.extend_from_slice(
        br#"{"AccessToken": {"k": {"home_account_id": "h", "environment": "e", "client_id": "c", "realm": "r",
            "target": "s", "expires_on": "1", "secret": ""#,
    );
    state.extend_from_slice(secret);
    state.extend_from_slice(br#""}}}"#);
    state
}

fn state_to_remove_from() -> Zeroizing<Vec<u8>> {
    let text = REMOVED.unmasked();
    let mut state = Zeroizing::new(Vec::with_capacity(1_000));
    state.extend_from_slice(
        br#"{"AccessToken": {"stays": {"secret": "stays"}}, "RefreshToken": {"goes": {"secret": ""#,
    );
    state.extend_from_slice(&PADDING);
    state.extend_from_slice(&text);
    state.extend_from_slice(br#""}}}"#);
    state
}
