//! Refresh tokens that applications share, and those under another name of the environment.

use demo_tenant::{Endpoint, Fault, Refusal};
use sign_in::{InteractionReason, PublicClientApplication, SilentOutcome, SilentRequest, TokenSource};
use token_cache::{AccountId, TokenCache, TokenQuery};

use crate::support::{SCOPE, World, sign_in_to};
use crate::{LIFETIME, interaction, refresh_token, token};

async fn silently(
    application: &PublicClientApplication,
    account: &AccountId,
) -> Result<SilentOutcome, sign_in::SignInError> {
    application.acquire_token_silent(SilentRequest::new(account.clone(), vec![SCOPE.to_owned()])).await
}

/// What is noted about an application's family; empty where it is noted that it has none.
fn family_of(cache: &TokenCache, application: &PublicClientApplication) -> Option<String> {
    let environment = application.authority().environment();
    let metadata = cache.app_metadata(application.client_id(), environment)?;
    Some(metadata.family_id().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn an_application_of_a_family_is_renewed_by_another_ones_refresh_token_which_stays_the_others() {
    let world = World::start().await;
    let (mail, notes) = (world.application_of("Demo Mail"), world.application_of("Demo Notes"));
    let account = sign_in_to(&mail, "ada").await;
    let before = refresh_token(&world, &account).await;
    assert_eq!(token(silently(&notes, &account).await).source, TokenSource::RefreshToken);
    assert_ne!(refresh_token(&world, &account).await, before, "the family's refresh token is rotated");
    let cache = world.store.cache().await;
    let tokens = cache.refresh_tokens(&TokenQuery::of_account(&account));
    assert_eq!(tokens[0].client_id(), Some(mail.client_id()));
    assert_eq!(family_of(&cache, &notes), Some("1".to_owned()));
}

#[tokio::test]
async fn an_application_that_is_no_member_tries_once_and_that_is_noted_for_every_process() {
    let world = World::start().await;
    let account = sign_in_to(&world.application_of("Demo Mail"), "ada").await;
    let other = world.another_application();
    let before = world.switches().requests(Endpoint::Token);
    for application in [&world.application, &world.application, &other] {
        let needed = interaction(silently(application, &account).await);
        assert_eq!(needed.reason, InteractionReason::NoRefreshToken);
    }
    assert_eq!(world.switches().requests(Endpoint::Token), before + 1);
    let cache = world.store.cache().await;
    assert_eq!(family_of(&cache, &world.application).as_deref(), Some(""));
    assert!(cache.refresh_tokens(&TokenQuery::of_account(&account))[0].dead_mark().is_none());
}

#[tokio::test]
async fn the_familys_refresh_token_comes_first_and_then_ones_own() {
    let world = World::start().await;
    let (mail, notes) = (world.application_of("Demo Mail"), world.application_of("Demo Notes"));
    let account = sign_in_to(&notes, "ada").await;
    world.pass(10);
    sign_in_to(&mail, "ada").await;
    world.pass(LIFETIME);
    let secret_of = async |application: &PublicClientApplication| {
        let cache = world.store.cache().await;
        let query =
            TokenQuery { client_id: Some(application.client_id()), ..TokenQuery::of_account(&account) };
        cache.refresh_tokens(&query)[0].secret().unwrap()
    };
    let (of_mail, of_notes) = (secret_of(&mail).await, secret_of(&notes).await);
    token(silently(&notes, &account).await);
    assert_ne!(secret_of(&mail).await, of_mail, "the newest of the family is redeemed");
    assert_eq!(secret_of(&notes).await, of_notes);
    // The next newest is one's own.
    world.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::GrantRevoked), 1);
    world.pass(LIFETIME);
    token(silently(&notes, &account).await);
    assert_ne!(secret_of(&notes).await, of_notes);
}

#[tokio::test]
async fn what_is_stored_under_another_name_of_the_environment_is_found_after_ones_own() {
    let mut world = World::start().await;
    world.call_environment("login.microsoftonline.com");
    let account = world.sign_in("ada").await;
    let own = refresh_token(&world, &account).await;
    // An older library wrote the same under the older name, later.
    world
        .store
        .edit(|cache| {
            for section in ["RefreshToken", "Account"] {
                let entries = cache[section].as_object_mut().unwrap();
                let mut other = entries.values().next().unwrap().clone();
                other["environment"] = "login.windows.net".into();
                other["last_modification_time"] = "1900000000".into();
                entries.insert("another".to_owned(), other);
            }
            cache["RefreshToken"]["another"]["secret"] = "no-such-refresh-token".into();
        })
        .await;
    world.pass(LIFETIME);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
    let marks = async || {
        let cache = world.store.cache().await;
        let tokens = cache.refresh_tokens(&TokenQuery::of_account(&account));
        tokens.iter().filter(|token| token.dead_mark().is_some()).count()
    };
    assert_eq!(marks().await, 0, "ones own was tried first");
    // Now only the other name has one that works.
    world
        .store
        .edit(move |cache| {
            let entries = cache["RefreshToken"].as_object_mut().unwrap();
            entries["another"]["secret"] = own.expose().into();
            for (key, entry) in entries.iter_mut().filter(|(key, _)| *key != "another") {
                entry["secret"] = format!("no-such-token-as-{}", key.len()).into();
            }
        })
        .await;
    world.pass(LIFETIME);
    assert_eq!(token(world.silently(&account).await).source, TokenSource::RefreshToken);
    assert_eq!(marks().await, 1, "ones own was tried first, and then the other");
}
