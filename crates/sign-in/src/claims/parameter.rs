use serde_json::{Map, Value, json};

use super::ClaimsChallenge;

/// The `claims` parameter of a request: what was challenged, and what this client can do (`xms_cc`); none where
/// there is neither.
pub(crate) fn claims_parameter(
    capabilities: &[String],
    challenge: Option<&ClaimsChallenge>,
) -> Option<String> {
    let mut claims = challenge.map(ClaimsChallenge::object);
    if !capabilities.is_empty() {
        let of_access_token = claims.get_or_insert_default().entry("access_token").or_insert(Value::Null);
        if !of_access_token.is_object() {
            *of_access_token = Value::Object(Map::new());
        }
        if let Some(wanted) = of_access_token.as_object_mut() {
            wanted.insert(String::from("xms_cc"), json!({ "values": capabilities }));
        }
    }
    claims.map(|claims| Value::Object(claims).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(capabilities: &[&str], challenge: Option<&str>) -> Option<Value> {
        let capabilities: Vec<_> = capabilities.iter().map(|name| (*name).to_owned()).collect();
        let challenge = challenge.map(|json| ClaimsChallenge::parse(json).unwrap());
        let text = claims_parameter(&capabilities, challenge.as_ref())?;
        Some(serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn capabilities_are_merged_into_what_was_challenged() {
        assert_eq!(merged(&[], None), None);
        assert_eq!(merged(&["cp1"], None), Some(json!({"access_token": {"xms_cc": {"values": ["cp1"]}}})));
        let challenge = r#"{"id_token": {"a": null}, "access_token": {"nbf": {"value": "1"}, "xms_cc": 1}}"#;
        assert_eq!(
            merged(&["cp1", "x"], Some(challenge)),
            Some(json!({
                "id_token": {"a": null},
                "access_token": {"nbf": {"value": "1"}, "xms_cc": {"values": ["cp1", "x"]}},
            }))
        );
        assert_eq!(merged(&[], Some("{}")), Some(json!({})));
    }

    #[test]
    fn a_challenge_of_another_shape_is_no_fault() {
        let expected = json!({"access_token": {"xms_cc": {"values": ["cp1"]}}});
        for challenge in [r#"{"access_token": null}"#, r#"{"access_token": []}"#] {
            assert_eq!(merged(&["cp1"], Some(challenge)), Some(expected.clone()), "{challenge}");
        }
    }
}
