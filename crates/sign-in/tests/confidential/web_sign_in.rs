use std::time::Duration;

use demo_tenant::{IdTokenFlaw, RefreshTokenRule};
use sign_in::{
    AnswerProblem, ClaimsChallenge, IdTokenProblem, ResponseMode, SavedSignIn, SignInError, SilentRequest,
    TokenSource, WebSignIn, WebSignInRequest,
};
use url::Url;

use crate::support::{Browser, Choice, SCOPE};
use crate::world::{REDIRECT, World, interaction, sign_in, silently, token};

fn request() -> WebSignInRequest {
    WebSignInRequest::new(vec![SCOPE.to_owned()], REDIRECT)
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn begin(world: &World, request: &WebSignInRequest) -> WebSignIn {
    world.website("organizations").begin_web_sign_in(request).await.unwrap()
}

async fn finish(world: &World, saved: SavedSignIn, parameters: &str) -> Result<String, SignInError> {
    let account = world.website("organizations").finish_web_sign_in(saved, parameters).await?;
    Ok(account.home_account_id)
}

/// What the browser brings back.
async fn answer(begun: &WebSignIn, choice: Choice<'_>) -> String {
    Browser::new().answer(&begun.authorization_url, choice).await.query().unwrap().to_owned()
}

#[tokio::test]
async fn a_person_signs_in_and_what_the_session_kept_survives_it() {
    let world = World::start().await;
    let begun = begin(&world, &request()).await;
    assert_eq!(parameter(&begun.authorization_url, "redirect_uri").as_deref(), Some(REDIRECT));
    assert_eq!(parameter(&begun.authorization_url, "code_challenge_method").as_deref(), Some("S256"));
    let answer = answer(&begun, Choice::Accept("ada")).await;
    // The session's store, and another node of the app.
    let kept = serde_json::to_string(&begun.saved).unwrap();
    let saved: SavedSignIn = serde_json::from_str(&kept).unwrap();
    assert_eq!(finish(&world, saved, &answer).await.unwrap(), world.home_account_id("ada"));
}

#[tokio::test]
async fn the_answer_may_come_in_a_form() {
    let world = World::start().await;
    let begun = begin(&world, &WebSignInRequest { response_mode: ResponseMode::FormPost, ..request() }).await;
    let form = Browser::new().form_answer(&begun.authorization_url, "ada").await;
    assert_eq!(finish(&world, begun.saved, &form).await.unwrap(), world.home_account_id("ada"));
}

#[tokio::test]
async fn what_the_session_keeps_is_not_shown() {
    let world = World::start().await;
    let begun = begin(&world, &request()).await;
    let kept: serde_json::Value = serde_json::to_value(&begun.saved).unwrap();
    let shown = format!("{:?}", begun.saved);
    for name in ["state", "nonce", "verifier"] {
        let secret = kept[name].as_str().unwrap();
        assert!(secret.len() >= 43 && !shown.contains(secret), "{name} in {shown}");
    }
    let verifier = kept["verifier"].as_str().unwrap();
    assert!(!begun.authorization_url.as_str().contains(verifier));
}

#[tokio::test]
async fn an_answer_of_another_session_is_refused_before_anything_is_asked() {
    let world = World::start().await;
    let (mine, theirs) = (begin(&world, &request()).await, begin(&world, &request()).await);
    let pushed = answer(&theirs, Choice::Accept("bruno")).await;
    let asked = world.switches().requests(demo_tenant::Endpoint::Token);
    let error = finish(&world, mine.saved, &pushed).await.unwrap_err();
    assert!(matches!(error, SignInError::StateMismatch), "{error:?}");
    let again = begin(&world, &request()).await;
    let forged = answer(&again, Choice::ForgeState("ada")).await;
    let error = finish(&world, again.saved, &forged).await.unwrap_err();
    assert!(matches!(error, SignInError::StateMismatch), "{error:?}");
    assert_eq!(world.switches().requests(demo_tenant::Endpoint::Token), asked);
    assert!(world.stores.names().await.is_empty());
}

#[tokio::test]
async fn answers_that_cannot_be_right_are_told_apart() {
    let world = World::start().await;
    let state = |begun: &WebSignIn| parameter(&begun.authorization_url, "state").unwrap();
    for (parameters, expected) in [
        ("", AnswerProblem::Parameters),
        ("code=a&code=b", AnswerProblem::Parameters),
        ("code=a&error=b", AnswerProblem::Parameters),
        ("code=a&iss=https%3A%2F%2Fevil.example", AnswerProblem::Issuer),
    ] {
        let begun = begin(&world, &request()).await;
        let parameters = format!("{parameters}&state={}", state(&begun));
        match finish(&world, begun.saved, &parameters).await.unwrap_err() {
            SignInError::AnswerInvalid { problem, .. } => assert_eq!(problem, expected, "{parameters}"),
            other => panic!("{parameters}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_refusal_and_a_late_answer_are_told() {
    let world = World::start().await;
    let begun = begin(&world, &request()).await;
    let declined = answer(&begun, Choice::Decline("ada")).await;
    let error = finish(&world, begun.saved, &declined).await.unwrap_err();
    assert!(matches!(error, SignInError::ConsentRefused(_)), "{error:?}");

    let limit = Duration::from_secs(600);
    let begun = begin(&world, &WebSignInRequest { time_limit: limit, ..request() }).await;
    let late = answer(&begun, Choice::Accept("ada")).await;
    world.pass(601);
    let error = finish(&world, begun.saved, &late).await.unwrap_err();
    assert!(matches!(error, SignInError::TimedOut { limit: told } if told == limit), "{error:?}");
}

#[tokio::test]
async fn a_code_is_good_once_and_for_whoever_has_the_verifier() {
    let world = World::start().await;
    let begun = begin(&world, &request()).await;
    let brought = answer(&begun, Choice::Accept("ada")).await;
    let kept = serde_json::to_string(&begun.saved).unwrap();
    let mut stolen: serde_json::Value = serde_json::from_str(&kept).unwrap();
    stolen["verifier"] = "v".repeat(43).into();
    let error = finish(&world, serde_json::from_value(stolen).unwrap(), &brought).await.unwrap_err();
    assert_eq!(error.provider_code().as_deref(), Some("AADSTS501481"));
    finish(&world, begun.saved, &brought).await.unwrap();
    let error = finish(&world, serde_json::from_str(&kept).unwrap(), &brought).await.unwrap_err();
    assert!(matches!(error, SignInError::CodeExpired(_)), "{error:?}");
}

#[tokio::test]
async fn an_id_token_with_another_nonce_is_refused_and_nothing_is_stored() {
    let world = World::start().await;
    world.switches().spoil_id_tokens(IdTokenFlaw::Nonce, 1);
    let begun = begin(&world, &request()).await;
    let brought = answer(&begun, Choice::Accept("ada")).await;
    let error = finish(&world, begun.saved, &brought).await.unwrap_err();
    assert!(matches!(error, SignInError::IdTokenInvalid(IdTokenProblem::Nonce)), "{error:?}");
    assert!(world.stores.names().await.is_empty());
}

#[tokio::test]
async fn more_is_consented_to_when_it_is_needed() {
    let world = World::start().await;
    let application = world.website("organizations");
    let account = sign_in(&application, "ada", SCOPE).await;
    let mail = SilentRequest::new(account.clone(), vec!["Mail.Read".to_owned()]);
    let needed = interaction(application.acquire_token_silent(&mail).await);
    assert_eq!(needed.suberror(), Some("consent_required"));
    let more = WebSignInRequest {
        scopes: vec!["Mail.Read".to_owned()],
        login_hint: Some("ada@lumenworks.example".to_owned()),
        claims: needed.claims().cloned().or_else(|| ClaimsChallenge::parse("{}").ok()),
        extra_scopes_to_consent: vec!["api://demo-notebook/Notes.Read".to_owned()],
        ..request()
    };
    let begun = begin(&world, &more).await;
    assert_eq!(parameter(&begun.authorization_url, "claims").as_deref(), Some("{}"));
    let brought = answer(&begun, Choice::Accept("ada")).await;
    assert_eq!(finish(&world, begun.saved, &brought).await.unwrap(), account.home_account_id);
    assert_eq!(token(application.acquire_token_silent(&mail).await).source, TokenSource::Cache);
    assert_eq!(token(silently(&application, &account).await).source, TokenSource::Cache);
    let notes = SilentRequest::new(account, vec!["api://demo-notebook/Notes.Read".to_owned()]);
    assert_eq!(token(application.acquire_token_silent(notes).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn silence_is_the_one_of_every_application() {
    let world = World::start().await;
    world.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let application = world.website("organizations");
    let account = sign_in(&application, "ada", SCOPE).await;
    for _ in 0..3 {
        world.pass(3600);
        assert_eq!(token(silently(&application, &account).await).source, TokenSource::RefreshToken);
    }
    world.switches().revoke_grants("ada").await.unwrap();
    world.pass(3600);
    assert_eq!(
        interaction(silently(&application, &account).await).provider_code().as_deref(),
        Some("AADSTS50173")
    );
    let explanation = application.explain(&SilentRequest::new(account.clone(), vec![SCOPE.to_owned()])).await;
    assert!(matches!(
        explanation.unwrap().conclusion,
        sign_in::Conclusion::InteractionRequired(sign_in::InteractionReason::DeadRefreshToken)
    ));
    assert_eq!(application.account_state(&account).await.unwrap(), sign_in::AccountState::SignInAgain);
}
