//! Hosts: which are Microsoft's, which only look like it, and what an address may not have.

use url::Url;

use super::AuthorityProblem;
use crate::address::is_loopback;

pub(super) const PUBLIC_CLOUD: &str = "login.microsoftonline.com";

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

/// Where each tenant of Azure AD B2C has a host of its own.
const B2C_DOMAINS: &[&str] = &["b2clogin.com", "b2clogin.cn", "b2clogin.us", "b2clogin.de"];

/// The same for External ID.
pub(crate) const EXTERNAL_ID_DOMAIN: &str = "ciamlogin.com";

pub(crate) fn is_cloud_host(host: &str) -> bool {
    CLOUD_HOSTS.contains(&host)
}

pub(super) fn is_b2c_host(host: &str) -> bool {
    B2C_DOMAINS.iter().any(|domain| label_below(host, domain).is_some())
}

pub(crate) fn is_external_id_host(host: &str) -> bool {
    label_below(host, EXTERNAL_ID_DOMAIN).is_some()
}

/// The one label that a host has before a domain.
pub(super) fn label_below<'a>(host: &'a str, domain: &str) -> Option<&'a str> {
    let label = host.strip_suffix(domain)?.strip_suffix('.')?;
    is_label(label).then_some(label)
}

/// The host of a text that is a URL.
pub(super) fn host_of(text: &str) -> Option<String> {
    text.contains("://").then(|| Url::parse(text).ok()?.host_str().map(str::to_owned)).flatten()
}

/// Reads an address on any host.
pub(super) fn parse(text: &str) -> Result<Url, AuthorityProblem> {
    if text.is_empty() {
        return Err(AuthorityProblem::Empty);
    }
    if !text.contains("://") {
        let host = text.split(['/', ':']).next().unwrap_or_default();
        let looks_like_one = is_domain(host) && !text.contains(char::is_whitespace);
        return Err(if looks_like_one {
            AuthorityProblem::SchemeMissing(text.to_owned())
        } else {
            AuthorityProblem::NotAUrl
        });
    }
    let url = Url::parse(text).map_err(|_| AuthorityProblem::NotAUrl)?;
    check_safe(&url)?;
    check_looks(text, &url)?;
    Ok(url)
}

/// Refuses plain http but for the loopback, and whatever a provider's address cannot have.
pub(super) fn check_safe(url: &Url) -> Result<(), AuthorityProblem> {
    if url.host_str().is_none() || !matches!(url.scheme(), "https" | "http") {
        return Err(AuthorityProblem::NotAUrl);
    }
    if url.scheme() == "http" && !is_loopback(url) {
        return Err(AuthorityProblem::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AuthorityProblem::UserInformation);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(AuthorityProblem::QueryOrFragment);
    }
    Ok(())
}

/// Refuses a host that is not what it looks like: one of letters that only resemble ours, which somebody who means
/// it can type in its ASCII form, and one that has a name of Microsoft's sign-in before a domain of its own.
pub(super) fn check_looks(text: &str, url: &Url) -> Result<(), AuthorityProblem> {
    let host = url.host_str().unwrap_or_default();
    let typed = text.split("://").nth(1).and_then(|rest| rest.split(['/', '\\', '?', '#']).next());
    let typed = typed.unwrap_or_default().to_ascii_lowercase();
    if !typed.is_ascii() || (host.contains("xn--") && !typed.contains("xn--")) {
        return Err(AuthorityProblem::HostNotAscii(host.to_owned()));
    }
    let known = CLOUD_HOSTS.iter().chain(B2C_DOMAINS).chain(&[EXTERNAL_ID_DOMAIN]);
    let dotted = format!(".{host}");
    if known.into_iter().any(|known| dotted.contains(&format!(".{known}."))) {
        return Err(AuthorityProblem::Lookalike(host.to_owned()));
    }
    Ok(())
}

/// The parts of a path that are not empty.
pub(super) fn segments(url: &Url) -> Vec<&str> {
    url.path().split('/').filter(|segment| !segment.is_empty()).collect()
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
