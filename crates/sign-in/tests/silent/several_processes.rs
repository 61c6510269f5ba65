//! Several processes with one store: each has an application of its own.

use std::sync::atomic::Ordering;
use std::time::Duration;

use demo_tenant::{Endpoint, Fault, RefreshTokenRule};
use sign_in::{Refresh, SilentRequest, TokenSource};
use token_cache::AccountId;
use token_store::TokenStore;
use tokio::task::JoinSet;

use crate::support::{SCOPE, World};
use crate::{LIFETIME, token};

fn request(account: &AccountId, refresh: Refresh) -> SilentRequest {
    SilentRequest { refresh, ..SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]) }
}

/// What so many processes are answered that ask at once.
async fn all_ask(world: &World, account: &AccountId, refresh: Refresh, count: usize) -> Vec<TokenSource> {
    let mut asking = JoinSet::new();
    for _ in 0..count {
        let (application, request) = (world.another_application(), request(account, refresh));
        asking.spawn(async move { application.acquire_token_silent(request).await });
    }
    asking.join_all().await.into_iter().map(|outcome| token(outcome).source).collect()
}

#[tokio::test]
async fn fifty_that_need_one_token_cause_one_redemption() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let account = world.sign_in("ada").await;
    for round in 1..=3 {
        world.pass(LIFETIME);
        let sources = all_ask(&world, &account, Refresh::WhenExpired, 50).await;
        let redeemed = sources.iter().filter(|source| **source == TokenSource::RefreshToken).count();
        assert_eq!((sources.len(), redeemed, world.renewals()), (50, 1, round));
    }
}

#[tokio::test]
async fn several_that_demand_a_new_token_at_once_share_the_one_that_came() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let account = world.sign_in("ada").await;
    let lock = hold_lock(&world, &account).await;
    let asking = all_ask(&world, &account, Refresh::Always, 5);
    let (sources, ()) = tokio::join!(asking, async {
        waiting(&world, 6).await;
        drop(lock);
    });
    assert_eq!((sources.len(), world.renewals()), (5, 1));
}

#[tokio::test]
async fn who_waited_for_one_that_failed_tries_itself() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME);
    let lock = hold_lock(&world, &account).await;
    let asking = all_ask(&world, &account, Refresh::WhenExpired, 3);
    let (sources, ()) = tokio::join!(asking, async {
        waiting(&world, 4).await;
        // The one that had it ended without storing anything.
        drop(lock);
    });
    assert_eq!((sources.len(), world.renewals()), (3, 1));
}

#[tokio::test]
async fn one_that_never_ends_is_not_waited_for_without_end() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME);
    let _lock = hold_lock(&world, &account).await;
    tokio::time::pause();
    let asking = world.silently(&account);
    tokio::pin!(asking);
    tokio::select! {
        outcome = &mut asking => panic!("{outcome:?} without the lock"),
        () = tokio::time::sleep(Duration::from_secs(89)) => {}
    }
    tokio::time::advance(Duration::from_secs(2)).await;
    tokio::time::resume();
    assert_eq!(token(asking.await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn a_renewal_in_the_background_leaves_it_to_the_one_that_is_at_it() {
    let world = World::start().await;
    world.switches().set_refresh_in(Some(60));
    let account = world.sign_in("ada").await;
    world.pass(60 + 300);
    let _lock = hold_lock(&world, &account).await;
    assert_eq!(token(world.silently(&account).await).source, TokenSource::Cache);
    world.application.finish_renewals().await;
    assert_eq!(world.renewals(), 0);
}

#[tokio::test]
async fn nobody_is_waited_for_where_nothing_is_to_be_redeemed() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let _lock = hold_lock(&world, &account).await;
    let before = world.store.renewals_asked.load(Ordering::SeqCst);
    token(world.silently(&account).await);
    world.sign_out(&account).await;
    world.silently(&account).await.unwrap();
    assert_eq!(world.store.renewals_asked.load(Ordering::SeqCst), before);
}

#[tokio::test]
async fn a_provider_that_is_down_is_told_to_each_by_its_own_try() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME);
    world.switches().fail_next(Endpoint::Token, Fault::Status { status: 503, retry_after: None }, 40);
    let mut asking = JoinSet::new();
    for _ in 0..4 {
        let (application, request) = (world.another_application(), request(&account, Refresh::WhenExpired));
        asking.spawn(async move { application.acquire_token_silent(request).await });
    }
    for outcome in asking.join_all().await {
        assert!(outcome.unwrap_err().is_transient());
    }
    world.switches().clear();
    world.pass(60);
    token(world.silently(&account).await);
}

/// As another process does that renews for the account.
async fn hold_lock(world: &World, account: &AccountId) -> token_store::RenewalLock {
    let name = format!("{}\n{}", account.home_account_id, account.environment);
    world.store.renewal_lock(&name, Duration::ZERO).await.unwrap()
}

/// Waits until the lock was asked for so many times.
async fn waiting(world: &World, times: usize) {
    while world.store.renewals_asked.load(Ordering::SeqCst) < times {
        tokio::task::yield_now().await;
    }
}
