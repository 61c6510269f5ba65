//! The example web app as people meet it: a real browser for each of them, and a real database behind it. The identity
//! provider is the demo tenant that the app starts by itself.

#![allow(clippy::unwrap_used, clippy::panic)]

mod app;
mod load;
mod visitor;

use std::path::PathBuf;

use end_to_end::Browser;
use test_servers::{PostgresServer, RedisServer};

use crate::app::WebApp;

/// Somebody's browser, in which they have said who they are.
async fn say_who(app: &WebApp, person: &str) -> Browser {
    let browser = Browser::start().await;
    browser.go(&app.at("/")).await;
    browser.click("#sign-in").await;
    browser.click(&format!("#person-{person}")).await;
    browser
}

/// For the first time: the provider asks for consent.
async fn sign_in(app: &WebApp, person: &str, name: &str) -> Browser {
    let browser = say_who(app, person).await;
    browser.click("#accept").await;
    browser.shows("#answer").await;
    browser.reads(name).await;
    browser
}

/// Two people sign in, call Graph, allow more, have an API called on their behalf, and sign out; neither ever sees what is
/// the other's.
async fn two_people(app: &WebApp) {
    let ada = sign_in(app, "ada", "Ada Fonseca").await;
    let bruno = sign_in(app, "bruno", "Bruno Conti").await;

    for (browser, mine, theirs) in
        [(&ada, "Ada Fonseca", "Bruno Conti"), (&bruno, "Bruno Conti", "Ada Fonseca")]
    {
        browser.go(&app.at("/profile")).await;
        browser.reads(mine).await;
        browser.reads("from Cache").await;
        browser.picture("webapp-profile").await;
        assert!(!browser.text().await.contains(theirs), "one sees what is the other's");

        // More is asked for where it is needed, once.
        browser.go(&app.at("/mail")).await;
        browser.click("#accept").await;
        browser.reads("Mail.Read").await;
        browser.go(&app.at("/mail")).await;
        browser.reads("from Cache").await;

        browser.go(&app.at("/notes")).await;
        browser.click("#accept").await;
        browser.reads("owner").await;
        browser.reads(mine).await;
        assert!(!browser.text().await.contains(theirs), "the API acts for somebody else");
    }

    // Whoever signs out is out, and nobody else is.
    ada.click("#sign-out").await;
    ada.shows("#signed-out").await;
    ada.go(&app.at("/")).await;
    ada.shows("#sign-in").await;
    bruno.go(&app.at("/profile")).await;
    bruno.reads("Bruno Conti").await;
    ada.close().await;
    bruno.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_in_sqlite_where_no_token_stands_in_the_clear() {
    let app = WebApp::start("sqlite:webapp-data/tokens.db");
    two_people(&app).await;
    assert_eq!(app.files_with("AccessToken"), Vec::<PathBuf>::new());
    assert!(!app.files_with("webapp:website:cache:").is_empty(), "the caches are in the file");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_in_redis() {
    let redis = RedisServer::start();
    two_people(&WebApp::start(&redis.url())).await;
    let left = redis.command(&["--scan", "--pattern", "webapp:website:cache:*"]);
    assert_eq!(
        left.lines().filter(|line| line.contains("cache:")).count(),
        1,
        "who signed out is still there: {left}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_in_postgresql() {
    let postgres = PostgresServer::start();
    two_people(&WebApp::start(&postgres.url("postgres"))).await;
    let left = "select count(*) from token_cache where name like 'webapp:website:cache:%'";
    let left = postgres.query("postgres", left);
    assert_eq!(left.trim(), "1", "who signed out is still there");
}

/// Two browsers of one person, each with tokens of its own.
#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_end_with_their_session() {
    let redis = RedisServer::start();
    let app = WebApp::start_with(&redis.url(), &["--per-session"]);
    let caches = || {
        let names = redis.command(&["--scan", "--pattern", "webapp:website:cache:*_SessionTokenCache_*"]);
        names.lines().filter(|line| line.contains("cache:")).count()
    };
    let office = sign_in(&app, "ada", "Ada Fonseca").await;
    let home = say_who(&app, "ada").await;
    home.shows("#answer").await;
    assert_eq!(caches(), 2);
    // Who allows more goes on in the same cache.
    office.go(&app.at("/mail")).await;
    office.click("#accept").await;
    office.reads("Mail.Read").await;
    assert_eq!(caches(), 2);
    office.click("#sign-out").await;
    office.shows("#signed-out").await;
    assert_eq!(caches(), 1);
    home.go(&app.at("/profile")).await;
    home.reads("from Cache").await;
    office.close().await;
    home.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_the_right_cookie_or_form_gets_nothing() {
    let app = WebApp::start("memory:");
    let browser = sign_in(&app, "ada", "Ada Fonseca").await;
    let cookie = browser.cookie("session").await;
    assert!(cookie.http_only.unwrap() && cookie.secure.unwrap(), "{cookie:?}");
    assert_eq!(cookie.same_site.map(|site| format!("{site:?}")).as_deref(), Some("Lax"));

    // An answer that this browser did not ask for.
    browser.go(&app.at("/signed-in?code=a&state=b")).await;
    browser.reads("no sign-in waits in this browser").await;
    browser.picture("webapp-failure").await;

    let other = Browser::start().await;
    other.go(&app.at("/profile")).await;
    other.shows("#person-ada").await;
    browser.close().await;
    other.close().await;
}
