use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use token_cache::{
    AccountHandling, AccountId, Added, Grant, RequestData, Secret, Timestamp, TokenCache, TokenEvent,
    TokenResponse,
};

use crate::{ENTRA, NOW};

/// Somebody who signs in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) uid: &'static str,
    /// The home tenant; none at a provider that sends no `client_info`.
    pub(crate) tenant: Option<&'static str>,
    pub(crate) username: &'static str,
    pub(crate) name: &'static str,
    pub(crate) environment: &'static str,
}

impl Person {
    pub(crate) const ADA: Self = Self {
        uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000001",
        tenant: Some("a1b2c3d4-0000-4000-8000-0000000000aa"),
        username: "ada@fabrikam.example",
        name: "Ada L\u{f3}pez \u{1f680}",
        environment: ENTRA,
    };

    pub(crate) const GENERIC: Self = Self {
        uid: "auth0|17.user",
        tenant: None,
        username: "grace@idp.example",
        name: "Grace",
        environment: "idp.example",
    };

    pub(crate) fn home_account_id(&self) -> String {
        self.tenant.map_or_else(|| self.uid.to_owned(), |tenant| format!("{}.{tenant}", self.uid))
    }

    pub(crate) fn account_id(&self) -> AccountId {
        AccountId { home_account_id: self.home_account_id(), environment: self.environment.to_owned() }
    }

    /// An ID token as the provider would sign it; nothing here checks the signature.
    pub(crate) fn id_token(&self, serial: u64) -> String {
        let claims = json!({
            "sub": self.tenant.map_or(self.uid, |_| "pairwise"), "oid": self.uid, "name": self.name,
            "preferred_username": self.username, "tid": self.tenant, "serial": serial,
        });
        format!("{}.{}.c2ln", encoded(&json!({"alg": "RS256", "typ": "JWT"})), encoded(&claims))
    }

    pub(crate) fn client_info(&self) -> Option<String> {
        self.tenant.map(|tenant| encoded(&json!({"uid": self.uid, "utid": tenant})))
    }
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// Tokens that a provider issues to a person, for ours and for a peer.
#[derive(Clone, Debug)]
pub(crate) struct Issue {
    pub(crate) person: Person,
    pub(crate) client_id: String,
    pub(crate) realm: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) response: Value,
    pub(crate) grant: Grant<'static>,
    /// Names the key that the access token is bound to.
    pub(crate) key_id: Option<&'static str>,
    /// What the request said beside the usual.
    pub(crate) parameters: Vec<(&'static str, &'static str)>,
    pub(crate) now: i64,
}

impl Issue {
    /// A whole sign-in by a person in the home tenant; `serial` makes its tokens unlike all others.
    pub(crate) fn new(person: &Person, serial: u64) -> Self {
        let mut response = json!({
            "token_type": "Bearer", "scope": "User.Read openid profile", "expires_in": 3599, "ext_expires_in": 7199,
            "access_token": format!("at-{serial}"), "refresh_token": format!("rt-{serial}"),
            "id_token": person.id_token(serial),
        });
        if let Some(client_info) = person.client_info() {
            response["client_info"] = client_info.into();
        }
        Self {
            person: person.clone(),
            client_id: "client-one".to_owned(),
            realm: person.tenant.unwrap_or("tenant").to_owned(),
            scopes: vec!["User.Read".to_owned()],
            response,
            grant: Grant::AuthorizationCode,
            key_id: None,
            parameters: Vec::new(),
            now: NOW,
        }
    }

    /// A token of the application itself.
    pub(crate) fn to_application(serial: u64) -> Self {
        let person = Person { uid: "nobody", tenant: None, ..Person::ADA };
        let realm = Person::ADA.tenant.unwrap().to_owned();
        let persons = json!({"id_token": null, "client_info": null, "refresh_token": null, "scope": null});
        Self { realm, grant: Grant::ClientCredentials, ..Self::new(&person, serial).with(&persons) }
    }

    /// The same with other fields in the response; null takes a field away.
    pub(crate) fn with(mut self, fields: &Value) -> Self {
        let response = self.response.as_object_mut().unwrap();
        for (name, value) in fields.as_object().unwrap() {
            if value.is_null() {
                response.shift_remove(name);
            } else {
                response.insert(name.clone(), value.clone());
            }
        }
        self
    }

    /// Adds it as a sign-in to ours.
    pub(crate) fn sign_in(&self, cache: &mut TokenCache) -> Added {
        self.add(cache, self.grant, AccountHandling::Create)
    }

    /// Adds it as a renewal to ours.
    pub(crate) fn refresh(&self, cache: &mut TokenCache, stored_key: &str) -> Added {
        self.add(cache, Grant::RefreshToken { stored_key }, AccountHandling::Keep)
    }

    fn add(&self, cache: &mut TokenCache, grant: Grant<'_>, account: AccountHandling) -> Added {
        let response = TokenResponse::parse(self.response.to_string().as_bytes()).unwrap();
        let event = TokenEvent {
            client_id: &self.client_id,
            environment: self.person.environment,
            realm: &self.realm,
            requested_scopes: &self.scopes,
            grant,
            request: self.request(),
            response: &response,
            account,
            now: Timestamp::from_unix(self.now),
        };
        cache.add(&event).unwrap()
    }

    pub(crate) fn request(&self) -> RequestData<'_> {
        RequestData { key_id: self.key_id, parameters: &self.parameters, ..RequestData::default() }
    }

    /// The command that makes MSAL Python take it as a sign-in.
    pub(crate) fn python_sign_in(&self) -> Value {
        let (grant, username) = match self.grant {
            Grant::AuthorizationCode => ("authorization_code", None),
            Grant::DeviceCode => ("device_code", None),
            Grant::Password { username } => ("password", Some(username)),
            Grant::ClientCredentials => ("client_credentials", None),
            Grant::Assertion { username } => ("assertion", username),
            Grant::UserFederatedIdentity { username } => ("user_fic", username),
            Grant::RefreshToken { .. } => panic!("a renewal is no sign-in"),
        };
        json!(["obtain", self.authority(), self.scopes, self.response, self.data(), grant, username])
    }

    /// The command that makes MSAL Python take it as a renewal by the refresh token `used`.
    pub(crate) fn python_refresh(&self, used: &Secret) -> Value {
        json!(["renew", self.authority(), self.scopes, self.response, self.data(), used.expose()])
    }

    fn authority(&self) -> Value {
        json!([self.client_id, self.person.environment, self.realm])
    }

    fn data(&self) -> Value {
        let named = self.key_id.map(|key| ("key_id", key));
        Value::Object(
            named
                .iter()
                .chain(&self.parameters)
                .map(|(name, text)| ((*name).to_owned(), (*text).into()))
                .collect(),
        )
    }
}
