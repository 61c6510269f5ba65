//! Why silence would succeed or not.

use demo_tenant::{Endpoint, Fault, Refusal};
use sign_in::{
    AccessTokenObjection as Objection, CacheUse, ClaimsChallenge, ClientFamily, Conclusion, EnvironmentMatch,
    ExplainedAccessToken, ExplainedRefreshToken, Explanation, ExplanationStep as Step, InteractionReason,
    Refresh, RefreshTokenVerdict as Verdict, RenewalAhead, SilentRequest,
};
use token_cache::{AccountId, Secret};

use crate::support::{SCOPE, World, sign_in_to};
use crate::{LIFETIME, interaction, refresh_token};

fn request(account: &AccountId, scopes: &[&str]) -> SilentRequest {
    SilentRequest::new(account.clone(), scopes.iter().map(|scope| (*scope).to_owned()).collect())
}

async fn explain(world: &World, account: &AccountId) -> Explanation {
    world.application.explain(&request(account, &[SCOPE])).await.unwrap()
}

fn access_tokens(explanation: &Explanation) -> Vec<&ExplainedAccessToken> {
    let tokens = explanation.steps.iter().filter_map(|step| match step {
        Step::AccessToken(token) => Some(token),
        _ => None,
    });
    tokens.collect()
}

fn refresh_tokens(explanation: &Explanation) -> Vec<&ExplainedRefreshToken> {
    let tokens = explanation.steps.iter().filter_map(|step| match step {
        Step::RefreshToken(token) => Some(token),
        _ => None,
    });
    tokens.collect()
}

async fn token_of(world: &World, account: &AccountId) -> Secret {
    crate::token(world.silently(account).await).access_token.clone()
}

#[tokio::test]
async fn a_good_token_is_explained_step_by_step_without_asking_anybody() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let before = world.switches().requests(Endpoint::Token);
    let explanation = explain(&world, &account).await;
    let [environment, Step::Account { is_known: true }, client, realm, scopes, cache, token, refresh] =
        &explanation.steps[..]
    else {
        panic!("{explanation:?}");
    };
    assert!(matches!(environment, Step::Environment { matched: EnvironmentMatch::Same, .. }));
    assert!(
        matches!(client, Step::Client { family: ClientFamily::None, tokens_of_others: 0, .. }),
        "{client:?}"
    );
    assert_eq!(*realm, Step::Realm(Some("organizations".to_owned())));
    assert_eq!(*scopes, Step::Scopes(vec![SCOPE.to_owned()]));
    assert_eq!(*cache, Step::Cache(CacheUse::Allowed));
    assert!(matches!(token, Step::AccessToken(token) if token.objections.is_empty()), "{token:?}");
    assert!(matches!(refresh, Step::RefreshToken(token) if token.verdict == Verdict::Own), "{refresh:?}");
    assert!(matches!(explanation.conclusion, Conclusion::CachedToken { ahead: RenewalAhead::NotWanted, .. }));
    assert_eq!(world.switches().requests(Endpoint::Token), before);
    let told = format!("{explanation:?}");
    let (refresh, access) = (refresh_token(&world, &account).await, token_of(&world, &account).await);
    assert!(!told.contains(refresh.expose()) && !told.contains(access.expose()));
}

#[tokio::test]
async fn what_speaks_against_each_token_is_told() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world
        .store
        .edit(|cache| {
            let tokens = cache["AccessToken"].as_object_mut().unwrap();
            let token = tokens.values().next().unwrap().clone();
            let mut add = |name: &str, field: &str, value: &str| {
                let mut other = token.clone();
                other[field] = value.into();
                tokens.insert(name.to_owned(), other);
            };
            add("bound", "key_id", "k");
            add("pop", "token_type", "pop");
            add("elsewhere", "realm", "another");
            add("lacking", "target", "Mail.Read");
            add("unreadable", "expires_on", "soon");
            add("others", "client_id", "another");
        })
        .await;
    let objections = async || {
        let explanation = explain(&world, &account).await;
        let tokens = access_tokens(&explanation).into_iter();
        tokens.map(|token| (token.stored_key.clone(), token.objections.clone())).collect::<Vec<_>>()
    };
    let told = objections().await;
    let of = |name: &str| told.iter().find(|(key, _)| key == name).map(|(_, told)| told.clone());
    assert!(told[0].1.is_empty(), "the one that is answered comes first");
    assert_eq!(of("bound"), Some(vec![Objection::Bound(vec!["key_id".into()])]));
    assert_eq!(of("pop"), Some(vec![Objection::NotBearer("pop".into())]));
    assert_eq!(of("elsewhere"), Some(vec![Objection::OtherRealm]));
    assert_eq!(of("lacking"), Some(vec![Objection::ScopesMissing(vec![SCOPE.into()])]));
    assert_eq!(of("unreadable"), Some(vec![Objection::Unreadable]));
    assert_eq!(of("others"), None);
    world.pass(LIFETIME - 299);
    let soon = Objection::EndsSoon { margin: 300 };
    assert!(objections().await.iter().any(|(_, told)| *told == std::slice::from_ref(&soon).to_vec()));
    world.pass(300);
    assert!(objections().await.iter().any(|(_, told)| *told == vec![Objection::Ended]));
    let Conclusion::AsksProvider = explain(&world, &account).await.conclusion else { panic!() };
}

#[tokio::test]
async fn what_is_demanded_passes_the_cache_over() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let demanded = SilentRequest { refresh: Refresh::Always, ..request(&account, &[SCOPE]) };
    let claims = Some(ClaimsChallenge::parse("{}").unwrap());
    let claimed = SilentRequest { claims, ..request(&account, &[SCOPE]) };
    for (request, expected) in [(demanded, CacheUse::NewDemanded), (claimed, CacheUse::ClaimsDemanded)] {
        let explanation = world.application.explain(&request).await.unwrap();
        assert!(explanation.steps.contains(&Step::Cache(expected)));
        assert_eq!(explanation.conclusion, Conclusion::AsksProvider);
    }
}

#[tokio::test]
async fn a_token_that_is_due_is_told_to_be_renewed_besides() {
    let world = World::start().await;
    world.switches().set_refresh_in(Some(60));
    let account = world.sign_in("ada").await;
    let ahead = async || access_tokens(&explain(&world, &account).await)[0].ahead;
    assert!(matches!(ahead().await, RenewalAhead::From(_)));
    world.pass(60);
    assert!(matches!(ahead().await, RenewalAhead::Since(_)));
}

#[tokio::test]
async fn dead_and_throttled_refresh_tokens_are_told_with_their_times() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.pass(LIFETIME);
    world.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::MultiFactor), 1);
    interaction(world.silently(&account).await);
    let explanation = explain(&world, &account).await;
    let now = explanation.at;
    let until = now.plus(60);
    let throttled = Verdict::Throttled { until, code: Some("AADSTS50076".into()) };
    assert_eq!(refresh_tokens(&explanation)[0].verdict, throttled);
    assert_eq!(explanation.conclusion, Conclusion::Throttled { until });
    world.pass(60);
    world.switches().revoke_grants("ada").await.unwrap();
    interaction(world.silently(&account).await);
    let explanation = explain(&world, &account).await;
    let dead = Verdict::Dead { since: now.plus(60), code: "AADSTS50173".into() };
    assert_eq!(refresh_tokens(&explanation)[0].verdict, dead);
    let needed = Conclusion::InteractionRequired(InteractionReason::DeadRefreshToken);
    assert_eq!(explanation.conclusion, needed);
}

#[tokio::test]
async fn families_and_other_applications_are_told_apart() {
    let world = World::start().await;
    let mail = world.application_of("Demo Mail");
    let account = sign_in_to(&mail, "ada").await;
    let notes = world.application_of("Demo Notes").explain(&request(&account, &[SCOPE])).await.unwrap();
    assert!(notes.steps.iter().any(|step| matches!(
        step,
        Step::Client { family: ClientFamily::Unknown(family), tokens_of_others: 1, .. } if family == "1"
    )));
    assert_eq!(refresh_tokens(&notes)[0].verdict, Verdict::Family);
    assert_eq!(notes.conclusion, Conclusion::AsksProvider);
    interaction(world.silently(&account).await);
    let ours = explain(&world, &account).await;
    assert_eq!(refresh_tokens(&ours)[0].verdict, Verdict::OfAnother);
    let needed = Conclusion::InteractionRequired(InteractionReason::NoRefreshToken);
    assert_eq!(ours.conclusion, needed);
}

#[tokio::test]
async fn strangers_and_accounts_from_elsewhere_are_told() {
    let mut world = World::start().await;
    let account = world.sign_in("ada").await;
    let needed = Conclusion::InteractionRequired(InteractionReason::UnknownAccount);
    let stranger = AccountId { home_account_id: "a.b".into(), ..account.clone() };
    let explanation = explain(&world, &stranger).await;
    assert!(explanation.steps.contains(&Step::Account { is_known: false }));
    assert_eq!(explanation.conclusion, needed);
    world.call_environment("login.windows.net");
    let explanation = explain(&world, &account).await;
    let [Step::Environment { matched: EnvironmentMatch::Other, .. }] = &explanation.steps[..] else {
        panic!("{explanation:?}");
    };
    assert_eq!(explanation.conclusion, needed);
    let alias = AccountId { environment: "login.microsoftonline.com".into(), ..account };
    let explanation = explain(&world, &alias).await;
    assert!(matches!(explanation.steps[0], Step::Environment { matched: EnvironmentMatch::Alias, .. }));
}

/// What an explanation says, an acquisition does.
#[tokio::test]
async fn an_explanation_says_what_an_acquisition_then_does() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    for seconds in [0, LIFETIME - 300, 1, 299, 1, LIFETIME] {
        world.pass(seconds);
        let told = explain(&world, &account).await.conclusion;
        let before = world.renewals();
        crate::token(world.silently(&account).await);
        let asked = world.renewals() > before;
        assert_eq!(asked, told == Conclusion::AsksProvider, "{told:?}");
    }
}
