use std::{fmt, str::FromStr};

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};
use thiserror::Error;

/// Where a Redis is, and who is to be signed in there.
///
/// - `redis://[[user]:password@]host[:port][/database]`
/// - `rediss://...` over TLS
/// - `unix:///path/of/the/socket[?db=1&user=name&pass=password]`
/// - `redis+cluster://[[user]:password@]host[:port][,host[:port]...]`, and `rediss+cluster://...`: some nodes of a
///   cluster, which tell of the others
#[derive(Clone)]
pub struct RedisAddress {
    pub(crate) seeds: Vec<ConnectionInfo>,
    pub(crate) cluster: bool,
}

/// Why an address is none. It does not repeat the address, which may have a password in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AddressError {
    /// It begins with nothing that is known.
    #[error(
        "the address has to begin with redis://, rediss://, unix://, redis+cluster:// or rediss+cluster://"
    )]
    Scheme,
    /// It has no host, or something in it is not as it has to be.
    #[error(
        "the address is not of the form redis://user:password@host:port/database; % codes stand for what is special"
    )]
    Form,
    /// It asks for TLS that trusts anybody.
    #[error(
        "the address turns the check of certificates off, which is not supported; name the authority instead"
    )]
    Insecure,
    /// There are several hosts, and it is not a cluster's.
    #[error(
        "the address has several hosts; those of a cluster begin with redis+cluster:// or rediss+cluster://"
    )]
    SeveralHosts,
    /// A cluster has one database only.
    #[error("the address has the number of a database; a cluster has number 0 only")]
    ClusterDatabase,
}

impl FromStr for RedisAddress {
    type Err = AddressError;

    fn from_str(address: &str) -> Result<Self, AddressError> {
        let (scheme, rest) = address.split_once("://").ok_or(AddressError::Scheme)?;
        let (scheme, cluster) = match scheme {
            "redis" | "rediss" | "unix" => (scheme, false),
            "redis+unix" => ("unix", false),
            "redis+cluster" => ("redis", true),
            "rediss+cluster" => ("rediss", true),
            _ => return Err(AddressError::Scheme),
        };
        if rest.contains('#') {
            return Err(AddressError::Insecure);
        }
        let parsed = if scheme == "unix" { vec![parse(scheme, rest)?] } else { parse_hosts(scheme, rest)? };
        let address = Self { seeds: parsed, cluster };
        address.checked()
    }
}

impl RedisAddress {
    fn checked(self) -> Result<Self, AddressError> {
        if self.seeds.len() > 1 && !self.cluster {
            return Err(AddressError::SeveralHosts);
        }
        if self.cluster && self.database() != 0 {
            return Err(AddressError::ClusterDatabase);
        }
        Ok(self)
    }

    /// The number of the database.
    pub(crate) fn database(&self) -> i64 {
        self.seeds.first().map_or(0, |seed| seed.redis_settings().db())
    }

    /// The same user at another host.
    pub(crate) fn at(&self, place: &Place) -> Option<ConnectionInfo> {
        let template = self.seeds.first()?;
        let (host, port) = (place.host.clone(), place.port);
        let address = match template.addr() {
            ConnectionAddr::Tcp(..) => ConnectionAddr::Tcp(host, port),
            ConnectionAddr::TcpTls { .. } => {
                ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None }
            }
            _ => return Some(template.clone()),
        };
        Some(template.clone().set_addr(address))
    }

    /// Where the nodes are that the address names.
    pub(crate) fn places(&self) -> Vec<Place> {
        self.seeds.iter().map(|seed| Place::of(seed.addr())).collect()
    }
}

/// Without the user and the password.
impl fmt::Debug for RedisAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisAddress")
            .field("places", &self.places())
            .field("cluster", &self.cluster)
            .finish_non_exhaustive()
    }
}

/// Where one node is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Place {
    fn of(address: &ConnectionAddr) -> Self {
        match address {
            ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
                Self { host: host.clone(), port: *port }
            }
            _ => Self { host: String::new(), port: 0 },
        }
    }

    /// Reads `host:port`, as redirections have it; an IPv6 address is without brackets there.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (host, port) = text.rsplit_once(':')?;
        Some(Self { host: host.to_owned(), port: port.parse().ok()? })
    }
}

fn parse(scheme: &str, rest: &str) -> Result<ConnectionInfo, AddressError> {
    format!("{scheme}://{rest}").as_str().into_connection_info().map_err(|_| AddressError::Form)
}

/// Each host with the user, the password and the database of all.
fn parse_hosts(scheme: &str, rest: &str) -> Result<Vec<ConnectionInfo>, AddressError> {
    let (authority, after) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (user, hosts) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
    hosts.split(',').map(|host| parse(scheme, &format!("{user}{host}{after}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> RedisAddress {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_names_a_host_a_user_and_a_database() {
        let one = address("redis://ada:p%40ss@example.com:7000/3");
        assert_eq!(one.places(), [Place { host: "example.com".into(), port: 7000 }]);
        assert_eq!(one.database(), 3);
        assert_eq!(one.seeds[0].redis_settings().username(), Some("ada"));
        assert_eq!(one.seeds[0].redis_settings().password(), Some("p@ss"));
        assert!(!one.cluster);
        assert!(matches!(
            address("rediss://h").seeds[0].addr(),
            ConnectionAddr::TcpTls { insecure: false, .. }
        ));
        assert!(matches!(address("unix:///run/redis.sock").seeds[0].addr(), ConnectionAddr::Unix(_)));
    }

    #[test]
    fn a_cluster_has_several_nodes_with_one_user() {
        let cluster = address("rediss+cluster://:secret@a:1,b,[::1]:3");
        let places: Vec<_> = cluster.places().into_iter().map(|place| (place.host, place.port)).collect();
        assert_eq!(places, [("a".into(), 1), ("b".into(), 6379), ("::1".into(), 3)]);
        assert!(cluster.cluster);
        let other = cluster.at(&Place::parse("::2:4").unwrap()).unwrap();
        assert_eq!(other.redis_settings().password(), Some("secret"));
        assert!(matches!(other.addr(), ConnectionAddr::TcpTls { host, port: 4, .. } if host == "::2"));
    }

    #[test]
    fn what_is_no_address_is_told_without_repeating_it() {
        let wrong = |text: &str| text.parse::<RedisAddress>().unwrap_err();
        assert_eq!(wrong(""), AddressError::Scheme);
        assert_eq!(wrong("http://host"), AddressError::Scheme);
        assert_eq!(wrong("redis://"), AddressError::Form);
        assert_eq!(wrong("redis://host:port"), AddressError::Form);
        assert_eq!(wrong("redis://host/one"), AddressError::Form);
        assert_eq!(wrong("redis+cluster://a,,b"), AddressError::Form);
        assert_eq!(wrong("rediss://host#insecure"), AddressError::Insecure);
        assert_eq!(wrong("redis://a,b"), AddressError::SeveralHosts);
        assert_eq!(wrong("redis+cluster://a,b/1"), AddressError::ClusterDatabase);
        let error = wrong("redis://ada:secret@host:port");
        assert!(!format!("{error} {error:?}").contains("secret"));
    }

    #[test]
    fn debug_tells_no_password() {
        assert!(!format!("{:?}", address("redis://ada:secret@host")).contains("secret"));
    }
}
