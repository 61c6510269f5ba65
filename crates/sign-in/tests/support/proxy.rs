use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A proxy on the loopback that leads every host to one port of this computer (RFC 9110, section 9.3.6).
pub(crate) struct Proxy {
    pub(crate) port: u16,
    /// What each connection asked for, its headers included.
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// Lets in whoever knows `user:password`; everybody, where there is none.
    pub(crate) async fn start(leads_to: u16, credentials: Option<&'static str>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heads = Arc::clone(&asked);
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, leads_to, credentials, Arc::clone(&heads)));
            }
        });
        Self { port, asked, serving }
    }

    /// The hosts that it was asked for.
    pub(crate) fn hosts(&self) -> Vec<String> {
        let host = |head: &String| head.split(' ').nth(1).unwrap_or_default().to_owned();
        self.asked.lock().unwrap().iter().map(host).collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    mut client: TcpStream,
    leads_to: u16,
    credentials: Option<&str>,
    heads: Arc<Mutex<Vec<String>>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = client.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    heads.lock().unwrap().push(head.clone());
    let expected = credentials.map(|it| format!("basic {}", STANDARD.encode(it)).to_lowercase());
    let answer = match expected {
        Some(expected) if !head.to_lowercase().contains(&expected) => "407 Proxy Authentication Required",
        _ if !head.starts_with("CONNECT ") => "405 Method Not Allowed",
        _ => "200 OK",
    };
    let told = client.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).await;
    if told.is_err() || answer != "200 OK" {
        return;
    }
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", leads_to)).await else { return };
    drop(copy_bidirectional(&mut client, &mut server).await);
}
