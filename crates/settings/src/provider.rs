//! A connected provider.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The ways in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// Whether Entra has to vouch for a host of its that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstanceDiscovery {
    /// It has to.
    #[default]
    On,
    /// The person has checked the host.
    Off,
}

impl InstanceDiscovery {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
    fn is_on(&self) -> bool {
        *self == Self::On
    }
}

/// A connected provider: an application (client ID) at an authority.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provider {
    /// Names the provider; never changes.
    pub id: String,
    /// Which of the ways in.
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
    /// Whether Entra has to vouch for a host of its that is not known.
    #[serde(default, skip_serializing_if = "InstanceDiscovery::is_on")]
    pub instance_discovery: InstanceDiscovery,
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
            instance_discovery: InstanceDiscovery::On,
            unknown: Map::new(),
        }
    }
}
