use std::{collections::BTreeMap, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// The parameters that do not set tokens apart, because every request of its grant has them, or because the
/// cache tells them apart by other fields (MSAL Python's `_EXT_CACHE_KEY_EXCLUDED_FIELDS`).
const USUAL: [&str; 22] = [
    "client_id",
    "grant_type",
    "scope",
    "claims",
    "username",
    "password",
    "refresh_token",
    "code",
    "redirect_uri",
    "code_verifier",
    "device_code",
    "assertion",
    "requested_token_use",
    "client_assertion",
    "client_assertion_type",
    "client_secret",
    "token_type",
    "req_cnf",
    "key_id",
    "user_federated_identity_credential",
    "user_id",
    "client_info",
];

/// What a token request said that sets its access token apart from others for the same scopes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestData<'a> {
    /// Names the key that the access token is bound to: proof of possession, SSH certificates.
    pub key_id: Option<&'a str>,
    /// Names and values of the request's parameters, such as `fmi_path`. Those that every request has may be
    /// among them and do not count; of two of one name the last does.
    pub parameters: &'a [(&'a str, &'a str)],
    /// The hash of the assertion that an API acted on, as MSAL.NET notes it: tokens that were got on behalf of a
    /// person are for whoever presents that assertion.
    pub user_assertion_hash: Option<&'a str>,
}

impl RequestData<'_> {
    /// The `ext_cache_key` that tokens for the unusual parameters are told apart by; none where there are none.
    ///
    /// As MSAL Python and MSAL Go make it: each name and value, sorted by name, behind its length in bytes and a
    /// colon; of that the SHA-256, in base64url without padding, in lower case.
    pub fn ext_cache_key(&self) -> Option<String> {
        let by_name: BTreeMap<&str, &str> = self.parameters.iter().copied().collect();
        let unusual = by_name.iter().filter(|(name, value)| !value.is_empty() && !USUAL.contains(*name));
        let mut hash = Sha256::new();
        let mut is_empty = true;
        for text in unusual.flat_map(|(name, value)| [name, value]) {
            hash.update(format!("{}:", text.len()));
            hash.update(text);
            is_empty = false;
        }
        (!is_empty).then(|| URL_SAFE_NO_PAD.encode(hash.finalize()).to_ascii_lowercase())
    }
}

/// The values may be secret.
impl fmt::Debug for RequestData<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        formatter
            .debug_struct("RequestData")
            .field("key_id", &self.key_id)
            .field("parameters", &names)
            .field("user_assertion_hash", &self.user_assertion_hash)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::RequestData;

    fn key(parameters: &[(&str, &str)]) -> Option<String> {
        RequestData { parameters, ..RequestData::default() }.ext_cache_key()
    }

    #[test]
    fn the_key_is_the_one_that_msal_python_makes() {
        let known = Some("ov4rzjppsoorvfirec6knwpq_ewdthx-s92gexiklps".to_owned());
        assert_eq!(key(&[("fmi_path", "a/b")]), known);
        assert_eq!(key(&[("scope", "s"), ("fmi_path", "x"), ("other", ""), ("fmi_path", "a/b")]), known);
    }

    #[test]
    fn the_order_does_not_count_and_the_places_of_the_letters_do() {
        assert_eq!(key(&[("a", "1"), ("b", "2")]), key(&[("b", "2"), ("a", "1")]));
        assert_ne!(key(&[("fmi_path", "value")]), key(&[("fmi_pat", "hvalue")]));
        assert_ne!(key(&[("a", "\u{e9}")]), key(&[("a", "e")]));
    }

    #[test]
    fn usual_and_empty_parameters_make_no_key() {
        assert_eq!(key(&[]), None);
        assert_eq!(key(&[("client_secret", "x"), ("fmi_path", "")]), None);
    }

    #[test]
    fn the_values_are_not_shown() {
        let data = RequestData { parameters: &[("client_secret", "hunter2")], ..RequestData::default() };
        assert!(!format!("{data:?}").contains("hunter2"));
    }
}
