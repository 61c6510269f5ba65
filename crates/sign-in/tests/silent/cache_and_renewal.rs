//! The cache first, then the refresh token, and what goes wrong on the way.

use demo_tenant::{Endpoint, Fault, IdTokenFlaw, RefreshTokenRule, Refusal};
use sign_in::{InteractionReason, Refresh, SignInError, SilentRequest, TokenSource};
use token_cache::{AccountId, TokenQuery};
use token_store::TokenStore;

use crate::support::{Choice, SCOPE, World};
use crate::{LIFETIME, interaction, refresh_token, token};

#[tokio::test]
async fn a_valid_token_comes_from_the_cache_without_asking_anybody() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let before = world.switches().requests(Endpoint::Token);
    let token = token(world.silently(&account).await);
    assert_eq!(token.source, TokenSource::Cache);
    assert!(token.scopes.iter().any(|scope| scope == SCOPE));
    assert_eq!(world.switches().requests(Endpoint::Token), before);
}

#[tokio::test]
async fn a_valid_token_is_found_offline_by_a_new_process() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let application = world.another_application();
    world.tenant.stop().await;
    let request = SilentRequest::new(account, vec![SCOPE.to_owned()]);
    assert_eq!(token(application.acquire_token_silent(request).await).source, TokenSource::Cache);
}

#[tokio::test]
async fn the_right_person_gets_the_right_token() {
    let world = World::start().await;
    let (ada, zoe) = (world.sign_in("ada").await, world.sign_in("zoe").await);
    let tokens = (token(world.silently(&ada).await), token(world.silently(&zoe).await));
    assert_ne!(tokens.0.access_token, tokens.1.access_token);
    world.pass(LIFETIME);
    let renewed = (token(world.silently(&ada).await), token(world.silently(&zoe).await));
    assert_ne!(renewed.0.access_token, renewed.1.access_token);
}

#[tokio::test]
async fn an_ended_token_is_renewed_and_the_refresh_token_rotated_in_place() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let account = world.sign_in("ada").await;
    let old = refresh_token(&world, &account).await;
    for round in 1..=3 {
        world.pass(LIFETIME);
        let renewed = token(world.silently(&account).await);
        assert_eq!(renewed.source, TokenSource::RefreshToken);
        assert_eq!(world.renewals(), round);
        assert_eq!(token(world.silently(&account).await).access_token, renewed.access_token);
    }
    assert_ne!(refresh_token(&world, &account).await, old);
    assert_eq!(world.accounts().await.len(), 1);
}

#[tokio::test]
async fn a_token_that_is_about_to_end_counts_as_ended() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME - 300);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::Cache);
    world.pass(1);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn a_new_token_is_fetched_when_one_is_demanded() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    assert_eq!(token(world.renewed(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn a_revoked_grant_needs_a_person_and_signs_nobody_out() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.switches().revoke_grants("ada").await.unwrap();
    world.pass(LIFETIME);
    let interaction = interaction(world.silently(&account).await);
    assert_eq!(interaction.reason, InteractionReason::ProviderRefused);
    assert_eq!(interaction.provider_code().as_deref(), Some("AADSTS50173"));
    assert_eq!(world.accounts().await.len(), 1);
}

#[tokio::test]
async fn what_a_policy_wants_is_told_with_code_and_suberror() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    for (refusal, code) in [
        (Refusal::MultiFactor, "AADSTS50076"),
        (Refusal::ConditionalAccess, "AADSTS53003"),
        (Refusal::ConsentMissing, "AADSTS65001"),
        (Refusal::PasswordExpired, "AADSTS50055"),
        (Refusal::AccountDisabled, "AADSTS50057"),
    ] {
        world.switches().fail_next(Endpoint::Token, Fault::Refuse(refusal), 1);
        let interaction = interaction(world.renewed(&account).await);
        assert_eq!(interaction.provider_code().as_deref(), Some(code), "{refusal:?}");
    }
    assert_eq!(token(world.renewed(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn a_fault_on_the_way_is_an_error_and_signs_nobody_out() {
    let mut world = World::start().await;
    let account = world.sign_in("ada").await;
    let before = refresh_token(&world, &account).await;
    world.lose_patience();
    world.pass(LIFETIME);
    for fault in [
        Fault::Status { status: 503, retry_after: None },
        Fault::Status { status: 429, retry_after: Some(7) },
        Fault::Hang,
        Fault::Drop,
    ] {
        world.switches().fail_next(Endpoint::Token, fault, 20);
        let error = world.silently(&account).await.expect_err("a fault");
        assert!(error.is_transient(), "{fault:?}: {error:?}");
        assert_eq!(refresh_token(&world, &account).await, before);
        world.switches().clear();
        world.pass(61);
    }
    assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn a_token_with_little_time_left_serves_while_the_provider_is_down() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME - 100);
    let down = Fault::Status { status: 503, retry_after: None };
    world.switches().fail_next(Endpoint::Token, down, 20);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::Cache);
    world.pass(101);
    assert!(matches!(world.silently(&account).await, Err(SignInError::ProviderBusy { .. })));
}

#[tokio::test]
async fn a_sign_out_during_a_renewal_is_not_undone() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    // The sign-in's own change has been told too.
    world.store.arrived.notified().await;
    world.pass(LIFETIME);
    world.store.hold();
    let (outcome, ()) = tokio::join!(world.silently(&account), async {
        world.store.arrived.notified().await;
        assert_eq!(world.renewals(), 1, "the provider has given its tokens");
        world.sign_out(&account).await;
        world.store.let_go();
    });
    assert_eq!(interaction(outcome).reason, InteractionReason::SignedOutMeanwhile);
    let cache = world.store.cache().await;
    assert!(cache.accounts().is_empty());
    assert_eq!(cache.access_tokens(&TokenQuery::default()).count(), 0);
    assert!(cache.refresh_tokens(&TokenQuery::default()).is_empty());
}

#[tokio::test]
async fn equal_requests_at_once_are_one_redemption() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME);
    for refresh in [Refresh::WhenExpired, Refresh::Always] {
        let before = world.renewals();
        let request = || {
            let mut request = SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]);
            request.refresh = refresh;
            world.application.acquire_token_silent(request)
        };
        let (first, second, third) = tokio::join!(request(), request(), request());
        let tokens = [token(first), token(second), token(third)];
        assert!(tokens.iter().all(|token| token.access_token == tokens[0].access_token));
        assert_eq!(world.renewals(), before + 1);
    }
}

#[tokio::test]
async fn different_requests_at_once_take_turns_with_a_token_that_rotates() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME);
    let request = |scopes: &[&str]| {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let mut request = SilentRequest::new(account.clone(), scopes);
        request.refresh = Refresh::Always;
        world.application.acquire_token_silent(request)
    };
    let (first, second) = tokio::join!(request(&[SCOPE]), request(&[SCOPE, "openid"]));
    assert_eq!(
        (token(first).source, token(second).source),
        (TokenSource::RefreshToken, TokenSource::RefreshToken)
    );
    assert_eq!(world.renewals(), 2);
}

#[tokio::test]
async fn who_stops_waiting_does_not_lose_the_rotated_refresh_token() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let account = world.sign_in("ada").await;
    world.store.arrived.notified().await;
    world.pass(LIFETIME);
    world.store.hold();
    tokio::select! {
        outcome = world.silently(&account) => panic!("nothing can be stored yet: {outcome:?}"),
        () = world.store.arrived.notified() => {}
    }
    world.store.let_go();
    world.pass(LIFETIME);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn what_another_process_renewed_is_not_renewed_again() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let account = world.sign_in("ada").await;
    let signed_in = world.store.load().await.unwrap();
    world.pass(LIFETIME);
    let other = world.another_application();
    let request = SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]);
    let theirs = token(other.acquire_token_silent(request).await);
    // This one's first look came before the other's renewal.
    world.store.show(&signed_in, 1);
    assert_eq!(token(world.silently(&account).await).access_token, theirs.access_token);
    assert_eq!(world.renewals(), 1);
}

#[tokio::test]
async fn a_dead_refresh_token_gives_way_to_one_that_came_meanwhile() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let signed_in = world.store.load().await.unwrap();
    world.switches().revoke_grants("ada").await.unwrap();
    world.pass(10);
    world.sign_in("ada").await;
    world.pass(LIFETIME);
    world.store.show(&signed_in, 3);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn a_store_that_fails_after_the_redemption_is_told() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.store.fill_disk();
    let error = world.renewed(&account).await.expect_err("a full disk");
    assert!(matches!(error, SignInError::NotStored(_)), "{error:?}");
}

#[tokio::test]
async fn a_lock_that_somebody_keeps_for_long_does_not_cost_the_rotated_refresh_token() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let account = world.sign_in("ada").await;
    world.store.lock_out(2);
    token(world.renewed(&account).await);
    token(world.renewed(&account).await);
    world.store.lock_out(3);
    let error = world.renewed(&account).await.expect_err("it is kept for good");
    assert!(matches!(error, SignInError::NotStored(_)), "{error:?}");
}

#[tokio::test]
async fn the_id_token_of_a_renewal_is_checked_too() {
    for flaw in [IdTokenFlaw::Signature, IdTokenFlaw::Audience, IdTokenFlaw::Issuer, IdTokenFlaw::Unsigned] {
        let world = World::start().await;
        let account = world.sign_in("ada").await;
        let before = token(world.silently(&account).await);
        world.switches().spoil_id_tokens(flaw, 1);
        let error = world.renewed(&account).await.expect_err("a flawed ID token");
        assert!(matches!(error, SignInError::IdTokenInvalid(_)), "{flaw:?}: {error:?}");
        assert_eq!(token(world.silently(&account).await).access_token, before.access_token);
    }
}

#[tokio::test]
async fn a_wrong_clock_does_not_cost_the_rotated_refresh_token() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let account = world.sign_in("ada").await;
    world.switches().spoil_id_tokens(IdTokenFlaw::Expired, 1);
    let error = world.renewed(&account).await.expect_err("an ID token that has ended");
    assert!(matches!(error, SignInError::ClockSkew { .. }), "{error:?}");
    assert_eq!(token(world.renewed(&account).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn a_stranger_needs_a_person() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let stranger = AccountId { home_account_id: "a.b".into(), ..account.clone() };
    assert_eq!(interaction(world.silently(&stranger).await).reason, InteractionReason::UnknownAccount);
    let elsewhere = AccountId { environment: "login.microsoftonline.com".into(), ..account };
    assert_eq!(interaction(world.silently(&elsewhere).await).reason, InteractionReason::UnknownAccount);
    assert_eq!(world.renewals(), 0);
}

#[tokio::test]
async fn an_account_without_tokens_needs_a_person() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let removal = token_cache::Removal::Tokens(account.clone());
    token_store::TokenStoreExt::change_with(&world.store.inner, move |cache| cache.remove(&removal))
        .await
        .unwrap();
    assert_eq!(interaction(world.silently(&account).await).reason, InteractionReason::NoRefreshToken);
    assert_eq!(world.accounts().await.len(), 1);
}

#[tokio::test]
async fn signing_in_again_helps_after_a_revocation() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.switches().revoke_grants("ada").await.unwrap();
    world.pass(LIFETIME);
    interaction(world.silently(&account).await);
    world.try_sign_in(Choice::Accept("ada")).await.0.unwrap();
    assert_eq!(token(world.silently(&account).await).source, TokenSource::Cache);
    assert_eq!(world.accounts().await.len(), 1);
}
