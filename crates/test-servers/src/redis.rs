use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::Command,
    time::Duration,
};

use crate::{
    End,
    folder::Folder,
    free_port,
    process::{Process, eventually, program, run},
};

/// A Redis server that writes down each change before it acknowledges it, so that being killed costs it nothing.
#[derive(Debug)]
pub struct RedisServer {
    // Before the folder, which must outlast it.
    process: Option<Process>,
    port: u16,
    settings: Vec<String>,
    folder: Folder,
}

impl RedisServer {
    /// Starts a server that everybody on this machine may use.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with settings besides, as on its command line: `["--requirepass", "secret"]`.
    pub fn start_with(settings: &[&str]) -> Self {
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let mut server = Self { process: None, port: free_port(), settings, folder: Folder::new() };
        server.start_again();
        server
    }

    /// The server's port; it stays when the server is started again.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `redis://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// The server's socket in the file system.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// Writes a file that the server can read, such as a certificate, and answers its path.
    pub fn write_file(&self, name: &str, contents: &str) -> PathBuf {
        self.folder.write(name, contents)
    }

    /// The process ID of the server.
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Process::id)
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
        let mut arguments = vec![program("redis-server").into_os_string()];
        for setting in self.always() {
            arguments.push(setting.into());
        }
        let process = Process::start(&self.folder, &arguments);
        eventually("Redis answers", || {
            assert!(!process.has_ended(), "Redis ended: {}", self.folder.last_words());
            answers(self.port).then_some(())
        });
        self.process = Some(process);
    }

    /// Runs a command with `redis-cli` and answers what it prints.
    pub fn command(&self, words: &[&str]) -> String {
        let port = self.port.to_string();
        let mut command = Command::new(program("redis-cli"));
        run(command.args(["-h", "127.0.0.1", "-p", &port]).args(words)).trim_end().to_owned()
    }

    fn always(&self) -> Vec<String> {
        let folder = self.folder.path().display().to_string();
        let socket = self.socket().display().to_string();
        let port = self.port.to_string();
        let mut words: Vec<String> =
            ["--port", &port, "--bind", "127.0.0.1", "--dir", &folder, "--unixsocket", &socket]
                .into_iter()
                .chain(["--appendonly", "yes", "--save", "", "--enable-debug-command", "local"])
                .map(ToOwned::to_owned)
                .collect();
        words.extend(self.settings.iter().cloned());
        words
    }
}

/// Whether a Redis answers there, even if only that it wants a password, and has its data in memory.
fn answers(port: u16) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"PING\r\n")?;
        let mut answer = [0; 7];
        stream.read_exact(&mut answer)?;
        Ok::<_, std::io::Error>(answer)
    };
    ask().is_ok_and(|answer| &answer == b"+PONG\r\n" || answer.starts_with(b"-NOAUTH"))
}
