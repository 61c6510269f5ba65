//! `store`: what a web app keeps for its users, in SQLite, Redis and PostgreSQL.

mod app;
mod failures;
mod purge;

use std::fs;

use serde_json::{Value, json};

use self::app::{App, KEYS, OTHER_KEYS, Sealed};
use crate::support::TENANT;

fn home(user: &str) -> String {
    format!("{user}.{TENANT}")
}

#[test]
fn users_are_listed_with_what_the_keys_tell_in_every_store() {
    for app in App::in_each_store(Sealed::Yes) {
        let before = app.dump();
        let rows = app.run(&["users", "--json"]).json();
        let mut told: Vec<_> = rows.as_array().unwrap().iter().map(brief).collect();
        told.sort();
        let ready = |user: &str, cache: &str, access: u64| {
            format!("{user}@example.com {cache} {access}+1 ready {}", home(user))
        };
        let mut expected = vec![
            ready("ada", "user", 2),
            ready("bo", "user", 1),
            ready("ada", "session", 2),
            ready("ada", "on-behalf-of", 2),
        ];
        expected.sort();
        assert_eq!(told, expected);
        assert_eq!(rows[0]["environment"], "login.example");
        assert_eq!(rows[0]["readyUntil"], 3_999_999_700_u64, "five minutes before the end");
        assert_eq!(app.run(&["users", "--count"]).text(), "Users: 2\n");
        assert_eq!(app.run(&["users", "--count", "--json"]).json(), json!({"users": 2}));
        assert_eq!(app.dump(), before, "nothing is changed");
    }
}

fn brief(row: &Value) -> String {
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    let tokens = format!("{}+{}", row["accessTokens"], row["refreshTokens"]);
    format!("{} {} {tokens} {} {}", text("username"), text("cache"), text("state"), text("homeAccountId"))
}

#[test]
fn users_are_a_table_of_one_line_each() {
    let app = App::in_sqlite(Sealed::Yes);
    let text = app.run(&["users"]).text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "USERNAME         CACHE         TOKENS  STATE  HOME ACCOUNT ID");
    assert_eq!(lines.len(), 5, "{text}");
    let of_bo = format!("bo@example.com   user          2       ready  {}", home("bo"));
    assert!(lines.contains(&of_bo.as_str()), "{text}");
}

#[test]
fn without_keys_only_the_ids_are_known_that_names_tell() {
    let app = App::in_sqlite(Sealed::Yes);
    let ended = app.run_without_keys(&["users", "--json"]);
    assert!(ended.err.contains("--key-ring"), "{ended:?}");
    let row = |user: &str, cache: &str| json!({"homeAccountId": home(user), "cache": cache});
    let rows = ended.json();
    assert_eq!(rows, json!([row("ada", "user"), row("ada", "session"), row("bo", "user")]));
    assert_eq!(app.run_without_keys(&["users", "--count"]).text(), "Users: 2\n");
}

#[test]
fn values_that_are_not_sealed_are_read_with_plain() {
    for app in App::in_each_store(Sealed::No) {
        let rows = app.run_without_keys(&["users", "--plain", "--json"]).json();
        assert_eq!(rows.as_array().unwrap().len(), 4);
        assert_eq!(app.run_without_keys(&["stats", "--json"]).json()["notSealed"], 5);
    }
}

#[test]
fn statistics_tell_caches_bytes_and_keys_in_every_store() {
    for app in App::in_each_store(Sealed::Yes) {
        app.put("tessera:set-aside:x.1-1", b"x");
        app.put("tessera:cache:foreign", b"x");
        let before = app.dump();
        let bytes: usize = before
            .iter()
            .filter(|(name, _)| name.starts_with("tessera:cache:"))
            .map(|(_, value)| value.len())
            .sum();
        let caches = json!({"user": 3, "session": 1, "onBehalfOf": 1, "application": 1});
        let expected =
            json!({"caches": caches, "bytes": bytes, "keys": {"one": 5}, "notSealed": 1, "setAside": 1});
        assert_eq!(app.run_without_keys(&["stats", "--json"]).json(), expected);
        assert_eq!(app.dump(), before, "nothing is changed");
        let text = app.run_without_keys(&["stats"]).text();
        assert!(text.starts_with("Caches of users: 3\nCaches of sessions: 1\n"), "{text}");
        assert!(text.contains("Sealed with the key one: 5\nNot sealed: 1\nMoved aside"), "{text}");
    }
}

#[test]
fn more_users_than_a_page_has_are_listed_once_each() {
    let app = App::in_redis(Sealed::Yes);
    app.add_users(1200);
    let rows = app.run(&["users", "--json"]).json();
    assert_eq!(rows.as_array().unwrap().len(), 1204);
    assert_eq!(app.run(&["users", "--count", "--json"]).json(), json!({"users": 1202}));
    assert_eq!(app.run(&["users"]).text().lines().count(), 1205);
}

#[test]
fn what_cannot_be_opened_is_listed_stays_and_is_a_failure() {
    let app = App::in_sqlite(Sealed::Yes);
    fs::write(app.world.path("keys"), OTHER_KEYS).unwrap();
    let before = app.dump();
    let ended = app.run(&["users", "--json"]);
    assert_eq!(ended.code, 5);
    assert!(ended.err.contains("could not be opened: 5"), "{ended:?}");
    assert!(ended.err.contains("the key one"), "{ended:?}");
    let rows: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(rows[0], json!({"homeAccountId": home("ada"), "cache": "user", "problem": "key-unknown"}));
    assert_eq!(app.dump(), before);
    fs::write(app.world.path("keys"), KEYS).unwrap();
    app.put("tessera:cache:cut", b"TESS");
    app.put("tessera:cache:plain", b"{}");
    let before = app.dump();
    let text = app.run(&["users"]);
    assert!(text.out.contains("damaged") && text.out.contains("not-sealed"), "{text:?}");
    assert_eq!(app.dump(), before, "what is damaged is not moved");
    text.failed(5);
    app.run_without_keys(&["users", "--plain"]).failed(5);
}

#[test]
fn where_nothing_is_found_other_prefixes_are_told() {
    let app = App::in_redis(Sealed::Yes);
    let ended = app.run(&["users", "--prefix", "shop:"]);
    assert!(ended.err.contains("\"tessera:\"") && ended.err.contains("--prefix"), "{ended:?}");
    assert_eq!(ended.text(), "Nobody has tokens there.\n");
    let ended = app.run(&["users", "--prefix", "shop:", "--json"]);
    assert_eq!(ended.json(), json!([]));
    let ended = app.run(&["purge", "--everything", "--yes", "--prefix", "shop:"]);
    assert!(ended.err.contains("\"tessera:\"") && ended.out == "Gone: nothing.\n", "{ended:?}");
    let ended = app.run(&["purge", "--set-aside", "--yes"]);
    assert_eq!((ended.err.as_str(), ended.out.as_str()), ("", "Gone: nothing.\n"), "there are caches");
    let ended = app.run(&["stats", "--prefix", "shop:"]);
    assert!(ended.err.contains("\"tessera:\""), "{ended:?}");
}

#[test]
fn the_address_comes_from_the_environment_too() {
    let app = App::in_sqlite(Sealed::Yes);
    let mut command = app.world.command();
    command.args(["store", "stats", "--json"]).env("TESSERA_STORE_URL", &app.address);
    assert_eq!(crate::support::end(&mut command).json()["caches"]["user"], 2);
}

#[test]
fn answers_are_in_every_language_and_harmless() {
    let app = App::in_sqlite(Sealed::Yes);
    app.add_user("eve\u{1b}[2J", "eve\u{1b}[2J\nada@example.com");
    for (language, heading, state) in [("it", "NOME UTENTE", "pronto"), ("pt-BR", "USUÁRIO", "pronta")] {
        let text = app.run(&["users", "--lang", language]).text();
        assert!(text.starts_with(heading) && text.contains(state), "{text}");
        assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text:?}");
        assert_eq!(text.lines().count(), 6, "{text}");
    }
    let stats = app.run(&["stats", "--lang", "it"]).text();
    assert!(stats.contains("Sigillate con la chiave one: 6"), "{stats}");
    let json = app.run(&["users", "--json"]).text();
    assert!(json.chars().all(|character| character == '\n' || !character.is_control()), "{json:?}");
}
