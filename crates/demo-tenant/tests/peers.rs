//! Clients that we did not write: MSAL Python and MSAL Node, over HTTPS with a certificate that they alone trust.
#![allow(clippy::unwrap_used, reason = "clippy takes the helpers of a test for production code")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use demo_tenant::{Client, ClientKind, DemoOptions, DemoTenant, ENVIRONMENT, Endpoint, Tls};
use serde_json::Value;
use tempfile::TempDir;

const ADA: &str = "ada@lumenworks.example";
const BRUNO: &str = "bruno@lumenworks.example";

#[derive(Clone, Copy, Debug)]
enum Peer {
    Python,
    Node,
}

/// A peer's own files and the tenant's.
struct Desk {
    peer: Peer,
    folder: TempDir,
    tenant: DemoTenant,
    client: &'static Client,
}

impl Desk {
    async fn new(peer: Peer) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tenant = start(&folder).await;
        let client = &tenant.clients()[0];
        Self { peer, folder, tenant, client }
    }

    async fn restart(self) -> Self {
        let Self { peer, folder, tenant, client } = self;
        // Started before the old one ends, so that the port is another for certain.
        let next = start(&folder).await;
        assert_ne!(next.base_url().port(), tenant.base_url().port());
        tenant.stop().await;
        Self { peer, folder, tenant: next, client }
    }

    async fn run(&self, step: &'static str) -> Value {
        let mut command = self.command(step);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{:?} {step}: {errors}", self.peer);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn command(&self, step: &str) -> Command {
        let certificate = self.folder.path().join("certificate.pem");
        std::fs::write(&certificate, self.tenant.certificate_pem().unwrap()).unwrap();
        let (program, script) = match self.peer {
            Peer::Python => (peers().join("python/bin/python"), "demo_msal_python.py"),
            Peer::Node => (PathBuf::from("node"), "demo_msal_node.mjs"),
        };
        let mut command = Command::new(program);
        command.arg(root().join("tests/peers").join(script)).arg(step).arg(self.tenant.base_url().as_str());
        command.arg(self.client.id);
        if let ClientKind::Confidential { secret } = self.client.kind {
            command.env("DEMO_CLIENT_SECRET", secret);
        }
        match self.peer {
            // The variable wins over what a program says to `requests`.
            Peer::Python => command.arg(&certificate).env("REQUESTS_CA_BUNDLE", &certificate),
            Peer::Node => command.env("NODE_EXTRA_CA_CERTS", &certificate).env("TESSERA_PEERS", peers()),
        };
        command.arg(self.folder.path().join("cache.json")).args([ADA, BRUNO]).stdin(Stdio::null());
        command
    }
}

async fn start(folder: &TempDir) -> DemoTenant {
    let state_dir = Some(folder.path().join("state"));
    DemoTenant::start(DemoOptions { state_dir, tls: Tls::SelfSigned, ..DemoOptions::default() })
        .await
        .unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn peers() -> PathBuf {
    let folder = std::env::var_os("TESSERA_PEERS").map_or_else(|| root().join("target/peers"), PathBuf::from);
    for part in ["python/bin/python", "node/node_modules/@azure/msal-node"] {
        assert!(
            folder.join(part).exists(),
            "{part} is missing in {}: run ./test, which installs it",
            folder.display()
        );
    }
    folder
}

async fn signs_in_and_renews(peer: Peer, environment: &str) {
    let desk = Desk::new(peer).await;
    let seen = desk.run("sign-in").await;
    let version = match peer {
        Peer::Python => "1.39.",
        Peer::Node => "7.",
    };
    assert!(support::text(&seen, "msal").starts_with(version), "{seen}");
    for username in [ADA, BRUNO] {
        let person = desk.tenant.people().iter().find(|person| person.username == username).unwrap();
        let account = &seen["people"][username];
        assert_eq!(account["home_account_id"], person.home_account_id());
        assert_eq!(account["environment"], environment);
        assert_eq!((&account["forced"], &account["silent"]), (&"identity_provider".into(), &"cache".into()));
    }
    assert_eq!(desk.tenant.switches().redemptions("authorization_code"), 2);
    assert_eq!(desk.tenant.switches().redemptions("refresh_token"), 2);

    // Both take a token with less than five minutes left for expired.
    desk.tenant.switches().set_access_token_lifetime(200);
    let renewed = desk.run("renew").await;
    assert_eq!(renewed["people"][ADA]["silent"], "identity_provider");
    assert_eq!(desk.tenant.switches().redemptions("refresh_token"), 6);

    let desk = desk.restart().await;
    let renewed = desk.run("renew").await;
    assert_eq!(renewed["people"][BRUNO]["environment"], environment);
    assert_eq!(desk.tenant.switches().redemptions("authorization_code"), 0);
    assert_eq!(desk.tenant.switches().redemptions("refresh_token"), 2);

    desk.tenant.switches().revoke_grants("ada").await.unwrap();
    let refused = desk.run("renew").await;
    let expected =
        serde_json::json!({ "error": "invalid_grant", "codes": [50_173], "suberror": "bad_token" });
    assert_eq!(refused["people"][ADA], expected);
    assert_eq!(refused["people"][BRUNO]["forced"], "identity_provider");
}

#[tokio::test]
async fn msal_python_signs_in_renews_silently_and_outlives_a_restart() {
    // MSAL Python files tokens under the host of the authority, without the port.
    signs_in_and_renews(Peer::Python, "localhost").await;
}

#[tokio::test]
async fn msal_node_signs_in_renews_silently_and_outlives_a_restart() {
    // MSAL Node files them under the preferred name of instance discovery.
    signs_in_and_renews(Peer::Node, ENVIRONMENT).await;
}

/// MSAL Node fetches a token for another API besides.
async fn signs_in_by_form(peer: Peer, environment: &str, renewals: u64) {
    let desk = Desk::new(peer).await;
    let seen = desk.run("form-post").await;
    for username in [ADA, BRUNO] {
        let account = &seen["people"][username];
        assert_eq!(account["environment"], environment);
        assert_eq!((&account["forced"], &account["silent"]), (&"identity_provider".into(), &"cache".into()));
    }
    assert_eq!(desk.tenant.switches().redemptions("authorization_code"), 2);
    assert_eq!(desk.tenant.switches().redemptions("refresh_token"), renewals);
}

#[tokio::test]
async fn msal_python_signs_in_by_a_posted_form() {
    signs_in_by_form(Peer::Python, "localhost", 2).await;
}

#[tokio::test]
async fn msal_node_signs_in_by_a_posted_form_and_consents_to_another_api_besides() {
    signs_in_by_form(Peer::Node, ENVIRONMENT, 4).await;
}

/// Both are refused once and let in once, for each person.
async fn signs_in_by_device_code(peer: Peer, environment: &str) {
    let desk = Desk::new(peer).await;
    desk.tenant.switches().set_device_code_interval(1);
    let seen = desk.run("device-code").await;
    for username in [ADA, BRUNO] {
        let person = desk.tenant.people().iter().find(|person| person.username == username).unwrap();
        let account = &seen["people"][username];
        assert_eq!(account["home_account_id"], person.home_account_id());
        assert_eq!(account["environment"], environment);
        assert_eq!((&account["forced"], &account["silent"]), (&"identity_provider".into(), &"cache".into()));
    }
    let device_code = "urn:ietf:params:oauth:grant-type:device_code";
    assert_eq!(desk.tenant.switches().redemptions(device_code), 2);
    assert_eq!(desk.tenant.switches().requests(Endpoint::DeviceCode), 4);
    assert_eq!(desk.tenant.switches().redemptions("authorization_code"), 0);
}

#[tokio::test]
async fn msal_python_signs_in_by_a_device_code() {
    signs_in_by_device_code(Peer::Python, "localhost").await;
}

#[tokio::test]
async fn msal_node_signs_in_by_a_device_code() {
    signs_in_by_device_code(Peer::Node, ENVIRONMENT).await;
}

/// A code and refresh tokens are redeemed with the client's secret, and with no other.
async fn signs_in_at_a_website(peer: Peer, environment: &str) {
    let mut desk = Desk::new(peer).await;
    desk.client = desk.tenant.clients().iter().find(|client| client.kind != ClientKind::Public).unwrap();
    let seen = desk.run("sign-in").await;
    for username in [ADA, BRUNO] {
        let account = &seen["people"][username];
        assert_eq!(account["environment"], environment);
        assert_eq!((&account["forced"], &account["silent"]), (&"identity_provider".into(), &"cache".into()));
    }
    assert_eq!(desk.tenant.switches().redemptions("authorization_code"), 2);
    assert_eq!(desk.tenant.switches().redemptions("refresh_token"), 2);
    let mut command = desk.command("renew");
    command.env("DEMO_CLIENT_SECRET", "another secret");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let refused: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(refused["people"][ADA]["error"], "invalid_client", "{refused}");
}

#[tokio::test]
async fn msal_python_signs_in_at_a_website() {
    signs_in_at_a_website(Peer::Python, "localhost").await;
}

#[tokio::test]
async fn msal_node_signs_in_at_a_website() {
    signs_in_at_a_website(Peer::Node, ENVIRONMENT).await;
}

/// Tokens for the application itself, and for an API on behalf of whoever called it.
async fn acts_for_itself_and_for_callers(peer: Peer, environment: &str) {
    let mut desk = Desk::new(peer).await;
    let by_name = |name: &str| desk.tenant.clients().iter().find(|client| client.name == name).unwrap();
    let api = by_name("Demo Notebook");
    desk.client = by_name("Demo Website");
    let secret = match api.kind {
        ClientKind::Confidential { secret } => Some(secret),
        ClientKind::Public => None,
    };
    let secret = secret.unwrap();
    let mut command = desk.command("on-behalf-of");
    command
        .env("DEMO_TENANT", desk.tenant.tenants()[0].id)
        .env("DEMO_API_ID", api.id)
        .env("DEMO_API_SECRET", secret);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (username, first) in [(ADA, "identity_provider"), (BRUNO, "cache")] {
        let account = &seen["people"][username];
        assert_eq!(account["own"], serde_json::json!([first, "cache"]), "{seen}");
        assert_eq!(account["environment"], environment);
    }
    assert_eq!(desk.tenant.switches().redemptions("client_credentials"), 1);
    assert_eq!(desk.tenant.switches().redemptions("urn:ietf:params:oauth:grant-type:jwt-bearer"), 2);
}

#[tokio::test]
async fn msal_python_acts_for_itself_and_for_callers() {
    acts_for_itself_and_for_callers(Peer::Python, "localhost").await;
}

#[tokio::test]
async fn msal_node_acts_for_itself_and_for_callers() {
    acts_for_itself_and_for_callers(Peer::Node, ENVIRONMENT).await;
}

#[tokio::test]
async fn the_certificate_is_trusted_by_those_alone_who_were_given_it() {
    let desk = Desk::new(Peer::Node).await;
    let mut command = desk.command("sign-in");
    command.env_remove("NODE_EXTRA_CA_CERTS");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(!output.status.success());
    assert_eq!(desk.tenant.switches().redemptions("authorization_code"), 0);
}
