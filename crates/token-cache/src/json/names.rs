/// The names that caches are full of: they need neither memory nor a look into the JSON.
const NAMES: [&str; 22] = [
    "AccessToken",
    "Account",
    "AppMetadata",
    "IdToken",
    "RefreshToken",
    "account_source",
    "authority_type",
    "cached_at",
    "client_id",
    "credential_type",
    "environment",
    "expires_on",
    "extended_expires_on",
    "family_id",
    "home_account_id",
    "last_modification_time",
    "local_account_id",
    "realm",
    "secret",
    "target",
    "token_type",
    "username",
];

/// The same name, if it is one of those.
pub(super) fn known_name(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name)
}
