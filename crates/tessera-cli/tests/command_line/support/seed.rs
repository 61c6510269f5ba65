use serde_json::{Map, Value, json};

pub(crate) const TENANT: &str = "11111111-2222-3333-4444-555555555555";
const ENVIRONMENT: &str = "login.example";
const FAR: &str = "4000000000";

/// A cache as an MSAL library keeps it, to be imported.
#[derive(Default)]
pub(crate) struct Seed {
    access: Map<String, Value>,
    accounts: Map<String, Value>,
    id: Map<String, Value>,
    refresh: Map<String, Value>,
}

impl Seed {
    /// Two people: Ada with a token that is valid and one that has ended, Bo with one that is valid.
    pub(crate) fn two_people() -> Self {
        let mut seed = Self::default();
        seed.account("ada", "ada@example.com").access("ada", "User.Read", FAR).access("ada", "Old", "1000");
        seed.account("bo", "bo@example.com").access("bo", "User.Read", FAR);
        seed
    }

    /// An account with an ID and a refresh token.
    pub(crate) fn account(&mut self, user: &str, username: &str) -> &mut Self {
        let home = format!("{user}.{TENANT}");
        self.accounts.insert(
            format!("{home}-{ENVIRONMENT}-{TENANT}"),
            json!({
                "home_account_id": home, "environment": ENVIRONMENT, "realm": TENANT, "local_account_id": user,
                "username": username, "authority_type": "MSSTS",
            }),
        );
        self.id.insert(
            format!("{home}-{ENVIRONMENT}-idtoken-app-{TENANT}-"),
            json!({
                "credential_type": "IdToken", "secret": id_token(user), "home_account_id": home,
                "environment": ENVIRONMENT, "realm": TENANT, "client_id": "app",
            }),
        );
        self.refresh.insert(
            format!("{home}-{ENVIRONMENT}-refreshtoken-app--user.read"),
            json!({
                "credential_type": "RefreshToken", "secret": format!("refresh-secret-of-{user}"),
                "home_account_id": home, "environment": ENVIRONMENT, "client_id": "app",
                "target": "User.Read", "last_modification_time": "1000",
            }),
        );
        self
    }

    /// An access token that ends then, in seconds since 1970.
    pub(crate) fn access(&mut self, user: &str, scope: &str, ends: &str) -> &mut Self {
        let home = format!("{user}.{TENANT}");
        self.access.insert(
            format!("{home}-{ENVIRONMENT}-accesstoken-app-{TENANT}-{}", scope.to_lowercase()),
            json!({
                "credential_type": "AccessToken", "secret": format!("access-secret-of-{user}-{scope}"),
                "home_account_id": home, "environment": ENVIRONMENT, "client_id": "app", "target": scope,
                "realm": TENANT, "token_type": "Bearer", "cached_at": "500", "expires_on": ends,
                "extended_expires_on": ends,
            }),
        );
        self
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "AccessToken": self.access, "Account": self.accounts, "IdToken": self.id,
            "RefreshToken": self.refresh,
            "AppMetadata": {format!("appmetadata-{ENVIRONMENT}-app"): {"client_id": "app", "environment": ENVIRONMENT}},
        })
    }
}

/// An ID token that nobody signed: the claims are {"name":"Ada"}.
fn id_token(user: &str) -> String {
    format!("eyJhbGciOiJub25lIn0.eyJuYW1lIjoiQWRhIn0.signature-of-{user}")
}
