use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use demo_tenant::Person;
use serde_json::{Value, json};

use crate::peers::{HOST, python, root};
use crate::shared_caches::shop::{Shop, TENANT};

/// A web app with MSAL, in a process of its own.
pub(crate) struct Peer {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    /// With MSAL Python.
    pub(crate) fn python(shop: &Shop) -> Self {
        let mut command = Command::new(python());
        command.arg(root().join("tests/peers/msal_python_redis.py"));
        Self::start(command, shop)
    }

    fn start(mut command: Command, shop: &Shop) -> Self {
        let certificate = shop.desk.certificate();
        command
            .args([&format!("https://{HOST}/{TENANT}"), shop.desk.client_id()])
            .arg(&certificate)
            .arg(shop.redis.port().to_string())
            .env("DEMO_CLIENT_SECRET", "the-secret-of-the-demo-website")
            .env("REQUESTS_CA_BUNDLE", &certificate)
            .env("HTTPS_PROXY", shop.desk.proxy_address())
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, input, output }
    }

    /// Has it do something for a user: the access token, and where it had it from.
    pub(crate) fn ask(&mut self, what: &str, person: &Person, scope: &str) -> Option<(String, String)> {
        let answer = self.put(&json!({
            "do": what,
            "key": person.home_account_id(),
            "username": person.username,
            "scope": scope,
        }));
        let text = |name: &str| answer[name].as_str().map(ToOwned::to_owned);
        Some((text("access_token")?, text("source")?))
    }

    /// Has it do something, while the demo tenant goes on in this process.
    pub(crate) fn put(&mut self, asked: &Value) -> Value {
        tokio::task::block_in_place(|| {
            writeln!(self.input, "{asked}").unwrap();
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            assert!(!line.is_empty(), "it has ended, amid {asked}");
            serde_json::from_str(&line).unwrap()
        })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
