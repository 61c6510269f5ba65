//! What the libraries below write to a log, at the most talkative level.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::fmt::Write;
use std::sync::Mutex;

use log::{LevelFilter, Log, Metadata, Record};
use sign_in::ResponseMode;
use support::{Browser, Choice, World, request};
use token_cache::TokenQuery;

static WRITTEN: Mutex<String> = Mutex::new(String::new());

struct Everything;

impl Log for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        writeln!(WRITTEN.lock().unwrap(), "{}: {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// The one test of this process: a log belongs to all of it.
#[tokio::test]
async fn no_log_has_a_code_a_state_or_a_token() {
    log::set_logger(&Everything).unwrap();
    log::set_max_level(LevelFilter::Trace);
    let world = World::start().await;
    let mut secrets = Vec::new();

    // The browser is this process's too and logs where it goes: so both ways that keep the code out of addresses.
    let mut by_form = request();
    by_form.response_mode = ResponseMode::FormPost;
    let sign_in = world.application.begin_interactive(by_form).await.unwrap();
    let url = sign_in.authorization_url().clone();
    let page = async { Browser::new().go_through_to_form(&url, "ada").await };
    tokio::join!(sign_in.finish(|_| {}), page).0.unwrap();

    let sign_in = world.begin().await;
    let answer = Browser::new().answer(sign_in.authorization_url(), Choice::Accept("zoe")).await;
    secrets
        .extend(answer.query_pairs().filter(|(name, _)| name == "code").map(|(_, code)| code.into_owned()));
    sign_in.redirect_handle().accept(answer.as_str()).unwrap();
    sign_in.finish(|_| {}).await.unwrap();

    let accounts = world.store.cache().await.accounts();
    world.renewed(&accounts[0].id()).await.unwrap();
    let cache = world.store.cache().await;
    for account in &accounts {
        let id = account.id();
        let query = TokenQuery::of_account(&id);
        secrets.extend(cache.access_tokens(&query).map(|token| token.secret().unwrap().expose().to_owned()));
        secrets.extend(cache.id_tokens(&query).map(|token| token.secret().unwrap().expose().to_owned()));
        let renewing = cache.refresh_tokens(&query);
        secrets.extend(renewing.into_iter().map(|token| token.secret().unwrap().expose().to_owned()));
    }
    let written = WRITTEN.lock().unwrap();
    assert!(written.contains("localhost") && secrets.len() >= 7, "{} secrets in {written}", secrets.len());
    for secret in secrets {
        assert!(!written.contains(&secret), "{secret} is in {written}");
    }
}
