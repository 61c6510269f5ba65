//! Input that is made to do harm, read by a process that may have only so much memory.
//!
//! Whoever asks for more dies of it: an allocation that fails aborts.

use std::{
    env,
    fmt::Write,
    fs,
    process::{Command, Stdio},
};

use rustix::process::{Resource, getrlimit, setrlimit};
use token_cache::{CacheError, Removal, Timestamp, TokenCache, TokenQuery, TokenResponse};

use crate::{NOW, Person};

/// Set for the process that reads.
const CHILD: &str = "TESSERA_HOSTILE_CHILD";
/// What the reading may take beside what the process has already.
const MEMORY: u64 = 768 << 20;
const MANY: usize = 20_000;
const LONG: usize = 8 << 20;

#[test]
fn hostile_input_is_an_error_or_is_survived_in_bounded_memory() {
    if env::var_os(CHILD).is_some() {
        return read_in_little_memory();
    }
    let this = "hostile::hostile_input_is_an_error_or_is_survived_in_bounded_memory";
    let child = Command::new(env::current_exe().unwrap())
        .args([this, "--exact", "--nocapture"])
        .env(CHILD, "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout) + String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success() && told.contains("1 passed"), "{}: {told}", child.status);
}

fn read_in_little_memory() {
    limit_memory();
    for (name, json, expected) in inputs() {
        let read = TokenCache::deserialize_file(&json);
        match (read, expected) {
            (Ok(cache), Expected::Survived) => use_up(cache),
            (Ok(_), Expected::Read) => {}
            (Err(error), Expected::Refused(is_expected)) => {
                assert!(is_expected(&error), "{name}: {error:?}");
                assert!(TokenResponse::parse(&json).is_err(), "{name}");
            }
            (read, _) => panic!("{name}: {:?}", read.map(|_| "read")),
        }
    }
}

fn limit_memory() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")).unwrap();
    let has: u64 = size.trim().trim_end_matches(" kB").parse().unwrap();
    let mut limit = getrlimit(Resource::As);
    limit.current = Some((has << 10) + MEMORY);
    setrlimit(Resource::As, limit).unwrap();
}

enum Expected {
    /// It can be read.
    Read,
    /// It can be read and used.
    Survived,
    Refused(fn(&CacheError) -> bool),
}

/// What it is called, how it is made, and what comes of it.
type Maker = (&'static str, fn() -> Vec<u8>, Expected);

fn inputs() -> impl Iterator<Item = (&'static str, Vec<u8>, Expected)> {
    let is_deep = |error: &CacheError| matches!(error, CacheError::TooDeep { .. });
    let is_no_json = |error: &CacheError| matches!(error, CacheError::NotJson { .. });
    let is_no_utf8 = |error: &CacheError| matches!(error, CacheError::NotUtf8 { .. });
    let makers: [Maker; 16] = [
        (
            "arrays in arrays",
            || b"{\"a\":".iter().copied().chain(vec![b'['; LONG]).collect(),
            Expected::Refused(is_deep),
        ),
        ("objects in objects", || b"{\"AccessToken\":".repeat(LONG / 16), Expected::Refused(is_deep)),
        ("a million entries", || members("AccessToken", "{}", 1_000_000), Expected::Read),
        ("very many entries", || members("AccessToken", "{}", MANY), Expected::Survived),
        ("very many unknown members", || members("Unknown", "1", MANY), Expected::Survived),
        ("very many accounts that are none", || members("Account", "null", MANY), Expected::Survived),
        (
            "very many fields in an entry",
            || wrapped("{\"AccessToken\":", &members("k", "\"\"", MANY), "}"),
            Expected::Survived,
        ),
        (
            "one name very often",
            || repeated("{\"AccessToken\":{", "\"k\":{\"secret\":\"s\"},", "\"k\":{}}}"),
            Expected::Survived,
        ),
        (
            "one section very often",
            || repeated("{", "\"Account\":{},", "\"Account\":{}}"),
            Expected::Survived,
        ),
        ("very many items", || repeated("{\"a\":[", "1,", "1]}"), Expected::Survived),
        (
            "a long text",
            || wrapped("{\"AccessToken\":{\"k\":{\"secret\":\"", &vec![b'a'; LONG], "\"}}}"),
            Expected::Survived,
        ),
        (
            "a long text of escapes",
            || repeated("{\"IdToken\":{\"k\":{\"secret\":\"", "\\u0041\\ud83d\\ude00", "\"}}}"),
            Expected::Survived,
        ),
        (
            "a number of many digits",
            || wrapped("{\"AccessToken\":{\"k\":{\"expires_on\":", &vec![b'9'; LONG], "}}}"),
            Expected::Survived,
        ),
        (
            "a long text without an end",
            || wrapped("{\"a\":\"", &vec![b'a'; LONG], ""),
            Expected::Refused(is_no_json),
        ),
        ("zeros", || vec![0; LONG], Expected::Refused(is_no_json)),
        (
            "no UTF-8 at the very end",
            || wrapped("{\"a\":\"", &vec![b'a'; LONG], "\u{e9}").split_last().unwrap().1.to_vec(),
            Expected::Refused(is_no_utf8),
        ),
    ];
    makers.into_iter().map(|(name, make, expected)| (name, make(), expected))
}

fn wrapped(start: &str, middle: &[u8], end: &str) -> Vec<u8> {
    [start.as_bytes(), middle, end.as_bytes()].concat()
}

fn repeated(start: &str, middle: &str, end: &str) -> Vec<u8> {
    wrapped(start, middle.repeat(MANY).as_bytes(), end)
}

/// An object of so many members, in an object.
fn members(name: &str, value: &str, count: usize) -> Vec<u8> {
    let mut text = format!("{{\"{name}\":{{");
    for number in 0..count {
        write!(text, "\"{number}\":{value},").unwrap();
    }
    text.push_str("\"last\":1}}");
    text.into_bytes()
}

/// Goes through it as a program does, and changes it.
fn use_up(mut cache: TokenCache) {
    let now = Timestamp::from_unix(NOW);
    let query = TokenQuery { scopes: &["User.Read"], ..TokenQuery::default() };
    assert!(cache.find_access_token(&query, now).is_none());
    let _ = (cache.accounts().len(), cache.refresh_tokens(&query).len(), cache.counts());
    crate::Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    assert!(cache.find_access_token(&query, now).is_some());
    let written = cache.serialize();
    drop(TokenCache::deserialize_file(&written).unwrap());
    cache.remove(&Removal::Account(Person::ADA.account_id()));
}

#[test]
fn more_than_the_limit_is_refused_unread() {
    // Zeros that nobody touches take no memory.
    let zeros = vec![0; TokenCache::SIZE_LIMIT + 1];
    let error = TokenCache::deserialize(&zeros).unwrap_err();
    assert!(matches!(error, CacheError::TooLarge { limit: TokenCache::SIZE_LIMIT }), "{error:?}");
    assert!(error.to_string().contains("no token cache"));
}
