use url::{Host, Url};

/// An application that is registered with the demo tenant.
#[derive(Debug, PartialEq, Eq)]
pub struct Client {
    /// The client ID.
    pub id: &'static str,
    /// The name that the consent page shows.
    pub name: &'static str,
    /// How it proves who it is.
    pub kind: ClientKind,
    /// The family whose members may use each other's refresh tokens, as in `foci`.
    pub family: Option<&'static str>,
}

/// How a client proves who it is.
#[derive(Debug, PartialEq, Eq)]
pub enum ClientKind {
    /// It cannot: a desktop app, which has to use PKCE.
    Public,
    /// By a client secret, or by an assertion that is signed with a registered certificate's key.
    Confidential {
        /// The secret. It guards nothing.
        secret: &'static str,
    },
}

pub(crate) static CLIENTS: [Client; 5] = [
    Client {
        id: "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b201",
        name: "Tessera",
        kind: ClientKind::Public,
        family: None,
    },
    Client {
        id: "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b202",
        name: "Demo Mail",
        kind: ClientKind::Public,
        family: Some("1"),
    },
    Client {
        id: "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b203",
        name: "Demo Notes",
        kind: ClientKind::Public,
        family: Some("1"),
    },
    Client {
        id: "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b204",
        name: "Demo Website",
        kind: ClientKind::Confidential { secret: "the-secret-of-the-demo-website" },
        family: None,
    },
    // An API is an application too: this one acts on behalf of whoever calls it.
    Client {
        id: "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b2f0",
        name: "Demo Notebook",
        kind: ClientKind::Confidential { secret: "the-secret-of-the-demo-notebook" },
        family: None,
    },
];

impl Client {
    /// The client with this ID.
    pub(crate) fn find(id: &str) -> Option<&'static Self> {
        CLIENTS.iter().find(|client| client.id.eq_ignore_ascii_case(id))
    }

    pub(crate) fn is_public(&self) -> bool {
        self.kind == ClientKind::Public
    }

    /// Reads a redirect URI and checks it against the client's registration: the loopback, and for a desktop app
    /// the scheme that Entra makes of its ID.
    pub(crate) fn registered_redirect(&self, address: &str) -> Option<Url> {
        let own = self.is_public() && address == format!("msal{}://auth", self.id);
        if own { Url::parse(address).ok() } else { registered_redirect(address) }
    }

    /// Members of the family are trusted from the start, as the first-party applications of Entra are.
    pub(crate) fn is_preauthorized(&self) -> bool {
        self.family.is_some()
    }
}

/// Reads an address and checks it against what all clients have registered: `http://localhost` and
/// `http://127.0.0.1`, with any port and path (see "Redirect URI (reply URL) best practices and limitations",
/// localhost exceptions). As in Entra, `[::1]` is not among them.
pub(crate) fn registered_redirect(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let is_loopback = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address == std::net::Ipv4Addr::LOCALHOST,
        Host::Ipv6(_) => false,
    };
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (url.scheme() == "http" && is_loopback && is_plain).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loopback_is_registered_with_any_port_and_path() {
        for address in ["http://localhost", "http://localhost:4567/callback?x=1", "http://127.0.0.1:80/a/b"] {
            assert!(registered_redirect(address).is_some(), "{address}");
        }
    }

    #[test]
    fn a_desktop_app_has_a_scheme_of_its_own_and_of_nobody_elses() {
        let [app, other, _, website, _] = &CLIENTS;
        let own = format!("msal{}://auth", app.id);
        assert!(app.registered_redirect(&own).is_some());
        assert!(other.registered_redirect(&own).is_none());
        assert!(app.registered_redirect(&format!("{own}/elsewhere")).is_none());
        assert!(website.registered_redirect(&format!("msal{}://auth", website.id)).is_none());
    }

    #[test]
    fn lookalikes_of_the_loopback_are_not_registered() {
        for address in [
            "https://localhost",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "http://user@localhost",
            "http://evil.example/localhost",
            "http://127.0.0.2",
            "http://[::1]:80",
            "http://localhost/#fragment",
            "javascript:alert(1)//localhost",
            "//localhost",
            "",
        ] {
            assert!(registered_redirect(address).is_none(), "{address}");
        }
    }
}
