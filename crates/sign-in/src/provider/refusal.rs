//! Why a provider refused (RFC 6749, sections 4.1.2.1 and 5.2).

use std::fmt;

use serde::Deserialize;

use crate::{Advice, ClaimsChallenge, SignInError};

/// Longer words may be codes or tokens that a provider repeats; a GUID has 36 characters.
const LONGEST_SHOWN_WORD: usize = 40;
const LONGEST_DESCRIPTION: usize = 300;

/// Codes that say that the person refused (Microsoft docs, "Microsoft Entra authentication and authorization
/// error codes").
const CONSENT_REFUSED: &[u32] = &[65004];
const ADMIN_CONSENT_NEEDED: &[u32] = &[65001, 90093, 90094, 90095, 900_941];
const UNKNOWN_APPLICATION: &[u32] = &[700_016];
/// Of Azure AD B2C: "The user has cancelled entering self-asserted information".
const CANCELLED_AT_B2C: &str = "AADB2C90091";

/// Whose number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    Entra,
    B2c,
}

/// What a provider said when it refused, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    error: String,
    description: String,
    suberror: Option<String>,
    number: Option<(Numbering, u32)>,
    /// Few have any.
    claims: Option<Box<ClaimsChallenge>>,
}

/// The JSON of a refusal, with Entra's additions.
#[derive(Deserialize)]
struct RefusalBody {
    error: String,
    error_description: Option<String>,
    suberror: Option<String>,
    error_codes: Option<Vec<u32>>,
    claims: Option<String>,
}

impl Refusal {
    /// From the parameters of a redirect; `None` where there is no `error`.
    pub(crate) fn new(error: &str, description: Option<&str>, suberror: Option<&str>) -> Self {
        let description = description.unwrap_or_default();
        let number = number_in(description);
        Self {
            error: shown(error),
            number,
            description: shown(description),
            suberror: suberror.filter(|text| !text.is_empty()).map(shown),
            claims: None,
        }
    }

    /// From the JSON body of an endpoint's answer; `None` where it is no such JSON.
    pub(crate) fn from_json(body: &[u8]) -> Option<Self> {
        let body: RefusalBody = serde_json::from_slice(body).ok()?;
        let refusal = Self::new(&body.error, body.error_description.as_deref(), body.suberror.as_deref());
        let first = body.error_codes.and_then(|codes| codes.first().copied());
        let claims = body.claims.and_then(|claims| ClaimsChallenge::parse(&claims).ok()).map(Box::new);
        let first = first.map(|number| (Numbering::Entra, number));
        Some(Self { number: first.or(refusal.number), claims, ..refusal })
    }

    /// The provider's own code for support: `AADSTS` or `AADB2C` and a number, or the `error` of OAuth.
    pub fn code(&self) -> String {
        self.number.map_or_else(
            || self.error.clone(),
            |(numbering, number)| format!("{}{number}", numbering.prefix()),
        )
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<Advice> {
        Advice::of(&self.code())
    }

    /// OAuth's `error`.
    pub fn error(&self) -> &str {
        &self.error
    }

    /// Entra's `suberror`, such as `bad_token`.
    pub fn suberror(&self) -> Option<&str> {
        self.suberror.as_deref()
    }

    /// What a sign-in has to ask for to be granted it (Microsoft docs, "Claims challenges, claims requests, and
    /// client capabilities").
    pub fn claims(&self) -> Option<&ClaimsChallenge> {
        self.claims.as_deref()
    }

    /// What the provider wrote for developers; cut, and without long words, which may be secrets.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Whether only a person can go on (RFC 6749, section 5.2; OpenID Connect Core 1.0, section 3.1.2.6), or
    /// Entra has something to show to one (Microsoft docs, "Handle errors and exceptions in MSAL").
    pub(crate) fn needs_a_person(&self) -> bool {
        const ERRORS: &[&str] = &[
            "invalid_grant",
            "interaction_required",
            "login_required",
            "consent_required",
            "account_selection_required",
        ];
        const SUBERRORS: &[&str] = &[
            "basic_action",
            "additional_action",
            "message_only",
            "consent_required",
            "user_password_expired",
        ];
        let suberror = self.suberror.as_deref();
        ERRORS.contains(&self.error.as_str()) || suberror.is_some_and(|text| SUBERRORS.contains(&text))
    }

    /// The error for a refusal at the authorization endpoint.
    pub(crate) fn at_authorization(self) -> SignInError {
        let turned_back = self.error == "access_denied" && self.number.is_none();
        if self.is(CONSENT_REFUSED) || turned_back || self.code() == CANCELLED_AT_B2C {
            return SignInError::ConsentRefused(self);
        }
        self.at_any_endpoint()
    }

    /// The error for a refusal to exchange a code.
    pub(crate) fn at_code_exchange(self) -> SignInError {
        if self.error == "invalid_grant" && self.is_of_the_code() {
            return SignInError::CodeExpired(self);
        }
        self.at_any_endpoint()
    }

    /// Entra says `invalid_grant` too where something else than the code stands in the way.
    fn is_of_the_code(&self) -> bool {
        use Advice::{GrantUnusable, InactiveTooLong, Revoked, SessionTooOld};
        self.advice()
            .is_none_or(|advice| matches!(advice, GrantUnusable | InactiveTooLong | Revoked | SessionTooOld))
    }

    /// The error for a refusal, whichever endpoint it came from.
    pub(crate) fn at_any_endpoint(self) -> SignInError {
        let unknown_client = self.error == "invalid_client" && self.number.is_none();
        if self.is(CONSENT_REFUSED) {
            SignInError::ConsentRefused(self)
        } else if self.is(ADMIN_CONSENT_NEEDED) {
            SignInError::AdminConsentNeeded(self)
        } else if self.is(UNKNOWN_APPLICATION) || unknown_client {
            SignInError::UnknownApplication(self)
        } else if matches!(self.error.as_str(), "temporarily_unavailable" | "server_error") {
            SignInError::ProviderBusy { status: None, retry_after: None, refusal: Some(self) }
        } else {
            SignInError::ProviderRefused(self)
        }
    }

    fn is(&self, numbers: &[u32]) -> bool {
        self.number.is_some_and(|(_, number)| numbers.contains(&number))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.code())?;
        match self.description.as_str() {
            "" => Ok(()),
            description => write!(formatter, ": {description}"),
        }
    }
}

impl Numbering {
    /// What stands before the number.
    fn prefix(self) -> &'static str {
        match self {
            Self::Entra => "AADSTS",
            Self::B2c => "AADB2C",
        }
    }
}

/// The number, and whose it is.
fn number_in(description: &str) -> Option<(Numbering, u32)> {
    for numbering in [Numbering::Entra, Numbering::B2c] {
        let Some((_, rest)) = description.split_once(numbering.prefix()) else { continue };
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(number) = digits.parse() {
            return Some((numbering, number));
        }
    }
    None
}

/// The first line, its long words left out, for messages.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let words = line.split_whitespace().map(|word| {
        let plain = word.chars().count() <= LONGEST_SHOWN_WORD && !word.chars().any(char::is_control);
        if plain { word } else { "[...]" }
    });
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_DESCRIPTION).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(text: &str) -> Refusal {
        Refusal::new("invalid_request", Some(text), None)
    }

    #[test]
    fn entras_number_is_the_code_for_support() {
        let body = br#"{"error":"invalid_grant","error_description":"AADSTS70008: expired. Trace ID: x",
            "error_codes":[70008],"suberror":"bad_token"}"#;
        let refusal = Refusal::from_json(body).unwrap();
        assert_eq!(refusal.code(), "AADSTS70008");
        assert_eq!(refusal.suberror(), Some("bad_token"));
        assert_eq!(described("AADSTS65004: declined").code(), "AADSTS65004");
        assert_eq!(described("AADB2C90118: forgotten").code(), "AADB2C90118");
    }

    #[test]
    fn without_a_number_oauths_error_is_the_code() {
        assert_eq!(Refusal::new("access_denied", None, None).code(), "access_denied");
    }

    #[test]
    fn long_words_and_further_lines_are_left_out() {
        let refusal = described(&format!("code {} was bad\r\nTrace", "x".repeat(60)));
        assert_eq!(refusal.description(), "code [...] was bad");
    }

    #[test]
    fn each_refusal_finds_its_error() {
        let at = |error: &str, text: &str| Refusal::new(error, Some(text), None).at_authorization();
        assert!(matches!(at("access_denied", ""), SignInError::ConsentRefused(_)));
        assert!(matches!(at("access_denied", "AADSTS65004: no"), SignInError::ConsentRefused(_)));
        assert!(matches!(at("invalid_client", "AADSTS65004: no"), SignInError::ConsentRefused(_)));
        assert!(matches!(at("access_denied", "AADSTS90094: admin"), SignInError::AdminConsentNeeded(_)));
        assert!(matches!(at("unauthorized_client", "AADSTS700016: x"), SignInError::UnknownApplication(_)));
        assert!(matches!(at("access_denied", "AADSTS50105: x"), SignInError::ProviderRefused(_)));
        assert!(matches!(at("temporarily_unavailable", ""), SignInError::ProviderBusy { .. }));
        let code = |text: &str| Refusal::new("invalid_grant", Some(text), None).at_code_exchange();
        assert!(matches!(code("AADSTS70008: x"), SignInError::CodeExpired(_)));
        assert!(matches!(code(""), SignInError::CodeExpired(_)));
        assert!(matches!(code("AADSTS50076: x"), SignInError::ProviderRefused(_)));
        assert!(matches!(at("access_denied", "AADB2C90091: no"), SignInError::ConsentRefused(_)));
    }

    #[test]
    fn what_is_no_refusal_is_not_taken_for_one() {
        for body in [&b""[..], b"<html>", b"[]", b"{}", br#"{"error":1}"#] {
            assert_eq!(Refusal::from_json(body), None);
        }
    }
}
