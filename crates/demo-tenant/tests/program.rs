//! The demo tenant as a program.
#![allow(clippy::unwrap_used, reason = "clippy takes the helpers of a test for production code")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// Ends the program with the test.
struct Program {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demo-tenant"));
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, input, output }
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn tell(&mut self, line: &str) -> Value {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
        self.line()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn it_says_where_it_is_takes_switches_and_ends_with_its_input() {
    let mut program = Program::start(&[]);
    let introduction = program.line();
    assert_eq!(introduction["environment"], "login.tessera-demo.example");
    assert_eq!(introduction["people"].as_array().unwrap().len(), 7);
    let address = format!("{}common/discovery/v2.0/keys", introduction["base_url"].as_str().unwrap());

    let fault = json!({ "switch": "fail-next", "endpoint": "keys", "fault": { "status": { "status": 503 } }, "times": 1 });
    assert_eq!(program.tell(&fault.to_string()), json!({ "ok": true }));
    assert_eq!(reqwest::get(&address).await.unwrap().status(), 503);
    assert_eq!(reqwest::get(&address).await.unwrap().status(), 200);
    assert_eq!(program.tell(r#"{"switch":"counts"}"#)["requests"]["keys"], 2);
    assert_eq!(
        program.tell(r#"{"switch":"revoke-grants","person":"ada"}"#),
        json!({ "ok": true, "count": 0 })
    );
    assert!(program.tell(r#"{"switch":"revoke-grants","person":"nobody"}"#)["error"].is_string());
    assert!(program.tell("nonsense")["error"].is_string());

    program.input = None;
    assert!(program.child.wait().unwrap().success());
    assert!(reqwest::get(&address).await.is_err());
}

#[tokio::test]
async fn it_writes_the_certificate_that_its_clients_have_to_trust() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("certificate.pem");
    let mut program = Program::start(&["--https", "--cert-out", file.to_str().unwrap()]);
    let base = program.line()["base_url"].as_str().unwrap().to_owned();
    assert!(base.starts_with("https://localhost:"));
    let certificate = reqwest::Certificate::from_pem(&std::fs::read(&file).unwrap()).unwrap();
    let client = reqwest::Client::builder().tls_certs_only([certificate]).build().unwrap();
    let address = format!("{base}common/discovery/v2.0/keys");
    assert_eq!(client.get(&address).send().await.unwrap().status(), 200);
    assert!(reqwest::get(&address).await.is_err(), "nobody else trusts it");
}

#[test]
fn an_unknown_argument_is_answered_with_the_usage() {
    let output = Command::new(env!("CARGO_BIN_EXE_demo-tenant")).arg("--nonsense").output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("usage: demo-tenant"));
}
