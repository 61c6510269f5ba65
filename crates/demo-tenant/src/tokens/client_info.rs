use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::people::Person;

/// What MSAL makes the home account ID of: the object ID and tenant at home, whatever the tenant asked.
/// Azure AD B2C adds the user flow.
pub(crate) fn client_info(person: &Person, policy: Option<&str>) -> String {
    let user = match policy {
        Some(policy) => format!("{}-{}", person.object_id, policy.to_ascii_lowercase()),
        None => person.object_id.to_owned(),
    };
    URL_SAFE_NO_PAD.encode(json!({ "uid": user, "utid": person.tenant_id }).to_string())
}
