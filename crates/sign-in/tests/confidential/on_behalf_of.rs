use demo_tenant::{Endpoint, Fault, Refusal};
use sign_in::{
    AcquiredToken, ConfidentialClientApplication, OnBehalfOfRequest, Refresh, SilentRequest, TokenSource,
};
use token_cache::{Secret, TokenQuery};
use token_store::PartitionKey;

use crate::support::SCOPE;
use crate::world::{LUMENWORKS, NOTEBOOK, NOTES, World, claim, interaction, sign_in, silently, token};

/// The access token with which a person's app calls the notebook.
async fn call(world: &World, person: &str) -> Secret {
    let website = world.website("organizations");
    let account = sign_in(&website, person, NOTES).await;
    let request =
        SilentRequest { refresh: Refresh::Always, ..SilentRequest::new(account, vec![NOTES.to_owned()]) };
    token(website.acquire_token_silent(request).await).access_token.clone()
}

fn notebook(world: &World) -> ConfidentialClientApplication {
    world.application(NOTEBOOK, world.secret(NOTEBOOK), LUMENWORKS)
}

fn for_the_person(assertion: &Secret) -> OnBehalfOfRequest {
    OnBehalfOfRequest::new(assertion.clone(), vec![SCOPE.to_owned()])
}

async fn act(notebook: &ConfidentialClientApplication, assertion: &Secret) -> AcquiredToken {
    token(notebook.acquire_token_on_behalf_of(for_the_person(assertion)).await)
}

fn asked(world: &World) -> (u64, u64) {
    let of = |grant| world.switches().redemptions(grant);
    (of("urn:ietf:params:oauth:grant-type:jwt-bearer"), of("refresh_token"))
}

#[tokio::test]
async fn an_api_acts_for_its_caller_and_finds_the_token_again_by_the_assertion() {
    let world = World::start().await;
    let (assertion, notebook) = (call(&world, "ada").await, notebook(&world));
    let before = asked(&world);
    let first = act(&notebook, &assertion).await;
    assert_eq!(first.source, TokenSource::Provider);
    assert_eq!(claim(&first.access_token, "appid"), world.client(NOTEBOOK).id);
    assert_eq!(claim(&first.access_token, "upn"), "ada@lumenworks.example");
    let second = act(&notebook, &assertion).await;
    assert_eq!((second.source, &second.access_token), (TokenSource::Cache, &first.access_token));
    assert_eq!(asked(&world), (before.0 + 1, before.1));

    let partition = PartitionKey::assertion(&assertion);
    assert!(world.stores.names().await.contains(&partition.as_str().to_owned()));
    let json: serde_json::Value =
        serde_json::from_slice(&world.stores.cache(&partition).await.serialize()).unwrap();
    for section in ["AccessToken", "RefreshToken"] {
        let entries = json[section].as_object().unwrap();
        assert!(entries.values().all(|entry| entry["user_assertion_hash"] == partition.as_str()), "{json}");
    }
}

#[tokio::test]
async fn when_the_token_ends_the_refresh_token_renews_it_even_after_the_assertion_has_ended() {
    let world = World::start().await;
    let (assertion, notebook) = (call(&world, "ada").await, notebook(&world));
    let first = act(&notebook, &assertion).await;
    let before = asked(&world);
    world.pass(4000);
    let renewed = act(&notebook, &assertion).await;
    assert_eq!(renewed.source, TokenSource::RefreshToken);
    assert_ne!(renewed.access_token, first.access_token);
    assert_eq!(act(&notebook, &assertion).await.source, TokenSource::Cache);
    assert_eq!(asked(&world), (before.0, before.1 + 1));
}

#[tokio::test]
async fn a_dead_refresh_token_is_passed_over_and_the_assertion_tried() {
    let world = World::start().await;
    let (assertion, notebook) = (call(&world, "ada").await, notebook(&world));
    act(&notebook, &assertion).await;
    world.switches().revoke_grants("ada").await.unwrap();
    let before = asked(&world).0;
    let request = OnBehalfOfRequest { refresh: Refresh::Always, ..for_the_person(&assertion) };
    let renewed = token(notebook.acquire_token_on_behalf_of(&request).await);
    assert_eq!((renewed.source, asked(&world).0), (TokenSource::Provider, before + 1));
}

#[tokio::test]
async fn another_assertion_of_the_same_person_and_another_persons_find_nothing_of_it() {
    let world = World::start().await;
    let (first, again, other) =
        (call(&world, "ada").await, call(&world, "ada").await, call(&world, "bruno").await);
    let notebook = notebook(&world);
    let mut tokens = Vec::new();
    for assertion in [&first, &again, &other] {
        let acted = act(&notebook, assertion).await;
        assert_eq!(acted.source, TokenSource::Provider);
        tokens.push(claim(&acted.access_token, "upn"));
    }
    assert_eq!(tokens, ["ada@lumenworks.example", "ada@lumenworks.example", "bruno@lumenworks.example"]);
    // Nor does a token that was got on behalf of somebody answer the person's own silence.
    let cache = world.stores.cache(&PartitionKey::assertion(&first)).await;
    let account = cache.accounts().into_iter().next().unwrap().id();
    let query = TokenQuery { scopes: &[SCOPE], ..TokenQuery::of_account(&account) };
    let now = token_cache::Timestamp::from_unix(1_800_000_000);
    assert!(cache.find_access_token(&query, now).is_none());
    let hash = PartitionKey::assertion(&first);
    let bound = TokenQuery { user_assertion_hash: Some(hash.as_str()), ..query };
    assert!(cache.find_access_token(&bound, now).is_some());
    let other = TokenQuery { user_assertion_hash: Some("other"), ..query };
    assert!(cache.find_access_token(&other, now).is_none());
    interaction(silently(&notebook, &account).await);
}

#[tokio::test]
async fn what_the_provider_wants_of_the_person_is_handed_on() {
    let world = World::start().await;
    let (assertion, notebook) = (call(&world, "ada").await, notebook(&world));
    world.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::MultiFactor), 1);
    let wanted = interaction(notebook.acquire_token_on_behalf_of(for_the_person(&assertion)).await);
    assert_eq!(wanted.provider_code().as_deref(), Some("AADSTS50076"));
    assert!(wanted.claims().is_some());
    // The very same is not asked again for a while.
    let requests = world.switches().requests(Endpoint::Token);
    let again = interaction(notebook.acquire_token_on_behalf_of(for_the_person(&assertion)).await);
    assert!(again.throttled_until().is_some());
    assert_eq!(world.switches().requests(Endpoint::Token), requests);
}

#[tokio::test]
async fn what_is_no_assertion_for_the_api_is_refused_and_never_shown() {
    let world = World::start().await;
    let website = world.website("organizations");
    let account = sign_in(&website, "ada", SCOPE).await;
    let of_graph = token(silently(&website, &account).await).access_token.clone();
    let notebook = notebook(&world);
    for assertion in [of_graph, Secret::new("no-token".to_owned())] {
        let request = for_the_person(&assertion);
        let refused = interaction(notebook.acquire_token_on_behalf_of(&request).await);
        assert_eq!(refused.provider_code().as_deref(), Some("AADSTS50013"));
        let told = format!("{refused:?} {request:?}");
        assert!(!told.contains(assertion.expose()), "{told}");
    }
}

#[tokio::test]
async fn of_many_equal_requests_one_asks_the_provider() {
    let world = World::start().await;
    let (assertion, notebook) = (call(&world, "ada").await, notebook(&world));
    let before = asked(&world).0;
    let tasks: Vec<_> = (0..30)
        .map(|_| {
            let (notebook, assertion) = (notebook.clone(), assertion.clone());
            tokio::spawn(async move { act(&notebook, &assertion).await.access_token.expose().to_owned() })
        })
        .collect();
    let mut tokens = std::collections::BTreeSet::new();
    for task in tasks {
        tokens.insert(task.await.unwrap());
    }
    assert_eq!((tokens.len(), asked(&world).0), (1, before + 1));
}
