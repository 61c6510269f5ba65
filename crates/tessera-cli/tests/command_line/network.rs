//! Proxies, certificates, clocks and refusals, as the person at the terminal sees them.

use std::fs;

use demo_tenant::{DemoOptions, DemoTenant, Endpoint, Fault, Product, Refusal, Tls};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::support::{Ended, Proxy, World, end};

const HOST: &str = "lumenworks.ciamlogin.com";

/// External ID under its own name, which a proxy with a password leads to.
struct Remote {
    runtime: Runtime,
    tenant: DemoTenant,
    proxy: Proxy,
}

impl Remote {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let (product, host) = (Product::ExternalId, Some(HOST.to_owned()));
        let options = DemoOptions { product, host, tls: Tls::SelfSigned, ..DemoOptions::default() };
        let tenant = runtime.block_on(DemoTenant::start(options)).unwrap();
        let port = tenant.base_url().port().unwrap();
        let proxy = runtime.block_on(Proxy::start(port, Some("ada:a secret")));
        Self { runtime, tenant, proxy }
    }

    /// Connects it, with the environment's variables besides.
    fn add(&self, world: &World, variables: &[(&str, &str)], more: &[&str]) -> Ended {
        let ca_file = world.path("ca.pem");
        fs::write(&ca_file, self.tenant.certificate_pem().unwrap()).unwrap();
        let authority = format!("https://{HOST}");
        let mut command = world.command();
        command.args(["providers", "add", "external-id", "--client-id", self.tenant.client_id()]);
        command.args(["--authority", &authority]).args(more);
        command.env("HTTPS_PROXY", format!("http://ada:a%20secret@127.0.0.1:{}", self.proxy.port));
        command.env("TESSERA_CA_FILE", ca_file).env_remove("NO_PROXY").envs(variables.iter().copied());
        let ended = end(&mut command);
        world.remember(&ended);
        assert!(!format!("{ended:?}").contains("secret"), "{ended:?}");
        ended
    }
}

#[test]
fn a_provider_is_reached_through_the_environments_proxy_with_its_own_certificate_authority() {
    let (world, remote) = (World::new(), Remote::start());
    let told = remote.add(&world, &[], &["--json"]).json();
    assert_eq!((&told["kind"], &told["name"]), (&json!("external-id"), &json!(HOST)));
    assert_eq!(remote.proxy.hosts(), [format!("{HOST}:443")]);
    drop(remote.runtime);
}

#[test]
fn a_certificate_authority_that_is_not_named_is_not_trusted() {
    let (world, remote) = (World::new(), Remote::start());
    let said = remote.add(&world, &[("TESSERA_CA_FILE", "")], &[]).failed(1);
    assert!(said.contains(&format!("the certificate of {HOST} is not trusted")), "{said}");
    // An option goes before the variable, and the variable before the settings.
    let ca_file = world.path("ca.pem");
    let option = ["--ca-file", ca_file.to_str().unwrap()];
    remote.add(&world, &[("TESSERA_CA_FILE", "/nowhere")], &option).text();
    world.write_settings(&json!({"caFile": ca_file}));
    remote.add(&world, &[("TESSERA_CA_FILE", "")], &[]).text();
    let said = remote.add(&world, &[("TESSERA_CA_FILE", "/nowhere")], &[]).failed(2);
    assert!(said.contains("the certificates in /nowhere cannot be used"), "{said}");
}

#[test]
fn a_host_that_needs_no_proxy_is_asked_without_one() {
    let (world, remote) = (World::new(), Remote::start());
    let said = remote.add(&world, &[("NO_PROXY", "ciamlogin.com")], &[]);
    assert_eq!((said.code, remote.proxy.hosts().len()), (1, 0), "{said:?}");
}

/// The demo tenant on the loopback, known by its issuer alone.
fn issuer(tenant: &DemoTenant) -> String {
    format!("{}{}/v2.0", tenant.base_url(), tenant.tenants()[0].id)
}

#[test]
fn a_refusal_is_explained_in_the_persons_language_with_the_code() {
    let world = World::new();
    let runtime = Runtime::new().unwrap();
    let tenant = runtime.block_on(DemoTenant::start(DemoOptions::default())).unwrap();
    let issuer = issuer(&tenant);
    for (language, sentence) in [
        ("en", "A policy of your organization blocks this"),
        ("pt-BR", "Uma política da sua organização bloqueia isto"),
        ("it", "Un criterio della tua organizzazione lo blocca"),
    ] {
        let refused = Fault::Refuse(Refusal::ConditionalAccess);
        tenant.switches().fail_next(Endpoint::Configuration, refused, 1);
        let openid = ["providers", "add", "openid", "--issuer", &issuer, "--client-id", "a"];
        let said = world.run(&[&openid[..], &["--lang", language]].concat()).failed(1);
        let lines: Vec<&str> = said.lines().collect();
        assert!(lines.len() == 2 && lines[0].contains("AADSTS53003"), "{said}");
        assert!(lines[1].starts_with(sentence), "{said}");
    }
}

#[test]
fn a_clock_that_is_some_minutes_wrong_is_told() {
    let world = World::new();
    let runtime = Runtime::new().unwrap();
    let tenant = runtime.block_on(DemoTenant::start(DemoOptions::default())).unwrap();
    tenant.switches().skew_clock(245);
    let provider = json!({
        "id": "work", "kind": "oidc", "name": "Work", "authority": issuer(&tenant), "clientId": tenant.client_id(),
    });
    world.write_settings(&json!({"providers": [provider]}));
    let ended = world.sign_in("ada");
    assert!(ended.err.contains("clock is 4 minutes behind the provider's"), "{ended:?}");
}
