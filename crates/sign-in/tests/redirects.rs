//! The ways in which an answer comes back: by a form, by hand, and to addresses of the caller's choice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::time::Duration;

use demo_tenant::Endpoint;
use sign_in::{
    ClaimsChallenge, InteractiveOutcome, InteractiveRequest, InteractiveSignIn, Prompt, RedirectRefused,
    RedirectUri, ResponseMode, SignInError,
};
use support::{Browser, Choice, World, request};
use token_cache::TokenQuery;
use tokio::net::TcpListener;

async fn begin(world: &World, change: impl FnOnce(&mut InteractiveRequest)) -> InteractiveSignIn {
    let mut request = request();
    change(&mut request);
    world.application.begin_interactive(request).await.unwrap()
}

fn parameter(sign_in: &InteractiveSignIn, name: &str) -> Option<String> {
    let url = sign_in.authorization_url();
    let mut found = url.query_pairs().filter(|(own, _)| own == name).map(|(_, value)| value.into_owned());
    let value = found.next();
    assert!(found.next().is_none(), "{name} is there twice");
    value
}

fn is_signed_in(outcome: &Result<InteractiveOutcome, SignInError>) -> bool {
    matches!(outcome, Ok(InteractiveOutcome::SignedIn(_)))
}

#[tokio::test]
async fn an_answer_in_a_form_signs_in() {
    let world = World::start().await;
    let sign_in = begin(&world, |request| request.response_mode = ResponseMode::FormPost).await;
    assert_eq!(parameter(&sign_in, "response_mode").as_deref(), Some("form_post"));
    let url = sign_in.authorization_url().clone();
    let browser = async { Browser::new().go_through_to_form(&url, "ada").await };
    let (outcome, page) = tokio::join!(sign_in.finish(|_| {}), browser);
    assert!(is_signed_in(&outcome), "{outcome:?}");
    assert!(page.contains("You are signed in"), "{page}");
}

#[tokio::test]
async fn a_pasted_address_signs_in_after_wrong_ones_were_told_apart() {
    let world = World::start().await;
    let (sign_in, other) = (world.begin().await, world.begin().await);
    let handle = sign_in.redirect_handle();
    let answer = |sign_in: &InteractiveSignIn| {
        let url = sign_in.authorization_url().clone();
        async move { Browser::new().answer(&url, Choice::Accept("ada")).await }
    };
    assert_eq!(handle.accept(sign_in.authorization_url().as_str()), Err(RedirectRefused::NoAnswer));
    assert_eq!(handle.accept(answer(&other).await.as_str()), Err(RedirectRefused::OtherSignIn));
    assert_eq!(world.switches().requests(Endpoint::Token), 0);
    handle.accept(answer(&sign_in).await.as_str()).unwrap();
    assert!(is_signed_in(&sign_in.finish(|_| {}).await));
    assert_eq!(handle.accept("code=x&state=y"), Err(RedirectRefused::OtherSignIn));
}

#[tokio::test]
async fn an_address_is_pasted_while_the_browser_is_waited_for() {
    let world = World::start().await;
    let sign_in = world.begin().await;
    let (url, handle) = (sign_in.authorization_url().clone(), sign_in.redirect_handle());
    let waiting = tokio::spawn(sign_in.finish(|_| {}));
    let answer = Browser::new().answer(&url, Choice::Accept("ada")).await;
    handle.accept(answer.query().unwrap()).unwrap();
    assert!(is_signed_in(&waiting.await.unwrap()));
}

#[tokio::test]
async fn a_refused_consent_that_is_pasted_ends_the_sign_in() {
    let world = World::start().await;
    let sign_in = world.begin().await;
    let answer = Browser::new().answer(sign_in.authorization_url(), Choice::Decline("ada")).await;
    sign_in.redirect_handle().accept(answer.as_str()).unwrap();
    let error = sign_in.finish(|_| {}).await.unwrap_err();
    assert!(matches!(error, SignInError::ConsentRefused(_)), "{error:?}");
}

#[tokio::test]
async fn a_registered_address_is_used_to_the_letter() {
    let world = World::start().await;
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap().port();
    let registered = format!("http://127.0.0.1:{free}/signed-in");
    let redirect_uri = RedirectUri::parse(&registered).unwrap();
    let sign_in = begin(&world, |request| request.redirect_uri = redirect_uri).await;
    assert_eq!(parameter(&sign_in, "redirect_uri").as_deref(), Some(registered.as_str()));
    let url = sign_in.authorization_url().clone();
    let browser = async { Browser::new().go_through(&url, Choice::Accept("ada")).await };
    let (outcome, page) = tokio::join!(sign_in.finish(|_| {}), browser);
    assert!(is_signed_in(&outcome), "{outcome:?}");
    assert!(page.contains("You are signed in"), "{page}");
}

#[tokio::test]
async fn a_registered_port_that_is_taken_is_named() {
    let world = World::start().await;
    let other = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let taken = other.local_addr().unwrap().port();
    let mut request = request();
    request.redirect_uri = RedirectUri::parse(&format!("http://localhost:{taken}")).unwrap();
    let error = world.application.begin_interactive(request).await.unwrap_err();
    assert!(matches!(error, SignInError::PortTaken { port } if port == taken), "{error:?}");
    assert!(error.to_string().contains(&taken.to_string()), "{error}");
}

#[tokio::test]
async fn two_sign_ins_do_not_share_a_registered_port() {
    let world = World::start().await;
    let first = world.begin().await;
    let mut request = request();
    request.redirect_uri = RedirectUri::parse(&parameter(&first, "redirect_uri").unwrap()).unwrap();
    let error = world.application.begin_interactive(request.clone()).await.unwrap_err();
    assert!(matches!(error, SignInError::PortTaken { .. }), "{error:?}");
    first.cancel_handle().cancel();
    assert_eq!(first.finish(|_| {}).await.unwrap(), InteractiveOutcome::Cancelled);
    // The task that holds the port ends at its next turn.
    while let Err(error) = world.application.begin_interactive(request.clone()).await {
        assert!(matches!(error, SignInError::PortTaken { .. }), "{error:?}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_scheme_of_the_applications_own_opens_no_port_and_takes_the_address_from_the_system() {
    let world = World::start().await;
    let registered = format!("msal{}://auth", world.tenant.client_id());
    let redirect_uri = RedirectUri::parse(&registered).unwrap();
    let sign_in = begin(&world, |request| request.redirect_uri = redirect_uri).await;
    assert_eq!(parameter(&sign_in, "redirect_uri").as_deref(), Some(registered.as_str()));
    let answer = Browser::new().answer(sign_in.authorization_url(), Choice::Accept("ada")).await;
    assert!(answer.as_str().starts_with(&format!("{registered}?")), "{answer}");
    sign_in.redirect_handle().accept(answer.as_str()).unwrap();
    let outcome = sign_in.finish(|_| {}).await;
    assert!(is_signed_in(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn a_browser_that_brought_another_answer_only_is_told_in_the_end() {
    let world = World::start().await;
    let sign_in = begin(&world, |request| request.time_limit = Duration::ZERO).await;
    let redirect = parameter(&sign_in, "redirect_uri").unwrap();
    let page = Browser::new().open(format!("{redirect}/?code=a&state=b").parse().unwrap()).await;
    assert!(page.contains("This answer was not expected"), "{page}");
    let error = sign_in.finish(|_| {}).await.unwrap_err();
    assert!(matches!(error, SignInError::StateMismatch), "{error:?}");
}

#[tokio::test]
async fn what_is_asked_for_besides_is_in_the_request() {
    let world = World::start().await;
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let sign_in = begin(&world, |request| {
        request.prompt = Prompt::Create;
        request.domain_hint = Some("lumenworks.example".into());
        request.claims = Some(ClaimsChallenge::parse(claims).unwrap());
        request.extra_parameters = vec![("audience".into(), "https://api.example".into())];
    })
    .await;
    for (name, value) in [
        ("prompt", "create"),
        ("domain_hint", "lumenworks.example"),
        ("claims", claims),
        ("audience", "https://api.example"),
    ] {
        assert_eq!(parameter(&sign_in, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(parameter(&sign_in, "response_mode"), None);
}

/// As MSAL does; Entra takes into account what the token endpoint is asked for.
#[tokio::test]
async fn claims_are_asked_of_the_token_endpoint_again_with_what_the_client_can_do() {
    let mut world = World::start().await;
    world.tell_capabilities(&["cp1"]);
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let sign_in =
        begin(&world, |request| request.claims = Some(ClaimsChallenge::parse(claims).unwrap())).await;
    let url = sign_in.authorization_url().clone();
    let browser = async { Browser::new().go_through(&url, Choice::Accept("ada")).await };
    let (outcome, _) = tokio::join!(sign_in.finish(|_| {}), browser);
    let Ok(InteractiveOutcome::SignedIn(account)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(world.claim(&account, "acrs").await, serde_json::json!(["c1"]));
    assert_eq!(world.claim(&account, "xms_cc").await, serde_json::json!(["cp1"]));
}

#[tokio::test]
async fn what_a_person_types_adds_neither_a_parameter_nor_a_line() {
    let world = World::start().await;
    let hostile = "ada@lumenworks.example&prompt=none&state=x\r\nSet-Cookie: a=b\r\n\r\n#fragment";
    let sign_in = begin(&world, |request| {
        request.login_hint = Some(hostile.into());
        request.extra_parameters = vec![("audience".into(), hostile.into())];
    })
    .await;
    assert_eq!(parameter(&sign_in, "login_hint").as_deref(), Some(hostile));
    assert_eq!(parameter(&sign_in, "audience").as_deref(), Some(hostile));
    assert_eq!(parameter(&sign_in, "prompt").as_deref(), Some("select_account"));
    assert!(parameter(&sign_in, "state").unwrap().len() >= 43);
    let url = sign_in.authorization_url();
    assert!(url.fragment().is_none() && url.as_str().bytes().all(|byte| byte.is_ascii_graphic()), "{url}");
}

#[tokio::test]
async fn what_the_sign_in_sends_itself_is_refused_from_a_caller() {
    let world = World::start().await;
    let refused = async |change: &dyn Fn(&mut InteractiveRequest)| {
        let mut request = request();
        change(&mut request);
        match world.application.begin_interactive(request).await.unwrap_err() {
            SignInError::ParameterInvalid(name) => name,
            other => panic!("{other:?}"),
        }
    };
    for name in
        ["state", "redirect_uri", "code_challenge", "nonce", "response_type", "client_id", "scope", "claims"]
    {
        let extra = vec![(name.to_owned(), "x".to_owned())];
        assert_eq!(refused(&|request| request.extra_parameters.clone_from(&extra)).await, name);
    }
}

#[tokio::test]
async fn scopes_to_consent_to_besides_are_asked_of_the_person_but_not_of_the_token_endpoint() {
    let world = World::start().await;
    let extra = "api://demo-notebook/Notes.Read";
    let sign_in = begin(&world, |request| request.extra_scopes_to_consent = vec![extra.into()]).await;
    let asked = parameter(&sign_in, "scope").unwrap();
    assert!(asked.split(' ').any(|scope| scope == extra), "{asked}");
    let url = sign_in.authorization_url().clone();
    let browser = async { Browser::new().go_through(&url, Choice::Accept("ada")).await };
    let (outcome, _) = tokio::join!(sign_in.finish(|_| {}), browser);
    let Ok(InteractiveOutcome::SignedIn(account)) = outcome else { panic!("{outcome:?}") };
    let cache = world.store.cache().await;
    let query = TokenQuery::of_account(&account);
    let targets: Vec<_> =
        cache.access_tokens(&query).map(|token| token.scopes().collect::<Vec<_>>().join(" ")).collect();
    assert!(targets.len() == 1 && !targets[0].contains("Notes.Read"), "{targets:?}");
    // What was consented to comes without a person.
    let request = sign_in::SilentRequest::new(account, vec![extra.into()]);
    let outcome = world.application.acquire_token_silent(request).await.unwrap();
    assert!(matches!(outcome, sign_in::SilentOutcome::Token(_)), "{outcome:?}");
}
