//! Refresh tokens that the provider no longer takes.

use demo_tenant::{Endpoint, Fault, Refusal};
use sign_in::{AccountState, InteractionReason, SilentRequest, TokenSource};
use token_cache::{AccountId, TokenQuery};

use crate::support::{Choice, SCOPE, World};
use crate::{LIFETIME, interaction, refresh_token, token};

async fn mark(world: &World, account: &AccountId) -> Option<String> {
    let cache = world.store.cache().await;
    let tokens = cache.refresh_tokens(&TokenQuery::of_account(account));
    assert_eq!(tokens.len(), 1, "it is marked, never removed");
    tokens[0].dead_mark().map(|mark| mark.code.to_owned())
}

#[tokio::test]
async fn a_refresh_token_that_was_revoked_is_tried_once_by_whatever_process() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.switches().revoke_grants("ada").await.unwrap();
    world.pass(LIFETIME);
    let first = interaction(world.silently(&account).await);
    assert_eq!(first.reason, InteractionReason::ProviderRefused);
    assert_eq!(mark(&world, &account).await.as_deref(), Some("AADSTS50173"));
    let asked = world.switches().requests(Endpoint::Token);
    world.pass(LIFETIME);
    let request = SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]);
    let other = world.another_application().acquire_token_silent(request).await;
    for again in [interaction(other), interaction(world.renewed(&account).await)] {
        assert_eq!(again.reason, InteractionReason::DeadRefreshToken);
        assert_eq!(again.provider_code().as_deref(), Some("AADSTS50173"));
        assert!(again.dead_since().is_some());
    }
    assert_eq!(world.switches().requests(Endpoint::Token), asked, "nobody asks again");
    assert_eq!(world.accounts().await.len(), 1, "nobody is signed out");
    assert_eq!(world.application.account_state(&account).await.unwrap(), AccountState::SignInAgain);
}

#[tokio::test]
async fn what_a_person_can_put_right_leaves_the_refresh_token_alive() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    for refusal in [
        Refusal::MultiFactor,
        Refusal::ConditionalAccess,
        Refusal::ConsentMissing,
        Refusal::PasswordExpired,
        Refusal::AccountDisabled,
    ] {
        world.switches().fail_next(Endpoint::Token, Fault::Refuse(refusal), 1);
        interaction(world.renewed(&account).await);
        assert_eq!(mark(&world, &account).await, None, "{refusal:?}");
    }
    assert_eq!(token(world.renewed(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn signing_in_again_brings_a_refresh_token_without_a_mark() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.switches().expire_refresh_tokens().await.unwrap();
    interaction(world.renewed(&account).await);
    assert_eq!(mark(&world, &account).await.as_deref(), Some("AADSTS700082"));
    world.try_sign_in(Choice::Accept("ada")).await.0.unwrap();
    assert_eq!(mark(&world, &account).await, None);
    world.pass(LIFETIME);
    assert_eq!(world.application.account_state(&account).await.unwrap(), AccountState::RenewsByItself);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn the_other_refresh_tokens_are_still_tried() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.switches().revoke_grants("ada").await.unwrap();
    let dead = refresh_token(&world, &account).await;
    world.pass(10);
    world.sign_in("ada").await;
    let newer = (world.tenant.clock().now() + 10).to_string();
    // Another library keeps one for each scopes; this one looks newer than the one that works.
    world
        .store
        .edit(move |cache| {
            let tokens = cache["RefreshToken"].as_object_mut().unwrap();
            let mut other = tokens.values().next().unwrap().clone();
            other["secret"] = dead.expose().into();
            other["last_modification_time"] = newer.clone().into();
            other["target"] = "Mail.Read".into();
            tokens.insert("another".to_owned(), other);
        })
        .await;
    world.pass(LIFETIME);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
    let cache = world.store.cache().await;
    let tokens = cache.refresh_tokens(&TokenQuery::of_account(&account));
    let marked: Vec<bool> = tokens.iter().map(|token| token.dead_mark().is_some()).collect();
    assert_eq!(marked, [false, true], "the renewed one is the newest now");
}

#[tokio::test]
async fn that_the_mark_cannot_be_written_is_no_error() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.switches().revoke_grants("ada").await.unwrap();
    world.pass(LIFETIME);
    world.store.fill_disk();
    assert_eq!(interaction(world.silently(&account).await).reason, InteractionReason::ProviderRefused);
}
