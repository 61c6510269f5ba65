//! The keys that entries are stored under, as MSAL Python makes them.
//!
//! Other libraries make them differently: what is in the cache is found by its fields, and changed and removed
//! by the key that it has.

use crate::{Section, TokenQuery, json::Fields};

pub(crate) fn access_token(
    home_account_id: Option<&str>,
    environment: &str,
    client_id: &str,
    realm: &str,
    target: &str,
) -> String {
    joined(&[home_account_id.unwrap_or_default(), environment, "accesstoken", client_id, realm, target])
}

/// The key that an access token of just these scopes has; none when the query leaves something open.
pub(crate) fn of_access_token_query(query: &TokenQuery<'_>) -> Option<String> {
    let mut scopes = query.scopes.to_vec();
    scopes.sort_unstable();
    let is_plain = !scopes.is_empty() && query.ext_cache_key.is_none();
    let (home, environment) = (query.home_account_id?, query.environment?);
    is_plain.then_some(access_token(
        Some(home),
        environment,
        query.client_id?,
        query.realm?,
        &scopes.join(" "),
    ))
}

pub(crate) fn refresh_token(
    home_account_id: Option<&str>,
    environment: &str,
    client_id: &str,
    target: &str,
) -> String {
    // A refresh token is good for every realm.
    joined(&[home_account_id.unwrap_or_default(), environment, "refreshtoken", client_id, "", target])
}

pub(crate) fn id_token(
    home_account_id: Option<&str>,
    environment: &str,
    client_id: &str,
    realm: &str,
) -> String {
    joined(&[home_account_id.unwrap_or_default(), environment, "idtoken", client_id, realm, ""])
}

pub(crate) fn account(home_account_id: &str, environment: &str, realm: &str) -> String {
    joined(&[home_account_id, environment, realm])
}

/// The only key that keeps its case.
pub(crate) fn app_metadata(environment: &str, client_id: &str) -> String {
    format!("appmetadata-{environment}-{client_id}")
}

/// The key that MSAL Python would store the entry under.
pub(crate) fn of_entry(section: Section, entry: &Fields) -> String {
    let text = |field| entry.text(field).unwrap_or_default();
    let (home, environment, client_id) =
        (entry.text("home_account_id"), text("environment"), text("client_id"));
    match section {
        Section::AccessToken => match entry.text("ext_cache_key").filter(|key| !key.is_empty()) {
            None => access_token(home, environment, client_id, text("realm"), text("target")),
            Some(extended) => joined(&[
                home.unwrap_or_default(),
                environment,
                "atext",
                client_id,
                text("realm"),
                text("target"),
                extended,
            ]),
        },
        Section::RefreshToken => refresh_token(home, environment, client_id, text("target")),
        Section::IdToken => id_token(home, environment, client_id, text("realm")),
        Section::Account => account(home.unwrap_or_default(), environment, text("realm")),
        Section::AppMetadata => app_metadata(environment, client_id),
    }
}

fn joined(parts: &[&str]) -> String {
    parts.join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{access_token, account, app_metadata, id_token, of_access_token_query, refresh_token};
    use crate::TokenQuery;

    #[test]
    fn keys_are_those_of_msal_python() {
        let home = Some("UID.utid");
        assert_eq!(
            access_token(home, "login.example", "Client", "Realm", "User.Read openid"),
            "uid.utid-login.example-accesstoken-client-realm-user.read openid"
        );
        assert_eq!(
            refresh_token(home, "login.example", "Client", "openid"),
            "uid.utid-login.example-refreshtoken-client--openid"
        );
        assert_eq!(
            id_token(home, "login.example", "Client", "realm"),
            "uid.utid-login.example-idtoken-client-realm-"
        );
        assert_eq!(account("UID.utid", "login.example", "Realm"), "uid.utid-login.example-realm");
        assert_eq!(app_metadata("login.example", "Client"), "appmetadata-login.example-Client");
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
        assert_eq!(of_access_token_query(&TokenQuery { realm: None, ..whole }), None);
        assert_eq!(of_access_token_query(&TokenQuery { scopes: &[], ..whole }), None);
    }
}
