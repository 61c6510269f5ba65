//! What a person may type for Microsoft Entra.

use url::Url;

use super::{AuthorityProblem, require_safe};

const PUBLIC_CLOUD: &str = "login.microsoftonline.com";

/// The hosts of the clouds (Microsoft docs, "National clouds and Microsoft Entra ID"), with the older names
/// that MSAL knows too.
const CLOUD_HOSTS: &[&str] = &[
    PUBLIC_CLOUD,
    "login.microsoft.com",
    "login.windows.net",
    "sts.windows.net",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
    "login.microsoftonline.us",
    "login.usgovcloudapi.net",
    "login-us.microsoftonline.com",
    "login.sovcloud-identity.fr",
    "login.sovcloud-identity.de",
    "login.sovcloud-identity.sg",
];

const WORDS: &[&str] = &["common", "organizations", "consumers"];

/// Tails that people copy along from the portal: the issuer, and the address of the description.
const KNOWN_TAILS: &[&[&str]] = &[&[], &["v2.0"], &["v2.0", ".well-known", "openid-configuration"]];

pub(crate) fn is_cloud_host(host: &str) -> bool {
    CLOUD_HOSTS.contains(&host)
}

/// The host of a text that is a URL.
pub(super) fn host_of(text: &str) -> Option<String> {
    text.contains("://").then(|| Url::parse(text).ok()?.host_str().map(str::to_owned)).flatten()
}

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
    require_safe(&url)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    if !is_cloud_host(&host) {
        return Err(AuthorityProblem::NotAnEntraHost(host));
    }
    if url.scheme() != "https" {
        return Err(AuthorityProblem::NotHttps);
    }
    if url.port().is_some() {
        return Err(AuthorityProblem::PortNotExpected);
    }
    let path: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let Some((tenant, tail)) = path.split_first() else {
        return Err(AuthorityProblem::TenantMissing(host));
    };
    refuse_other_kinds(tenant, tail)?;
    if !KNOWN_TAILS.contains(&tail) {
        return Err(AuthorityProblem::PathNotExpected);
    }
    Ok((host, check_tenant(tenant)?))
}

fn refuse_other_kinds(tenant: &str, tail: &[&str]) -> Result<(), AuthorityProblem> {
    if tenant.eq_ignore_ascii_case("adfs") {
        return Err(AuthorityProblem::KindNotSupported("AD FS"));
    }
    let policy = tail.first().is_some_and(|segment| segment.to_ascii_lowercase().starts_with("b2c_"));
    if policy || tenant.eq_ignore_ascii_case("tfp") {
        return Err(AuthorityProblem::KindNotSupported("Azure AD B2C"));
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

pub(crate) fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A name of at least two labels (RFC 1123, section 2.1).
pub(super) fn is_domain(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    labels.len() >= 2 && text.len() <= 253 && labels.into_iter().all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte == b'-' || byte.is_ascii_alphanumeric())
}
