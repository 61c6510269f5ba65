use std::error::Error;

use test_servers::RedisServer;
use token_partitions::{ValueError, ValueStore};
use token_values_redis::{ConnectError, RedisFault, RedisValues};

use crate::support::{connect, put};

async fn refusal(url: &str) -> String {
    match RedisValues::connect(url).await {
        Err(ConnectError::Store(ValueError::Refused(source))) => {
            let told = format!("{source} {source:?}");
            assert!(!told.contains("hunter2") && !told.contains("127.0.0.1"), "{told}");
            told
        }
        other => panic!("it lets in: {other:?}"),
    }
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_never_told() {
    let redis = RedisServer::start_with(&["--requirepass", "right"]);
    let at = format!("127.0.0.1:{}", redis.port());
    refusal(&format!("redis://:hunter2@{at}")).await;
    refusal(&format!("redis://ada:hunter2@{at}")).await;
    assert!(refusal(&format!("redis://{at}")).await.contains("NOAUTH"));
    let values = connect(&format!("redis://:right@{at}")).await;
    assert!(!format!("{values:?}").contains("right"));
    put(&values, "ada", b"value").await;
}

#[tokio::test]
async fn a_user_needs_the_permissions_of_what_is_done() {
    let redis = RedisServer::start();
    redis.command(&["acl", "setuser", "reader", "on", ">hunter2", "~*", "&*", "+get", "+eval", "+subscribe"]);
    let values = connect(&format!("redis://reader:hunter2@127.0.0.1:{}", redis.port())).await;
    let error = values.swap("ada", None, Some(b"value"), None).await.unwrap_err();
    assert!(matches!(error, ValueError::Refused(_)), "{error:?}");
}

#[tokio::test]
async fn who_may_not_publish_can_still_store() {
    let redis = RedisServer::start();
    redis.command(&["acl", "setuser", "mute", "on", ">hunter2", "~*", "resetchannels", "+@all"]);
    let mut options = token_values_redis::RedisOptions::default();
    options.time_limit = std::time::Duration::from_millis(500);
    let url = format!("redis://mute:hunter2@127.0.0.1:{}", redis.port());
    let values = RedisValues::connect_with(&url, options).await.unwrap();
    assert!(!values.hears_of_changes());
    put(&values, "ada", b"value").await;
    assert_eq!(redis.command(&["get", "ada"]), "value");
}

#[tokio::test]
async fn a_full_server_has_no_room() {
    let redis = RedisServer::start();
    let values = connect(&redis.url()).await;
    put(&values, "ada", b"value").await;
    redis.command(&["config", "set", "maxmemory", "1"]);
    let error = values.swap("bo", None, Some(b"value"), None).await.unwrap_err();
    assert!(matches!(error, ValueError::Full(_)), "{error:?}");
    let fault = error.source().and_then(|source| source.downcast_ref::<RedisFault>());
    assert_eq!(fault.map(RedisFault::code), Some("OOM"));
    assert!(values.get("ada").await.unwrap().is_some(), "it can still be read");
    assert!(values.delete("ada").await.unwrap(), "and made room in");
}

#[tokio::test]
async fn what_is_no_value_is_told_as_a_failure_and_left_alone() {
    let redis = RedisServer::start();
    let values = connect(&redis.url()).await;
    redis.command(&["rpush", "list", "one"]);
    assert!(matches!(values.get("list").await, Err(ValueError::Failed(_))));
    let error = values.swap("list", None, Some(b"value"), None).await.unwrap_err();
    assert!(matches!(error, ValueError::Failed(_)), "{error:?}");
    assert!(values.names("", None, 10).await.unwrap().names.is_empty());
    assert_eq!(redis.command(&["lrange", "list", "0", "-1"]), "one");
    assert!(matches!(values.names("", Some("nonsense"), 10).await, Err(ValueError::Failed(_))));
}
