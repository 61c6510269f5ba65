//! A provider that has just refused is left alone for a while.

use std::time::Duration;

use demo_tenant::{Endpoint, Fault, Refusal};
use sign_in::{SignInError, SilentRequest, TokenSource};
use token_cache::AccountId;

use crate::support::{Choice, SCOPE, World};
use crate::{LIFETIME, interaction, token};

async fn ended() -> (World, AccountId) {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME);
    (world, account)
}

fn asked(world: &World) -> u64 {
    world.switches().requests(Endpoint::Token)
}

fn busy(world: &World, status: u16, retry_after: Option<u32>) {
    world.switches().fail_next(Endpoint::Token, Fault::Status { status, retry_after }, 20);
}

#[tokio::test]
async fn a_busy_provider_is_left_alone_for_a_minute_and_that_is_told() {
    for status in [429, 500, 503] {
        let (world, account) = ended().await;
        busy(&world, status, None);
        let error = world.silently(&account).await.unwrap_err();
        assert!(matches!(error, SignInError::ProviderBusy { .. }), "{error:?}");
        world.switches().clear();
        let before = asked(&world);
        world.pass(10);
        match world.silently(&account).await.unwrap_err() {
            error @ SignInError::Throttled { after, .. } => {
                assert_eq!(after, Duration::from_secs(50));
                assert!(error.is_transient() && error.to_string().contains("in 50 seconds"), "{error}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(asked(&world), before, "{status}");
        world.pass(50);
        assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
    }
}

#[tokio::test]
async fn a_provider_that_says_for_how_long_is_obeyed_up_to_an_hour_by_whoever_asks() {
    let (world, account) = ended().await;
    busy(&world, 429, Some(86_400));
    world.silently(&account).await.unwrap_err();
    world.switches().clear();
    let before = asked(&world);
    world.pass(3599);
    for throttled in [world.silently(&account).await, world.renewed(&account).await] {
        assert!(matches!(throttled, Err(SignInError::Throttled { .. })), "{throttled:?}");
    }
    assert_eq!(asked(&world), before);
    world.pass(1);
    token(world.silently(&account).await);
}

#[tokio::test]
async fn a_cached_token_that_has_not_quite_ended_serves_while_the_provider_is_left_alone() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME - 200);
    busy(&world, 503, None);
    for _ in 0..2 {
        assert_eq!(token(world.silently(&account).await).source, TokenSource::Cache);
    }
}

#[tokio::test]
async fn the_same_request_that_was_refused_is_not_sent_again_for_a_minute() {
    let (world, account) = ended().await;
    world.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::ConsentMissing), 20);
    let first = interaction(world.silently(&account).await);
    assert_eq!(first.throttled_until(), None);
    let before = asked(&world);
    world.pass(59);
    let again = interaction(world.silently(&account).await);
    assert_eq!(again.provider_code(), first.provider_code());
    let left = again.throttled_until().unwrap().as_unix() - world.tenant.clock().now();
    assert_eq!((left, asked(&world)), (1, before));
    world.pass(1);
    assert_eq!(interaction(world.silently(&account).await).throttled_until(), None);
    assert_eq!(asked(&world), before + 1);
}

#[tokio::test]
async fn another_request_is_sent_all_the_same() {
    let (world, account) = ended().await;
    world.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::ConsentMissing), 1);
    interaction(world.silently(&account).await);
    let request = SilentRequest::new(account.clone(), vec!["openid".to_owned()]);
    token(world.application.acquire_token_silent(request).await);
    let zoe = world.sign_in("zoe").await;
    world.pass(LIFETIME);
    token(world.silently(&zoe).await);
}

#[tokio::test]
async fn a_new_token_on_demand_is_asked_for_and_makes_the_refusal_forgotten() {
    let (world, account) = ended().await;
    world.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::MultiFactor), 1);
    interaction(world.silently(&account).await);
    token(world.renewed(&account).await);
    world.pass(LIFETIME);
    token(world.silently(&account).await);
}

#[tokio::test]
async fn after_a_sign_in_nothing_is_held_against_the_account() {
    let (world, account) = ended().await;
    world.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::MultiFactor), 1);
    interaction(world.silently(&account).await);
    world.try_sign_in(Choice::Accept("ada")).await.0.unwrap();
    let request = SilentRequest::new(account.clone(), vec![SCOPE.to_owned(), "openid".to_owned()]);
    token(world.application.acquire_token_silent(request).await);
    world.pass(LIFETIME);
    token(world.silently(&account).await);
}

#[tokio::test]
async fn a_fault_of_the_network_is_no_refusal_and_may_be_tried_again_at_once() {
    let (world, account) = ended().await;
    world.switches().fail_next(Endpoint::Token, Fault::Drop, 20);
    world.silently(&account).await.unwrap_err();
    world.switches().clear();
    token(world.silently(&account).await);
}
