//! Clouds and hosts that instance discovery tells of.

use std::sync::Arc;

use demo_tenant::Product;
use sign_in::{
    Authority, AuthorityProblem, ClientConfig, HttpClient, InstanceDiscovery, PublicClientApplication,
    Refresh, SignInError, SilentOutcome, SilentRequest, TokenSource,
};
use token_cache::AccountId;
use url::Url;

use crate::{World, source};

fn discovery_at(host: &str) -> InstanceDiscovery {
    InstanceDiscovery::At(Url::parse(&format!("https://{host}/common/discovery/instance")).unwrap())
}

#[tokio::test]
async fn an_unknown_cloud_signs_in_once_it_is_vouched_for() {
    let host = "login.newcloud.example";
    let world = World::start(Product::Entra, host).await;
    for discovery in [discovery_at(host), InstanceDiscovery::Off] {
        let authority = Authority::entra(&format!("https://{host}/organizations")).unwrap();
        let config = ClientConfig::new(world.tenant.client_id(), authority).unwrap();
        let config = config.with_instance_discovery(discovery.clone());
        let application = PublicClientApplication::new(config, Arc::clone(&world.store) as _, world.http());
        let account = world.sign_in(&application, "User.Read").await;
        assert_eq!(account.environment, host);
    }
    assert_eq!(world.tenant.switches().requests(demo_tenant::Endpoint::InstanceDiscovery), 1, "a day long");
}

impl World {
    /// As another library does that files everything under another name of the environment.
    async fn rename_environment(&self, from: &'static str, to: &'static str) {
        self.store
            .edit(move |json| {
                let renamed = json.to_string().replace(from, to);
                *json = serde_json::from_str(&renamed).unwrap();
            })
            .await;
    }

    fn in_new_cloud(&self, http: HttpClient) -> PublicClientApplication {
        let authority = Authority::entra("https://login.newcloud.example/organizations").unwrap();
        let config = ClientConfig::new(self.tenant.client_id(), authority).unwrap();
        let config = config.with_instance_discovery(discovery_at("login.newcloud.example"));
        PublicClientApplication::new(config, Arc::clone(&self.store) as _, http)
    }
}

#[tokio::test]
async fn what_is_under_a_name_that_only_discovery_tells_is_found_and_renewed() {
    let (host, other) = ("login.newcloud.example", "sts.newcloud.example");
    let world = World::start(Product::Entra, host).await;
    let by_host = world.sign_in(&world.in_new_cloud(world.http()), "User.Read").await;
    world.rename_environment(host, other).await;
    let by_other = AccountId { environment: other.to_owned(), ..by_host.clone() };
    for account in [&by_host, &by_other] {
        // As a new process, which has been told no names yet.
        let application = world.in_new_cloud(world.http());
        assert_eq!(source(&application, account, Refresh::WhenExpired).await.unwrap(), TokenSource::Cache);
    }
    let application = world.in_new_cloud(world.http());
    assert_eq!(source(&application, &by_host, Refresh::Always).await.unwrap(), TokenSource::RefreshToken);
    let stranger = AccountId { environment: "sts.elsewhere.example".to_owned(), ..by_host };
    let request = SilentRequest::new(stranger, vec!["User.Read".to_owned()]);
    let outcome = application.acquire_token_silent(request).await.unwrap();
    assert!(matches!(outcome, SilentOutcome::InteractionRequired(_)), "{outcome:?}");
}

#[tokio::test]
async fn what_is_under_a_name_that_is_known_anyway_is_found_offline() {
    let world = World::start(Product::Entra, "login.microsoftonline.com").await;
    let authority = Authority::parse("organizations").unwrap();
    let account = world.sign_in(&world.application(authority.clone()), "User.Read").await;
    world.rename_environment("login.microsoftonline.com", "login.windows.net").await;
    assert_eq!(world.offline(authority, &account, "User.Read").await.unwrap(), TokenSource::Cache);
}

#[tokio::test]
async fn a_host_that_nobody_vouches_for_is_asked_for_nothing() {
    let world = World::start(Product::Entra, "login.newcloud.example").await;
    let authority = Authority::entra("https://login.unknown.example/organizations").unwrap();
    let config = ClientConfig::new(world.tenant.client_id(), authority).unwrap();
    let config = config.with_instance_discovery(discovery_at("login.newcloud.example"));
    let application = PublicClientApplication::new(config, Arc::clone(&world.store) as _, world.http());
    match application.discover().await {
        Err(SignInError::AuthorityInvalid { problem: AuthorityProblem::NotAnEntraHost(host), .. }) => {
            assert_eq!(host, "login.unknown.example");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.proxy.hosts(), ["login.newcloud.example:443"]);
}
