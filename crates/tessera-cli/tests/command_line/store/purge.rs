use serde_json::json;
use token_store::PartitionKey;

use super::{
    app::{App, POSTGRES, Sealed},
    home,
};
use crate::support::Seed;

#[test]
fn a_user_is_purged_by_name_from_every_cache_in_every_store_and_nobody_else_is() {
    for app in App::in_each_store(Sealed::Yes) {
        app.put(&format!("tessera:set-aside:{}.1800000000-1", home("ada")), b"x");
        app.put(&format!("other:cache:{}", home("ada")), b"x");
        let purged = app.run(&["purge", "--user", "Ada@Example.com", "--yes", "--json"]).json();
        assert_eq!(purged, json!({"caches": 3, "setAside": 1, "unreadable": 0}));
        let left = [
            format!("other:cache:{}", home("ada")),
            "tessera:cache:app_tenant_AppTokenCache".to_owned(),
            format!("tessera:cache:{}", home("bo")),
        ];
        assert_eq!(app.names(), left);
        let said = app.run(&["purge", "--user", "ada@example.com", "--yes"]).failed(6);
        assert!(said.contains("ada@example.com") && said.contains("store users"), "{said}");
    }
}

#[test]
fn without_keys_a_user_is_purged_by_id_and_what_was_not_searched_is_told() {
    let app = App::in_sqlite(Sealed::Yes);
    let said = app.run_without_keys(&["purge", "--user", "ada@example.com", "--yes"]).failed(6);
    assert!(said.contains("--key-ring"), "{said}");
    let ended = app.run_without_keys(&["purge", "--user", &home("ada"), "--yes"]);
    assert!(ended.err.contains("not looked into: 2"), "{ended:?}");
    assert_eq!(ended.text(), "Gone: 2 caches.\n");
    assert_eq!(app.names().len(), 3, "Bo's, the app's, and that of the access token");
}

#[test]
fn a_name_of_two_users_is_not_chosen_from() {
    let app = App::in_sqlite(Sealed::Yes);
    app.add_user("ada2", "ada@example.com");
    let before = app.dump();
    let said = app.run(&["purge", "--user", "ada@example.com", "--yes"]).failed(2);
    assert!(said.contains(&home("ada")) && said.contains(&home("ada2")), "{said}");
    assert_eq!(app.dump(), before);
    assert_eq!(app.run(&["purge", "--user", &home("ada2"), "--yes"]).text(), "Gone: 1 cache.\n");
}

/// Whoever chooses their own ID cannot have somebody else purged in their place, or be purged in somebody's.
#[test]
fn an_id_that_is_anothers_username_is_not_chosen_from() {
    let app = App::in_sqlite(Sealed::Yes);
    app.add_user("eve", &home("bo"));
    let said = app.run(&["purge", "--user", &home("bo"), "--yes"]).failed(2);
    assert!(said.contains(&home("eve")), "{said}");
    app.run(&["purge", "--user", &home("eve"), "--yes"]).text();
    app.run(&["purge", "--user", &home("bo"), "--yes"]).text();
}

#[test]
fn a_cache_of_several_users_loses_only_the_one() {
    let app = App::in_redis(Sealed::Yes);
    app.put_cache(&PartitionKey::named("both"), &Seed::two_people());
    let purged = app.run(&["purge", "--user", &home("ada"), "--yes", "--json"]).json();
    assert_eq!(purged["caches"], 4);
    let rows = app.run(&["users", "--json"]).json();
    assert_eq!(rows.as_array().unwrap().len(), 2, "Bo, in both: {rows}");
    assert!(!rows.to_string().contains("ada"));
}

#[test]
fn what_cannot_be_opened_may_hold_more_and_is_a_failure() {
    let app = App::in_sqlite(Sealed::Yes);
    app.put("tessera:cache:plain", b"{}");
    let ended = app.run(&["purge", "--user", "ada@example.com", "--yes", "--json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&ended.out).unwrap()["unreadable"], 1);
    let said = ended.failed(5);
    assert!(said.contains("more of the user: 1"), "{said}");
}

#[test]
fn tokens_of_applications_what_was_moved_aside_and_everything_go_apart() {
    for app in App::in_each_store(Sealed::Yes) {
        app.put("tessera:set-aside:x.1-1", b"x");
        app.put("tessera2:cache:x", b"x");
        app.put("tessera:other", b"x");
        let purge = |what: &str| app.run_without_keys(&["purge", what, "--yes"]).text();
        assert_eq!(purge("--application-tokens"), "Gone: 1 cache.\n");
        assert_eq!(purge("--set-aside"), "Gone: 1 value that was moved aside.\n");
        assert_eq!(app.names().len(), 6);
        app.put("tessera:set-aside:x.1-1", b"x");
        assert_eq!(purge("--everything"), "Gone: 4 caches, 1 value that was moved aside.\n");
        assert_eq!(app.names(), ["tessera2:cache:x", "tessera:other"]);
        assert_eq!(purge("--everything"), "Gone: nothing.\n");
    }
}

#[test]
fn without_yes_and_without_a_terminal_nothing_goes() {
    let app = App::in_sqlite(Sealed::Yes);
    let before = app.dump();
    for what in
        [&["--everything"][..], &["--application-tokens"], &["--set-aside"], &["--user", "bo@example.com"]]
    {
        let said = app.run(&[&["purge"], what].concat()).failed(2);
        assert!(said.contains("--yes"), "{said}");
    }
    for wrong in [&["purge"][..], &["purge", "--yes"], &["purge", "--everything", "--set-aside", "--yes"]] {
        assert_eq!(app.run(wrong).code, 2);
    }
    let said = app.run(&["purge", "--everything", "--yes", "--prefix", ""]).failed(2);
    assert!(said.contains("--prefix"), "{said}");
    assert_eq!(app.dump(), before);
}

#[test]
#[cfg(target_os = "linux")]
fn at_a_terminal_only_a_yes_purges() {
    use crate::terminal::{at_terminal, converse};
    let app = App::in_sqlite(Sealed::Yes);
    let keys = app.world.path("keys");
    let before = app.dump();
    let purge = |language: &str| {
        let line = format!(
            "store --url {} --key-ring {} --lang {language} purge --user bo@example.com",
            app.address,
            keys.display()
        );
        at_terminal(&app.world, &line)
    };
    for answer in ["n", "", "no", "yesterday"] {
        let (success, shown) = converse(purge("en"), &[("Continue? [y/N] ", answer)]);
        assert!(!success && shown.contains("nothing was removed"), "{shown}");
        assert!(shown.contains(&format!("bo@example.com ({}) goes", home("bo"))), "{shown}");
    }
    assert_eq!(app.dump(), before);
    let (success, shown) = converse(purge("it"), &[("Continuare? [s/N] ", "Sì")]);
    assert!(success && shown.contains("Rimosso: 1 cache."), "{shown}");
    assert_ne!(app.dump(), before);
}

/// The database takes the first caches away and then ends the connection.
#[test]
fn a_purge_that_is_cut_short_says_so_and_what_had_gone() {
    let app = App::in_postgres(Sealed::Yes);
    let database = app.address.rsplit('/').next().unwrap();
    POSTGRES.query(
        database,
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
            IF OLD.name LIKE 'tessera:cache:bo%' THEN RAISE EXCEPTION USING ERRCODE = '57P01'; END IF; \
            RETURN OLD; END $$; \
        CREATE TRIGGER stop BEFORE DELETE ON token_cache FOR EACH ROW EXECUTE FUNCTION stop()",
    );
    let ended = app.run(&["purge", "--everything", "--yes"]);
    assert_eq!(ended.out, "");
    let said = ended.failed(1);
    assert!(said.contains("gone by then: 3 caches.") && said.contains("again"), "{said}");
    POSTGRES.query(database, "DROP TRIGGER stop ON token_cache");
    assert_eq!(app.run(&["purge", "--everything", "--yes"]).text(), "Gone: 2 caches.\n");
}
