//! What a value has to look like to stand in a redacted file.
//!
//! A field that is allowed may hold anything in a damaged cache, or in one that somebody made to get at a secret. So each
//! value has to be of the shape that its field is known for, and none may look like a token or like somebody's address.

use serde::Serialize;

/// Stands for a value of another shape.
const LEFT_OUT: &str = "(left out)";

/// A value of the shape that its field is known for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Shaped(String);

impl Shaped {
    /// The host of an authority.
    pub(crate) fn host(value: &str) -> Self {
        Self::of(value, 253, |byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    }

    /// A client ID, a tenant, a kind of token or account, a code of the provider.
    pub(crate) fn name(value: &str) -> Self {
        Self::of(value, 128, |byte| byte.is_ascii_alphanumeric() || b"._:/-".contains(&byte))
    }

    /// A scope (RFC 6749, section 3.3).
    pub(crate) fn scope(value: &str) -> Self {
        Self::of(value, 200, |byte| byte.is_ascii_graphic() && !b"\"\\".contains(&byte))
    }

    fn of(value: &str, longest: usize, is_fit: impl Fn(u8) -> bool) -> Self {
        let is_of_shape = value.len() <= longest && value.bytes().all(is_fit);
        let may_tell = value.contains('@') || value.contains("eyJ");
        Self(if is_of_shape && !may_tell { value.to_owned() } else { LEFT_OUT.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fields_are_known_for_stays() {
        assert_eq!(Shaped::host("login.microsoftonline.com").0, "login.microsoftonline.com");
        assert_eq!(Shaped::name("contoso.onmicrosoft.com/B2C_1_in").0, "contoso.onmicrosoft.com/B2C_1_in");
        assert_eq!(
            Shaped::scope("https://graph.microsoft.com/.default").0,
            "https://graph.microsoft.com/.default"
        );
    }

    #[test]
    fn what_looks_like_a_token_or_an_address_or_is_too_long_does_not() {
        let long = "a".repeat(254);
        for value in ["eyJhbGciOiJSUzI1NiJ9.e30.c2ln", "ada@example.com", "a b", "caf\u{e9}", "a\"b", &long] {
            assert_eq!(Shaped::host(value).0, LEFT_OUT, "{value}");
            assert_eq!(Shaped::name(value).0, LEFT_OUT, "{value}");
            assert_eq!(Shaped::scope(value).0, LEFT_OUT, "{value}");
        }
    }
}
