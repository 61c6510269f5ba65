//! Disks that take no more: nothing that was acknowledged is lost, and it goes on once there is room.

use std::{path::Path, process::Command};

use test_servers::PostgresServer;
use token_partitions::{KeyRing, Options, Partitions, RingKey, Sealing, Swapped, ValueError, ValueStore};
use token_store::{PartitionKey, StoreError, TokenStore, TokenStores, conformance::sample};
use token_values_sql::PostgresValues;

use crate::support::{bytes_of, impatient, open, put};

const MIB: usize = 1024 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_without_room_says_so_and_goes_on_when_there_is_some() {
    let postgres = PostgresServer::start();
    let url = postgres.new_database();
    let database = url.rsplit('/').next().unwrap().to_owned();
    put(&PostgresValues::connect(&url).await.unwrap(), "before", b"value").await;
    postgres.limit_files(17_001_000);
    let mut options = impatient();
    options.connections = 1;
    let values = PostgresValues::connect_with(&url, options).await.unwrap();
    let (mut written, bytes) = (Vec::new(), incompressible(MIB));
    let error = loop {
        let name = format!("user-{}", written.len());
        match values.swap(&name, None, Some(&bytes), None).await {
            Ok(swapped) => assert!(matches!(swapped, Swapped::Done(_))),
            Err(error) => break error,
        }
        written.push(name);
        assert!(written.len() < 40, "there is room for more than it may take");
    };
    assert!(matches!(error, ValueError::Full(_)), "{error:?}");
    assert!(written.len() > 4);
    for name in &written {
        assert!(bytes_of(&values, name).await.as_deref() == Some(&bytes[..]), "{name} is there");
    }
    assert_eq!(bytes_of(&values, "before").await.unwrap(), b"value");
    assert!(values.delete(&written[0]).await.unwrap(), "something can go");
    postgres.query(&database, "VACUUM token_cache");
    put(&values, "after", &bytes).await;
}

/// The test starts itself as another process, whose files may not grow beyond what it is given.
#[tokio::test(flavor = "multi_thread")]
async fn a_sqlite_without_room_says_so_and_goes_on_when_there_is_some() {
    let name = "no_room::a_sqlite_without_room_says_so_and_goes_on_when_there_is_some";
    if let Some(path) = std::env::var_os("WITHOUT_ROOM") {
        return fill(path.as_ref()).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    // Else the system ends who writes too much, and there is no answer.
    let ignoring = r#"trap "" XFSZ; exec "$0" "$@""#;
    let output = Command::new("prlimit")
        .args(["--fsize=300000:", "sh", "-c", ignoring])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env("WITHOUT_ROOM", &path)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let mut users: Vec<_> = told.lines().filter_map(|line| line.split("acknowledged ").nth(1)).collect();
    assert!(users.len() > 4);
    let caches = caches(&path).await;
    let mut known = caches.list(token_partitions::PartitionKind::User, None, 1000).await.unwrap().keys;
    known.sort_unstable();
    users.sort_unstable();
    assert_eq!(known, users, "what was acknowledged is there, and what was refused is not");
    for user in users {
        let snapshot = caches.partition(&PartitionKey::account(user)).load().await.unwrap();
        assert_eq!(sample::names(&snapshot.cache).len(), 20, "{user}");
    }
}

async fn caches(path: &Path) -> Partitions<token_values_sql::SqliteValues> {
    let ring = KeyRing::new("one", RingKey::new([1; 32])).unwrap();
    Partitions::new(open(path).await, Options::new(Sealing::Sealed(ring)))
}

/// Signs users in until there is no room, and one more when there is.
#[allow(clippy::print_stdout, reason = "the test that started this process reads it")]
async fn fill(path: &Path) {
    let caches = caches(path).await;
    let mut refused = 0;
    for number in 0.. {
        let user = format!("user-{number}");
        let store = caches.partition(&PartitionKey::account(&user));
        match sign_in(&*store).await {
            Ok(()) => println!("acknowledged {user}"),
            Err(StoreError::NoRoom { .. } | StoreError::Unavailable { .. }) => {
                assert_eq!(store.load().await.unwrap().version, None, "nothing of it is there");
                refused += 1;
            }
            Err(error) => panic!("{error:?}"),
        }
        if refused == 3 {
            let own = std::process::id().to_string();
            let done = Command::new("prlimit").args(["--pid", &own, "--fsize=unlimited:"]).status().unwrap();
            assert!(done.success());
        }
        if refused >= 3 {
            sign_in(&*store).await.unwrap();
            println!("acknowledged {user}");
            return;
        }
        assert!(number < 1000, "there is room for more than it may take");
    }
}

async fn sign_in(store: &dyn TokenStore) -> Result<(), StoreError> {
    let add = |cache: &mut token_cache::TokenCache| {
        (0..20).for_each(|number| sample::put(cache, &format!("app-{number}")));
    };
    store.change(Box::new(add)).await.map(drop)
}

/// Bytes that no database makes smaller (Knuth's generator of the MMIX).
fn incompressible(length: usize) -> Vec<u8> {
    let mut state: u64 = 1;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from(state >> 56).unwrap()
    };
    std::iter::repeat_with(next).take(length).collect()
}
