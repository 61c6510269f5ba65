use crate::{
    CacheError, Secret,
    json::{self, Fields, Value},
};

/// A successful answer of a token endpoint (RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3;
/// Microsoft Entra's additions).
#[derive(Clone, Debug, Default)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: Option<Secret>,
    /// The refresh token.
    pub refresh_token: Option<Secret>,
    /// The ID token.
    pub id_token: Option<Secret>,
    /// Entra: base64url of JSON that names the home account.
    pub client_info: Option<String>,
    /// The scopes that were granted, space-separated.
    pub scope: Option<String>,
    /// How to present the access token.
    pub token_type: Option<String>,
    /// Seconds that the access token lives.
    pub expires_in: Option<i64>,
    /// When it ends, in Unix seconds; some managed identities say it this way.
    pub expires_on: Option<i64>,
    /// Seconds that it lives if the provider cannot be reached meanwhile.
    pub ext_expires_in: Option<i64>,
    /// Seconds after which it should be renewed.
    pub refresh_in: Option<i64>,
    /// Entra: the family of applications that share the refresh token.
    pub foci: Option<String>,
}

impl TokenResponse {
    /// Reads the body of an answer. Numbers may be strings and strings numbers; what has another type
    /// counts as missing.
    pub fn parse(body: &[u8]) -> Result<Self, CacheError> {
        match json::parse(body) {
            Ok(Value::Object(fields)) => Ok(Self::read(&fields)),
            _ => Err(CacheError::MalformedResponse),
        }
    }

    fn read(fields: &Fields) -> Self {
        let text = |name| fields.get(name).and_then(as_text).map(str::to_owned);
        let secret = |name| text(name).filter(|text| !text.is_empty()).map(Secret::new);
        let number = |name| fields.get(name).and_then(Value::as_integer);
        Self {
            access_token: secret("access_token"),
            refresh_token: secret("refresh_token"),
            id_token: secret("id_token"),
            client_info: text("client_info").filter(|text| !text.is_empty()),
            scope: text("scope"),
            token_type: text("token_type"),
            expires_in: number("expires_in"),
            expires_on: number("expires_on"),
            ext_expires_in: number("ext_expires_in"),
            refresh_in: number("refresh_in"),
            foci: text("foci"),
        }
    }
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) | Value::Number(text) => text.as_str(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::TokenResponse;

    #[test]
    fn numbers_may_come_as_strings_and_strings_as_numbers() {
        let response =
            TokenResponse::parse(br#"{"expires_in": "3599", "refresh_in": 43200.0, "foci": 1}"#).unwrap();
        assert_eq!(response.expires_in, Some(3599));
        assert_eq!(response.refresh_in, Some(43_200));
        assert_eq!(response.foci.as_deref(), Some("1"));
    }

    #[test]
    fn nulls_and_wrong_types_count_as_missing() {
        let response = TokenResponse::parse(
            br#"{"access_token": null, "id_token": {}, "refresh_token": "", "scope": []}"#,
        );
        let response = response.unwrap();
        assert!(response.access_token.is_none());
        assert!(response.id_token.is_none());
        assert!(response.refresh_token.is_none());
        assert_eq!(response.scope, None);
    }

    #[test]
    fn an_answer_that_is_no_object_is_an_error_without_its_text() {
        for body in [&b"<html>secret</html>"[..], b"[]", b"", b"\xff"] {
            let message = TokenResponse::parse(body).unwrap_err().to_string();
            assert!(message.contains("not a JSON object") && !message.contains("secret"), "{message}");
        }
    }
}
