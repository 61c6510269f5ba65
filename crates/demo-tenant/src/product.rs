use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use axum::middleware::Next;
use axum::response::Response;

use crate::provider::Provider;
use crate::tenants::{Audience, LUMENWORKS};

/// Which of Microsoft's sign-in products the tenant speaks as: they differ in their addresses and in what their
/// tokens say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Product {
    /// Microsoft Entra: `{base}/{tenant}`.
    #[default]
    Entra,
    /// Azure AD B2C: `{base}/{tenant}/{policy}`, with or without `tfp` before it; any policy whose name begins with
    /// `B2C_1`.
    B2c,
    /// Microsoft Entra External ID: `{base}/{tenant}`.
    ExternalId,
    /// Active Directory Federation Services: `{base}/adfs`, the first organization's.
    Adfs,
}

/// How a request addressed the product.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addressed {
    /// What stands before the paths of its endpoints, with a slash at the beginning.
    pub(crate) prefix: String,
    /// The user flow of Azure AD B2C, as it was written.
    pub(crate) policy: Option<String>,
}

/// Leads requests that are addressed as a product wants it to the endpoints of Entra.
pub(crate) async fn lead(
    State(provider): State<Arc<Provider>>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some((path, addressed)) = provider.product.translate(request.uri().path()) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(there) = format!("{path}{query}").parse::<PathAndQuery>() {
            *request.uri_mut() = Uri::from(there);
        }
        request.extensions_mut().insert(addressed);
    }
    next.run(request).await
}

impl Product {
    /// The path of Entra's endpoint; none where it is one already, or nobody's.
    fn translate(self, path: &str) -> Option<(String, Addressed)> {
        match self {
            Self::Entra => None,
            Self::B2c => of_b2c(path),
            Self::ExternalId => of_external_id(path),
            Self::Adfs => of_adfs(path),
        }
    }
}

fn of_b2c(path: &str) -> Option<(String, Addressed)> {
    let (tfp, rest) = match path.strip_prefix("/tfp/") {
        Some(rest) => ("/tfp", rest),
        None => ("", path.strip_prefix('/')?),
    };
    let (tenant, rest) = rest.split_once('/')?;
    let (policy, rest) = rest.split_once('/')?;
    let id = organization(tenant)?;
    if !policy.to_ascii_lowercase().starts_with("b2c_1") {
        return None;
    }
    let prefix = format!("{tfp}/{tenant}/{policy}");
    Some((format!("/{id}/{rest}"), Addressed { prefix, policy: Some(policy.to_owned()) }))
}

/// Whatever the tenant is called, the endpoints have its ID.
fn of_external_id(path: &str) -> Option<(String, Addressed)> {
    let (tenant, rest) = path.strip_prefix('/')?.split_once('/')?;
    let id = organization(tenant)?;
    Some((format!("/{id}/{rest}"), Addressed { prefix: format!("/{id}"), policy: None }))
}

fn of_adfs(path: &str) -> Option<(String, Addressed)> {
    let there = match path.strip_prefix("/adfs")?.trim_end_matches('/') {
        "/userinfo" => "/oidc/userinfo".to_owned(),
        "/.well-known/openid-configuration" => format!("/{LUMENWORKS}/v2.0/.well-known/openid-configuration"),
        "/discovery/keys" => format!("/{LUMENWORKS}/discovery/v2.0/keys"),
        path => format!("/{LUMENWORKS}/oauth2/v2.0{}", path.strip_prefix("/oauth2")?),
    };
    Some((there, Addressed { prefix: "/adfs".to_owned(), policy: None }))
}

fn organization(tenant: &str) -> Option<&'static str> {
    match Audience::parse(tenant)? {
        Audience::Tenant(tenant) => Some(tenant.id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there(product: Product, path: &str) -> Option<String> {
        product.translate(path).map(|(path, _)| path)
    }

    #[test]
    fn the_addresses_of_each_product_lead_to_entras() {
        let token = format!("/{LUMENWORKS}/oauth2/v2.0/token");
        for (product, path) in [
            (Product::B2c, "/lumenworks.onmicrosoft.com/B2C_1_in/oauth2/v2.0/token"),
            (Product::B2c, "/tfp/lumenworks.onmicrosoft.com/b2c_1_in/oauth2/v2.0/token"),
            (Product::ExternalId, "/lumenworks.onmicrosoft.com/oauth2/v2.0/token"),
            (Product::Adfs, "/adfs/oauth2/token/"),
        ] {
            assert_eq!(there(product, path), Some(token.clone()), "{path}");
        }
    }

    #[test]
    fn other_addresses_are_nobodys() {
        assert_eq!(there(Product::B2c, "/lumenworks.onmicrosoft.com/oauth2/v2.0/token"), None);
        assert_eq!(there(Product::Adfs, "/sign-in/person"), None);
        assert_eq!(there(Product::ExternalId, "/v1.0/me"), None);
        assert_eq!(there(Product::Entra, "/adfs/oauth2/token"), None);
    }
}
