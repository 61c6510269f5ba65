//! What the discovery endpoints answer.

mod support;

use demo_tenant::{DemoOptions, DemoTenant, ENVIRONMENT};
use support::json;

#[tokio::test]
async fn common_gives_an_issuer_with_a_template_and_a_tenant_its_own() {
    let tenant = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let base = tenant.base_url();
    let common = json(format!("{base}common/v2.0/.well-known/openid-configuration")).await;
    assert_eq!(common["issuer"], format!("{base}{{tenantid}}/v2.0"));
    let lumenworks = json(format!("{base}lumenworks.example/v2.0/.well-known/openid-configuration")).await;
    assert_eq!(lumenworks["issuer"], format!("{base}{}/v2.0", tenant.tenants()[0].id));
    let keys = json(lumenworks["jwks_uri"].as_str().unwrap().to_owned()).await;
    assert_eq!(keys["keys"][0]["alg"], "RS256");
}

#[tokio::test]
async fn an_unknown_tenant_is_named_as_such() {
    let tenant = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let base = tenant.base_url();
    let refused = json(format!("{base}nowhere.example/v2.0/.well-known/openid-configuration")).await;
    assert_eq!(refused["error_codes"][0], 90_002);
}

#[tokio::test]
async fn instance_discovery_names_the_environment_that_does_not_change() {
    let tenant = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let base = tenant.base_url();
    let endpoint = "authorization_endpoint=https://localhost/common/oauth2/v2.0/authorize";
    let instance = json(format!("{base}common/discovery/instance?api-version=1.1&{endpoint}")).await;
    assert_eq!(instance["metadata"][0]["preferred_cache"], ENVIRONMENT);
    let foreign = "authorization_endpoint=https://login.evil.example/common/oauth2/v2.0/authorize";
    let refused = json(format!("{base}common/discovery/instance?{foreign}")).await;
    assert_eq!(refused["error"], "invalid_instance");
}
