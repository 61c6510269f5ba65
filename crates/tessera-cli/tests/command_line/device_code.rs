//! Signing in by a code, with a person who types it elsewhere.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
};

use demo_tenant::{DemoOptions, DemoTenant};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::support::{Browser, Ended, World};

/// A demo tenant that runs outside the program, known to it by its issuer alone.
struct Provider {
    runtime: Runtime,
    tenant: DemoTenant,
}

impl Provider {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let tenant = runtime.block_on(DemoTenant::start(DemoOptions::default())).unwrap();
        tenant.switches().set_device_code_interval(1);
        Self { runtime, tenant }
    }

    fn connect(&self, world: &World) {
        let issuer = format!("{}{}/v2.0", self.tenant.base_url(), self.tenant.tenants()[0].id);
        let client_id = self.tenant.client_id();
        let provider =
            json!({"id": "work", "kind": "oidc", "name": "Work", "authority": issuer, "clientId": client_id});
        world.write_settings(&json!({"providers": [provider]}));
    }

    /// What the page says in the end.
    fn type_code(&self, code: &Value, person: &str, decision: &str) -> String {
        let page = code["verificationUri"].as_str().unwrap().parse().unwrap();
        let code = code["userCode"].as_str().unwrap();
        self.runtime.block_on(Browser::new().type_code(&page, code, person, decision))
    }
}

/// The program while it waits.
struct Waiting {
    child: Child,
    out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
    told: String,
}

impl Waiting {
    fn start(world: &World, arguments: &[&str]) -> Self {
        let mut command = world.command();
        command.arg("sign-in").args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let err = BufReader::new(child.stderr.take().unwrap());
        Self { child, out, err, told: String::new() }
    }

    /// The first line of the answer.
    fn code(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?} is no JSON: {}", self.err_so_far()))
    }

    fn err_so_far(&mut self) -> String {
        drop(self.child.kill());
        let mut err = String::new();
        self.err.read_to_string(&mut err).unwrap();
        err
    }

    /// Reads what it says until it says this.
    fn until(&mut self, words: &str) {
        while !self.told.contains(words) {
            assert_ne!(self.err.read_line(&mut self.told).unwrap(), 0, "no {words} in {}", self.told);
        }
    }

    /// As Ctrl-C does.
    fn interrupt(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    }

    fn end(mut self, world: &World) -> Ended {
        let (mut out, mut err) = (String::new(), std::mem::take(&mut self.told));
        self.out.read_to_string(&mut out).unwrap();
        self.err.read_to_string(&mut err).unwrap();
        let ended = Ended { code: self.child.wait().unwrap().code().unwrap(), out, err };
        world.remember(&ended);
        ended
    }
}

/// However the test ends.
impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_person_types_the_code_elsewhere_and_is_signed_in_here() {
    let (world, provider) = (World::new(), Provider::start());
    provider.connect(&world);
    let mut waiting = Waiting::start(&world, &["--device-code", "--json", "--provider", "work"]);
    let code = waiting.code();
    let fields: Vec<_> = code.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        ["userCode", "verificationUri", "verificationUriComplete", "message", "expiresOn", "interval"]
    );
    assert_eq!((&code["interval"], &code["verificationUriComplete"]), (&json!(1), &Value::Null));
    waiting.until("Ctrl-C cancels");
    for part in ["userCode", "verificationUri"] {
        assert!(waiting.told.contains(code[part].as_str().unwrap()), "no {part} in {}", waiting.told);
    }
    let page = provider.type_code(&code, "ada", "accept");
    assert!(page.contains("id=\"device-let-in\""), "{page}");
    let account = waiting.end(&world).json();
    assert_eq!(account["username"], "ada@lumenworks.example");
    let accounts = world.run(&["accounts", "--json"]).json();
    assert_eq!(
        (&accounts[0]["inUse"], &accounts[0]["homeAccountId"]),
        (&json!(true), &account["homeAccountId"])
    );
    let cache = world.export();
    let source = &cache["Account"].as_object().unwrap().values().next().unwrap()["account_source"];
    assert_eq!(source, "urn:ietf:params:oauth:grant-type:device_code");
}

#[test]
fn who_declines_elsewhere_is_not_signed_in_here() {
    let (world, provider) = (World::new(), Provider::start());
    provider.connect(&world);
    let mut waiting = Waiting::start(&world, &["--device-code", "--json"]);
    let code = waiting.code();
    provider.type_code(&code, "ada", "cancel");
    let said = waiting.end(&world);
    assert!(said.err.contains("tessera: the consent was refused"), "{said:?}");
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert_eq!(world.run(&["accounts", "--json"]).json(), json!([]));
}

#[test]
fn a_code_that_ended_says_what_to_do() {
    let (world, provider) = (World::new(), Provider::start());
    provider.connect(&world);
    let mut waiting = Waiting::start(&world, &["--device-code", "--json"]);
    waiting.code();
    assert_eq!(provider.tenant.switches().expire_device_codes(), 1);
    let said = waiting.end(&world);
    assert!(said.code == 1 && said.err.contains("sign in again for a new one"), "{said:?}");
}

#[test]
fn ctrl_c_cancels_either_way_with_a_clear_word() {
    let world = World::new();
    world.connect_demo_tenant();
    for (arguments, words) in [(&["--device-code"][..], "and enter the code"), (&[], "open this link")] {
        let mut waiting = Waiting::start(&world, arguments);
        waiting.until(words);
        waiting.interrupt();
        let said = waiting.end(&world);
        assert!(said.err.ends_with("tessera: the sign-in was cancelled\n"), "{said:?}");
        assert_eq!((said.code, said.out.as_str()), (1, ""));
    }
}

#[test]
fn the_help_and_the_manual_page_name_it() {
    let world = World::new();
    let help = world.run(&["sign-in", "--help"]).text();
    world.run(&["man", world.path("pages").to_str().unwrap()]).text();
    let page = std::fs::read_to_string(world.path("pages/tessera-sign-in.1")).unwrap().replace("\\-", "-");
    assert!(help.contains("--device-code") && page.contains("--device-code"), "{help}{page}");
}
