//! The window's pages over made-up accounts, as who develops them has them: for what this system's web view cannot show.

use std::{process::Command, time::Duration};

use test_servers::free_port;

use crate::process::{Process, eventually, workspace};

/// A development server; it ends when this is dropped.
#[derive(Debug)]
pub struct Pages {
    _server: Process,
    port: u16,
}

impl Pages {
    /// Starts it.
    pub async fn start() -> Self {
        let port = free_port();
        let mut command = Command::new(workspace().join("ui/node_modules/.bin/vite"));
        command.current_dir(workspace().join("ui"));
        command.args(["--host", "127.0.0.1", "--strictPort", "--port", &port.to_string()]);
        let server = Process::start(&mut command, "pages.log");
        eventually("the pages are served", Duration::from_secs(30), async || {
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()
        })
        .await;
        Self { _server: server, port }
    }

    /// The address of a made-up scene.
    pub fn scene(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}/?scene={name}", self.port)
    }
}
