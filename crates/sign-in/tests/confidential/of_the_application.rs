use demo_tenant::{Endpoint, Fault};
use sign_in::{
    ClaimsChallenge, ClientCredentialsRequest, ConfidentialProblem, Refresh, SignInError, TokenSource,
};
use token_cache::TokenQuery;
use token_store::PartitionKey;

use crate::world::{GRAPH, LUMENWORKS, WEBSITE, World, claim, for_graph};

#[tokio::test]
async fn the_applications_own_token_is_cached_in_its_tenants_partition() {
    let world = World::start().await;
    let application = world.website(LUMENWORKS);
    let first = application.acquire_token_for_client(for_graph()).await.unwrap();
    assert_eq!((first.source, &*first.scopes), (TokenSource::Provider, [GRAPH.to_owned()].as_slice()));
    assert_eq!(claim(&first.access_token, "idtyp"), "app");
    let second = world.website(LUMENWORKS).acquire_token_for_client(for_graph()).await.unwrap();
    assert_eq!((second.source, &second.access_token), (TokenSource::Cache, &first.access_token));

    let id = world.client(WEBSITE).id;
    let partition = PartitionKey::application(id, LUMENWORKS);
    assert_eq!(world.stores.names().await, [partition.as_str()]);
    let cache = world.stores.cache(&partition).await;
    let own = TokenQuery::of_application(id, demo_tenant::ENVIRONMENT);
    let realms: Vec<_> = cache.access_tokens(&own).map(|token| token.realm().unwrap().to_owned()).collect();
    assert_eq!(realms, [LUMENWORKS]);
    assert!(cache.accounts().into_iter().next().is_none());
    let json = String::from_utf8(cache.serialize().to_vec()).unwrap();
    assert!(json.contains("\"home_account_id\": null"), "as MSAL writes it: {json}");
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_renewed_and_who_demands_a_new_one_gets_it() {
    let world = World::start().await;
    let application = world.website(LUMENWORKS);
    let source = async |request: &ClientCredentialsRequest| {
        application.acquire_token_for_client(request).await.unwrap().source
    };
    let usual = for_graph();
    assert_eq!(source(&usual).await, TokenSource::Provider);
    world.pass(3600 - 300);
    assert_eq!(source(&usual).await, TokenSource::Cache);
    world.pass(1);
    assert_eq!(source(&usual).await, TokenSource::Provider);
    assert_eq!(source(&usual).await, TokenSource::Cache);
    let forced = ClientCredentialsRequest { refresh: Refresh::Always, ..for_graph() };
    assert_eq!(source(&forced).await, TokenSource::Provider);
    let claims = ClaimsChallenge::parse("{\"access_token\":{\"nbf\":{\"value\":\"1\"}}}").unwrap();
    let challenged = ClientCredentialsRequest { claims: Some(claims), ..for_graph() };
    assert_eq!(source(&challenged).await, TokenSource::Provider);
    assert_eq!(world.switches().redemptions("client_credentials"), 4);
}

#[tokio::test]
async fn one_that_the_provider_wants_renewed_is_answered_at_once_and_renewed_meanwhile() {
    let world = World::start().await;
    let application = world.website(LUMENWORKS);
    world.switches().set_refresh_in(Some(1000));
    let old = application.acquire_token_for_client(for_graph()).await.unwrap();
    // The provider's moment, and the most that a process lets pass after it.
    world.pass(1000 + 300);
    let served = application.acquire_token_for_client(for_graph()).await.unwrap();
    assert_eq!((served.source, &served.access_token), (TokenSource::Cache, &old.access_token));
    application.finish_renewals().await;
    let new = application.acquire_token_for_client(for_graph()).await.unwrap();
    assert_eq!(new.source, TokenSource::Cache);
    assert_ne!(new.access_token, old.access_token);
    assert_eq!(world.switches().redemptions("client_credentials"), 2);
}

#[tokio::test]
async fn while_the_provider_fails_a_token_that_has_not_ended_serves_and_it_is_left_alone_for_five_seconds() {
    let world = World::start().await;
    let application = world.website(LUMENWORKS);
    application.acquire_token_for_client(for_graph()).await.unwrap();
    world.pass(3600 - 10);
    let busy = Fault::Status { status: 503, retry_after: None };
    world.switches().fail_next(Endpoint::Token, busy, 1);
    let served = application.acquire_token_for_client(for_graph()).await.unwrap();
    assert_eq!(served.source, TokenSource::Cache);
    world.pass(4);
    let asked = world.switches().requests(Endpoint::Token);
    application.acquire_token_for_client(for_graph()).await.unwrap();
    assert_eq!(world.switches().requests(Endpoint::Token), asked, "it is left alone");
    world.pass(1);
    let new = application.acquire_token_for_client(for_graph()).await.unwrap();
    assert_eq!(new.source, TokenSource::Provider);
}

#[tokio::test]
async fn the_tenant_is_named_by_the_authority_or_the_request_and_each_has_its_tokens() {
    let world = World::start().await;
    let application = world.website("organizations");
    let error = application.acquire_token_for_client(for_graph()).await.unwrap_err();
    let SignInError::Confidential(ConfidentialProblem::TenantNeeded(many)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(many, "organizations");
    assert_eq!(world.switches().requests(Endpoint::Token), 0);

    let mut tenants = Vec::new();
    for tenant in [LUMENWORKS, "harbourpine.example", LUMENWORKS] {
        let request = ClientCredentialsRequest { tenant: Some(tenant.to_owned()), ..for_graph() };
        let token = application.acquire_token_for_client(&request).await.unwrap();
        tenants.push((claim(&token.access_token, "tid"), token.source));
    }
    let [home, other, again] = tenants.try_into().unwrap();
    assert_eq!((home.0.as_str(), home.1), (LUMENWORKS, TokenSource::Provider));
    assert_ne!(home.0, other.0);
    assert_eq!(again, (home.0, TokenSource::Cache));
    assert_eq!(world.stores.names().await.len(), 2);
}

#[tokio::test]
async fn only_all_of_an_api_can_be_asked_for() {
    let world = World::start().await;
    let application = world.website(LUMENWORKS);
    for scopes in [vec![], vec!["User.Read".to_owned()]] {
        let request = ClientCredentialsRequest::new(scopes);
        let error = application.acquire_token_for_client(request).await.unwrap_err();
        assert!(
            matches!(error, SignInError::Confidential(ConfidentialProblem::DefaultScopeNeeded(_))),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn of_many_equal_requests_one_asks_the_provider() {
    let world = World::start().await;
    let application = world.website(LUMENWORKS);
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let application = application.clone();
            tokio::spawn(async move { application.acquire_token_for_client(for_graph()).await.unwrap() })
        })
        .collect();
    let mut tokens = std::collections::BTreeSet::new();
    for task in tasks {
        tokens.insert(task.await.unwrap().access_token.expose().to_owned());
    }
    assert_eq!((tokens.len(), world.switches().redemptions("client_credentials")), (1, 1));
}

#[tokio::test]
async fn a_provider_without_tenants_is_asked_for_none() {
    let world = World::start().await;
    let authority = sign_in::Authority::openid("https://id.example").unwrap();
    let config = sign_in::ClientConfig::new("daemon", authority).unwrap();
    let http = sign_in::HttpClient::new().unwrap();
    let stores = std::sync::Arc::clone(&world.stores) as _;
    let application =
        sign_in::ConfidentialClientApplication::new(config, world.secret(WEBSITE), stores, http);
    let request = ClientCredentialsRequest { tenant: Some(LUMENWORKS.to_owned()), ..for_graph() };
    let error = application.acquire_token_for_client(request).await.unwrap_err();
    assert!(matches!(error, SignInError::Confidential(ConfidentialProblem::TenantNotExpected)), "{error:?}");
}
