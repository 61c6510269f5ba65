//! The window's cache and the real MSAL Python.

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid, workspace};
use serde_json::{Value, json};

use crate::{row, signed_in, tokens, try_demo};

const CLIENT: &str = "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b201";
const ENVIRONMENT: &str = "login.tessera-demo.example";

/// Runs the commands in one MSAL Python and answers what each of them did.
fn msal_python(commands: &[Value]) -> Vec<Value> {
    let peers =
        std::env::var_os("TESSERA_PEERS").map_or_else(|| workspace().join("target/peers"), PathBuf::from);
    let python = peers.join("python/bin/python");
    let mut command = Command::new(&python);
    command.arg(workspace().join("tests/peers/msal_python_cache.py"));
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child =
        spawned.unwrap_or_else(|error| panic!("{}: {error}; ./test installs it", python.display()));
    let mut lines = child.stdin.take().unwrap();
    for command in commands {
        writeln!(lines, "{command}").unwrap();
    }
    drop(lines);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers = answers.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    answers.map(|answer| answer.get("ok").unwrap_or_else(|| panic!("{answer}")).clone()).collect()
}

fn encode(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

#[tokio::test(flavor = "multi_thread")]
async fn msal_python_finds_what_the_window_stored() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", "ada@lumenworks.example").await;
    let exported = run_cache_command(&desktop, CacheCommand::Export);
    window.close().await;
    browser.close().await;

    let cache: Value = serde_json::from_str(&exported).unwrap();
    let (_, token) = cache["AccessToken"].as_object().unwrap().iter().next().unwrap();
    let home_account_id = &token["home_account_id"];
    let answers = msal_python(&[
        json!(["clock", now()]),
        json!(["deserialize", exported]),
        json!(["accounts", CLIENT, ENVIRONMENT]),
        json!(["silent", CLIENT, ENVIRONMENT, "common", home_account_id, ["User.Read"]]),
        json!(["serialize"]),
    ]);
    assert_eq!(answers[2][0]["username"], "ada@lumenworks.example");
    assert_eq!(answers[3]["access_token"], token["secret"]);
    assert_eq!(answers[3]["asked_the_network"], false);
    assert_eq!(answers[4].as_str(), Some(exported.as_str()), "MSAL Python would write it otherwise");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_shows_what_msal_python_stored() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let window = Window::open(&desktop).await;
    // Connects the demo tenant; nobody signs in.
    try_demo(&desktop, &window).await;
    window.click(&testid("sign-in-cancel")).await;

    let claims = json!({"aud": CLIENT, "sub": "s", "exp": now() + 3600, "iat": now(),
        "preferred_username": "peer@example.com", "name": "Peer"});
    let body = json!({
        "token_type": "Bearer", "access_token": "opaque", "refresh_token": "opaque-too", "expires_in": 3600,
        "scope": "User.Read",
        "client_info": encode(&json!({"uid": "peer", "utid": "tenant"})),
        "id_token": format!("{}.{}.", encode(&json!({"alg": "none"})), encode(&claims)),
    });
    let answers = msal_python(&[
        json!(["clock", now()]),
        json!(["sign_in", CLIENT, ENVIRONMENT, "common", ["User.Read"], body.to_string()]),
        json!(["serialize"]),
    ]);
    let file = desktop.home().join("from-python.json");
    fs::write(&file, answers[2].as_str().unwrap()).unwrap();
    run_cache_command(&desktop, CacheCommand::Import(&file));

    window.click(&row("peer@example.com")).await;
    window.reads(&testid("account-name"), "Peer").await;
    window.find(&tokens("access")).await;
    window.find(&tokens("refresh")).await;
    window.picture("from-msal-python").await;
    assert_eq!(run_cache_command(&desktop, CacheCommand::Export), answers[2].as_str().unwrap());
    window.close().await;
}
