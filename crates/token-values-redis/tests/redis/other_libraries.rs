use std::time::Duration;

use test_servers::RedisServer;
use token_partitions::{Swapped, ValueStore};

use crate::support::{bytes_of, connect, put};

/// MSAL Python's recipe for Redis: `r.set(key, cache.serialize())`, and `r.get(key)`.
#[tokio::test]
async fn what_another_library_writes_has_a_revision_and_what_we_write_is_plain() {
    let redis = RedisServer::start();
    let values = connect(&redis.url()).await;
    redis.command(&["set", "user", "{}"]);
    let read = values.get("user").await.unwrap().unwrap();
    assert_eq!(read.bytes, b"{}");
    let ours = values.swap("user", Some(&read.revision), Some(b"{\"ours\": 1}"), None).await.unwrap();
    assert_eq!(redis.command(&["get", "user"]), "{\"ours\": 1}");
    redis.command(&["set", "user", "{\"theirs\": 1}"]);
    let Swapped::Done(Some(ours)) = ours else { panic!("{ours:?}") };
    assert_eq!(values.swap("user", Some(&ours), Some(b"late"), None).await.unwrap(), Swapped::Conflict);
    assert_eq!(bytes_of(&values, "user").await.unwrap(), b"{\"theirs\": 1}");
}

#[tokio::test]
async fn lifetimes_are_those_of_redis() {
    let redis = RedisServer::start();
    let values = connect(&redis.url()).await;
    let hour = Some(Duration::from_secs(3600));
    values.swap("hour", None, Some(b"value"), hour).await.unwrap();
    values.swap("nearly none", None, Some(b"value"), Some(Duration::ZERO)).await.unwrap();
    values.swap("ages", None, Some(b"value"), Some(Duration::MAX)).await.unwrap();
    put(&values, "endless", b"value").await;
    let left: u64 = redis.command(&["pttl", "hour"]).parse().unwrap();
    assert!((3_500_000..=3_600_000).contains(&left), "{left}");
    assert_eq!(redis.command(&["pttl", "endless"]), "-1");
    assert!(redis.command(&["ttl", "ages"]).parse::<u64>().unwrap() > 3_000_000_000);
}

#[tokio::test]
async fn names_are_found_among_many_others() {
    let redis = RedisServer::start();
    let values = connect(&redis.url()).await;
    redis.command(&["debug", "populate", "20000", "other"]);
    for number in 0..30 {
        put(&values, &format!("tessera:{number}"), b"value").await;
    }
    let (mut found, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = values.names("tessera:", cursor.as_deref(), 5).await.unwrap();
        assert!(!page.names.is_empty() || page.cursor.is_none(), "only the last page may be empty");
        found.extend(page.names);
        pages += 1;
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), 30);
    assert!(pages < 32, "pages that hold nothing are passed over");
}
