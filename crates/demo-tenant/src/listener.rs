use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::DemoError;

/// More connections than this at once wait for their turn.
const CONNECTIONS: usize = 256;
/// How long a client may take over its handshake, or over a request's head.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long answers under way may take once the tenant stops.
const GRACE: Duration = Duration::from_secs(2);
/// How many free ports are tried until one is free on both loopback addresses.
const ATTEMPTS: usize = 20;

/// Closes the connection of the request that carries it, without an answer.
#[derive(Clone)]
pub(crate) struct Disconnect(pub(crate) Arc<Notify>);

/// The loopback addresses, bound to one port.
pub(crate) struct Sockets {
    listeners: Vec<TcpListener>,
    pub(crate) port: u16,
}

impl Sockets {
    /// Binds `127.0.0.1` and, where the system has it, `::1`: browsers may take `localhost` for either, and nobody
    /// else must be able to answer there. Port 0 takes a port that is free on both.
    pub(crate) async fn bind(port: u16) -> Result<Self, DemoError> {
        let mut attempts = if port == 0 { ATTEMPTS } else { 1 };
        loop {
            attempts -= 1;
            match Self::try_bind(port).await {
                Err(error) if attempts > 0 && error.kind() == io::ErrorKind::AddrInUse => {}
                result => return result.map_err(|source| DemoError::Port { port, source }),
            }
        }
    }

    async fn try_bind(port: u16) -> io::Result<Self> {
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = four.local_addr()?.port();
        let mut listeners = vec![four];
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Ok(six) => listeners.push(six),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            Err(error) => tracing::debug!(%error, "no IPv6 loopback"),
        }
        Ok(Self { listeners, port })
    }

    /// Answers requests until the handle is stopped or dropped.
    pub(crate) fn serve(self, router: &Router, tls: Option<&TlsAcceptor>) -> Serving {
        let (stop, stopping) = watch::channel(());
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        let tasks = self.listeners.into_iter().map(|listener| {
            let acceptor = Acceptor { router: router.clone(), tls: tls.cloned(), stopping: stopping.clone() };
            tokio::spawn(acceptor.run(listener, Arc::clone(&room)))
        });
        Serving { tasks: tasks.collect(), stop: Some(stop) }
    }
}

/// Listeners at work; dropping it ends all connections at once.
pub(crate) struct Serving {
    tasks: Vec<JoinHandle<()>>,
    stop: Option<watch::Sender<()>>,
}

impl Serving {
    /// Takes no more requests and waits a little for the answers under way.
    pub(crate) async fn stop(mut self) {
        self.stop = None;
        for task in &mut self.tasks {
            let _ = task.await;
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

#[derive(Clone)]
struct Acceptor {
    router: Router,
    tls: Option<TlsAcceptor>,
    stopping: watch::Receiver<()>,
}

impl Acceptor {
    async fn run(mut self, listener: TcpListener, room: Arc<Semaphore>) {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        let (acceptor, room) = (self.clone(), Arc::clone(&room));
                        connections.spawn(async move {
                            let _place = room.acquire_owned().await;
                            acceptor.handle(stream).await;
                        });
                    }
                    // Out of file descriptors, most likely: accepting again at once would only spin.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
                Some(_) = connections.join_next() => {}
                _ = self.stopping.changed() => break,
            }
        }
        drop(listener);
        let _ = timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    }

    async fn handle(self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        match &self.tls {
            None => self.converse(stream).await,
            Some(tls) => match timeout(PATIENCE, tls.accept(stream)).await {
                Ok(Ok(stream)) => self.converse(stream).await,
                Ok(Err(error)) => tracing::debug!(%error, "TLS handshake refused"),
                Err(_) => tracing::debug!("TLS handshake timed out"),
            },
        }
    }

    async fn converse(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let disconnect = Arc::new(Notify::new());
        let router = self.router.clone().layer(Extension(Disconnect(Arc::clone(&disconnect))));
        let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
        builder.http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(64 * 1024);
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
        let mut connection = std::pin::pin!(connection);
        let mut stopping = self.stopping.clone();
        tokio::select! {
            _ = connection.as_mut() => return,
            () = disconnect.notified() => return,
            _ = stopping.changed() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    }
}
