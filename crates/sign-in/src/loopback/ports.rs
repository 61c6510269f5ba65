use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};

use crate::SignInError;
use crate::redirect::{Loopback, LoopbackHost};

/// More are not tried: ports are not that scarce.
const ATTEMPTS: usize = 10;

const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

/// One port on `127.0.0.1` and `[::1]`, or on the one of them that there is, or that the redirect URI names.
///
/// The browser is told `localhost`, which is either. A port that another program has on one of them is not
/// taken: that program would be handed the answer.
#[derive(Debug)]
pub(crate) struct Ports {
    pub(super) number: u16,
    listeners: Vec<TcpListener>,
}

impl Ports {
    /// Opens the port that the redirect URI names, else any free one.
    ///
    /// Fails with [`SignInError::PortTaken`] where it names one, or [`SignInError::LoopbackUnavailable`].
    pub(crate) async fn open(redirect: &Loopback) -> Result<Self, SignInError> {
        let unavailable = |error| SignInError::LoopbackUnavailable(Arc::new(error));
        if let Some(port) = redirect.port {
            return bind(redirect.host, port, listen).await.map_err(|error| match error.kind() {
                ErrorKind::AddrInUse => SignInError::PortTaken { port },
                _ => unavailable(error),
            });
        }
        let mut last = io::Error::from(ErrorKind::AddrInUse);
        for _ in 0..ATTEMPTS {
            match bind(redirect.host, 0, listen).await {
                Ok(ports) => return Ok(ports),
                Err(error) if error.kind() == ErrorKind::AddrInUse => last = error,
                Err(error) => return Err(unavailable(error)),
            }
        }
        Err(unavailable(last))
    }

    /// The port's number.
    pub(crate) fn number(&self) -> u16 {
        self.number
    }

    /// The next connection, to whichever address.
    pub(super) async fn accept(&self) -> io::Result<TcpStream> {
        let accepted = match self.listeners.as_slice() {
            [first, second] => tokio::select! {
                accepted = first.accept() => accepted?,
                accepted = second.accept() => accepted?,
            },
            [only] => only.accept().await?,
            _ => return std::future::pending().await,
        };
        Ok(accepted.0)
    }
}

async fn listen(address: IpAddr, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((address, port)).await
}

/// Opens a port where the host may lead; zero is any free one.
async fn bind(
    host: LoopbackHost,
    port: u16,
    listen: impl AsyncFn(IpAddr, u16) -> io::Result<TcpListener>,
) -> io::Result<Ports> {
    let addresses: &[IpAddr] = match host {
        LoopbackHost::Localhost => &[V4, V6],
        LoopbackHost::V4 => &[V4],
        LoopbackHost::V6 => &[V6],
    };
    let (mut number, mut listeners, mut missing) = (port, Vec::new(), None);
    for address in addresses {
        match listen(*address, number).await {
            Ok(listener) => {
                number = listener.local_addr()?.port();
                listeners.push(listener);
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
            // A computer may lack either of the two.
            Err(error) => missing = Some(error),
        }
    }
    match missing {
        Some(error) if listeners.is_empty() => Err(error),
        _ => Ok(Ports { number, listeners }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registered(host: LoopbackHost, port: Option<u16>) -> Loopback {
        Loopback { host, port, path: String::new() }
    }

    async fn without(absent: IpAddr) -> io::Result<Ports> {
        bind(LoopbackHost::Localhost, 0, async |address, port| {
            if address == absent {
                Err(ErrorKind::AddrNotAvailable.into())
            } else {
                listen(address, port).await
            }
        })
        .await
    }

    fn addresses(ports: &Ports) -> Vec<IpAddr> {
        ports.listeners.iter().map(|listener| listener.local_addr().unwrap().ip()).collect()
    }

    #[tokio::test]
    async fn a_computer_with_one_of_the_two_addresses_uses_that_one() {
        assert_eq!(addresses(&without(V6).await.unwrap()), [V4]);
        // Not every computer that runs the tests has it.
        if let Ok(ports) = without(V4).await {
            assert_eq!(addresses(&ports), [V6]);
        }
    }

    #[tokio::test]
    async fn a_computer_with_neither_says_so() {
        let refused =
            bind(LoopbackHost::Localhost, 0, async |_, _| Err(ErrorKind::AddrNotAvailable.into())).await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::AddrNotAvailable);
    }

    #[tokio::test]
    async fn an_address_that_the_redirect_uri_names_is_the_only_one() {
        let ports = Ports::open(&registered(LoopbackHost::V4, None)).await.unwrap();
        assert_eq!(addresses(&ports), [V4]);
    }

    #[tokio::test]
    async fn a_port_that_another_program_has_is_not_shared_with_it() {
        for address in [V4, V6] {
            let Ok(other) = listen(address, 0).await else { continue };
            let port = other.local_addr().unwrap().port();
            let taken = Ports::open(&registered(LoopbackHost::Localhost, Some(port))).await;
            assert!(
                matches!(taken, Err(SignInError::PortTaken { port: named }) if named == port),
                "{taken:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_port_that_another_program_has_on_one_address_alone_is_passed_over() {
        let taken = std::sync::atomic::AtomicUsize::new(0);
        let refused = bind(LoopbackHost::Localhost, 0, async |address, port| {
            taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if address == V6 { Err(ErrorKind::AddrInUse.into()) } else { listen(address, port).await }
        });
        assert_eq!(refused.await.unwrap_err().kind(), ErrorKind::AddrInUse);
        assert_eq!(taken.into_inner(), 2);
    }
}
