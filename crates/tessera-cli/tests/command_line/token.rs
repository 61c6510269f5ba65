//! `token`: explained, on demand, with claims, and by many processes at once.

#[cfg(target_os = "linux")]
mod killed;

use std::{
    process::{Child, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use demo_tenant::{DemoOptions, DemoTenant, RefreshTokenRule};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::support::{Seed, World};

/// A demo tenant that stays while programs come and go, known to them by its issuer.
struct Tenant {
    world: World,
    provider: DemoTenant,
    runtime: Runtime,
}

impl Tenant {
    fn with_ada() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let tenant = runtime.block_on(DemoTenant::start(DemoOptions::default())).unwrap();
        let home = tenant.people().iter().find(|person| person.id == "ada").unwrap().tenant_id;
        let world = World::new();
        world.write_settings(&json!({"providers": [{
            "id": "tenant", "kind": "oidc", "name": "Tenant", "clientId": tenant.client_id(),
            "authority": format!("{}{home}/v2.0", tenant.base_url()), "scopes": ["User.Read"],
        }]}));
        let this = Self { world, provider: tenant, runtime };
        this.provider.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
        this
    }

    /// Signs Ada in with an access token that lives so long.
    fn sign_in(&self, seconds: i64) {
        self.provider.switches().set_access_token_lifetime(seconds);
        self.world.sign_in("ada").json();
        self.provider.switches().set_access_token_lifetime(3600);
    }

    fn token(&self, arguments: &[&str]) -> Value {
        self.world.run_secretive(&[&["token", "--scope", "User.Read"], arguments].concat()).json()
    }

    fn renewals(&self) -> u64 {
        self.provider.switches().redemptions("refresh_token")
    }
}

#[test]
fn fifty_processes_that_need_one_token_cause_one_redemption() {
    let tenant = Tenant::with_ada();
    // It ends within the margin, so it is as good as ended.
    tenant.sign_in(60);
    let ask = || {
        let mut command = tenant.world.command();
        command.args(["token", "--scope", "User.Read", "--wait", "120"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let processes: Vec<Child> = (0..50).map(|_| ask()).collect();
    let answers: Vec<_> = processes
        .into_iter()
        .map(|process| {
            let output = process.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
            answer["accessToken"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!((answers.len(), tenant.renewals()), (50, 1));
    assert!(answers.iter().all(|answer| *answer == answers[0]), "all have the one token");
}

#[test]
fn a_sign_out_by_one_process_is_not_undone_by_the_renewal_of_another() {
    let tenant = Tenant::with_ada();
    tenant.sign_in(60);
    let name = tenant.world.run(&["accounts", "--json"]).json()[0]["homeAccountId"].clone();
    let mut renewing = tenant.world.command();
    renewing.args(["token", "--scope", "User.Read", "--refresh", "--account", name.as_str().unwrap()]);
    let renewing = renewing.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    tenant.world.run(&["sign-out", name.as_str().unwrap()]).text();
    renewing.wait_with_output().unwrap();
    let cache = tenant.world.export();
    for section in ["AccessToken", "RefreshToken", "Account", "IdToken"] {
        assert!(cache[section].as_object().is_none_or(serde_json::Map::is_empty), "{cache}");
    }
}

#[test]
fn a_new_token_comes_on_demand_and_for_claims() {
    let tenant = Tenant::with_ada();
    tenant.sign_in(3600);
    let cached = tenant.token(&[]);
    assert_eq!(tenant.renewals(), 0);
    let fresh = tenant.token(&["--refresh"]);
    assert_ne!(fresh["accessToken"], cached["accessToken"]);
    let claims = r#"{"access_token":{"acrs":{"value":"c1"}}}"#;
    let claimed = tenant.token(&["--claims", claims]);
    let text = token_cache::Secret::new(claimed["accessToken"].as_str().unwrap().to_owned());
    assert_eq!(token_cache::decode_jwt(&text).unwrap().claims["acrs"], json!(["c1"]));
    assert_eq!((tenant.token(&[]), tenant.renewals()), (claimed, 2));
}

#[test]
fn what_the_provider_wants_renewed_is_answered_and_renewed_before_the_program_ends() {
    let tenant = Tenant::with_ada();
    tenant.provider.switches().set_refresh_in(Some(-301));
    tenant.sign_in(3600);
    let cached = tenant.token(&[]);
    assert_eq!(tenant.renewals(), 1);
    assert_ne!(tenant.token(&[])["accessToken"], cached["accessToken"]);
}

#[test]
fn a_dead_refresh_token_is_tried_by_one_program_and_the_account_says_so() {
    let tenant = Tenant::with_ada();
    tenant.sign_in(60);
    tenant.runtime.block_on(tenant.provider.switches().revoke_grants("ada")).unwrap();
    let said = tenant.world.run(&["token", "--scope", "User.Read"]).failed(3);
    assert!(said.contains("AADSTS50173"), "{said}");
    let asked = tenant.provider.switches().requests(demo_tenant::Endpoint::Token);
    let said = tenant.world.run(&["token", "--scope", "User.Read"]).failed(3);
    assert!(said.contains("AADSTS50173"), "{said}");
    assert_eq!(tenant.provider.switches().requests(demo_tenant::Endpoint::Token), asked);
    assert_eq!(tenant.world.run(&["accounts", "--json"]).json()[0]["state"], "sign-in-again");
    let told = tenant.world.run(&["token", "--scope", "User.Read", "--explain"]).text();
    assert!(told.contains("called it dead") && told.contains("every refresh token is dead"), "{told}");
}

#[test]
fn an_explanation_goes_step_by_step_and_tells_no_secret() {
    let tenant = Tenant::with_ada();
    tenant.sign_in(3600);
    let explain =
        |arguments: &[&str]| tenant.world.run(&[&["token", "--explain", "--scope"], arguments].concat());
    let told = explain(&["User.Read", "--json"]).json();
    let steps: Vec<_> = told["steps"].as_array().unwrap().iter().map(|step| step["step"].clone()).collect();
    let expected =
        ["environment", "account", "client", "realm", "scopes", "cache", "access-token", "refresh-token"];
    assert_eq!(steps, expected);
    assert_eq!(told["conclusion"]["outcome"], "cached-token");
    let end = told["conclusion"]["expiresOn"].as_i64().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert!(end > now.try_into().unwrap());
    let told = explain(&["User.Read"]).text();
    assert!(told.ends_with("So the cached token is the answer.\n"), "{told}");
    let told = explain(&["Mail.Read"]).text();
    assert!(told.contains("it lacks Mail.Read") && told.contains("asked for a new token"), "{told}");
    let told = explain(&["User.Read", "--refresh"]).text();
    assert!(told.contains("a new one is demanded"), "{told}");
    assert_eq!(tenant.renewals(), 0, "nobody is asked");
    for (language, said) in [("pt-BR", "Portanto, a resposta é"), ("it", "Quindi la risposta è")] {
        let told = explain(&["User.Read", "--lang", language]).text();
        assert!(told.contains(said), "{told}");
    }
}

#[test]
fn claims_that_are_none_are_wrong_usage_in_each_language() {
    let world = World::with(&Seed::two_people().json());
    world.connect_demo_tenant();
    for (language, said) in
        [("en", "not an object in JSON"), ("pt-BR", "não são um objeto"), ("it", "non sono un oggetto")]
    {
        let arguments = ["token", "--scope", "s", "--account", "ada@example.com", "--claims", "x"];
        let told = world.run(&[&arguments[..], &["--lang", language]].concat()).failed(2);
        assert!(told.contains(said), "{told}");
    }
}
