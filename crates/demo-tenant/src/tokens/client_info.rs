use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::people::Person;

/// What MSAL makes the home account ID of: the object ID and tenant at home, whatever the tenant asked.
pub(crate) fn client_info(person: &Person) -> String {
    URL_SAFE_NO_PAD.encode(json!({ "uid": person.object_id, "utid": person.tenant_id }).to_string())
}
