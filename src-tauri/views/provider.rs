//! Connected providers.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The ways in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ProviderKind {
    /// The demo tenant that comes with Tessera.
    Demo,
    /// An application registered in Microsoft Entra.
    Entra,
    /// An application at a user flow or custom policy of Azure AD B2C.
    B2c,
    /// An application in an external tenant of Microsoft Entra External ID.
    ExternalId,
    /// An application at AD FS.
    Adfs,
    /// Any other OpenID Connect provider.
    Oidc,
}

/// A connected provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProviderView {
    /// Names the provider in commands; never changes.
    pub id: String,
    /// Which of the ways in.
    pub kind: ProviderKind,
    /// The name that the person gave it.
    pub name: String,
    /// The application's client ID.
    pub client_id: String,
    /// The authority (Entra and its relatives) or issuer (OpenID Connect); empty for the demo tenant.
    pub authority: String,
    /// The scopes asked for at sign-in.
    pub scopes: Vec<String>,
    /// The redirect URI of the application's registration; empty is `http://localhost` with any port.
    pub redirect_uri: String,
}

/// A provider as the person typed it.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProviderInput {
    /// The provider to change; none connects a new one.
    pub id: Option<String>,
    /// Which of the ways in.
    pub kind: ProviderKind,
    /// A name for it; empty takes one from the authority.
    pub name: String,
    /// The application's client ID; ignored for the demo tenant.
    pub client_id: String,
    /// The authority's URL (Entra: or a tenant's ID or domain, `common`, `organizations` or `consumers`) or the issuer's.
    pub authority: String,
    /// The scopes to ask for; empty takes the usual ones.
    pub scopes: Vec<String>,
    /// The redirect URI of the application's registration; empty is `http://localhost` with any port.
    pub redirect_uri: String,
}
