use serde_json::Value;

use super::TokenRequest;
use crate::aadsts::Aadsts;

/// What a request wants its access token to say (OpenID Connect Core 1.0, section 5.5), as far as it is understood.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct RequestedClaims {
    /// Authentication contexts (`acrs`; see "Developer guide to Conditional Access authentication context").
    pub(crate) contexts: Vec<String>,
    /// What the client says that it can do (`xms_cc`).
    pub(crate) capabilities: Vec<String>,
}

impl RequestedClaims {
    /// Reads the parameter `claims`.
    pub(super) fn of(request: &TokenRequest<'_>) -> Result<Self, Aadsts> {
        let Some(text) = request.params.get("claims") else { return Ok(Self::default()) };
        let claims: Value = serde_json::from_str(text)
            .ok()
            .filter(Value::is_object)
            .ok_or_else(|| Aadsts::malformed("The claims parameter is not valid JSON."))?;
        let wanted = |name: &str| texts(&claims["access_token"][name]);
        Ok(Self { contexts: wanted("acrs"), capabilities: wanted("xms_cc") })
    }
}

/// The `value` or the `values` that are wanted.
fn texts(wanted: &Value) -> Vec<String> {
    let several = wanted["values"].as_array().into_iter().flatten();
    several.chain([&wanted["value"]]).filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Client;
    use crate::params::Params;
    use crate::tenants::Audience;

    fn read(claims: &str) -> Result<RequestedClaims, Aadsts> {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let params = Params::parse(form.append_pair("claims", claims).finish().as_bytes());
        let client: &'static Client = &crate::clients::CLIENTS[0];
        RequestedClaims::of(&TokenRequest {
            audience: Audience::Common,
            policy: None,
            client,
            params: &params,
        })
    }

    #[test]
    fn contexts_and_capabilities_are_read_and_all_else_is_let_be() {
        let read = read(
            r#"{"access_token": {"acrs": {"essential": true, "value": "c1"}, "nbf": {"value": "1"},
                "xms_cc": {"values": ["cp1", 7]}}, "id_token": 1}"#,
        );
        let expected = RequestedClaims { contexts: vec!["c1".into()], capabilities: vec!["cp1".into()] };
        assert_eq!(read.unwrap(), expected);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in ["{", "[]", "c1"] {
            assert_eq!(read(text).unwrap_err().error, "invalid_request", "{text}");
        }
        assert_eq!(read("").unwrap(), RequestedClaims::default());
    }
}
