//! Renewing from when on the provider wants it, while the cached token serves.

use demo_tenant::{Endpoint, Fault, RefreshTokenRule};
use sign_in::{SilentRequest, TokenSource};
use token_cache::{AccountId, Removal, TokenQuery};
use token_store::{TokenStore, TokenStoreExt};

use crate::support::{SCOPE, World};
use crate::{LIFETIME, token};

const REFRESH_IN: i64 = 600;
/// The most that a process may let pass, in seconds.
const JITTER: i64 = 300;

/// A world in which Ada's token is due.
async fn due() -> (World, AccountId) {
    let world = World::start().await;
    world.switches().set_refresh_in(Some(REFRESH_IN));
    let account = world.sign_in("ada").await;
    world.pass(REFRESH_IN + JITTER);
    (world, account)
}

#[tokio::test]
async fn the_cached_token_is_the_answer_at_once_and_the_next_one_is_new() {
    let (world, account) = due().await;
    let old = token(world.silently(&account).await);
    assert_eq!(old.source, TokenSource::Cache);
    world.application.finish_renewals().await;
    let new = token(world.silently(&account).await);
    assert_ne!(new.access_token, old.access_token);
    assert_eq!((new.source, world.renewals()), (TokenSource::Cache, 1));
}

#[tokio::test]
async fn nothing_is_renewed_before_the_provider_wants_it() {
    let world = World::start().await;
    world.switches().set_refresh_in(Some(REFRESH_IN));
    let account = world.sign_in("ada").await;
    world.pass(REFRESH_IN - 1);
    token(world.silently(&account).await);
    world.application.finish_renewals().await;
    assert_eq!(world.renewals(), 0);
}

#[tokio::test]
async fn the_answer_does_not_wait_for_a_provider_that_hangs() {
    let (world, account) = due().await;
    world.switches().fail_next(Endpoint::Token, Fault::Hang, 1);
    for _ in 0..3 {
        assert_eq!(token(world.silently(&account).await).source, TokenSource::Cache);
    }
}

#[tokio::test]
async fn a_renewal_that_fails_is_nobodys_error_and_tried_again_a_minute_later() {
    let (world, account) = due().await;
    let down = Fault::Status { status: 503, retry_after: None };
    world.switches().fail_next(Endpoint::Token, down, 20);
    for _ in 0..3 {
        assert_eq!(token(world.silently(&account).await).source, TokenSource::Cache);
        world.application.finish_renewals().await;
    }
    world.switches().clear();
    let asked = world.switches().requests(Endpoint::Token);
    world.pass(59);
    token(world.silently(&account).await);
    world.application.finish_renewals().await;
    assert_eq!(world.switches().requests(Endpoint::Token), asked, "it is left alone");
    world.pass(1);
    token(world.silently(&account).await);
    world.application.finish_renewals().await;
    assert_eq!(world.renewals(), 1);
}

#[tokio::test]
async fn many_answers_begin_one_renewal_and_many_processes_one_redemption() {
    let (world, account) = due().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let others: Vec<_> = (0..10).map(|_| world.another_application()).collect();
    let request = || SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]);
    for application in others.iter().chain([&world.application]) {
        for _ in 0..3 {
            token(application.acquire_token_silent(request()).await);
        }
    }
    for application in others.iter().chain([&world.application]) {
        application.finish_renewals().await;
    }
    assert_eq!(world.renewals(), 1);
}

#[tokio::test]
async fn a_token_within_the_margin_is_renewed_before_the_answer() {
    let (world, account) = due().await;
    world.pass(LIFETIME - REFRESH_IN - JITTER - 299);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn a_sign_out_is_not_undone_by_a_renewal_in_the_background() {
    let (world, account) = due().await;
    world.store.arrived.notified().await;
    world.store.hold();
    token(world.silently(&account).await);
    world.store.arrived.notified().await;
    assert_eq!(world.renewals(), 1, "the provider has given its tokens");
    world.sign_out(&account).await;
    world.store.let_go();
    world.application.finish_renewals().await;
    let cache = world.store.cache().await;
    assert!(cache.accounts().is_empty());
    assert_eq!(cache.access_tokens(&TokenQuery::default()).count(), 0);
    assert!(cache.refresh_tokens(&TokenQuery::default()).is_empty());
}

#[tokio::test]
async fn a_token_that_was_cleared_meanwhile_is_not_fetched_again() {
    let (world, account) = due().await;
    let snapshot = world.store.load().await.unwrap();
    let removal = Removal::AccessTokens(account.clone());
    world.store.inner.change_with(move |cache| cache.remove(&removal)).await.unwrap();
    // The answer's look came before the removal.
    world.store.show(&snapshot, 1);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::Cache);
    world.application.finish_renewals().await;
    assert_eq!(world.renewals(), 0);
}
