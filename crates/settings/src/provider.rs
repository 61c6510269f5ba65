//! A connected provider.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The three ways in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderKind {
    /// The demo tenant that comes with Tessera.
    Demo,
    /// An application registered in Microsoft Entra.
    Entra,
    /// Any other OpenID Connect provider.
    Oidc,
}

/// A connected provider: an application (client ID) at an authority.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provider {
    /// Names the provider; never changes.
    pub id: String,
    /// Which of the three ways in.
    pub kind: ProviderKind,
    /// The name that the person sees.
    pub name: String,
    /// The application's client ID; empty for the demo tenant, which brings its own.
    #[serde(default)]
    pub client_id: String,
    /// The authority or issuer; empty for the demo tenant, whose address changes.
    #[serde(default)]
    pub authority: String,
    /// The scopes asked for at sign-in; empty asks for the usual ones.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The redirect URI of the application's registration; none is `http://localhost` with any port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

impl Provider {
    /// A provider with an ID and a name, and nothing else yet.
    pub fn new(id: impl Into<String>, kind: ProviderKind, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            name: name.into(),
            client_id: String::new(),
            authority: String::new(),
            scopes: Vec::new(),
            redirect_uri: None,
            unknown: Map::new(),
        }
    }
}
