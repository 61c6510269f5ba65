use std::collections::BTreeMap;

use token_cache::{
    AccountHandling, Grant, RequestData, Secret, Timestamp, TokenCache, TokenEvent, TokenQuery, TokenResponse,
};
use token_store::{PartitionKey, StoreError, TokenStores};

use super::support::{NOW, Nodes, add, open};
use crate::{KeyRing, PartitionKind, Purged, Resealed, RingKey, Sealing, Unopened, ValueStore};

const ADA: &str = "ada.home";
const BO: &str = "bo.home";

/// `{"uid":"...","utid":"home"}`, as `client_info` has it.
fn client_info(user: &str) -> String {
    let json = format!(r#"{{"uid": "{user}", "utid": "home"}}"#);
    base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, json)
}

/// Signs a user in.
fn sign_in(cache: &mut TokenCache, user: &str) {
    let response = TokenResponse {
        access_token: Some(Secret::new(format!("access-{user}"))),
        refresh_token: Some(Secret::new(format!("refresh-{user}"))),
        client_info: Some(client_info(user)),
        expires_in: Some(3600),
        ..TokenResponse::default()
    };
    let event = TokenEvent {
        client_id: "app",
        environment: "login.microsoftonline.com",
        realm: "home",
        requested_scopes: &["s".to_owned()],
        grant: Grant::AuthorizationCode,
        request: RequestData::default(),
        response: &response,
        account: AccountHandling::Create,
        now: Timestamp::from_unix(NOW),
    };
    cache.add(&event).unwrap();
}

async fn sign_in_to(nodes: &Nodes, key: &str, users: &'static [&'static str]) {
    let change = |cache: &mut TokenCache| users.iter().for_each(|user| sign_in(cache, user));
    open(&nodes.first, key).change(Box::new(change)).await.unwrap();
}

fn assertion() -> PartitionKey {
    PartitionKey::assertion(&Secret::new("an access token".to_owned()))
}

fn session_of_ada() -> PartitionKey {
    PartitionKey::session(ADA, &Secret::new("a session".to_owned()))
}

/// Ada and Bo, a cache of both that the app has named itself, one of a session of Ada's, an access token that the app acted for Ada with, and the application itself.
async fn an_app_in_use() -> Nodes {
    let nodes = Nodes::new();
    sign_in_to(&nodes, ADA, &["ada"]).await;
    sign_in_to(&nodes, BO, &["bo"]).await;
    sign_in_to(&nodes, "both", &["ada", "bo"]).await;
    sign_in_to(&nodes, session_of_ada().as_str(), &["ada"]).await;
    sign_in_to(&nodes, assertion().as_str(), &["ada"]).await;
    let application = PartitionKey::application("app", "home");
    add(&nodes.first.partition(&application), "app").await.unwrap();
    let _renewing = open(&nodes.first, ADA).renewal_lock(ADA, std::time::Duration::ZERO).await.unwrap();
    nodes
}

async fn users(nodes: &Nodes, limit: usize) -> Vec<String> {
    let (mut users, mut cursor) = (Vec::new(), None);
    loop {
        let page = nodes.second.list(PartitionKind::User, cursor.as_deref(), limit).await.unwrap();
        users.extend(page.keys);
        cursor = page.cursor;
        if cursor.is_none() {
            return users;
        }
    }
}

#[tokio::test]
async fn partitions_are_listed_by_kind_and_counted() {
    let nodes = an_app_in_use().await;
    for limit in [1, 100] {
        assert_eq!(users(&nodes, limit).await, [ADA, BO, "both"]);
    }
    let expected = BTreeMap::from([
        (PartitionKind::User, 3),
        (PartitionKind::Session, 1),
        (PartitionKind::Assertion, 1),
        (PartitionKind::Application, 1),
    ]);
    assert_eq!(nodes.second.count().await.unwrap(), expected);
}

#[tokio::test]
async fn a_purged_user_is_gone_from_everywhere_and_nobody_else_is() {
    let nodes = an_app_in_use().await;
    let purged = nodes.second.purge_user(ADA).await.unwrap();
    assert_eq!(purged, Purged { partitions: 4, ..Purged::default() });
    assert_eq!(users(&nodes, 100).await, [BO, "both"]);
    let session = open(&nodes.first, "both").load().await.unwrap().cache;
    let secrets: Vec<_> = session
        .refresh_tokens(&TokenQuery::default())
        .iter()
        .map(|token| token.secret().unwrap().expose().to_owned())
        .collect();
    assert_eq!(secrets, ["refresh-bo"]);
    assert!(open(&nodes.first, ADA).load().await.unwrap().version.is_none());
    assert_eq!(nodes.second.purge_user(ADA).await.unwrap(), Purged::default());
}

#[tokio::test]
async fn what_another_user_has_in_a_session_stays() {
    let nodes = an_app_in_use().await;
    nodes.second.purge_user(BO).await.unwrap();
    let cache = nodes.first.partition(&session_of_ada()).load().await.unwrap().cache;
    assert_eq!(cache.counts().refresh_tokens, 1);
}

#[tokio::test]
async fn a_purge_deletes_even_what_cannot_be_opened_and_tells_what_it_could_not_look_into() {
    let nodes = an_app_in_use().await;
    nodes.put("tessera:cache:ada.home", b"{}").await;
    nodes.put("tessera:cache:both", b"{}").await;
    let purged = nodes.first.purge_user(ADA).await.unwrap();
    assert_eq!(purged, Purged { partitions: 3, unreadable: 1, ..Purged::default() });
    assert_eq!(nodes.value("tessera:cache:both").await.as_deref(), Some(b"{}".as_slice()));
}

#[tokio::test]
async fn what_was_moved_aside_of_a_user_goes_with_them_and_of_all_when_asked() {
    let nodes = Nodes::new();
    let of_session = format!("{}.1800000000-1", session_of_ada().as_str());
    nodes.put(&format!("tessera:cache:{}", session_of_ada().as_str()), b"x").await;
    nodes.put(&format!("tessera:set-aside:{of_session}"), b"x").await;
    for name in ["ada.home.1800000000-1", "ada.home.1800000000-2", "ada.home.x.1-1", "bo.home.1-1"] {
        nodes.put(&format!("tessera:set-aside:{name}"), b"x").await;
    }
    assert_eq!(nodes.first.purge_user(ADA).await.unwrap().set_aside, 3);
    let left = ["tessera:set-aside:ada.home.x.1-1", "tessera:set-aside:bo.home.1-1"];
    assert_eq!(nodes.names().await, left);
    assert_eq!(nodes.first.purge_set_aside().await.unwrap().set_aside, 2);
    assert!(nodes.names().await.is_empty());
}

#[tokio::test]
async fn the_tokens_of_applications_are_purged_and_no_others() {
    let nodes = an_app_in_use().await;
    assert_eq!(nodes.second.purge_application_tokens().await.unwrap().partitions, 1);
    assert_eq!(nodes.second.purge_application_tokens().await.unwrap().partitions, 0);
    assert_eq!(nodes.second.count().await.unwrap().values().sum::<usize>(), 5);
}

#[tokio::test]
async fn everything_of_these_partitions_is_purged_and_nothing_beside_them() {
    let nodes = an_app_in_use().await;
    nodes.put("tessera:set-aside:x.1-1", b"x").await;
    for other in ["other:cache:ada.home", "tessera2:cache:x", "tessera:other"] {
        nodes.put(other, b"x").await;
    }
    let purged = nodes.second.purge_everything().await.unwrap();
    assert_eq!(purged, Purged { partitions: 6, set_aside: 1, unreadable: 0 });
    let left: Vec<_> = nodes.names().await.into_iter().filter(|name| !name.contains(":lock:")).collect();
    assert_eq!(left, ["other:cache:ada.home", "tessera2:cache:x", "tessera:other"]);
}

#[tokio::test]
async fn a_purge_that_an_outage_cuts_short_tells_what_went() {
    let nodes = an_app_in_use().await;
    nodes.faults.go_down();
    let error = nodes.first.purge_everything().await.unwrap_err();
    assert_eq!(error.purged, Purged::default());
    nodes.faults.come_up();
    *nodes.faults.last_deletes.lock().unwrap() = Some(2);
    let error = nodes.first.purge_everything().await.unwrap_err();
    assert!(matches!(error.source, StoreError::Unavailable { .. }), "{error:?}");
    assert_eq!(error.purged.partitions, 2);
    *nodes.faults.last_deletes.lock().unwrap() = None;
    nodes.faults.come_up();
    assert_eq!(nodes.first.purge_everything().await.unwrap().partitions, 4);
}

#[tokio::test]
async fn a_look_changes_nothing_and_tells_by_what_is_inside_whose_it_is() {
    let nodes = an_app_in_use().await;
    let like_a_hash = assertion();
    let look = nodes.second.look(&like_a_hash).await.unwrap().unwrap();
    assert_eq!(look.kind(like_a_hash.as_str()), PartitionKind::Assertion);
    assert_eq!((look.key_id.as_deref(), look.cache.unwrap().accounts().len()), (Some("one"), 1));
    let mut user = nodes.second.look(&PartitionKey::account(ADA)).await.unwrap().unwrap();
    assert_eq!(user.kind(ADA), PartitionKind::User);
    user.cache = Err(Unopened::Store(StoreError::NotSealed));
    assert_eq!(user.kind(like_a_hash.as_str()), PartitionKind::Assertion);
    nodes.put("tessera:cache:cut", b"TESS").await;
    nodes.put("tessera:cache:plain", b"{}").await;
    let before = nodes.names().await;
    for (key, is_unusable) in [("cut", true), ("plain", false)] {
        let look = nodes.first.look(&PartitionKey::named(key)).await.unwrap().unwrap();
        assert_eq!(matches!(look.cache, Err(Unopened::Unusable(_))), is_unusable, "{key}");
        assert!(look.cache.is_err());
    }
    assert!(nodes.first.look(&PartitionKey::named("nobody")).await.unwrap().is_none());
    assert_eq!(nodes.names().await, before);
}

/// As providers choose that give no `client_info`.
#[tokio::test]
async fn a_user_whose_id_looks_like_a_hash_is_a_user() {
    let nodes = Nodes::new();
    let id = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk-_w";
    let change = move |cache: &mut TokenCache| {
        let account = r#""environment": "id.example", "realm": "", "username": "ada""#;
        let json = format!(r#"{{"Account": {{"k": {{"home_account_id": "{id}", {account}}}}}}}"#);
        *cache = TokenCache::deserialize(json.as_bytes()).unwrap();
    };
    open(&nodes.first, id).change(Box::new(change)).await.unwrap();
    assert_eq!(PartitionKind::of(id), PartitionKind::Assertion);
    let look = nodes.second.look(&PartitionKey::account(id)).await.unwrap().unwrap();
    assert_eq!(look.kind(id), PartitionKind::User);
}

#[tokio::test]
async fn statistics_tell_bytes_and_keys() {
    let nodes = an_app_in_use().await;
    nodes.put("tessera:cache:plain", b"{}").await;
    nodes.put("tessera:set-aside:x.1-1", b"x").await;
    let statistics = nodes.second.statistics().await.unwrap();
    let mut bytes = 0;
    for name in nodes.values.names("tessera:cache:", None, 100).await.unwrap().names {
        bytes += nodes.value(&name).await.unwrap().len();
    }
    assert_eq!((statistics.bytes, statistics.set_aside), (bytes, 1));
    assert_eq!(statistics.keys, BTreeMap::from([(None, 1), (Some("one".to_owned()), 6)]));
    assert_eq!(statistics.partitions.values().sum::<usize>(), 7);
}

#[tokio::test]
async fn after_resealing_the_old_key_can_be_taken_out() {
    let nodes = an_app_in_use().await;
    let (old, new) = (RingKey::new([1; 32]), RingKey::new([2; 32]));
    let after = |ring: KeyRing| {
        let mut options = nodes.first.shared.core.options.clone();
        options.sealing = Sealing::Sealed(ring);
        crate::Partitions::new(nodes.values.clone(), options)
    };
    let rotating = after(KeyRing::new("two", new.clone()).unwrap().with_key("one", old).unwrap());
    let resealed = rotating.reseal().await.unwrap();
    assert_eq!(resealed, Resealed { resealed: 6, unreadable: 0 });
    assert_eq!(rotating.reseal().await.unwrap(), Resealed::default());
    let rotated = after(KeyRing::new("two", new).unwrap());
    let cache = rotated.partition(&PartitionKey::account(ADA)).load().await.unwrap().cache;
    assert_eq!(cache.counts().refresh_tokens, 1);
}

#[test]
fn the_kind_of_a_partition_shows_in_its_key() {
    for (key, kind) in [
        (PartitionKey::account("oid.tid"), PartitionKind::User),
        (session_of_ada(), PartitionKind::Session),
        (assertion(), PartitionKind::Assertion),
        (PartitionKey::application("app", "tid"), PartitionKind::Application),
    ] {
        assert_eq!(PartitionKind::of(key.as_str()), kind);
    }
}

#[tokio::test(start_paused = true)]
async fn what_waits_of_a_purged_user_goes_with_them() {
    let nodes = Nodes::deaf(|options| options.outage = crate::OutagePolicy::use_memory());
    sign_in_to(&nodes, "the-session-of-both", &["bo"]).await;
    nodes.faults.go_down();
    sign_in_to(&nodes, "the-session-of-both", &["ada"]).await;
    nodes.faults.come_up();
    assert_eq!(nodes.first.purge_user(ADA).await.unwrap(), Purged { partitions: 1, ..Purged::default() });
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    for node in [&nodes.first, &nodes.second] {
        let snapshot = open(node, "the-session-of-both").load().await.unwrap();
        let left: Vec<_> =
            snapshot.cache.accounts().iter().map(|account| account.id().home_account_id).collect();
        assert_eq!(left, [BO]);
    }
}
