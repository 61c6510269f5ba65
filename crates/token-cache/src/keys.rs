//! The keys that entries are stored under, as MSAL Python makes them.
//!
//! Other libraries make them differently: what is in the cache is found by its fields, and changed and removed
//! by the key that it has.

use crate::{Owner, Section, TokenQuery, json::Fields};

/// The key of an access token, which says where it belongs, and of an extended one, which says also by what.
fn access_token(
    home_account_id: Option<&str>,
    environment: &str,
    client_id: &str,
    realm: &str,
    target: &str,
    ext_cache_key: Option<&str>,
) -> String {
    let home = home_account_id.unwrap_or_default();
    match ext_cache_key.filter(|key| !key.is_empty()) {
        None => joined(&[home, environment, "accesstoken", client_id, realm, target]),
        Some(extended) => joined(&[home, environment, "atext", client_id, realm, target, extended]),
    }
}

/// The key that an access token of just these scopes has; none when the query leaves something open.
pub(crate) fn of_access_token_query(query: &TokenQuery<'_>) -> Option<String> {
    let mut scopes = query.scopes.to_vec();
    scopes.sort_unstable();
    let is_of_application = query.owner == Owner::Application;
    let home = query.home_account_id.or(is_of_application.then_some(""))?;
    let (environment, client_id, realm) = (query.environment?, query.client_id?, query.realm?);
    (!scopes.is_empty()).then(|| {
        access_token(Some(home), environment, client_id, realm, &scopes.join(" "), query.ext_cache_key)
    })
}

/// The key that MSAL Python would store the entry under.
pub(crate) fn of_entry(section: Section, entry: &Fields) -> String {
    let text = |field| entry.text(field).unwrap_or_default();
    let (home, environment, client_id) = (text("home_account_id"), text("environment"), text("client_id"));
    match section {
        Section::AccessToken => {
            let extended = entry.text("ext_cache_key");
            access_token(Some(home), environment, client_id, text("realm"), text("target"), extended)
        }
        // A refresh token is good for every realm.
        Section::RefreshToken => joined(&[home, environment, "refreshtoken", client_id, "", text("target")]),
        Section::IdToken => joined(&[home, environment, "idtoken", client_id, text("realm"), ""]),
        Section::Account => joined(&[home, environment, text("realm")]),
        // The only key that keeps its case.
        Section::AppMetadata => format!("appmetadata-{environment}-{client_id}"),
    }
}

fn joined(parts: &[&str]) -> String {
    parts.join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{of_access_token_query, of_entry};
    use crate::{Owner, Section, TokenQuery, json::Fields};

    fn entry(fields: &[(&str, &str)]) -> Fields {
        fields.iter().fold(Fields::default(), |entry, (name, text)| entry.with(name, text))
    }

    #[test]
    fn keys_are_those_of_msal_python() {
        let entry = entry(&[
            ("home_account_id", "UID.utid"),
            ("environment", "login.example"),
            ("client_id", "Client"),
            ("realm", "Realm"),
            ("target", "User.Read openid"),
        ]);
        for (section, key) in [
            (Section::AccessToken, "uid.utid-login.example-accesstoken-client-realm-user.read openid"),
            (Section::RefreshToken, "uid.utid-login.example-refreshtoken-client--user.read openid"),
            (Section::IdToken, "uid.utid-login.example-idtoken-client-realm-"),
            (Section::Account, "uid.utid-login.example-realm"),
            (Section::AppMetadata, "appmetadata-login.example-Client"),
        ] {
            assert_eq!(of_entry(section, &entry), key);
        }
        let extended = entry.with("ext_cache_key", "hash");
        let key = "uid.utid-login.example-atext-client-realm-user.read openid-hash";
        assert_eq!(of_entry(Section::AccessToken, &extended), key);
    }

    #[test]
    fn a_query_that_leaves_something_open_has_no_key() {
        let whole = TokenQuery {
            home_account_id: Some("h"),
            environment: Some("e"),
            client_id: Some("c"),
            realm: Some("r"),
            scopes: &["b", "a"],
            ..TokenQuery::default()
        };
        assert_eq!(of_access_token_query(&whole).as_deref(), Some("h-e-accesstoken-c-r-a b"));
        let extended = TokenQuery { ext_cache_key: Some("x"), ..whole };
        assert_eq!(of_access_token_query(&extended).as_deref(), Some("h-e-atext-c-r-a b-x"));
        assert_eq!(of_access_token_query(&TokenQuery { realm: None, ..whole }), None);
        assert_eq!(of_access_token_query(&TokenQuery { scopes: &[], ..whole }), None);
        let anyone = TokenQuery { home_account_id: None, ..whole };
        assert_eq!(of_access_token_query(&anyone), None);
        let own = TokenQuery { owner: Owner::Application, ..anyone };
        assert_eq!(of_access_token_query(&own).as_deref(), Some("-e-accesstoken-c-r-a b"));
    }
}
