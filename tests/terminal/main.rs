//! The command line and a real browser: each way to sign in, and out again.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{fs, process::Stdio};

use demo_tenant::{DemoOptions, DemoTenant};
use end_to_end::{Browser, workspace};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

/// A user with a passphrase and one provider: a demo tenant that runs apart from the program.
struct World {
    folder: TempDir,
    tenant: DemoTenant,
}

impl World {
    async fn start() -> Self {
        let (folder, tenant) =
            (TempDir::new().unwrap(), DemoTenant::start(DemoOptions::default()).await.unwrap());
        let issuer = format!("{}{}/v2.0", tenant.base_url(), tenant.tenants()[0].id);
        let provider = json!({
            "id": "work", "kind": "oidc", "name": "Work", "authority": issuer, "clientId": tenant.client_id(),
        });
        let settings = folder.path().join("tessera/settings.json");
        fs::create_dir_all(settings.parent().unwrap()).unwrap();
        fs::write(settings, json!({"providers": [provider]}).to_string()).unwrap();
        fs::write(folder.path().join("passphrase"), "correct horse battery staple\n").unwrap();
        Self { folder, tenant }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), Into::into);
        let mut command = Command::new(target.join("debug/tessera"));
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(name);
        }
        for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"] {
            command.env(name, self.folder.path());
        }
        command.env("TESSERA_PASSPHRASE_FILE", self.folder.path().join("passphrase"));
        command.args(arguments).env("BROWSER", "true").env("LC_ALL", "C.UTF-8").kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    async fn accounts(&self) -> Vec<Value> {
        let output = self.command(&["accounts", "--json"]).output().await.unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// The program while it waits.
struct Waiting {
    child: Child,
    told: Lines<BufReader<ChildStderr>>,
}

impl Waiting {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let told = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, told }
    }

    /// The first line that it tells and that is a link.
    async fn link(&mut self) -> String {
        let mut told = String::new();
        while let Some(line) = self.told.next_line().await.unwrap() {
            if line.starts_with("http") {
                return line;
            }
            told += &line;
        }
        panic!("no link in {told}")
    }

    /// What it answers in the end.
    async fn end(mut self) -> String {
        let mut answer = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut answer).await.unwrap();
        assert!(self.child.wait().await.unwrap().success(), "{answer}");
        answer
    }
}

/// Signs Ada in, in that browser.
async fn sign_in(world: &World, browser: &Browser, arguments: &[&str]) {
    let mut waiting = Waiting::start(world.command(&[&["sign-in"], arguments].concat()));
    browser.go(&waiting.link().await).await;
    browser.click("#person-ada").await;
    browser.click("#accept").await;
    browser.reads("You are signed in").await;
    assert!(waiting.end().await.contains("ada@lumenworks.example is signed in"));
    assert_eq!(world.accounts().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_the_code_comes_in_the_address() {
    let (world, browser) = (World::start().await, Browser::start().await);
    sign_in(&world, &browser, &[]).await;
    assert!(browser.address().await.contains("code="));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_the_code_comes_in_a_form_and_in_no_address() {
    let (world, browser) = (World::start().await, Browser::start().await);
    sign_in(&world, &browser, &["--form-post"]).await;
    assert!(!browser.address().await.contains("code="));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_types_the_code_that_the_program_shows() {
    let (world, browser) = (World::start().await, Browser::start().await);
    world.tenant.switches().set_device_code_interval(1);
    let mut waiting = Waiting::start(world.command(&["sign-in", "--device-code", "--json"]));
    let mut answer = BufReader::new(waiting.child.stdout.take().unwrap());
    let mut line = String::new();
    answer.read_line(&mut line).await.unwrap();
    let code: Value = serde_json::from_str(&line).unwrap();
    browser.go(code["verificationUri"].as_str().unwrap()).await;
    browser.type_into("#user-code", code["userCode"].as_str().unwrap()).await;
    browser.click("#next").await;
    browser.click("#person-ada").await;
    browser.click("#accept").await;
    browser.shows("#device-let-in").await;
    let mut account = String::new();
    answer.read_to_string(&mut account).await.unwrap();
    assert!(waiting.child.wait().await.unwrap().success() && account.contains("ada@lumenworks.example"));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_in_the_browser_too_is_asked_again_who_they_are() {
    let (world, browser) = (World::start().await, Browser::start().await);
    sign_in(&world, &browser, &[]).await;
    // Without a question while the browser's session lasts.
    let mut again = Waiting::start(world.command(&["sign-in", "--prompt", "when-needed"]));
    browser.go(&again.link().await).await;
    browser.reads("You are signed in").await;
    again.end().await;

    let mut leaving = Waiting::start(world.command(&["sign-out", "ada@lumenworks.example", "--browser"]));
    browser.go(&leaving.link().await).await;
    browser.shows("#signed-out").await;
    assert!(leaving.end().await.contains("Gone: 1 account"));
    assert!(world.accounts().await.is_empty());

    let mut again = Waiting::start(world.command(&["sign-in", "--prompt", "when-needed"]));
    browser.go(&again.link().await).await;
    browser.shows("#person-ada").await;
    browser.close().await;
}
