use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use test_servers::{End, PostgresServer, RedisServer};

use super::app::{App, POSTGRES, REDIS, Sealed};
use crate::support::World;

fn stats(world: &World, address: &str) -> crate::support::Ended {
    world.run(&["store", "stats", "--url", address])
}

#[test]
fn an_address_that_is_none_is_wrong_usage_and_not_repeated() {
    let world = World::new();
    for (address, told) in [
        ("mysql://ada:hunter2@host", "has to begin with sqlite:"),
        ("memory:", "name a database"),
        ("sqlite:", "the path of a file"),
        ("redis://ada:hunter2@host:port", "redis://user:password@host"),
        ("redis://ada:hunter2@a,b", "redis+cluster://"),
        ("rediss://ada:hunter2@host#insecure", "certificates"),
        ("redis+cluster://a/3", "number 0"),
        ("postgres://ada:hunter2@host:port/d", "postgres://user:password@host"),
        ("postgres://ada:hunter2@host/d?replica=a:b", "HOST:PORT"),
    ] {
        let said = stats(&world, address).failed(2);
        assert!(said.contains(told) && !said.contains("hunter2"), "{address}: {said}");
    }
    let said = world.run(&["store", "stats"]).failed(2);
    assert!(said.contains("TESSERA_STORE_URL"), "{said}");
    for arguments in [&["--cache", "x"][..], &["--ca-file", "x"]] {
        world.run(&[&["store", "stats", "--url", "redis://h"], arguments].concat()).failed(2);
    }
    assert_eq!(world.run(&["store", "stats", "--url", "redis://h", "--plain", "--key-ring", "x"]).code, 2);
    assert_eq!(world.run(&["store"]).code, 2);
}

#[test]
fn a_file_that_is_missing_is_not_made_and_one_of_another_program_stays() {
    let world = World::new();
    let at = |name: &str| format!("sqlite:{}", world.path(name).display());
    for command in [&["stats"][..], &["users"], &["purge", "--everything", "--yes"]] {
        let said = world.run(&[&["store", "--url", &at("missing.db")], command].concat()).failed(6);
        assert!(said.contains("No such file"), "{said}");
    }
    assert!(!world.path("missing.db").exists());
    let letter =
        "Dear Bo, this letter is long enough to be taken for the header of a database, or so one hopes.";
    fs::write(world.path("letter"), letter).unwrap();
    let said = stats(&world, &at("letter")).failed(1);
    assert!(said.contains("no database"), "{said}");
    assert_eq!(fs::read_to_string(world.path("letter")).unwrap(), letter);
    fs::write(world.path("empty"), "").unwrap();
    let said = stats(&world, &at("empty")).failed(6);
    assert!(said.contains("no token caches"), "{said}");
    stats(&world, &at("data")).failed(1);
    stats(&world, &POSTGRES.new_database()).failed(6);
}

#[test]
fn a_server_that_is_off_is_told_in_plain_words() {
    let world = World::new();
    let mut redis = RedisServer::start();
    redis.end(End::Asked);
    let mut postgres = PostgresServer::start();
    postgres.end(End::Asked);
    for address in [redis.url(), postgres.url("postgres"), "unix:///nonexistent/socket".to_owned()] {
        let said = stats(&world, &address).failed(1);
        assert!(said.contains("does not answer") && said.contains("see whether it runs"), "{said}");
    }
}

#[test]
fn a_wrong_password_is_refused_and_not_told() {
    let world = World::new();
    let redis = RedisServer::start_with(&["--requirepass", "of-a-test"]);
    for address in [
        redis.url(),
        redis.url().replace("redis://", "redis://:hunter2@"),
        POSTGRES.url("postgres").replace("of-a-test", "hunter2"),
    ] {
        let said = stats(&world, &address).failed(1);
        assert!(said.contains("refuses the access") && said.contains("password"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[test]
fn what_is_no_redis_is_told_in_plain_words() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let said = stats(&World::new(), &format!("redis://127.0.0.1:{port}")).failed(1);
    assert!(said.contains("the store of the token caches"), "{said}");
    let said = stats(&World::new(), &REDIS.url().replace("redis://", "postgres://")).failed(1);
    assert!(said.contains("the store of the token caches"), "{said}");
}

#[test]
fn a_key_ring_that_is_none_is_told_by_its_line() {
    let app = App::in_sqlite(Sealed::Yes);
    for (ring, told) in [
        ("", "has no key"),
        ("one", "line 1"),
        ("# a comment\none:AQEBAQ==", "line 2 of the key ring has no good key"),
        ("o ne:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", "no good ID"),
    ] {
        fs::write(app.world.path("keys"), ring).unwrap();
        let said = app.run(&["users"]).failed(5);
        assert!(said.contains(told), "{ring}: {said}");
    }
    fs::remove_file(app.world.path("keys")).unwrap();
    let said = app.run(&["users"]).failed(5);
    assert!(said.contains("cannot read"), "{said}");
}
