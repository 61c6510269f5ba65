use serde_json::{Map, Value};

use crate::{
    CacheError, Secret, TokenResponse,
    jwt::{decode_claims, decode_object},
};

/// Who a token response is about.
pub(crate) struct Identity {
    /// None for an application's own tokens.
    pub(crate) home_account_id: Option<String>,
    claims: Map<String, Value>,
}

impl Identity {
    /// The home account is `{uid}.{utid}` of `client_info`, else the `sub` of the ID token.
    pub(crate) fn of(response: &TokenResponse) -> Result<Self, CacheError> {
        let claims = response.id_token.as_ref().map(claims_of).transpose()?.unwrap_or_default();
        let from_client_info = response.client_info.as_deref().map(uid_and_utid).transpose()?.flatten();
        let home_account_id = match from_client_info {
            None if response.id_token.is_some() => {
                Some(text(&claims, "sub").ok_or(CacheError::IdTokenWithoutSubject)?)
            }
            known => known,
        };
        Ok(Self { home_account_id, claims })
    }

    /// `oid`, else `sub`; empty without an ID token, never null.
    pub(crate) fn local_account_id(&self) -> String {
        text(&self.claims, "oid").or_else(|| text(&self.claims, "sub")).unwrap_or_default()
    }

    /// `preferred_username`, else `upn` (AD FS).
    pub(crate) fn username(&self) -> Option<&str> {
        self.claim("preferred_username").or_else(|| self.claim("upn")).filter(|name| !name.is_empty())
    }

    /// A claim that is a string.
    pub(crate) fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Value::as_str)
    }
}

fn claims_of(id_token: &Secret) -> Result<Map<String, Value>, CacheError> {
    decode_claims(id_token.expose()).ok_or(CacheError::MalformedIdToken)
}

fn uid_and_utid(client_info: &str) -> Result<Option<String>, CacheError> {
    let client_info = decode_object(client_info).ok_or(CacheError::MalformedClientInfo)?;
    if !client_info.contains_key("uid") || !client_info.contains_key("utid") {
        return Ok(None);
    }
    match (text(&client_info, "uid"), text(&client_info, "utid")) {
        (Some(user), Some(tenant)) => Ok(Some(format!("{user}.{tenant}"))),
        _ => Err(CacheError::MalformedClientInfo),
    }
}

/// A string, or a number as one.
fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
