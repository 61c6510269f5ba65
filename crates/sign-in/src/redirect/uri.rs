use url::{Host, Url};

use crate::SignInError;
use crate::authority::is_guid;

/// Where the provider sends the browser with its answer (RFC 8252, section 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri(Way);

/// Who receives the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A port of this computer (section 7.3).
    Loopback(Loopback),
    /// The application that the system starts for a scheme (section 7.1); written as it was registered.
    PrivateUse(String),
}

/// An address of this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loopback {
    pub(crate) host: LoopbackHost,
    /// Any free one where there is none.
    pub(crate) port: Option<u16>,
    /// With its slash; empty where the address has none.
    pub(crate) path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoopbackHost {
    /// Either of the two that follow, as the browser likes.
    Localhost,
    V4,
    V6,
}

impl RedirectUri {
    /// `http://localhost` on a free port, which Entra takes for every application that has it registered
    /// (Microsoft docs, "Redirect URI (reply URL) best practices and limitations", localhost exceptions).
    pub fn loopback() -> Self {
        Self(Way::Loopback(Loopback { host: LoopbackHost::Localhost, port: None, path: String::new() }))
    }

    /// Reads the redirect URI of an application's registration:
    ///
    /// - `http://localhost`, `http://127.0.0.1` or `http://[::1]`, with or without a path. With a port, that port
    ///   is opened and no other; without one, any free port is, and added.
    /// - a private-use scheme: one that is a domain in reverse, such as `com.example.app:/signed-in`, or Entra's
    ///   `msal{client-id}://auth`. No port is opened: whoever the system hands the address to gives it to
    ///   [`RedirectHandle::accept`](crate::RedirectHandle::accept).
    ///
    /// Fails with [`SignInError::RedirectUriInvalid`].
    pub fn parse(text: &str) -> Result<Self, SignInError> {
        let text = text.trim();
        let way = Url::parse(text).ok().filter(is_bare).and_then(|url| read(&url, text));
        way.map(Self).ok_or_else(|| SignInError::RedirectUriInvalid(text.chars().take(200).collect()))
    }

    /// The scheme that the system has to hand to this application; `None` where a port of this computer is used.
    pub fn private_use_scheme(&self) -> Option<&str> {
        match &self.0 {
            Way::Loopback(_) => None,
            Way::PrivateUse(text) => text.split(':').next(),
        }
    }

    pub(crate) fn way(&self) -> &Way {
        &self.0
    }
}

impl Default for RedirectUri {
    fn default() -> Self {
        Self::loopback()
    }
}

impl Loopback {
    /// The address as the provider is told it.
    pub(crate) fn at(&self, port: u16) -> String {
        let host = match self.host {
            LoopbackHost::Localhost => "localhost",
            LoopbackHost::V4 => "127.0.0.1",
            LoopbackHost::V6 => "[::1]",
        };
        format!("http://{host}:{port}{}", self.path)
    }

    /// What a request for it names.
    pub(crate) fn target(&self) -> &str {
        if self.path.is_empty() { "/" } else { &self.path }
    }
}

/// Without what an answer is added to, or what no redirect URI has (RFC 6749, section 3.1.2).
fn is_bare(url: &Url) -> bool {
    url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
}

fn read(url: &Url, text: &str) -> Option<Way> {
    if url.scheme() != "http" {
        return is_private_use(url.scheme()).then(|| Way::PrivateUse(text.to_owned()));
    }
    let host = match url.host()? {
        Host::Domain("localhost") => LoopbackHost::Localhost,
        Host::Ipv4(address) if address == std::net::Ipv4Addr::LOCALHOST => LoopbackHost::V4,
        Host::Ipv6(address) if address == std::net::Ipv6Addr::LOCALHOST => LoopbackHost::V6,
        _ => return None,
    };
    // `Url` writes a slash where there was no path, but registrations are compared to the letter.
    let has_path = text.get("http://".len()..)?.contains('/');
    let path = if has_path { url.path().to_owned() } else { String::new() };
    Some(Way::Loopback(Loopback { host, port: url.port(), path }))
}

/// A scheme that nobody else is likely to have: a domain in reverse (RFC 8252, section 7.1), or the one that Entra
/// makes of the client ID (Microsoft docs, "Desktop app that calls web APIs: App registration").
fn is_private_use(scheme: &str) -> bool {
    let is_domain = scheme.contains('.') && scheme.split('.').all(|label| !label.is_empty());
    is_domain || scheme.strip_prefix("msal").is_some_and(is_guid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loopback(text: &str) -> Loopback {
        match RedirectUri::parse(text).unwrap().0 {
            Way::Loopback(loopback) => loopback,
            other @ Way::PrivateUse(_) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_loopback_address_is_written_as_it_was_registered() {
        for (text, written) in [
            ("http://localhost", "http://localhost:4711"),
            ("http://localhost/", "http://localhost:4711/"),
            ("http://127.0.0.1/callback", "http://127.0.0.1:4711/callback"),
            ("http://[::1]/a/b", "http://[::1]:4711/a/b"),
        ] {
            assert_eq!(loopback(text).at(4711), written, "{text}");
            assert_eq!(loopback(text).port, None);
        }
        assert_eq!(loopback("http://localhost:8400/x").port, Some(8400));
        assert_eq!(loopback("http://localhost").target(), "/");
    }

    #[test]
    fn a_private_use_scheme_is_a_domain_in_reverse_or_entras() {
        for text in [
            "com.example.app:/signed-in",
            "com.example.app://auth",
            "msal7e55e2a0-3b1c-4d8f-9a46-c05d81f7b201://auth",
        ] {
            let uri = RedirectUri::parse(text).unwrap();
            assert_eq!(uri.private_use_scheme(), text.split(':').next(), "{text}");
            assert_eq!(uri.way(), &Way::PrivateUse(text.to_owned()));
        }
        assert_eq!(RedirectUri::loopback().private_use_scheme(), None);
    }

    #[test]
    fn what_this_computer_would_not_receive_alone_is_refused() {
        for text in [
            "https://localhost",
            "https://example.com/callback",
            "http://example.com",
            "http://localhost.evil.example",
            "http://127.0.0.2",
            "http://localhost?x=1",
            "http://localhost#x",
            "http://a@localhost",
            "javascript:alert(1)",
            "file:///etc",
            "data:text/html,x",
            "tessera://auth",
            "msal://auth",
            "msalnot-a-guid://auth",
            "com.example.app:/a?x=1",
            ".a:/b",
            "",
        ] {
            let error = RedirectUri::parse(text).unwrap_err();
            assert!(matches!(error, SignInError::RedirectUriInvalid(_)), "{text}");
        }
    }
}
