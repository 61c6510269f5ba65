use std::path::Path;

use url::Url;

use crate::OpenError;

const REDIS: [&str; 6] =
    ["redis://", "rediss://", "redis+cluster://", "rediss+cluster://", "unix://", "redis+unix://"];
const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];
const REPLICA: &str = "replica";
/// What would say otherwise where the server is.
const PLACES: [&str; 3] = ["host", "hostaddr", "port"];

/// What is to be opened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Address<'a> {
    Memory,
    Sqlite(&'a Path),
    Redis(&'a str),
    Postgres(Postgres),
}

/// The addresses of a PostgreSQL and of a server that follows it.
#[derive(PartialEq, Eq)]
pub(crate) struct Postgres {
    pub(crate) primary: String,
    pub(crate) replica: Option<String>,
}

/// Without the addresses, in which the password is.
impl std::fmt::Debug for Postgres {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Postgres").finish_non_exhaustive()
    }
}

impl<'a> Address<'a> {
    pub(crate) fn parse(address: &'a str) -> Result<Self, OpenError> {
        let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| address.starts_with(prefix));
        if address == "memory:" {
            Ok(Self::Memory)
        } else if let Some(path) = address.strip_prefix("sqlite:") {
            file(path.strip_prefix("//").unwrap_or(path)).map(Self::Sqlite)
        } else if begins(&POSTGRES) {
            postgres(address).map(Self::Postgres)
        } else if begins(&REDIS) {
            Ok(Self::Redis(address))
        } else {
            Err(OpenError::Scheme)
        }
    }
}

/// Parameters would be taken for a part of the name, and `:memory:` would be another database for each connection.
fn file(path: &str) -> Result<&Path, OpenError> {
    let is_file = !path.is_empty() && path != ":memory:" && !path.contains('?');
    is_file.then_some(Path::new(path)).ok_or(OpenError::SqliteFile)
}

fn postgres(address: &str) -> Result<Postgres, OpenError> {
    let mut primary = Url::parse(address).map_err(|_| token_values_sql::ConnectError::Address)?;
    let Some(place) = parameter(&primary, REPLICA) else {
        return Ok(Postgres { primary: address.to_owned(), replica: None });
    };
    without(&mut primary, &[REPLICA]);
    let mut replica = primary.clone();
    without(&mut replica, &PLACES);
    set_place(&mut replica, &place).ok_or(OpenError::Replica)?;
    Ok(Postgres { primary: primary.into(), replica: Some(replica.into()) })
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Takes parameters out and leaves the others as they are written.
fn without(url: &mut Url, names: &[&str]) {
    let query = url.query().unwrap_or_default();
    let stays = |part: &&str| !names.contains(&part.split('=').next().unwrap_or_default());
    let rest: Vec<&str> = query.split('&').filter(stays).collect();
    let rest = rest.join("&");
    url.set_query((!rest.is_empty()).then_some(&rest));
}

fn set_place(url: &mut Url, place: &str) -> Option<()> {
    let parsed = Url::parse(&format!("{}://{place}", url.scheme())).ok()?;
    let has_more = parsed.path().len() > 1 || parsed.query().is_some() || parsed.fragment().is_some();
    if has_more || !parsed.username().is_empty() || parsed.password().is_some() {
        return None;
    }
    let host = parsed.host_str().filter(|host| !host.is_empty())?;
    url.set_host(Some(host)).ok()?;
    url.set_port(parsed.port()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres_of(address: &str) -> Postgres {
        let Ok(Address::Postgres(postgres)) = Address::parse(address) else {
            panic!("not an address of PostgreSQL's")
        };
        postgres
    }

    #[test]
    fn an_address_says_which_database_it_is() {
        let sqlite = |path| Address::Sqlite(Path::new(path));
        assert_eq!(Address::parse("memory:").unwrap(), Address::Memory);
        assert_eq!(Address::parse("sqlite:a/b.db").unwrap(), sqlite("a/b.db"));
        assert_eq!(Address::parse("sqlite:/a/b.db").unwrap(), sqlite("/a/b.db"));
        assert_eq!(Address::parse("sqlite:///a/b.db").unwrap(), sqlite("/a/b.db"));
        assert_eq!(Address::parse("sqlite://b.db").unwrap(), sqlite("b.db"));
        for redis in ["redis://h", "rediss://h", "redis+cluster://a,b", "rediss+cluster://a", "unix:///s"] {
            assert_eq!(Address::parse(redis).unwrap(), Address::Redis(redis));
        }
        for same in ["postgres://h/d", "postgresql://u:p%40@h/d?sslmode=require"] {
            assert_eq!(postgres_of(same), Postgres { primary: same.into(), replica: None });
        }
    }

    #[test]
    fn a_replica_is_the_same_at_another_host() {
        let both = postgres_of("postgres://u:p%40ss@one:1/d?sslmode=require&replica=two:2&options=-c%20a");
        assert_eq!(both.primary, "postgres://u:p%40ss@one:1/d?sslmode=require&options=-c%20a");
        assert_eq!(both.replica.unwrap(), "postgres://u:p%40ss@two:2/d?sslmode=require&options=-c%20a");
        let plain = postgres_of("postgres://one:1/d?replica=%5B::1%5D");
        assert_eq!(plain.primary, "postgres://one:1/d");
        assert_eq!(plain.replica.unwrap(), "postgres://[::1]/d");
        let socket = postgres_of("postgres:///d?host=/run/postgresql&port=5433&replica=two");
        assert_eq!(socket.primary, "postgres:///d?host=/run/postgresql&port=5433");
        assert_eq!(socket.replica.unwrap(), "postgres://two/d");
    }

    #[test]
    fn what_is_no_address_is_told_without_repeating_it() {
        let wrong = |address: &str| Address::parse(address).unwrap_err();
        for unknown in ["", "memory", "mysql://u:secret@h", "redis:h", "SQLITE:a", "/a/b.db", "memory:x"] {
            assert!(matches!(wrong(unknown), OpenError::Scheme), "{unknown}");
        }
        for no_file in ["sqlite:", "sqlite://", "sqlite::memory:", "sqlite:a.db?mode=ro"] {
            assert!(matches!(wrong(no_file), OpenError::SqliteFile), "{no_file}");
        }
        for place in ["", "a:b", "u@h", "u:secret@h", "h/d", "a%20b", "h%3Fx", "h%23x"] {
            let error = wrong(&format!("postgres://u:secret@h/d?replica={place}"));
            assert!(matches!(error, OpenError::Replica), "{place}");
            assert!(!format!("{error} {error:?}").contains("secret"));
        }
        let error = wrong("postgres://u:secret@h:port/d");
        assert!(matches!(error, OpenError::Sql(token_values_sql::ConnectError::Address)));
        assert!(!format!("{error} {error:?}").contains("secret"));
        assert!(!format!("{:?}", Address::parse("postgres://u:secret@h/d").unwrap()).contains("secret"));
    }
}
