use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::SignInError;

/// More are not tried: ports are not that scarce.
const ATTEMPTS: usize = 10;

/// The same free port on `127.0.0.1` and, where this computer has IPv6, on `[::1]`.
///
/// The browser is told `localhost`, which is either. A port that another program has on one of them is not
/// taken: that program would be handed the answer.
#[derive(Debug)]
pub(super) struct Ports {
    pub(super) number: u16,
    pub(super) v4: TcpListener,
    pub(super) v6: Option<TcpListener>,
}

impl Ports {
    /// Fails with [`SignInError::LoopbackUnavailable`].
    pub(super) async fn open() -> Result<Self, SignInError> {
        let mut last = io::Error::from(ErrorKind::AddrInUse);
        for _ in 0..ATTEMPTS {
            match Self::try_open().await {
                Ok(ports) => return Ok(ports),
                Err(error) if error.kind() == ErrorKind::AddrInUse => last = error,
                Err(error) => return Err(SignInError::LoopbackUnavailable(Arc::new(error))),
            }
        }
        Err(SignInError::LoopbackUnavailable(Arc::new(last)))
    }

    async fn try_open() -> io::Result<Self> {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let number = v4.local_addr()?.port();
        match TcpListener::bind((Ipv6Addr::LOCALHOST, number)).await {
            Ok(v6) => Ok(Self { number, v4, v6: Some(v6) }),
            Err(error) if error.kind() == ErrorKind::AddrInUse => Err(error),
            Err(_) => Ok(Self { number, v4, v6: None }),
        }
    }

    /// The next connection, to whichever address.
    pub(super) async fn accept(&self) -> io::Result<tokio::net::TcpStream> {
        let stream = match &self.v6 {
            None => self.v4.accept().await?,
            Some(v6) => tokio::select! {
                accepted = self.v4.accept() => accepted?,
                accepted = v6.accept() => accepted?,
            },
        };
        Ok(stream.0)
    }
}
