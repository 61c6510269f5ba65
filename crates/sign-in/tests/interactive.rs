//! Signing in at the demo tenant.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{ENVIRONMENT, Endpoint, Fault, IdTokenFlaw};
use sign_in::{
    AnswerProblem, Authority, ClientConfig, ConfigurationProblem, HttpClient, IdTokenProblem,
    InteractiveOutcome, InteractiveProgress, Prompt, PublicClientApplication, RedirectUri, SignInError,
    TokenTime,
};
use support::{Browser, Choice, TestStore, World, request};
use token_cache::TokenQuery;

async fn failure(world: &World, choice: Choice<'_>) -> (SignInError, String) {
    let (outcome, page) = world.try_sign_in(choice).await;
    (outcome.expect_err("the sign-in should fail"), page)
}

async fn flawed(flaw: IdTokenFlaw) -> SignInError {
    let world = World::start().await;
    world.switches().spoil_id_tokens(flaw, 1);
    let (error, page) = failure(&world, Choice::Accept("ada")).await;
    assert!(page.contains("You are not signed in"), "{page}");
    assert!(world.accounts().await.is_empty());
    error
}

#[tokio::test]
async fn a_person_signs_in_and_the_tokens_are_stored() {
    let world = World::start().await;
    let (outcome, page) = world.try_sign_in(Choice::Accept("ada")).await;
    let Ok(InteractiveOutcome::SignedIn(account)) = outcome else { panic!("{outcome:?}") };
    assert!(page.contains("You are signed in"), "{page}");
    assert_eq!(account.home_account_id, world.home_account_id("ada"));
    assert_eq!(account.environment, ENVIRONMENT);
    let cache = world.store.cache().await;
    assert_eq!(cache.account(&account).unwrap().username(), "ada@lumenworks.example");
    let query = TokenQuery::of_account(&account);
    let realms: Vec<_> = cache.access_tokens(&query).map(|token| token.realm().unwrap().to_owned()).collect();
    assert_eq!(realms, ["organizations"]);
    assert_eq!((cache.refresh_tokens(&query).len(), cache.id_tokens(&query).count()), (1, 1));
}

#[tokio::test]
async fn two_people_who_share_a_username_become_two_accounts() {
    let world = World::start_at("common").await;
    let work = world.sign_in("dario").await;
    let personal = world.sign_in("dario-personal").await;
    assert_ne!(work.home_account_id, personal.home_account_id);
    let accounts = world.store.cache().await.accounts();
    assert_eq!(accounts.len(), 2);
    assert_eq!(accounts[0].username(), accounts[1].username());
}

#[tokio::test]
async fn a_guest_keeps_the_home_account_and_gets_the_tenants_realm() {
    let world = World::start_at("harbourpine.example").await;
    let account = world.sign_in("bruno").await;
    assert_eq!(account.home_account_id, world.home_account_id("bruno"));
    let account = world.store.cache().await.account(&account).unwrap();
    assert!(account.is_guest(), "{account:?}");
}

#[tokio::test]
async fn the_request_has_what_the_protocol_wants() {
    let world = World::start().await;
    let mut request = request();
    request.login_hint = Some("ada@lumenworks.example".into());
    let sign_in = world.application.begin_interactive(request).await.unwrap();
    let query: Vec<(String, String)> = sign_in.authorization_url().query_pairs().into_owned().collect();
    let get = |name: &str| {
        let mut values = query.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
        let value = values.next().unwrap_or_else(|| panic!("no {name}"));
        assert!(values.next().is_none(), "{name} is there twice");
        value
    };
    assert_eq!(get("response_type"), "code");
    assert_eq!(get("scope"), "User.Read openid profile offline_access");
    assert_eq!((get("code_challenge_method"), get("code_challenge").len()), ("S256", 43));
    assert!(get("state").len() >= 43 && get("nonce").len() >= 43 && get("state") != get("nonce"));
    assert_eq!((get("client_info"), get("prompt")), ("1", "select_account"));
    assert_eq!(get("login_hint"), "ada@lumenworks.example");
    let port = get("redirect_uri").strip_prefix("http://localhost:").unwrap();
    assert!(port.parse::<u16>().unwrap() > 0);
}

#[tokio::test]
async fn the_prompt_is_left_out_when_the_provider_is_to_decide() {
    let world = World::start().await;
    let mut request = request();
    request.prompt = Prompt::WhenNeeded;
    let sign_in = world.application.begin_interactive(request).await.unwrap();
    assert!(sign_in.authorization_url().query_pairs().all(|(name, _)| name != "prompt"));
}

#[tokio::test]
async fn the_stages_are_told_in_their_order() {
    let world = World::start().await;
    let sign_in = world.begin().await;
    let url = sign_in.authorization_url().clone();
    let stages = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&stages);
    let finish = sign_in.finish(move |stage| seen.lock().unwrap().push(stage));
    let (outcome, _) =
        tokio::join!(finish, async { Browser::new().go_through(&url, Choice::Accept("ada")).await });
    outcome.unwrap();
    assert_eq!(*stages.lock().unwrap(), [InteractiveProgress::Exchanging, InteractiveProgress::Storing]);
}

#[tokio::test]
async fn a_declined_consent_is_named_and_stores_nothing() {
    let world = World::start().await;
    let (error, page) = failure(&world, Choice::Decline("ada")).await;
    assert!(matches!(error, SignInError::ConsentRefused(_)), "{error:?}");
    assert_eq!(error.provider_code().as_deref(), Some("AADSTS65004"));
    assert!(page.contains("The request was declined") && page.contains("AADSTS65004"), "{page}");
    assert!(world.accounts().await.is_empty());
}

#[tokio::test]
async fn an_answer_with_a_wrong_state_redeems_nothing_and_does_not_end_the_sign_in() {
    let world = World::start().await;
    let sign_in = world.begin().await;
    let url = sign_in.authorization_url().clone();
    let browser = async {
        let page = Browser::new().go_through(&url, Choice::ForgeState("zoe")).await;
        assert!(page.contains("This answer was not expected"), "{page}");
        assert_eq!(world.switches().requests(Endpoint::Token), 0);
        Browser::new().go_through(&url, Choice::Accept("ada")).await
    };
    let (outcome, page) = tokio::join!(sign_in.finish(|_| {}), browser);
    assert!(page.contains("You are signed in"), "{page}");
    assert!(matches!(outcome, Ok(InteractiveOutcome::SignedIn(account))
        if account.home_account_id == world.home_account_id("ada")));
    assert_eq!(world.accounts().await.len(), 1);
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_worth_nothing_even_with_the_right_state() {
    let world = World::start().await;
    // Of one redirect URI, so that nothing but PKCE tells the two apart.
    let mut request = request();
    request.redirect_uri = RedirectUri::parse(&format!("msal{}://auth", world.tenant.client_id())).unwrap();
    let mine = world.application.begin_interactive(request.clone()).await.unwrap();
    let other = world.application.begin_interactive(request).await.unwrap();
    let url = other.authorization_url().clone();
    let answer = Browser::new().answer(&url, Choice::Accept("zoe")).await;
    let code = answer.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let state =
        mine.authorization_url().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    mine.redirect_handle().accept(&format!("code={code}&state={state}")).unwrap();
    let error = mine.finish(|_| {}).await.unwrap_err();
    // The code is bound to the verifier of the sign-in that it was made for (RFC 7636).
    assert!(matches!(error, SignInError::CodeExpired(_)), "{error:?}");
    assert!(world.accounts().await.is_empty());
}

#[tokio::test]
async fn a_flawed_id_token_is_refused() {
    for (flaw, expected) in [
        (IdTokenFlaw::Nonce, IdTokenProblem::Nonce),
        (IdTokenFlaw::Audience, IdTokenProblem::Audience),
        (IdTokenFlaw::Issuer, IdTokenProblem::Issuer),
        (IdTokenFlaw::Tenant, IdTokenProblem::Issuer),
        (IdTokenFlaw::Signature, IdTokenProblem::Signature),
        (IdTokenFlaw::UnknownKey, IdTokenProblem::UnknownKey),
        (IdTokenFlaw::Unsigned, IdTokenProblem::Algorithm),
    ] {
        match flawed(flaw).await {
            SignInError::IdTokenInvalid(problem) => assert_eq!(problem, expected, "{flaw:?}"),
            other => panic!("{flaw:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_unknown_key_is_asked_for_once_more_but_not_again_at_once() {
    let world = World::start().await;
    world.sign_in("ada").await;
    assert_eq!(world.switches().requests(Endpoint::Keys), 1);
    world.pass(10);
    for _ in 0..2 {
        world.switches().spoil_id_tokens(IdTokenFlaw::UnknownKey, 1);
        let (error, _) = failure(&world, Choice::Accept("ada")).await;
        assert!(matches!(error, SignInError::IdTokenInvalid(IdTokenProblem::UnknownKey)), "{error:?}");
        assert_eq!(world.switches().requests(Endpoint::Keys), 2);
    }
}

#[tokio::test]
async fn an_id_token_out_of_time_tells_of_the_clock() {
    for (flaw, expected) in
        [(IdTokenFlaw::Expired, TokenTime::Expiry), (IdTokenFlaw::NotYetValid, TokenTime::NotBefore)]
    {
        match flawed(flaw).await {
            SignInError::ClockSkew { claim, .. } => assert_eq!(claim, expected),
            other => panic!("{flaw:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_answer_without_an_id_token_is_refused() {
    let error = flawed(IdTokenFlaw::Missing).await;
    let expected = AnswerProblem::IdTokenMissing;
    assert!(
        matches!(&error, SignInError::AnswerInvalid { problem, .. } if *problem == expected),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_busy_or_broken_token_endpoint_is_told_and_asked_once() {
    for (fault, busy) in [
        (Fault::Status { status: 503, retry_after: None }, true),
        (Fault::Status { status: 429, retry_after: Some(7) }, true),
        (Fault::Drop, false),
        (Fault::Hang, false),
    ] {
        let mut world = World::start().await;
        if fault == Fault::Hang {
            world.lose_patience();
        }
        world.switches().fail_next(Endpoint::Token, fault, 5);
        let (error, _) = failure(&world, Choice::Accept("ada")).await;
        let fits = match &error {
            SignInError::ProviderBusy { .. } => busy,
            SignInError::Network { .. } => !busy,
            _ => false,
        };
        assert!(fits && error.is_transient(), "{fault:?}: {error:?}");
        assert_eq!(world.switches().requests(Endpoint::Token), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_cut_token_answer_is_no_token_answer() {
    let world = World::start().await;
    world.switches().fail_next(Endpoint::Token, Fault::MalformedJson, 1);
    let (error, _) = failure(&world, Choice::Accept("ada")).await;
    assert!(matches!(error, SignInError::AnswerInvalid { .. }), "{error:?}");
}

#[tokio::test]
async fn keys_that_cannot_be_fetched_do_not_cost_the_code() {
    let world = World::start().await;
    world.switches().fail_next(Endpoint::Keys, Fault::Status { status: 503, retry_after: None }, 3);
    let (error, _) = failure(&world, Choice::Accept("ada")).await;
    assert!(matches!(error, SignInError::ProviderBusy { .. }), "{error:?}");
    assert_eq!(world.switches().requests(Endpoint::Token), 0);
}

#[tokio::test]
async fn a_store_that_fails_after_the_redemption_is_told() {
    let world = World::start().await;
    world.store.fill_disk();
    let (error, page) = failure(&world, Choice::Accept("ada")).await;
    assert!(matches!(error, SignInError::NotStored(_)), "{error:?}");
    assert!(page.contains("You are not signed in"), "{page}");
}

#[tokio::test]
async fn a_sign_in_is_cancelled_while_it_waits_for_the_browser() {
    let world = World::start().await;
    let sign_in = world.begin().await;
    let cancel = sign_in.cancel_handle();
    let waiting = tokio::spawn(sign_in.finish(|_| {}));
    cancel.cancel();
    assert_eq!(waiting.await.unwrap().unwrap(), InteractiveOutcome::Cancelled);
}

#[tokio::test]
async fn a_sign_in_is_cancelled_while_the_provider_does_not_answer() {
    let world = World::start().await;
    world.switches().fail_next(Endpoint::Token, Fault::Hang, 1);
    let sign_in = world.begin().await;
    let (cancel, url) = (sign_in.cancel_handle(), sign_in.authorization_url().clone());
    let finish = sign_in.finish(move |stage| {
        assert_eq!(stage, InteractiveProgress::Exchanging);
        cancel.cancel();
    });
    let (outcome, page) =
        tokio::join!(finish, async { Browser::new().go_through(&url, Choice::Accept("ada")).await });
    assert_eq!(outcome.unwrap(), InteractiveOutcome::Cancelled);
    assert!(page.contains("cancelled in Tessera"), "{page}");
    assert!(world.accounts().await.is_empty());
}

#[tokio::test]
async fn a_browser_that_does_not_come_back_ends_the_sign_in() {
    let world = World::start().await;
    let mut request = request();
    request.time_limit = Duration::ZERO;
    let sign_in = world.application.begin_interactive(request).await.unwrap();
    let error = sign_in.finish(|_| {}).await.unwrap_err();
    assert!(matches!(error, SignInError::TimedOut { .. }), "{error:?}");
}

#[tokio::test]
async fn several_sign_ins_wait_side_by_side() {
    let world = World::start().await;
    let (first, second) = (world.begin().await, world.begin().await);
    let urls = (first.authorization_url().clone(), second.authorization_url().clone());
    let (first, second, _, _) = tokio::join!(
        first.finish(|_| {}),
        second.finish(|_| {}),
        async { Browser::new().go_through(&urls.0, Choice::Accept("ada")).await },
        async { Browser::new().go_through(&urls.1, Choice::Accept("zoe")).await },
    );
    assert!(
        matches!(first, Ok(InteractiveOutcome::SignedIn(account)) if account.home_account_id == world.home_account_id("ada"))
    );
    assert!(
        matches!(second, Ok(InteractiveOutcome::SignedIn(account)) if account.home_account_id == world.home_account_id("zoe"))
    );
}

#[tokio::test]
async fn an_unknown_tenant_is_named_with_the_providers_code() {
    let world = World::start_at("nowhere.example").await;
    let error = world.application.begin_interactive(request()).await.unwrap_err();
    let SignInError::DiscoveryFailed { problem, .. } = &error else { panic!("{error:?}") };
    assert!(matches!(problem, ConfigurationProblem::Refused(_)), "{error:?}");
    assert_eq!(error.provider_code().as_deref(), Some("AADSTS90002"));
}

#[tokio::test]
async fn discovery_fails_in_a_named_way_and_works_again_later() {
    let world = World::start().await;
    let busy = Fault::Status { status: 503, retry_after: None };
    world.switches().fail_next(Endpoint::Configuration, busy, 3);
    let error = world.application.begin_interactive(request()).await.unwrap_err();
    assert!(matches!(error, SignInError::ProviderBusy { .. }), "{error:?}");
    world.switches().fail_next(Endpoint::Configuration, Fault::MalformedJson, 1);
    let error = world.application.begin_interactive(request()).await.unwrap_err();
    assert!(matches!(error, SignInError::DiscoveryFailed { .. }), "{error:?}");
    world.sign_in("ada").await;
}

#[tokio::test]
async fn a_provider_that_is_not_there_cannot_be_reached() {
    let world = World::start().await;
    let base = world.tenant.base_url().clone();
    let client_id = world.tenant.client_id();
    world.tenant.stop().await;
    let authority = Authority::entra_like(&base, "organizations", ENVIRONMENT).unwrap();
    let config = ClientConfig::new(client_id, authority).unwrap();
    let store = Arc::new(TestStore::default());
    let application = PublicClientApplication::new(config, store, HttpClient::new().unwrap());
    let error = application.begin_interactive(request()).await.unwrap_err();
    assert!(matches!(error, SignInError::Network { .. }), "{error:?}");
}

#[tokio::test]
async fn no_error_and_no_debug_output_tells_a_secret() {
    let world = World::start().await;
    world.switches().spoil_id_tokens(IdTokenFlaw::Nonce, 1);
    let sign_in = world.begin().await;
    let url = sign_in.authorization_url().clone();
    let debugged = format!("{sign_in:?} {:?}", world.application);
    let browser = Browser::new();
    let answer = async {
        let redirect = browser.answer(&url, Choice::Accept("ada")).await;
        let query: Vec<(String, String)> = redirect.query_pairs().into_owned().collect();
        (browser.open(redirect).await, query)
    };
    let (outcome, (page, query)) = tokio::join!(sign_in.finish(|_| {}), answer);
    let error = outcome.unwrap_err();
    let told = format!("{error} {error:?} {page} {debugged}");
    for (name, value) in query.iter().filter(|(name, _)| name == "code" || name == "state") {
        assert!(!told.contains(value), "{name} is told in {told}");
    }
}
