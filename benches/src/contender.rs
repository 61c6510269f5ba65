use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{Options, Outcome, Workplace, ours, sample, workplace::copy_synced};

/// Whose cache is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Ours,
    /// With the lock that msal-extensions has of its own.
    Python,
    /// With the lock that it has where portalocker is installed.
    PythonWithPortalocker,
    Node,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Ours, Self::Python, Self::PythonWithPortalocker, Self::Node];
    /// The lock makes no difference to one process.
    pub(crate) const ALONE: [Self; 3] = [Self::Ours, Self::Python, Self::Node];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "Tessera",
            Self::Python => "MSAL Python",
            Self::PythonWithPortalocker => "MSAL Python with portalocker",
            Self::Node => "MSAL Node",
        }
    }
}

/// How to start one of a kind, and which version it is.
#[derive(Debug)]
pub(crate) struct Contender {
    pub(crate) kind: Kind,
    pub(crate) version: String,
    program: PathBuf,
    arguments: Vec<PathBuf>,
    environment: Vec<(&'static str, PathBuf)>,
}

impl Contender {
    /// All of them; of the Pythons on this machine, the fastest that can import MSAL.
    ///
    /// Fails where one is missing.
    pub(crate) fn installed(options: &Options, workplace: &Workplace) -> Outcome<Vec<Self>> {
        let ours = Self {
            kind: Kind::Ours,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            program: std::env::current_exe()?,
            arguments: vec!["answer".into()],
            environment: Vec::new(),
        };
        let python = fastest_python(options, workplace)?;
        let with_portalocker = python.clone_as(Kind::PythonWithPortalocker, options);
        let node = Self::node(options);
        let mut all = vec![ours, python, with_portalocker, node];
        for contender in &mut all[1..] {
            let version = contender.start()?.ask(&json!(["version"]))?;
            version.as_str().unwrap_or("?").clone_into(&mut contender.version);
        }
        Ok(all)
    }

    fn node(options: &Options) -> Self {
        Self {
            kind: Kind::Node,
            version: String::new(),
            program: "node".into(),
            arguments: vec![options.scripts.join("msal_node.mjs"), options.peers.join("node")],
            environment: Vec::new(),
        }
    }

    fn python(program: &Path, options: &Options) -> Outcome<Self> {
        Ok(Self {
            kind: Kind::Python,
            version: String::new(),
            program: program.to_owned(),
            arguments: vec![options.scripts.join("msal_python.py")],
            environment: vec![("PYTHONPATH", site_packages(options)?)],
        })
    }

    fn clone_as(&self, kind: Kind, options: &Options) -> Self {
        let mut paths: Vec<_> = self.environment.iter().map(|(_, path)| path.clone()).collect();
        paths.push(options.peers.join("portalocker"));
        let joined = std::env::join_paths(paths).unwrap_or_default();
        Self {
            kind,
            version: String::new(),
            program: self.program.clone(),
            arguments: self.arguments.clone(),
            environment: vec![("PYTHONPATH", joined.into())],
        }
    }

    /// Starts a process.
    pub(crate) fn start(&self) -> Outcome<Process> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(self.environment.iter().cloned());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} cannot be started: {error}", self.kind.name()))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("a process has no pipes".into());
        };
        Ok(Process { name: self.kind.name(), child, input, output: BufReader::new(output) })
    }

    /// Starts a process that works with this cache.
    pub(crate) fn start_at(&self, cache: &Path) -> Outcome<Process> {
        let mut process = self.start()?;
        process.ask(&json!(["open", cache]))?;
        Ok(process)
    }

    /// Puts a cache of this JSON into a folder as this contender keeps it, and answers where.
    pub(crate) fn lay_out(&self, json: &Path, folder: &Path) -> Outcome<PathBuf> {
        let cache = folder.join("cache");
        match self.kind {
            Kind::Ours => ours::seal_copy(json, &cache)?,
            _ => copy_synced(json, &cache)?,
        }
        Ok(cache)
    }
}

fn site_packages(options: &Options) -> Outcome<PathBuf> {
    let lib = options.peers.join("python/lib");
    let entries = std::fs::read_dir(&lib).map_err(|_| "MSAL Python is missing: run scripts/peers")?;
    let found = entries.flatten().map(|entry| entry.path().join("site-packages")).find(|path| path.is_dir());
    found.ok_or_else(|| "MSAL Python is missing: run scripts/peers".into())
}

fn fastest_python(options: &Options, workplace: &Workplace) -> Outcome<Contender> {
    let json = workplace.path().join("trial.json");
    std::fs::write(&json, &*sample::cache(1_000)?.serialize())?;
    let candidates = [Path::new("/usr/bin/python3").to_owned(), options.peers.join("python/bin/python")];
    let mut fastest: Option<(Duration, Contender)> = None;
    for program in candidates {
        let contender = Contender::python(&program, options)?;
        // Whoever cannot import MSAL is out.
        let Ok(time) = trial(&contender, &json) else { continue };
        if fastest.as_ref().is_none_or(|(best, _)| time < *best) {
            fastest = Some((time, contender));
        }
    }
    fastest
        .map(|(_, contender)| contender)
        .ok_or_else(|| "no Python can import MSAL: run scripts/peers".into())
}

fn trial(contender: &Contender, json: &Path) -> Outcome<Duration> {
    let mut process = contender.start_at(json)?;
    let mut times = Vec::new();
    for _ in 0..5 {
        times.push(process.time(&json!(["load"]))? + process.time(&json!(["serialize"]))?);
    }
    times.into_iter().min().ok_or_else(|| "nothing was tried".into())
}

/// A contender that runs. Ended when this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// The answer to a command that must succeed.
    pub(crate) fn ask(&mut self, command: &Value) -> Outcome<Value> {
        self.tell(command)?;
        self.answer()
    }

    /// Gives a command; [`Self::answer`] awaits the answer.
    pub(crate) fn tell(&mut self, command: &Value) -> Outcome<()> {
        writeln!(self.input, "{command}")?;
        self.input.flush()?;
        Ok(())
    }

    pub(crate) fn answer(&mut self) -> Outcome<Value> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let mut answer: Value =
            serde_json::from_str(&line).map_err(|_| format!("{} answered {line:?}", self.name))?;
        match answer.get("raised").and_then(Value::as_str) {
            Some(raised) => Err(format!("{} raised {raised}", self.name).into()),
            None => Ok(answer["ok"].take()),
        }
    }

    /// The time that a command took, by the contender's own clock.
    pub(crate) fn time(&mut self, command: &Value) -> Outcome<Duration> {
        let answer = self.ask(command)?;
        let seconds = answer.as_f64().ok_or_else(|| format!("{} answered {answer}", self.name))?;
        Ok(Duration::from_secs_f64(seconds))
    }

    /// The most memory that it has had so far, in KiB; none where the system does not tell.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches("kB").trim().parse().ok()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
