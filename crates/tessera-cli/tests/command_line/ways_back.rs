//! The ways back from the browser: a link that one opens oneself, a pasted address, a form; and out again.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use demo_tenant::{DemoOptions, DemoTenant};
use serde_json::json;
use tokio::runtime::Runtime;
use url::Url;

use crate::support::{Browser, World, end};

/// A demo tenant that runs outside the program, known to it by its issuer alone.
struct Provider {
    runtime: Runtime,
    tenant: DemoTenant,
}

impl Provider {
    fn connected_to(world: &World) -> Self {
        let runtime = Runtime::new().unwrap();
        let tenant = runtime.block_on(DemoTenant::start(DemoOptions::default())).unwrap();
        let issuer = format!("{}{}/v2.0", tenant.base_url(), tenant.tenants()[0].id);
        let client_id = tenant.client_id();
        let provider =
            json!({"id": "work", "kind": "oidc", "name": "Work", "authority": issuer, "clientId": client_id});
        world.write_settings(&json!({"providers": [provider]}));
        Self { runtime, tenant }
    }
}

/// A browser that notes the link that it is to open.
fn noting_browser(world: &World) -> (String, std::path::PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let (program, note) = (world.path("browser"), world.path("opened"));
    fs::write(&program, format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", note.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    (program.to_str().unwrap().to_owned(), note)
}

/// The program at a terminal of its own.
struct Terminal {
    child: Child,
    shown: Vec<u8>,
}

impl Terminal {
    fn start(world: &World, arguments: &str) -> Self {
        Self::start_sized(world, "rows 24 cols 80", arguments)
    }

    /// With a terminal of a size, as `stty` writes it.
    fn start_sized(world: &World, size: &str, arguments: &str) -> Self {
        let mut command = Command::new("script");
        world.enter(&mut command);
        let line = format!("stty {size}; exec {} {arguments}", env!("CARGO_BIN_EXE_tessera"));
        command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
        command.env("BROWSER", noting_browser(world).0);
        for name in ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        Self { child: command.spawn().unwrap(), shown: Vec::new() }
    }

    /// Reads on until it shows this.
    fn until(&mut self, words: &str) {
        while !String::from_utf8_lossy(&self.shown).contains(words) {
            let mut byte = [0];
            let read = self.child.stdout.as_mut().unwrap().read(&mut byte).unwrap();
            assert_eq!(read, 1, "no {words} in {}", String::from_utf8_lossy(&self.shown));
            self.shown.push(byte[0]);
        }
    }

    fn paste(&mut self, line: &str) {
        self.child.stdin.as_mut().unwrap().write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    fn end(mut self) -> (bool, String) {
        self.child.stdout.take().unwrap().read_to_end(&mut self.shown).unwrap();
        (self.child.wait().unwrap().success(), String::from_utf8_lossy(&self.shown).into_owned())
    }

    fn link(&self) -> Url {
        let shown = String::from_utf8_lossy(&self.shown);
        shown.lines().find_map(|line| line.trim().parse().ok().filter(|_| line.starts_with("http"))).unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn an_address_that_is_pasted_into_the_terminal_signs_in_after_a_wrong_one_was_refused() {
    let world = World::new();
    let provider = Provider::connected_to(&world);
    let mut terminal = Terminal::start(&world, "sign-in --no-browser");
    terminal.until("paste the address of that page here.");
    let link = terminal.link();
    let answer = provider.runtime.block_on(Browser::new().answer(&link, "ada"));
    let twice = format!("{answer}&code=another");
    for (wrong, said) in [
        (link.as_str(), "there is no answer in that"),
        ("http://localhost/?code=a&state=b", "not of this sign-in"),
        (twice.as_str(), "cannot be used"),
    ] {
        terminal.paste(wrong);
        terminal.until(said);
    }
    terminal.paste(answer.as_str());
    let (success, shown) = terminal.end();
    assert!(success && shown.contains("ada@lumenworks.example is signed in."), "{shown}");
    // It was told not to.
    assert!(!world.path("opened").exists());
    assert_eq!(world.run(&["accounts", "--json"]).json().as_array().unwrap().len(), 1);
}

#[test]
fn at_a_terminal_the_browser_opens_and_comes_back_by_itself_too() {
    let world = World::new();
    let provider = Provider::connected_to(&world);
    let mut terminal = Terminal::start(&world, "sign-in");
    terminal.until("paste the address of that page here.");
    let link = terminal.link();
    let page = provider.runtime.block_on(Browser::new().sign_in(&link, "ada"));
    assert!(page.contains("You are signed in"), "{page}");
    let (success, shown) = terminal.end();
    assert!(success, "{shown}");
    assert_eq!(fs::read_to_string(world.path("opened")).unwrap(), link.as_str());
}

#[test]
fn what_is_asked_for_goes_into_the_link_and_an_answer_may_come_in_a_form() {
    let world = World::new();
    let _provider = Provider::connected_to(&world);
    let asked =
        ["--provider", "work", "--form-post", "--prompt", "login", "--login-hint", "ada@lumenworks.example"];
    let ended = world.sign_in_with("ada", &asked);
    let link: Url = ended
        .err
        .lines()
        .find(|line| line.starts_with("http"))
        .map_or_else(|| panic!("no link in {ended:?}"), |line| line.parse().unwrap());
    let sent =
        |name: &str| link.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned());
    assert_eq!(sent("response_mode").as_deref(), Some("form_post"));
    assert_eq!(sent("prompt").as_deref(), Some("login"));
    assert_eq!(sent("login_hint").as_deref(), Some("ada@lumenworks.example"));
    assert_eq!(ended.json()["username"], "ada@lumenworks.example");
}

#[test]
fn a_redirect_uri_that_cannot_be_is_wrong_usage_and_a_port_that_is_taken_is_named() {
    let world = World::new();
    let _provider = Provider::connected_to(&world);
    let said = world.run(&["sign-in", "--redirect-uri", "https://example.com/callback"]).failed(2);
    assert!(said.contains("com.example.app:/signed-in"), "{said}");
    let said = world.run(&["sign-in", "--claims", "nonsense"]).failed(2);
    assert!(said.contains("claims"), "{said}");
    let other = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = other.local_addr().unwrap().port();
    let said = world.run(&["sign-in", "--redirect-uri", &format!("http://localhost:{port}")]).failed(1);
    assert!(said.contains(&port.to_string()) && said.contains("taken"), "{said}");
}

#[test]
fn over_ssh_without_a_terminal_the_device_code_is_named() {
    let world = World::new();
    let _provider = Provider::connected_to(&world);
    let mut command = world.command();
    command.arg("sign-in").env("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22").env("BROWSER", "false");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut said, mut err) = (String::new(), child.stderr.take().unwrap());
    while !said.contains("--device-code") {
        let mut bytes = [0; 256];
        let read = err.read(&mut bytes).unwrap();
        assert_ne!(read, 0, "{said}");
        said.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(said.contains("session over SSH"), "{said}");
}

#[test]
fn a_sign_out_in_the_browser_ends_the_session_there_and_removes_the_account_here() {
    let world = World::new();
    let provider = Provider::connected_to(&world);
    world.sign_in("ada").json();
    let (browser, opened) = noting_browser(&world);
    let mut command = world.command();
    command.args(["sign-out", "ada@lumenworks.example", "--browser"]).env("BROWSER", browser);
    let ended = end(&mut command);
    world.remember(&ended);
    assert!(ended.out.contains("Gone: 1 account"), "{ended:?}");
    let link: Url = fs::read_to_string(opened).unwrap().parse().unwrap();
    assert!(ended.err.contains(link.as_str()), "{ended:?}");
    assert!(link.query_pairs().any(|pair| pair == ("logout_hint".into(), "ada@lumenworks.example".into())));
    let page = provider.runtime.block_on(Browser::new().open(link));
    assert!(page.contains("id=\"signed-out\""), "{page}");
    assert_eq!(world.run(&["accounts", "--json"]).json(), json!([]));
}

#[test]
fn a_sign_out_in_the_browser_removes_nothing_where_its_address_cannot_be_had() {
    let world = World::new();
    let Provider { runtime, tenant } = Provider::connected_to(&world);
    world.sign_in("ada").json();
    runtime.block_on(tenant.stop());
    let said = world.run(&["sign-out", "ada@lumenworks.example", "--browser"]).failed(1);
    assert!(said.contains("cannot be reached"), "{said}");
    assert_eq!(world.run(&["accounts", "--json"]).json().as_array().unwrap().len(), 1);
    world.run(&["sign-out", "ada@lumenworks.example"]).text();
    assert_eq!(world.run(&["accounts", "--json"]).json(), json!([]));
}

#[test]
fn the_page_for_a_code_is_a_picture_where_that_is_asked_for() {
    let world = World::new();
    let provider = Provider::connected_to(&world);
    for (arguments, is_shown) in [(&["--qr"][..], true), (&[], false), (&["--qr=never"], false)] {
        let mut command = world.command();
        command.args(["sign-in", "--device-code"]).args(arguments);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut said, mut err) = (Vec::new(), child.stderr.take().unwrap());
        while !String::from_utf8_lossy(&said).contains("Ctrl-C cancels") {
            let mut byte = [0];
            assert_eq!(err.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&said));
            said.push(byte[0]);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let said = String::from_utf8(said).unwrap();
        assert_eq!(said.contains("█▀▀▀▀▀█"), is_shown, "{arguments:?}: {said}");
    }
    drop(provider);
}

#[test]
fn a_terminal_with_room_for_the_picture_shows_it_black_on_white_and_a_small_one_does_not() {
    let world = World::new();
    let provider = Provider::connected_to(&world);
    for (size, is_shown) in
        [("rows 50 cols 100", true), ("rows 50 cols 30", false), ("rows 12 cols 100", false)]
    {
        let mut terminal = Terminal::start_sized(&world, size, "sign-in --device-code");
        terminal.until("Ctrl-C cancels");
        let shown = String::from_utf8_lossy(&terminal.shown);
        assert_eq!(shown.contains("\u{1b}[30;107m    █▀▀▀▀▀█"), is_shown, "{size}: {shown}");
    }
    drop(provider);
}
