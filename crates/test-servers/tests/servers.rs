//! The servers do what the tests of others rely on.

use std::{path::Path, process::Command};

use test_servers::{End, PostgresServer, RedisCluster, RedisServer};

#[test]
fn redis_keeps_what_it_acknowledged_when_it_is_killed() {
    let mut redis = RedisServer::start();
    assert_eq!(redis.command(&["set", "name", "value"]), "OK");
    redis.end(End::Killed);
    redis.start_again();
    assert_eq!(redis.command(&["get", "name"]), "value");
}

#[test]
fn a_cluster_goes_on_when_a_primary_is_killed() {
    let mut cluster = RedisCluster::start();
    let primary = cluster.primary_of("name");
    cluster.end(primary, End::Killed);
    cluster.wait_until_replaced(primary, "name");
    cluster.start_again(primary);
    cluster.wait_until_whole();
    assert_ne!(cluster.primary_of("name"), primary);
}

#[test]
fn postgres_keeps_what_it_acknowledged_and_a_replica_follows() {
    let mut postgres = PostgresServer::start();
    postgres.query("postgres", "CREATE TABLE names (name text)");
    postgres.query("postgres", "INSERT INTO names VALUES ('value')");
    for end in [End::Killed, End::Asked] {
        postgres.end(end);
        postgres.start_again();
        assert_eq!(postgres.query("postgres", "SELECT name FROM names"), "value");
    }
    let replica = postgres.start_replica();
    assert_eq!(replica.query("postgres", "SELECT name FROM names"), "value");
    assert_eq!(replica.query("postgres", "SELECT pg_is_in_recovery()"), "t");
}

/// The test starts itself as another process, which starts a server and is killed.
#[test]
fn a_server_ends_and_leaves_nothing_when_its_process_is_killed() {
    if std::env::var_os("KILLED_WITH_A_SERVER").is_some() {
        let redis = RedisServer::start();
        println!("server {} {}", redis.process_id().unwrap(), redis.socket().parent().unwrap().display());
        let own = std::process::id().to_string();
        Command::new("kill").args(["-s", "KILL", &own]).status().unwrap();
    }
    let name = "a_server_ends_and_leaves_nothing_when_its_process_is_killed";
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env("KILLED_WITH_A_SERVER", "yes")
        .output()
        .unwrap();
    assert!(!output.status.success(), "it was to be killed");
    let written = String::from_utf8(output.stdout).unwrap();
    let line = written.lines().find_map(|line| line.split("server ").nth(1)).expect("it tells its server");
    let (id, folder) = line.split_once(' ').unwrap();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while Path::new(&format!("/proc/{id}")).exists() || Path::new(folder).exists() {
        assert!(std::time::Instant::now() < end, "the server or its folder is still there");
        std::thread::yield_now();
    }
}
