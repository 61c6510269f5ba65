//! What a person may type for Microsoft Entra External ID (Microsoft docs, "Microsoft Entra External ID overview",
//! and "Custom URL domains in external tenants").

use url::Url;

use super::AuthorityProblem;
use super::entra::{KNOWN_TAILS, is_one_tenant};
use super::host::{EXTERNAL_ID_DOMAIN, is_cloud_host, label_below, segments};

/// The path of the authority: the tenant. `https://fabrikam.ciamlogin.com` means `fabrikam.onmicrosoft.com`, as it
/// does to MSAL.
pub(super) fn parse(url: &Url) -> Result<String, AuthorityProblem> {
    let host = url.host_str().unwrap_or_default();
    if is_cloud_host(host) {
        return Err(AuthorityProblem::IsAnEntraHost(host.to_owned()));
    }
    let path = segments(url);
    let Some((tenant, tail)) = path.split_first() else {
        let name = label_below(host, EXTERNAL_ID_DOMAIN);
        let name = name.ok_or_else(|| AuthorityProblem::TenantMissing(host.to_owned()))?;
        return Ok(format!("/{name}.onmicrosoft.com"));
    };
    let tenant = tenant.to_ascii_lowercase();
    if !is_one_tenant(&tenant) {
        return Err(AuthorityProblem::TenantMalformed);
    }
    if !KNOWN_TAILS.contains(&tail) {
        return Err(AuthorityProblem::PathNotExpected);
    }
    Ok(format!("/{tenant}"))
}
