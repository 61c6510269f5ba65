use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

/// A real MSAL library in a process of its own, which ends with this value.
pub(crate) struct Peer {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    /// MSAL Python.
    pub(crate) fn python() -> Self {
        let program = peers().join("python/bin/python");
        Self::start(Command::new(installed(program)).arg(script("msal_python_cache.py")))
    }

    /// MSAL Python as it lives the lives of the differential test.
    pub(crate) fn python_lives() -> Self {
        let program = peers().join("python/bin/python");
        Self::start(Command::new(installed(program)).arg(script("msal_python_lives.py")))
    }

    /// MSAL Node.
    pub(crate) fn node() -> Self {
        let modules = installed(peers().join("node/node_modules/@azure/msal-node"));
        let folder = modules.ancestors().nth(3).unwrap();
        Self::start(Command::new("node").arg(script("msal_node_cache.js")).arg(folder))
    }

    fn start(command: &mut Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        Self { process, input, output: BufReader::new(output) }
    }

    /// The answer to a command, or why there is none.
    pub(crate) fn ask(&mut self, command: &Value) -> Result<Value, String> {
        self.post(command, b"");
        self.answer(command)
    }

    /// Gives a command, and the bytes that it speaks of, without waiting for the answer.
    pub(crate) fn post(&mut self, command: &Value, bytes: &[u8]) {
        self.input.write_all(format!("{command}\n").as_bytes()).unwrap();
        self.input.write_all(bytes).unwrap();
    }

    /// The answer to the first command that has none yet.
    pub(crate) fn answer(&mut self, command: &Value) -> Result<Value, String> {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer = serde_json::from_str(&line);
        let mut answer: Value =
            answer.unwrap_or_else(|_| panic!("no line of JSON answers {command}, but {line}"));
        match answer.get("raised").and_then(Value::as_str) {
            Some(raised) => Err(raised.to_owned()),
            None => Ok(answer["ok"].take()),
        }
    }

    /// The answer to a command that must succeed.
    pub(crate) fn tell(&mut self, command: &Value) -> Value {
        self.ask(command).unwrap_or_else(|raised| panic!("{command} raised {raised}"))
    }

    /// Gives the peer a whole cache.
    pub(crate) fn deserialize(&mut self, state: &str) {
        self.tell(&json!(["deserialize", state]));
    }

    /// Takes the peer's whole cache.
    pub(crate) fn serialize(&mut self) -> String {
        self.tell(&json!(["serialize"])).as_str().unwrap().to_owned()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

fn script(name: &str) -> PathBuf {
    workspace().join("tests/peers").join(name)
}

fn peers() -> PathBuf {
    env::var_os("TESSERA_PEERS").map_or_else(|| workspace().join("target/peers"), PathBuf::from)
}

fn installed(path: PathBuf) -> PathBuf {
    assert!(path.exists(), "{} is missing: run ./test, which installs them", path.display());
    path
}
