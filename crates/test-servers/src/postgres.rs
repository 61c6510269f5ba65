use std::{
    ffi::OsString,
    net::TcpStream,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{
    End,
    folder::Folder,
    free_port,
    process::{Process, eventually, program, run},
};

/// A PostgreSQL server with one user, `tessera`, and a password.
///
/// It does not wait for the disk (`fsync=off`): a process that is killed loses nothing by that, only a machine would.
#[derive(Debug)]
pub struct PostgresServer {
    // Before the folder, which must outlast it.
    process: Option<Process>,
    port: u16,
    settings: Vec<String>,
    databases: AtomicU32,
    folder: Folder,
}

/// The password of the user `tessera`; the server listens on the loopback only.
const PASSWORD: &str = "of-a-test";

/// The user `tessera` sends the password as it is: deriving keys from it takes a program that is not optimised long, and
/// each connection needs one. Every other user proves to know it (SCRAM).
const HOSTS: &str = "
host all tessera 127.0.0.1/32 password
host replication tessera 127.0.0.1/32 password
host all all 127.0.0.1/32 scram-sha-256
";

impl PostgresServer {
    /// Starts a server.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with settings besides: `["max_connections=5"]`.
    pub fn start_with(settings: &[&str]) -> Self {
        let folder = Folder::new();
        let password = folder.write("password", PASSWORD);
        let mut command = as_owner(&folder, "initdb");
        command.arg("-D").arg(folder.path().join("data")).arg("--pwfile").arg(password);
        command.args([
            "--username=tessera",
            "--auth=scram-sha-256",
            "--no-sync",
            "--locale=C",
            "--encoding=UTF8",
        ]);
        run(&mut command);
        folder.write("data/pg_hba.conf", HOSTS);
        Self::on(folder, settings)
    }

    /// Starts a server that follows this one and answers reads (streaming replication).
    #[must_use]
    pub fn start_replica(&self) -> Self {
        let folder = Folder::new();
        let mut command = as_owner(&folder, "pg_basebackup");
        command.arg("-D").arg(folder.path().join("data")).args(["--checkpoint=fast", "--no-sync", "-R"]);
        run(command.arg("-d").arg(self.url("postgres")));
        Self::on(folder, &[])
    }

    fn on(folder: Folder, settings: &[&str]) -> Self {
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let mut server =
            Self { process: None, port: free_port(), settings, databases: AtomicU32::new(0), folder };
        server.start_again();
        server
    }

    /// The server's port; it stays when the server is started again.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Lets no file of connections that are made from now on grow beyond so many bytes. Where those are no whole number of
    /// pages, the last write is a short one, as where a disk is full.
    pub fn limit_files(&self, bytes: u64) {
        let process = self.process.as_ref().expect("the server runs").id().to_string();
        let limit = format!("--fsize={bytes}:");
        run(as_owner(&self.folder, "prlimit").args(["--pid", &process, &limit]));
    }

    /// `postgres://tessera:PASSWORD@127.0.0.1:PORT/DATABASE`.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://tessera:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    /// The password that is in the URL.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// Makes an empty database and answers its URL.
    pub fn new_database(&self) -> String {
        let name = format!("database_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.query("postgres", &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// Ends the server and waits until it has; its data stay.
    pub fn end(&mut self, end: End) {
        if let Some(process) = self.process.take() {
            process.end(end);
        }
    }

    /// Starts the server anew, on the same port with the same data.
    pub fn start_again(&mut self) {
        self.end(End::Killed);
        let arguments = self.arguments();
        let mut process = Process::start(&self.folder, &arguments);
        eventually("PostgreSQL answers", || {
            if process.has_ended() {
                // The children of a killed server outlive it for a moment, and the next one refuses to start beside them.
                let words = self.folder.last_words();
                assert!(words.contains("still in use"), "PostgreSQL ended: {words}");
                std::mem::replace(&mut process, Process::start(&self.folder, &arguments)).end(End::Killed);
            }
            (TcpStream::connect(("127.0.0.1", self.port)).is_ok() && self.takes_queries()).then_some(())
        });
        self.process = Some(process);
    }

    fn arguments(&self) -> Vec<OsString> {
        let data = self.folder.path().join("data");
        let mut arguments = vec![program("postgres").into_os_string(), "-D".into(), data.into_os_string()];
        let port = format!("port={}", self.port);
        let always = [port.as_str(), "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
        for setting in always.into_iter().chain(self.settings.iter().map(String::as_str)) {
            arguments.extend(["-c".into(), setting.into()]);
        }
        arguments
    }

    /// Runs SQL as the user `tessera` and answers what `psql` prints, without headings.
    pub fn query(&self, database: &str, sql: &str) -> String {
        let mut command = self.psql(database);
        run(command.args(["-c", sql])).trim_end().to_owned()
    }

    fn takes_queries(&self) -> bool {
        let mut command = self.psql("postgres");
        command.args(["-c", "SELECT 1"]).output().is_ok_and(|output| output.status.success())
    }

    fn psql(&self, database: &str) -> Command {
        let mut command = Command::new(program("psql"));
        command.args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", &self.url(database)]);
        command
    }
}

fn as_owner(folder: &Folder, name: &str) -> Command {
    let mut words = folder.as_its_owner();
    words.push(program(name).display().to_string());
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).current_dir(folder.path()).env("LC_ALL", "C");
    command
}
