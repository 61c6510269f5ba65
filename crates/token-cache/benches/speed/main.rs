//! How long a cache takes, by the number of its access tokens: `cargo bench -p token-cache -- [COUNT...]`.
#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench tells its figures, roughly, and may fail"
)]

mod sample;

use std::{
    env,
    hint::black_box,
    time::{Duration, Instant},
};

use peak_alloc::PeakAlloc;
use token_cache::{Removal, Secret, Section, Timestamp, TokenCache, TokenQuery};
use zeroize::Zeroizing;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const NOW: Timestamp = Timestamp::from_unix(sample::NOW);

fn main() {
    let counts: Vec<usize> = env::args().filter_map(|argument| argument.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![10, 1_000, 10_000, 100_000] } else { counts };
    counts.into_iter().for_each(measure);
}

fn measure(count: usize) {
    let json = sample::json(count);
    println!("\n{count} access tokens, {:.1} MB", json.len() as f64 / 1e6);
    reading(&json, 1 + 300_000 / count.max(1_000));
    tell("copy of so many bytes", 20, || (), |()| json.clone());
    let cache = TokenCache::deserialize(json.as_bytes()).unwrap();
    assert!(*cache.serialize() == *json.as_bytes(), "what was read is written again");
    writing(&cache, 1 + 300_000 / count.max(1_000));
    searching(&cache, count);
}

fn reading(json: &str, times: usize) {
    let copy = || Zeroizing::new(json.as_bytes().to_vec());
    tell("read, taking the bytes over", times, copy, |json| TokenCache::deserialize_owned(json).unwrap());
    tell("read, copying", times, || (), |()| TokenCache::deserialize(json.as_bytes()).unwrap());
    let minified = serde_json::to_vec(&serde_json::from_str::<serde_json::Value>(json).unwrap()).unwrap();
    let copy = || Zeroizing::new(minified.clone());
    tell("read minified", times, copy, |json| TokenCache::deserialize_owned(json).unwrap());
    tell("write minified", times, copy, |json| {
        let cache = TokenCache::deserialize_owned(json).unwrap();
        cache.serialize()
    });
    tell("drop", times, || TokenCache::deserialize(json.as_bytes()).unwrap(), drop);
    let before = MEMORY.current_usage() as f64;
    let cache = TokenCache::deserialize_owned(copy_of(json)).unwrap();
    println!(
        "{:>34}: {:.2} of the JSON",
        "memory",
        (MEMORY.current_usage() as f64 - before) / json.len() as f64
    );
    black_box(cache.counts());
    println!(
        "{:>34}: {:.2} of the JSON",
        "memory, all looked at",
        (MEMORY.current_usage() as f64 - before) / json.len() as f64
    );
}

fn copy_of(json: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(json.as_bytes().to_vec())
}

fn writing(cache: &TokenCache, times: usize) {
    let key = cache.refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned();
    let changed = || {
        let mut changed = cache.clone();
        changed.update_refresh_token(&key, &Secret::new("new".to_owned()), NOW);
        changed
    };
    tell("clone", times * 100, || (), |()| cache.clone());
    tell("change one", times, || (), |()| changed());
    tell("compare after a change", times, changed, |changed| {
        assert!(!changed.is_same_as(cache) && !changed.has_lost_entries_of(cache));
        changed
    });
    tell("write", times, || (), |()| cache.serialize());
    tell("write after a change", times, changed, |changed| (changed.serialize(), changed));
    tell("write after a change and rest on it", times, changed, |mut changed| {
        (changed.serialize_shared(), changed)
    });
    let removed = || {
        let mut removed = cache.clone();
        removed.remove(&Removal::Entry { section: Section::RefreshToken, stored_key: key.clone() });
        removed
    };
    tell("remove one", times, || (), |()| removed());
}

fn searching(cache: &TokenCache, count: usize) {
    let token = count / 2;
    let owner = token / sample::OF_ACCOUNT;
    let (home, client, scopes) = (sample::home(owner), sample::client(owner), sample::scopes(token));
    let both = scopes.each_ref().map(String::as_str);
    let query = TokenQuery {
        home_account_id: Some(&home),
        environment: Some("login.microsoftonline.com"),
        client_id: Some(&client),
        realm: Some(sample::REALM),
        scopes: &both,
        ..TokenQuery::default()
    };
    let find = |query: &TokenQuery<'_>| cache.find_access_token(query, NOW).map(|token| token.expires_on());
    let fresh = || TokenCache::deserialize(&cache.serialize()).unwrap();
    tell("first search", 20, fresh, |cache| {
        assert!(cache.find_access_token(&query, NOW).is_some());
        cache
    });
    assert!(find(&query).is_some());
    tell("hit, exact", 200_000, || (), |()| find(black_box(&query)));
    let subset = TokenQuery { scopes: &both[1..], ..query };
    assert!(find(&subset).is_some());
    tell("hit, subset", 200_000, || (), |()| find(black_box(&subset)));
    let miss = TokenQuery { scopes: &["Nothing"], ..query };
    tell("miss, scopes", 200_000, || (), |()| find(black_box(&miss)));
    let miss = TokenQuery { home_account_id: Some("nobody"), ..query };
    tell("miss, account", 200_000, || (), |()| find(black_box(&miss)));
    let of_account = TokenQuery { home_account_id: Some(&home), ..TokenQuery::default() };
    tell(
        "access tokens of an account",
        100_000,
        || (),
        |()| cache.access_tokens(black_box(&of_account)).count(),
    );
    tell(
        "refresh tokens of an account",
        100_000,
        || (),
        |()| cache.refresh_tokens(black_box(&of_account)).len(),
    );
    tell(
        "token's text",
        100_000,
        || (),
        |()| cache.find_access_token(black_box(&query), NOW).unwrap().secret(),
    );
    let id = cache.accounts()[0].id();
    tell("account", 10_000, || (), |()| cache.account(&id));
    tell("accounts, first", 10, fresh, |cache| (cache.accounts(), cache));
    tell("accounts", 100, || (), |()| cache.accounts());
}

/// The median, and the fastest. What is prepared and what comes out is made and dropped outside of the time.
fn tell<I, O>(what: &str, times: usize, prepare: impl Fn() -> I, work: impl Fn(I) -> O) {
    let batch = if times > 10_000 { 100 } else { 1 };
    let mut all: Vec<Duration> = (0..(times / batch).max(3))
        .map(|_| {
            let inputs: Vec<I> = (0..batch).map(|_| prepare()).collect();
            let mut outputs = Vec::with_capacity(batch);
            let start = Instant::now();
            outputs.extend(inputs.into_iter().map(&work));
            let took = start.elapsed();
            black_box(outputs);
            took / u32::try_from(batch).unwrap()
        })
        .collect();
    all.sort_unstable();
    println!("{what:>34}: {:>12.3?}  fastest {:>12.3?}", all[all.len() / 2], all[0]);
}
