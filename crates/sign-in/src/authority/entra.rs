//! What a person may type for Microsoft Entra.

use url::{Host, Url};

use super::host::{
    PUBLIC_CLOUD, check_looks, check_safe, is_b2c_host, is_cloud_host, is_domain, is_external_id_host,
    segments,
};
use super::{AuthorityKind, AuthorityProblem, adfs, b2c};

const WORDS: &[&str] = &["common", "organizations", "consumers"];

/// Tails that people copy along from the portal: the issuer, and the address of the description.
pub(super) const KNOWN_TAILS: &[&[&str]] =
    &[&[], &["v2.0"], &["v2.0", ".well-known", "openid-configuration"]];

/// The host and tenant.
pub(super) fn parse(text: &str) -> Result<(String, String), AuthorityProblem> {
    if text.is_empty() {
        return Err(AuthorityProblem::Empty);
    }
    if text.contains("://") {
        return parse_url(text);
    }
    if text.split_once('/').is_some_and(|(host, _)| is_domain(host)) {
        return Err(AuthorityProblem::SchemeMissing(text.to_owned()));
    }
    if is_cloud_host(&text.to_ascii_lowercase()) {
        return Err(AuthorityProblem::TenantMissing(text.to_ascii_lowercase()));
    }
    Ok((PUBLIC_CLOUD.to_owned(), check_tenant(text)?))
}

fn parse_url(text: &str) -> Result<(String, String), AuthorityProblem> {
    let url = Url::parse(text).map_err(|_| AuthorityProblem::NotAUrl)?;
    check_safe(&url)?;
    check_looks(text, &url)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    refuse_other_kinds(text, &host, &url)?;
    if !matches!(url.host(), Some(Host::Domain(_))) || !is_domain(&host) {
        return Err(AuthorityProblem::NotAnEntraHost(host));
    }
    if url.scheme() != "https" {
        return Err(AuthorityProblem::NotHttps);
    }
    if url.port().is_some() {
        return Err(AuthorityProblem::PortNotExpected);
    }
    match tenant_in(&url) {
        Ok(tenant) => Ok((host, tenant)),
        // What is no address of Entra's in any respect is most likely another provider's.
        Err(_) if !is_cloud_host(&host) => Err(AuthorityProblem::NotAnEntraHost(host)),
        Err(problem) => Err(problem),
    }
}

fn tenant_in(url: &Url) -> Result<String, AuthorityProblem> {
    let path = segments(url);
    let Some((tenant, tail)) = path.split_first() else {
        let host = url.host_str().unwrap_or_default();
        return Err(AuthorityProblem::TenantMissing(host.to_owned()));
    };
    if !KNOWN_TAILS.contains(&tail) {
        return Err(AuthorityProblem::PathNotExpected);
    }
    check_tenant(tenant)
}

fn refuse_other_kinds(text: &str, host: &str, url: &Url) -> Result<(), AuthorityProblem> {
    if adfs::looks_like_one(text) {
        return Err(AuthorityProblem::OtherKind(AuthorityKind::AdFs));
    }
    if is_b2c_host(host) || b2c::looks_like_one(url) {
        return Err(AuthorityProblem::OtherKind(AuthorityKind::B2c));
    }
    if is_external_id_host(host) {
        return Err(AuthorityProblem::OtherKind(AuthorityKind::ExternalId));
    }
    Ok(())
}

/// A tenant's ID, domain or word, in lower case.
pub(super) fn check_tenant(tenant: &str) -> Result<String, AuthorityProblem> {
    let tenant = tenant.to_ascii_lowercase();
    if is_guid_or_word(&tenant) || is_domain(&tenant) {
        Ok(tenant)
    } else {
        Err(AuthorityProblem::TenantMalformed)
    }
}

pub(super) fn is_guid_or_word(tenant: &str) -> bool {
    WORDS.contains(&tenant) || is_guid(tenant)
}

/// Whether it is the ID or domain of one tenant.
pub(super) fn is_one_tenant(tenant: &str) -> bool {
    is_guid(tenant) || is_domain(tenant)
}

pub(crate) fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
