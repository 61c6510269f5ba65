//! Who uses the web apps, and what is in their caches: the same for all apps.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use token_cache::{
    AccountHandling, Grant, RequestData, Secret, Timestamp, TokenCache, TokenEvent, TokenResponse,
};

use crate::{Outcome, sample::text};

pub(super) const PEOPLE: usize = 1_000;
/// A registration that all apps are given, as with Microsoft Entra, which nobody asks: all tokens last.
pub(super) const CLIENT: &str = "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b204";
pub(super) const TENANT: &str = "5f0b1c1e-8d2a-4b43-9c64-3a1d7f20e6a1";
pub(super) const ENVIRONMENT: &str = "login.microsoftonline.com";
pub(super) const SCOPE: &str = "User.Read";
/// What a person is granted, an access token for each.
const GRANTED: [&str; 5] = [
    "User.Read openid profile",
    "https://files.example/Files.Read",
    "https://calendar.example/Events.Read",
    "https://orders.example/Orders.ReadWrite",
    "https://reports.example/.default",
];
/// About what Entra issues.
const PERMISSIONS: usize = 620;
/// Of a key of 2048 bits, in bytes. Not random characters, which are hardly ever the encoding of anything.
const SIGNATURE: usize = 256;
const REFRESH_TOKEN: usize = 1_300;
const DAY: i64 = 24 * 60 * 60;
/// Each person's tokens end at a time of their own, so many seconds apart: it tells whose token an answer is about.
const APART: i64 = 10;

/// Somebody who is signed in to the web apps.
#[derive(Clone, Debug)]
pub(super) struct Person {
    number: usize,
    pub(super) home_account_id: String,
    pub(super) username: String,
    /// When each access token was issued and ends, in seconds since 1970.
    issued_at: i64,
    pub(super) expires_on: i64,
}

impl Person {
    pub(super) fn all() -> Vec<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let now = i64::try_from(now).unwrap_or_default();
        (0..PEOPLE).map(|number| Self::new(number, now)).collect()
    }

    fn new(number: usize, now: i64) -> Self {
        let apart = APART * i64::try_from(number).unwrap_or_default();
        Self {
            number,
            home_account_id: format!("{}.{TENANT}", object_id(number)),
            username: format!("person-{number}@lumenworks.example"),
            issued_at: now,
            expires_on: now + DAY + apart,
        }
    }

    /// Five access tokens, the refresh token, the ID token and the account.
    pub(super) fn cache(&self) -> Outcome<TokenCache> {
        let mut cache = TokenCache::default();
        for (number, scopes) in GRANTED.iter().enumerate() {
            let response = self.response(number, scopes);
            let scopes: Vec<_> = scopes.split(' ').map(str::to_owned).collect();
            let account = if number == 0 { AccountHandling::Create } else { AccountHandling::Keep };
            cache.add(&TokenEvent {
                client_id: CLIENT,
                environment: ENVIRONMENT,
                realm: TENANT,
                requested_scopes: &scopes,
                grant: Grant::AuthorizationCode,
                request: RequestData::default(),
                response: &response,
                account,
                now: Timestamp::from_unix(self.issued_at),
            })?;
        }
        Ok(cache)
    }

    fn response(&self, number: usize, scopes: &str) -> TokenResponse {
        let client_info = json!({"uid": object_id(self.number), "utid": TENANT});
        TokenResponse {
            access_token: Some(Secret::new(self.access_token(number, scopes))),
            id_token: (number == 0).then(|| Secret::new(self.id_token())),
            refresh_token: (number == 0).then(|| Secret::new(text(self.number, REFRESH_TOKEN))),
            client_info: Some(URL_SAFE_NO_PAD.encode(client_info.to_string())),
            expires_in: Some(self.expires_on - self.issued_at),
            ..TokenResponse::default()
        }
    }

    fn access_token(&self, number: usize, scopes: &str) -> String {
        let claims = json!({
            "aud": format!("https://resource-{number}.example"), "scp": scopes, "appid": CLIENT, "ver": "1.0",
            "xms_st": text(self.number * 8 + number, PERMISSIONS),
        });
        self.token(&claims)
    }

    fn id_token(&self) -> String {
        self.token(&json!({"aud": CLIENT, "ver": "2.0", "nonce": text(self.number, 43)}))
    }

    /// A JSON web token whose signature nobody looks at.
    fn token(&self, claims: &serde_json::Value) -> String {
        let mut all = json!({
            "iss": format!("https://{ENVIRONMENT}/{TENANT}/v2.0"), "sub": text(self.number, 43), "tid": TENANT,
            "oid": object_id(self.number), "name": format!("Person {}", self.number),
            "preferred_username": self.username, "uti": text(self.number, 22),
            "iat": self.issued_at, "nbf": self.issued_at, "exp": self.expires_on,
        });
        if let (Some(all), Some(claims)) = (all.as_object_mut(), claims.as_object()) {
            all.extend(claims.clone());
        }
        let header = json!({"typ": "JWT", "alg": "RS256", "kid": text(0, 27)});
        let encoded = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signature = URL_SAFE_NO_PAD.encode(text(self.number, SIGNATURE));
        format!("{}.{}.{signature}", encoded(&header), encoded(&all))
    }
}

fn object_id(number: usize) -> String {
    format!("0b6a5b5e-1f0a-4c0e-9d0a-{number:012}")
}
