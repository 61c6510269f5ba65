//! What a person may type for Azure AD B2C (Microsoft docs, "Set redirect URLs to b2clogin.com for Azure Active
//! Directory B2C", and "User flows and custom policies overview").

use url::Url;

use super::AuthorityProblem;
use super::entra::{KNOWN_TAILS, is_one_tenant};
use super::host::{is_cloud_host, segments};

/// What may stand before the tenant: "trust framework policy".
const PREFIX: &str = "tfp";

/// Whether the path is that of a user flow, whatever the host.
pub(super) fn looks_like_one(url: &Url) -> bool {
    let path = segments(url);
    let is_flow = |segment: &&str| segment.to_ascii_lowercase().starts_with("b2c_1");
    path.first().is_some_and(|first| first.eq_ignore_ascii_case(PREFIX)) || path.get(1).is_some_and(is_flow)
}

/// The path of the authority: the tenant and the policy, with the prefix where there is one.
pub(super) fn parse(url: &Url) -> Result<String, AuthorityProblem> {
    let host = url.host_str().unwrap_or_default();
    if is_cloud_host(host) {
        // Microsoft has switched B2C off there.
        return Err(AuthorityProblem::IsAnEntraHost(host.to_owned()));
    }
    let mut path = segments(url);
    let prefix = path.first().is_some_and(|first| first.eq_ignore_ascii_case(PREFIX));
    if prefix {
        path.remove(0);
    }
    let (tenant, policy, tail) = match path[..] {
        [] => return Err(AuthorityProblem::TenantMissing(host.to_owned())),
        [_] => return Err(AuthorityProblem::PolicyMissing),
        [tenant, policy, ref tail @ ..] => (tenant.to_ascii_lowercase(), policy, tail),
    };
    if !is_one_tenant(&tenant) {
        return Err(AuthorityProblem::TenantMalformed);
    }
    if !is_policy(policy) {
        return Err(AuthorityProblem::PolicyMissing);
    }
    if !KNOWN_TAILS.contains(&tail) {
        return Err(AuthorityProblem::PathNotExpected);
    }
    let prefix = if prefix { "/tfp" } else { "" };
    Ok(format!("{prefix}/{tenant}/{policy}"))
}

/// Names begin with `B2C_1_` (user flows) or `B2C_1A_` (custom policies).
fn is_policy(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    text.to_ascii_lowercase().starts_with("b2c_1") && text.len() <= 100 && text.bytes().all(is_allowed)
}
