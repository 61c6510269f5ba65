//! The way from the names of products to the demo tenant.

use std::io;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A proxy on the loopback that leads every host to one port of this computer (RFC 9110, section 9.3.6).
#[derive(Debug)]
pub struct Proxy {
    address: String,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// Starts it.
    pub async fn start(leads_to: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("the loopback has a free port");
        let address = listener.local_addr().expect("the listener has an address");
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Whoever connects may go away at any time.
                tokio::spawn(async move { drop(serve(client, leads_to).await) });
            }
        });
        Self { address: format!("http://{address}"), serving }
    }

    /// Its URL.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(mut client: TcpStream, leads_to: u16) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    if !head.starts_with(b"CONNECT ") {
        return client.write_all(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n").await;
    }
    let mut server = TcpStream::connect(("127.0.0.1", leads_to)).await?;
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    copy_bidirectional(&mut client, &mut server).await.map(|_| ())
}
