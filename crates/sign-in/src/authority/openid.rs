//! Issuers of other providers.

use std::fmt::Write;

use url::Url;

use super::{AuthorityProblem, host};

/// The name to cache an issuer's tokens under: its host, port and path.
///
/// MSAL's keys join their parts with dashes and are lower-cased whole. So that no issuer's path can be
/// mistaken for another's, or for the part of a key that precedes it, every byte of the path but
/// `a-z 0-9 . _ ~ /` is written as `%xx`. A host keeps its dashes, as Entra's do.
pub(super) fn environment(issuer: &str) -> Result<String, AuthorityProblem> {
    let url = parse(issuer)?;
    let mut environment = url.host_str().unwrap_or_default().to_owned();
    if let Some(port) = url.port() {
        let _ = write!(environment, ":{port}");
    }
    if url.path() != "/" {
        url.path().bytes().for_each(|byte| push_escaped(&mut environment, byte));
    }
    Ok(environment)
}

fn parse(issuer: &str) -> Result<Url, AuthorityProblem> {
    let url = host::parse(issuer)?;
    let host = url.host_str().unwrap_or_default();
    if host::is_cloud_host(host) {
        return Err(AuthorityProblem::IsAnEntraHost(host.to_owned()));
    }
    if url.path().contains("/.well-known") {
        return Err(AuthorityProblem::DescriptionAddress);
    }
    Ok(url)
}

fn push_escaped(text: &mut String, byte: u8) {
    match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
        _ => {
            let _ = write!(text, "%{byte:02x}");
        }
    }
}
