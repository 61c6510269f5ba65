//! What the person chose: connected providers, the account in use, the window's language.
//!
//! None of it is secret and none of it is in the token cache: it is a JSON file of its own, so that
//! clearing every token leaves the providers, and sharing a cache shares no preferences. How the window was left is in
//! another: it is written often, and nobody but the window has to hear of it.

mod error;
mod file;
mod folder;
mod lock;
mod provider;
mod read;
mod stamp;
mod window;
mod write;

pub use error::SettingsError;
pub use file::{Kept, KeptFile, Loaded, SettingsFile, WindowFile};
pub use provider::{InstanceDiscovery, Provider, ProviderKind};
pub use stamp::Stamp;
pub use window::{Position, Size, WindowState};

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The settings, as the file holds them. Fields that this version does not know are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Settings {
    /// Connected providers, in the order of connecting.
    pub providers: Vec<Provider>,
    /// The account that the person chose to use.
    pub current_account: Option<CurrentAccount>,
    /// `en`, `pt-BR` or `it`; none follows the system.
    pub language: Option<String>,
    /// A file in PEM with certificate authorities to trust besides the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// Whether closing the window leaves the program in the tray, where there is one.
    #[serde(skip_serializing_if = "is_off")]
    pub keep_in_tray: bool,
    /// Whether nobody is to be notified of an account that has to sign in again.
    #[serde(skip_serializing_if = "is_off")]
    pub quiet: bool,
    /// Whether the window stays out of pictures and recordings of the screen, where the system can do so.
    #[serde(skip_serializing_if = "is_off")]
    pub hide_from_capture: bool,
    /// Whether the system asks the person to authenticate before a token's text leaves the cache.
    #[serde(skip_serializing_if = "is_off")]
    pub authenticate: bool,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
fn is_off(chosen: &bool) -> bool {
    !chosen
}

impl Kept for Settings {
    const FILE_NAME: &'static str = "settings.json";
}

impl Settings {
    /// The provider of that ID.
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// Changes the provider of the same ID, or adds it at the end.
    pub fn put_provider(&mut self, provider: Provider) {
        match self.providers.iter_mut().find(|known| known.id == provider.id) {
            Some(known) => *known = provider,
            None => self.providers.push(provider),
        }
    }

    /// An ID that no provider has yet: `provider-1`, `provider-2` and so on.
    pub fn unused_provider_id(&self) -> String {
        let taken = |id: &String| self.provider(id).is_some();
        (1..=u32::MAX).map(|n| format!("provider-{n}")).find(|id| !taken(id)).unwrap_or_default()
    }
}

/// Names the account in use. The home account ID alone may recur under another cloud or provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CurrentAccount {
    /// `{uid}.{utid}`, or the `sub` of the ID token.
    pub home_account_id: String,
    /// The environment of the authority that it signed in to.
    pub environment: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_later_version_survives() {
        let text = r#"{"providers":[{"id":"p","kind":"oidc","name":"N","clientId":"c","authority":"https://a.example","scopes":[],"later":1}],"theme":"dark"}"#;
        let settings: Settings = serde_json::from_str(text).unwrap();
        let written = serde_json::to_string(&settings).unwrap();
        assert!(written.contains(r#""theme":"dark""#), "{written}");
        assert!(written.contains(r#""later":1"#), "{written}");
    }

    #[test]
    fn a_new_provider_never_takes_the_id_of_another() {
        let mut settings = Settings::default();
        for _ in 0..3 {
            let id = settings.unused_provider_id();
            settings.put_provider(Provider::new(id, ProviderKind::Demo, "Demo"));
        }
        settings.providers.remove(1);
        assert_eq!(settings.unused_provider_id(), "provider-2");
    }
}
