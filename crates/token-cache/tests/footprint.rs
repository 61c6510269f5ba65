//! How much memory a cache takes; alone in its process, so that nothing else is counted.
#![expect(clippy::unwrap_used, reason = "what helps a test may fail it")]

use std::fmt::Write;

use peak_alloc::PeakAlloc;
use token_cache::{Secret, Timestamp, TokenCache, TokenQuery};
use zeroize::Zeroizing;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn json(count: usize) -> String {
    let mut json = String::from("{\n    \"RefreshToken\": {");
    for index in 0..count {
        let comma = if index == 0 { "" } else { "," };
        let secret = format!("{index:02000}");
        write!(
            json,
            "{comma}\n        \"u{index}.t-login.example-refreshtoken-c--s\": {{\n            \"credential_type\": \
             \"RefreshToken\",\n            \"secret\": \"{secret}\",\n            \"home_account_id\": \
             \"u{index}.t\",\n            \"environment\": \"login.example\",\n            \"client_id\": \"c\",\n            \
             \"target\": \"s\",\n            \"last_modification_time\": \"1700000000\"\n        }}"
        )
        .unwrap();
    }
    json.push_str("\n    }\n}");
    json
}

/// What `make` makes takes of memory, for each byte of JSON.
fn ratio<T>(bytes: usize, make: impl FnOnce() -> T) -> (f64, T) {
    let before = MEMORY.current_usage();
    let kept = make();
    #[expect(clippy::cast_precision_loss, reason = "these are megabytes")]
    let ratio = (MEMORY.current_usage() as f64 - before as f64) / bytes as f64;
    (ratio, kept)
}

#[test]
fn a_cache_takes_little_more_memory_than_its_json() {
    let json = json(2_000);
    let (read, mut cache) = ratio(json.len(), || TokenCache::deserialize(json.as_bytes()).unwrap());
    assert!(read < 1.2, "{read}");
    let (looked_at, count) = ratio(json.len(), || cache.refresh_tokens(&TokenQuery::default()).len());
    assert_eq!(count, 2_000);
    assert!(read + looked_at < 1.6, "{read} + {looked_at}");

    let snapshot = cache.clone();
    let change = |cache: &mut TokenCache| {
        let key = "u7.t-login.example-refreshtoken-c--s";
        assert!(cache.update_refresh_token(key, &Secret::new("new".to_owned()), Timestamp::from_unix(1)));
    };
    let (changed, ()) = ratio(json.len(), || change(&mut cache));
    assert!(changed < 0.1, "a change copies no text: {changed}");
    drop(snapshot);
    let (rested, written) = ratio(json.len(), || cache.serialize_shared());
    assert!(read + looked_at + changed + rested < 1.2, "what was read is let go of: {rested}");
    assert_eq!(*written, *cache.serialize());
    let owned = Zeroizing::new(json.clone().into_bytes());
    let (taken_over, _cache) = ratio(json.len(), || TokenCache::deserialize_owned(owned).unwrap());
    assert!(taken_over < 0.2, "{taken_over}");
}
