//! What a person may type for AD FS (Microsoft docs, "AD FS OpenID Connect/OAuth concepts").

use url::Url;

use super::AuthorityProblem;
use super::host::{is_cloud_host, segments};

/// The one path that AD FS answers at.
const PATH: &str = "/adfs";

/// Tails that people copy along.
const KNOWN_TAILS: &[&[&str]] = &[&[], &[".well-known", "openid-configuration"]];

/// Whether the path is that of AD FS, whatever the host.
pub(super) fn looks_like_one(text: &str) -> bool {
    let url = Url::parse(text).ok();
    url.is_some_and(|url| segments(&url).first().is_some_and(|first| first.eq_ignore_ascii_case("adfs")))
}

/// The path of the authority, which is always the same.
pub(super) fn parse(url: &Url) -> Result<String, AuthorityProblem> {
    let host = url.host_str().unwrap_or_default();
    if is_cloud_host(host) {
        return Err(AuthorityProblem::IsAnEntraHost(host.to_owned()));
    }
    match segments(url).split_first() {
        None => Ok(PATH.to_owned()),
        Some((first, tail)) if first.eq_ignore_ascii_case("adfs") && KNOWN_TAILS.contains(&tail) => {
            Ok(PATH.to_owned())
        }
        Some(_) => Err(AuthorityProblem::PathNotExpected),
    }
}
