//! Signing in by a code that is typed on another device (RFC 8628).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::sync::{Arc, Mutex};

use demo_tenant::{ENVIRONMENT, Endpoint, Fault, IdTokenFlaw, Refusal};
use serde_json::{Value, json};
use sign_in::{
    AnswerProblem, ClaimsChallenge, DeviceCodeOutcome, DeviceCodeProgress, DeviceCodeRequest,
    DeviceCodeSignIn, IdTokenProblem, SignInError, SilentOutcome, TokenSource,
};
use support::{Choice, SCOPE, Waits, World};
use token_cache::AccountId;
use tokio::task::JoinHandle;

type Outcome = Result<DeviceCodeOutcome, SignInError>;
const BUSY: Fault = Fault::Status { status: 503, retry_after: None };
/// How often Entra and the demo tenant want to be asked, in seconds.
const INTERVAL: u64 = 5;

/// A person in front of a computer that shows a code; its pauses end when the test says so.
struct Desk {
    world: World,
    waits: Waits,
    told: Arc<Mutex<Vec<DeviceCodeProgress>>>,
}

impl Desk {
    async fn new() -> Self {
        Self::at("organizations").await
    }

    async fn at(audience: &str) -> Self {
        let mut world = World::start_at(audience).await;
        let waits = world.wait_on_demand(audience);
        Self { world, waits, told: Arc::default() }
    }

    async fn begin(&self) -> DeviceCodeSignIn {
        self.world.application.begin_device_code(request()).await.unwrap()
    }

    fn finish(&self, sign_in: DeviceCodeSignIn) -> JoinHandle<Outcome> {
        let told = Arc::clone(&self.told);
        tokio::spawn(sign_in.finish(move |progress| told.lock().unwrap().push(progress)))
    }

    /// Ends the next pause, which the time goes on by, and gives its seconds.
    async fn pass(&mut self) -> u64 {
        self.waits.pass(self.world.tenant.clock()).await
    }

    /// A sign-in that somebody decides on before it first asks.
    async fn decided(&mut self, choice: Choice<'_>) -> Outcome {
        let sign_in = self.begin().await;
        self.world.decide(sign_in.prompt(), choice).await;
        let outcome = self.finish(sign_in);
        self.pass().await;
        outcome.await.unwrap()
    }

    fn polls(&self) -> u64 {
        self.world.switches().requests(Endpoint::Token)
    }
}

fn request() -> DeviceCodeRequest {
    DeviceCodeRequest::new(vec![SCOPE.to_owned()])
}

fn account(outcome: Outcome) -> AccountId {
    match outcome.unwrap() {
        DeviceCodeOutcome::SignedIn(account) => account,
        DeviceCodeOutcome::Cancelled => panic!("nobody cancelled"),
    }
}

#[tokio::test]
async fn a_person_types_the_code_and_is_signed_in_and_renewed_in_silence() {
    let mut desk = Desk::new().await;
    let sign_in = desk.begin().await;
    let prompt = sign_in.prompt().clone();
    let outcome = desk.finish(sign_in);
    assert_eq!([desk.pass().await, desk.pass().await], [INTERVAL; 2]);
    desk.world.decide(&prompt, Choice::Accept("ada")).await;
    assert_eq!(desk.pass().await, INTERVAL);
    let account = account(outcome.await.unwrap());
    assert_eq!(account.home_account_id, desk.world.home_account_id("ada"));
    assert_eq!((account.environment.as_str(), desk.polls()), (ENVIRONMENT, 3));
    assert!(matches!(desk.told.lock().unwrap()[..], [DeviceCodeProgress::Storing]));

    let stored: Value = serde_json::from_slice(&desk.world.store.cache().await.serialize()).unwrap();
    let entry = stored["Account"].as_object().unwrap().values().next().unwrap().clone();
    assert_eq!(entry["account_source"], "urn:ietf:params:oauth:grant-type:device_code");
    assert_eq!(
        (&entry["realm"], &entry["username"]),
        (&json!("organizations"), &json!("ada@lumenworks.example"))
    );
    match desk.world.renewed(&account).await.unwrap() {
        SilentOutcome::Token(token) => assert_eq!(token.source, TokenSource::RefreshToken),
        other @ SilentOutcome::InteractionRequired(_) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn claims_are_asked_of_the_token_endpoint() {
    let mut desk = Desk::new().await;
    let claims = ClaimsChallenge::parse(r#"{"access_token":{"acrs":{"value":"c1"}}}"#).unwrap();
    let asked = DeviceCodeRequest { claims: Some(claims), ..request() };
    let sign_in = desk.world.application.begin_device_code(asked).await.unwrap();
    desk.world.decide(sign_in.prompt(), Choice::Accept("ada")).await;
    let outcome = desk.finish(sign_in);
    desk.pass().await;
    let account = account(outcome.await.unwrap());
    assert_eq!(desk.world.claim(&account, "acrs").await, json!(["c1"]));
}

#[tokio::test]
async fn the_prompt_says_all_that_the_provider_does() {
    let desk = Desk::new().await;
    let prompt = desk.begin().await.prompt().clone();
    let page = format!("{}devicelogin", desk.world.tenant.base_url());
    assert_eq!((prompt.verification_uri.as_str(), prompt.verification_uri_complete), (page.as_str(), None));
    assert_eq!((prompt.interval.as_secs(), prompt.expires_at.as_unix()), (INTERVAL, 1_800_000_900));
    let message = prompt.message.unwrap();
    assert!(message.contains(&page) && message.contains(&prompt.user_code), "{message}");
}

#[tokio::test]
async fn a_link_with_the_code_is_what_the_picture_shows() {
    let desk = Desk::new().await;
    let without = desk.begin().await.prompt().qr_code().unwrap();
    desk.world.switches().offer_complete_links();
    let sign_in = desk.begin().await;
    let link = sign_in.prompt().verification_uri_complete.clone().unwrap();
    assert!(link.as_str().ends_with(&sign_in.prompt().user_code), "{link}");
    // Longer than the page alone, and so another picture.
    assert_ne!(sign_in.prompt().qr_code().unwrap(), without);
}

#[tokio::test]
async fn being_told_to_slow_down_adds_up() {
    let mut desk = Desk::new().await;
    desk.world.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::SlowDown), 2);
    let sign_in = desk.begin().await;
    let prompt = sign_in.prompt().clone();
    let outcome = desk.finish(sign_in);
    assert_eq!([desk.pass().await, desk.pass().await, desk.pass().await], [5, 10, 15]);
    desk.world.decide(&prompt, Choice::Accept("zoe")).await;
    assert_eq!(desk.pass().await, 15, "for good");
    assert_eq!(account(outcome.await.unwrap()).home_account_id, desk.world.home_account_id("zoe"));
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_asked_less_and_less_until_it_answers() {
    let mut desk = Desk::new().await;
    let switches = desk.world.switches();
    let patient = Fault::Status { status: 429, retry_after: Some(90) };
    for fault in [Fault::Drop, BUSY, patient] {
        switches.fail_next(Endpoint::Token, fault, 1);
    }
    let sign_in = desk.begin().await;
    let prompt = sign_in.prompt().clone();
    let outcome = desk.finish(sign_in);
    let mut pauses = Vec::new();
    for _ in 0..5 {
        pauses.push(desk.pass().await);
    }
    assert_eq!(pauses, [5, 10, 20, 90, 5]);
    desk.world.decide(&prompt, Choice::Accept("ada")).await;
    desk.pass().await;
    account(outcome.await.unwrap());
    let told = desk.told.lock().unwrap();
    let retries: Vec<u64> = told.iter().filter_map(retry).collect();
    assert_eq!(retries, [10, 20, 90]);
    let recovered = |progress: &&DeviceCodeProgress| matches!(progress, DeviceCodeProgress::Recovered);
    assert_eq!(told.iter().filter(recovered).count(), 1, "{told:?}");
}

fn retry(progress: &DeviceCodeProgress) -> Option<u64> {
    match progress {
        DeviceCodeProgress::Retrying { error, after } => {
            assert!(error.is_transient(), "{error:?}");
            Some(after.as_secs())
        }
        DeviceCodeProgress::Recovered | DeviceCodeProgress::Storing => None,
    }
}

#[tokio::test]
async fn a_code_that_nobody_types_ends_in_its_time_and_not_a_second_later() {
    let mut desk = Desk::new().await;
    desk.world.switches().fail_next(Endpoint::Token, BUSY, 1_000);
    let sign_in = desk.begin().await;
    let outcome = desk.finish(sign_in);
    let mut pauses = Vec::new();
    while pauses.iter().sum::<u64>() < 900 {
        pauses.push(desk.pass().await);
    }
    assert_eq!((pauses.iter().sum(), pauses.iter().max()), (900_u64, Some(&60)));
    let error = outcome.await.unwrap().unwrap_err();
    assert!(matches!(error, SignInError::DeviceCodeExpired { limit } if limit.as_secs() == 900), "{error:?}");
    assert!(error.to_string().contains("within 900 seconds"), "{error}");
    assert_eq!(desk.polls(), pauses.len() as u64 - 1, "nothing is asked after the end");
}

#[tokio::test]
async fn a_code_that_the_provider_ends_is_told_so() {
    let mut desk = Desk::new().await;
    let sign_in = desk.begin().await;
    assert_eq!(desk.world.switches().expire_device_codes(), 1);
    let outcome = desk.finish(sign_in);
    desk.pass().await;
    let error = outcome.await.unwrap().unwrap_err();
    assert!(matches!(error, SignInError::DeviceCodeExpired { .. }), "{error:?}");
}

#[tokio::test]
async fn a_person_who_declines_is_named_and_nothing_is_stored() {
    let mut desk = Desk::new().await;
    let error = desk.decided(Choice::Decline("ada")).await.unwrap_err();
    assert!(matches!(error, SignInError::ConsentRefused(_)), "{error:?}");
    assert_eq!(error.provider_code().as_deref(), Some("AADSTS65004"));
    assert_eq!(desk.polls(), 1, "it is not asked again");
    assert!(desk.world.accounts().await.is_empty());
}

#[tokio::test]
async fn a_refusal_for_another_reason_is_told_and_not_waited_out() {
    for refusal in [Refusal::MultiFactor, Refusal::ConditionalAccess] {
        let mut desk = Desk::new().await;
        desk.world.switches().fail_next(Endpoint::Token, Fault::Refuse(refusal), 1);
        let error = desk.decided(Choice::Accept("ada")).await.unwrap_err();
        assert!(matches!(error, SignInError::ProviderRefused(_)), "{refusal:?}: {error:?}");
        assert_eq!(desk.polls(), 1);
    }
}

#[tokio::test]
async fn a_sign_in_is_cancelled_while_it_waits() {
    let mut desk = Desk::new().await;
    let sign_in = desk.begin().await;
    let cancel = sign_in.cancel_handle();
    let outcome = desk.finish(sign_in);
    desk.waits.arrive().await;
    cancel.cancel();
    assert_eq!(outcome.await.unwrap().unwrap(), DeviceCodeOutcome::Cancelled);
    assert_eq!(desk.polls(), 0);
}

#[tokio::test]
async fn a_sign_in_is_cancelled_while_the_provider_does_not_answer() {
    let mut desk = Desk::new().await;
    desk.world.switches().fail_next(Endpoint::Token, Fault::Hang, 1);
    let sign_in = desk.begin().await;
    let cancel = sign_in.cancel_handle();
    let outcome = desk.finish(sign_in);
    desk.pass().await;
    while desk.polls() == 0 {
        tokio::task::yield_now().await;
    }
    cancel.cancel();
    assert_eq!(outcome.await.unwrap().unwrap(), DeviceCodeOutcome::Cancelled);
    assert!(desk.world.accounts().await.is_empty());
}

#[tokio::test]
async fn a_flawed_id_token_is_refused_and_nothing_is_stored() {
    for (flaw, expected) in [
        (IdTokenFlaw::Audience, IdTokenProblem::Audience),
        (IdTokenFlaw::Issuer, IdTokenProblem::Issuer),
        (IdTokenFlaw::Tenant, IdTokenProblem::Issuer),
        (IdTokenFlaw::Signature, IdTokenProblem::Signature),
        (IdTokenFlaw::Unsigned, IdTokenProblem::Algorithm),
    ] {
        let mut desk = Desk::new().await;
        desk.world.switches().spoil_id_tokens(flaw, 1);
        match desk.decided(Choice::Accept("ada")).await.unwrap_err() {
            SignInError::IdTokenInvalid(problem) => assert_eq!(problem, expected, "{flaw:?}"),
            other => panic!("{flaw:?}: {other:?}"),
        }
        assert!(desk.world.accounts().await.is_empty());
    }
    let mut desk = Desk::new().await;
    desk.world.switches().spoil_id_tokens(IdTokenFlaw::Missing, 1);
    let error = desk.decided(Choice::Accept("ada")).await.unwrap_err();
    let expected = AnswerProblem::IdTokenMissing;
    assert!(
        matches!(&error, SignInError::AnswerInvalid { problem, .. } if *problem == expected),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_store_that_fails_after_the_tokens_were_issued_is_told() {
    let mut desk = Desk::new().await;
    desk.world.store.fill_disk();
    let error = desk.decided(Choice::Accept("ada")).await.unwrap_err();
    assert!(matches!(error, SignInError::NotStored(_)), "{error:?}");
}

#[tokio::test]
async fn nobody_is_asked_to_type_a_code_that_could_not_be_used() {
    let desk = Desk::new().await;
    desk.world.switches().fail_next(Endpoint::Keys, BUSY, 3);
    let error = desk.world.application.begin_device_code(request()).await.unwrap_err();
    assert!(matches!(error, SignInError::ProviderBusy { .. }), "{error:?}");
    assert_eq!(desk.world.switches().requests(Endpoint::DeviceCode), 0);
    let scopes = DeviceCodeRequest::new(vec!["a b".into()]);
    let error = desk.world.application.begin_device_code(scopes).await.unwrap_err();
    assert!(matches!(error, SignInError::ScopeInvalid(_)), "{error:?}");
}

#[tokio::test]
async fn a_provider_that_gives_no_code_says_why() {
    for (fault, transient) in [(BUSY, true), (Fault::Drop, true), (Fault::MalformedJson, false)] {
        let desk = Desk::new().await;
        desk.world.switches().fail_next(Endpoint::DeviceCode, fault, 1);
        let error = desk.world.application.begin_device_code(request()).await.unwrap_err();
        assert_eq!(error.is_transient(), transient, "{fault:?}: {error:?}");
        assert!(transient || matches!(error, SignInError::AnswerInvalid { .. }), "{error:?}");
    }
    let desk = Desk::new().await;
    let unknown = DeviceCodeRequest::new(vec!["Everything.Do".into()]);
    let error = desk.world.application.begin_device_code(unknown).await.unwrap_err();
    assert_eq!(error.provider_code().as_deref(), Some("AADSTS70011"), "{error:?}");
}

#[tokio::test]
async fn a_guest_signs_in_where_they_are_a_guest() {
    let mut desk = Desk::at("harbourpine.example").await;
    let account = account(desk.decided(Choice::Accept("bruno")).await);
    assert_eq!(account.home_account_id, desk.world.home_account_id("bruno"));
    assert!(desk.world.store.cache().await.account(&account).unwrap().is_guest());
}
