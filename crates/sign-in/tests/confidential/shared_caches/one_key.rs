use std::sync::Arc;

use serde_json::{Value, json};
use sign_in::{Refresh, SignInError, TokenSource};
use token_partitions::{Swapped, ValueStore};
use token_store::StoreError;

use crate::shared_caches::peer::Peer;
use crate::shared_caches::shop::{Node, Shop};
use crate::support::SCOPE;

const DAYS_89: u64 = 89 * 24 * 3600;

/// How many seconds the user's key stays; none for ever.
fn lifetime(shop: &Shop, key: &str) -> Option<u64> {
    shop.redis.command(&["ttl", key]).parse::<u64>().ok()
}

async fn stored(node: &Node, key: &str) -> Value {
    let value = node.partitions.values().get(key).await.unwrap().expect("it is there");
    serde_json::from_slice(&value.bytes).unwrap()
}

/// Puts it there as another program would, for ever.
async fn put(node: &Node, key: &str, bytes: &[u8]) {
    let values = node.partitions.values();
    let revision = values.revision(key).await.unwrap();
    let swapped = values.swap(key, revision.as_ref(), Some(bytes), None).await.unwrap();
    assert!(matches!(swapped, Swapped::Done(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_msal_python_wrote_stays_for_ever_until_we_change_it() {
    let shop = Shop::open().await;
    let (node, mut python, zoe) = (shop.node().await, Peer::python(&shop), shop.person("zoe"));
    let key = zoe.home_account_id();
    assert!(python.ask("sign-in", zoe, SCOPE).is_some());
    assert_eq!(node.silent(zoe, SCOPE).await.unwrap().source, TokenSource::Cache);
    assert_eq!(lifetime(&shop, &key), None, "reading changes nothing");
    assert_eq!(node.renew(zoe, SCOPE).await.unwrap().source, TokenSource::RefreshToken);
    assert!(lifetime(&shop, &key).is_some_and(|left| left > DAYS_89));
    assert_eq!(python.ask("silent", zoe, SCOPE).unwrap().1, "cache");
    assert!(lifetime(&shop, &key).is_some(), "it has nothing to write");
    assert_eq!(python.ask("renew", zoe, SCOPE).unwrap().1, "identity_provider");
    assert_eq!(lifetime(&shop, &key), None);
    node.remove(zoe).await;
    assert_eq!(shop.redis.command(&["exists", &key]), "0", "nothing is left of the user");
    assert!(python.ask("silent", zoe, SCOPE).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_neither_of_us_knows_stays_in_the_cache() {
    let shop = Shop::open().await;
    let (node, mut python, zoe) = (shop.node().await, Peer::python(&shop), shop.person("zoe"));
    let key = zoe.home_account_id();
    assert!(python.ask("sign-in", zoe, SCOPE).is_some());
    let mut cache = stored(&node, &key).await;
    cache["Unheard"] = json!({ "a": [1, { "b": null }] });
    for section in ["RefreshToken", "Account"] {
        for entry in cache[section].as_object_mut().unwrap().values_mut() {
            entry["unheard"] = "kept".into();
        }
    }
    put(&node, &key, cache.to_string().as_bytes()).await;
    for _ in 0..2 {
        shop.let_pass_what_memory_is_believed_for();
        assert!(node.renew(zoe, SCOPE).await.is_some());
        assert!(python.ask("renew", zoe, SCOPE).is_some());
    }
    let after = stored(&node, &key).await;
    assert_eq!(after["Unheard"], cache["Unheard"]);
    for section in ["RefreshToken", "Account"] {
        let entries = after[section].as_object().unwrap();
        assert!(entries.values().all(|entry| entry["unheard"] == "kept"), "{section}");
        assert_eq!(entries.len(), 1);
    }
    assert_ne!(after["RefreshToken"], cache["RefreshToken"], "it was renewed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_holds_something_else_is_told_and_left_alone() {
    let shop = Shop::open().await;
    let (node, zoe) = (shop.node().await, shop.person("zoe"));
    let key = zoe.home_account_id();
    for foreign in ["a letter", "[1, 2]", "\"text\"", "12"] {
        put(&node, &key, foreign.as_bytes()).await;
        shop.let_pass_what_memory_is_believed_for();
        let told = of_store(node.try_silent(zoe, SCOPE, Refresh::WhenExpired).await.unwrap_err());
        assert!(matches!(*told, StoreError::ForeignValue), "{told:?}");
        assert_eq!(shop.redis.command(&["get", &key]), foreign);
    }
    shop.redis.command(&["del", &key]);
    shop.redis.command(&["rpush", &key, "one"]);
    shop.let_pass_what_memory_is_believed_for();
    let told = of_store(node.try_silent(zoe, SCOPE, Refresh::WhenExpired).await.unwrap_err());
    assert!(matches!(*told, StoreError::DatabaseFailed { .. }), "{told:?}");
    assert_eq!(shop.redis.command(&["lrange", &key, "0", "-1"]), "one");
}

/// What ends amid the JSON is nobody's any more. It is moved where nobody looks for a user's cache, and the user signs in
/// again.
#[tokio::test(flavor = "multi_thread")]
async fn a_cache_that_was_cut_is_moved_aside_and_begun_anew() {
    let shop = Shop::open().await;
    let (node, mut python, zoe) = (shop.node().await, Peer::python(&shop), shop.person("zoe"));
    let key = zoe.home_account_id();
    put(&node, &key, b"{\"AccessToken\": {\"a").await;
    assert!(node.silent(zoe, SCOPE).await.is_none());
    let aside = shop.redis.command(&["keys", "tessera:set-aside:*"]);
    assert_eq!(shop.redis.command(&["get", &aside]), "{\"AccessToken\": {\"a");
    node.sign_in(&shop, zoe, SCOPE).await;
    assert_eq!(python.ask("silent", zoe, SCOPE).unwrap().1, "cache");
    let users = node.partitions.list(token_partitions::PartitionKind::User, None, 100).await.unwrap();
    assert_eq!(users.keys, [key], "neither what was moved aside nor a lock is taken for a user's");
}

fn of_store(error: SignInError) -> Arc<StoreError> {
    match error {
        SignInError::Store(told) => told,
        other => panic!("{other:?}"),
    }
}
