//! Any bytes as a cache, or as two of them with a byte 0xFF between, which no JSON has.

#![no_main]

use libfuzzer_sys::fuzz_target;
use token_cache::{Finding, Removal, Section, Timestamp, TokenCache, TokenQuery};

const NOW: Timestamp = Timestamp::from_unix(1_700_000_000);

fuzz_target!(|bytes: &[u8]| {
    let mut caches = bytes.splitn(2, |byte| *byte == 0xff).map(TokenCache::deserialize_file);
    let Some(Ok(cache)) = caches.next() else { return };
    round_trip(&cache);
    search(&cache);
    repair(cache.clone());
    remove(cache.clone());
    if let Some(Ok(other)) = caches.next() {
        merge(cache, &other);
    }
});

/// What was written is read again, and then written the same.
fn round_trip(cache: &TokenCache) {
    let written = cache.serialize();
    let again = TokenCache::deserialize_file(&written).expect("what was written is read");
    assert_eq!(*again.serialize(), *written);
    assert_eq!(again.counts(), cache.counts());
}

fn search(cache: &TokenCache) {
    let scopes = TokenQuery { scopes: &["User.Read"], ..TokenQuery::default() };
    let environment = TokenQuery { environment: Some("login.microsoftonline.com"), ..scopes };
    for query in [TokenQuery::default(), scopes, environment] {
        let _ = cache.find_access_token(&query, NOW);
        for token in cache.access_tokens(&query) {
            assert!(cache.token_by_key(Section::AccessToken, token.stored_key()).is_some());
        }
        let _ = (cache.refresh_tokens(&query).len(), cache.id_tokens(&query).count());
    }
    for account in cache.accounts() {
        assert!(cache.account(&account.id()).is_some(), "an account that is listed is found");
    }
}

/// Nothing that can be mended is left, and there is nothing more to mend.
fn repair(mut cache: TokenCache) {
    let repaired = cache.repair(NOW);
    assert!(!repaired.left.iter().any(Finding::is_mendable), "{:?}", repaired.left);
    assert_eq!(cache.check(NOW), repaired.left);
    round_trip(&cache);
    let once = cache.serialize();
    cache.repair(NOW);
    assert_eq!(*cache.serialize(), *once, "a repair of what is repaired changes nothing");
}

/// Of an account that was removed, nothing is left, and what was announced was removed.
fn remove(mut cache: TokenCache) {
    for account in cache.accounts() {
        let removal = Removal::Account(account.id());
        let announced = cache.preview(&removal);
        assert_eq!(cache.remove(&removal), announced);
        assert!(cache.account(&account.id()).is_none());
    }
    cache.remove(&Removal::AllExpired { now: NOW });
    round_trip(&cache);
}

/// Merging the same once more changes nothing.
fn merge(mut cache: TokenCache, other: &TokenCache) {
    if cache.merge(other).is_ok() {
        round_trip(&cache);
        let once = cache.serialize();
        cache.merge(other).expect("it was merged before");
        assert_eq!(*cache.serialize(), *once);
    }
}
