use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use token_cache::{Secret, Timestamp};
use url::Url;

use super::DeviceCodePrompt;
use crate::address::is_loopback;
use crate::client::Application;
use crate::provider::ProviderConfiguration;
use crate::{AnswerProblem, ClaimsChallenge, Refusal, SignInError};

/// RFC 8628, section 3.2, for a provider that does not say.
const INTERVAL: u64 = 5;
/// For a provider that does not say, although it has to: what Entra says.
const LIFETIME: u64 = 15 * 60;
/// A code is not waited for longer, in seconds, whatever the provider says.
const LONGEST_LIFETIME: u64 = 24 * 60 * 60;
const LONGEST_USER_CODE: usize = 64;
const LONGEST_MESSAGE: usize = 1_000;

/// A device's two codes (RFC 8628, section 3.2).
pub(super) struct DeviceAuthorization {
    /// What the tokens are given for: whoever has it gets the tokens of the person who types the user code.
    pub(super) device_code: Secret,
    pub(super) prompt: DeviceCodePrompt,
    pub(super) lifetime: Duration,
}

#[derive(Deserialize)]
struct Body {
    device_code: String,
    user_code: String,
    verification_uri: Option<String>,
    /// What it was called in the drafts; Google's still is.
    verification_url: Option<String>,
    verification_uri_complete: Option<String>,
    expires_in: Option<Value>,
    interval: Option<Value>,
    message: Option<String>,
}

impl DeviceAuthorization {
    /// Asks the provider for codes (RFC 8628, section 3.1).
    ///
    /// Fails with [`SignInError::DeviceCodeNotOffered`], [`SignInError::Network`],
    /// [`SignInError::ProviderBusy`], [`SignInError::AnswerInvalid`], or as the provider refuses.
    pub(super) async fn ask(
        client: &Application,
        provider: &ProviderConfiguration,
        (scopes, claims): (&[String], Option<&ClaimsChallenge>),
    ) -> Result<Self, SignInError> {
        let url = provider.device_authorization_endpoint.as_ref();
        let url = url.ok_or(SignInError::DeviceCodeNotOffered)?;
        let scope = scopes.join(" ");
        let mut form = vec![("client_id", client.client_id.as_str()), ("scope", &scope)];
        if client.authority.speaks_entra() {
            form.push(("client_info", "1"));
        }
        let claims = client.claims_parameter(claims);
        form.extend(claims.as_deref().map(|claims| ("claims", claims)));
        let answer = client.http.send(client.http.post(url, &form)?).await?;
        if let Some(busy) = answer.busy() {
            return Err(busy);
        }
        if answer.status != 200 {
            let status = || answer.invalid(AnswerProblem::Status(answer.status));
            return Err(Refusal::from_json(&answer.body).map_or_else(status, Refusal::at_any_endpoint));
        }
        Self::parse(&answer.body, client.authority.is_loopback(), client.clock.now())
            .ok_or_else(|| answer.invalid(AnswerProblem::NotADeviceCode))
    }

    /// Reads an answer that came at `now`; none where it lacks a code or a page that can be opened safely.
    fn parse(body: &[u8], provider_is_local: bool, now: Timestamp) -> Option<Self> {
        let body: Body = serde_json::from_slice(body).ok()?;
        let device_code = Secret::new(body.device_code);
        let user_code = body.user_code.trim().to_owned();
        if device_code.expose().is_empty() || !is_user_code(&user_code) {
            return None;
        }
        let page = |text: &str| Url::parse(text).ok().filter(|url| is_safe(url, provider_is_local));
        let lifetime = seconds(body.expires_in.as_ref()).unwrap_or(LIFETIME).min(LONGEST_LIFETIME);
        let interval = seconds(body.interval.as_ref()).unwrap_or(INTERVAL).clamp(1, LONGEST_LIFETIME);
        let prompt = DeviceCodePrompt {
            user_code,
            verification_uri: page(&body.verification_uri.or(body.verification_url)?)?,
            verification_uri_complete: body.verification_uri_complete.as_deref().and_then(page),
            message: body.message.map(|text| printable(&text)).filter(|text| !text.is_empty()),
            expires_at: now.plus(i64::try_from(lifetime).unwrap_or(i64::MAX)),
            interval: Duration::from_secs(interval),
        };
        Some(Self { device_code, prompt, lifetime: Duration::from_secs(lifetime) })
    }
}

/// A number of seconds, which some providers write as text.
fn seconds(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn is_user_code(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST_USER_CODE && !text.chars().any(char::is_control)
}

/// A page that may be shown as a link: programs open it without a further look.
fn is_safe(url: &Url, provider_is_local: bool) -> bool {
    let local = url.scheme() == "http" && is_loopback(url) && provider_is_local;
    (url.scheme() == "https" || local)
        && url.host_str().is_some()
        && url.username().is_empty()
        && url.password().is_none()
}

fn printable(text: &str) -> String {
    let shown = text.trim().chars().filter(|character| *character == '\n' || !character.is_control());
    shown.take(LONGEST_MESSAGE).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer() -> Value {
        json!({
            "user_code": "WDJB-MJHT",
            "device_code": "the device's secret",
            "verification_uri": "https://id.example/device",
            "verification_uri_complete": "https://id.example/device?user_code=WDJB-MJHT",
            "expires_in": 1800,
            "interval": 7,
            "message": "Open the page\u{1b}[2J and type the code.\nThen come back.",
        })
    }

    fn parse(answer: &Value) -> Option<DeviceAuthorization> {
        DeviceAuthorization::parse(answer.to_string().as_bytes(), false, Timestamp::from_unix(1_000))
    }

    fn parse_with(name: &str, value: Value) -> Option<DeviceAuthorization> {
        let mut changed = answer();
        changed[name] = value;
        parse(&changed)
    }

    #[test]
    fn an_answer_gives_what_a_person_is_shown() {
        let DeviceAuthorization { prompt, device_code, lifetime } = parse(&answer()).unwrap();
        assert_eq!((prompt.user_code.as_str(), prompt.interval.as_secs()), ("WDJB-MJHT", 7));
        assert_eq!((prompt.expires_at.as_unix(), lifetime.as_secs()), (2_800, 1_800));
        let complete = prompt.verification_uri_complete.unwrap();
        assert_eq!(complete.as_str(), "https://id.example/device?user_code=WDJB-MJHT");
        assert_eq!(prompt.message.unwrap(), "Open the page[2J and type the code.\nThen come back.");
        assert_eq!(device_code.expose(), "the device's secret");
    }

    #[test]
    fn what_may_be_left_out_has_the_usual_value() {
        let bare = json!({"user_code": "A", "device_code": "b", "verification_url": "https://id.example/d"});
        let DeviceAuthorization { prompt, .. } = parse(&bare).unwrap();
        assert_eq!((prompt.interval.as_secs(), prompt.expires_at.as_unix()), (5, 1_900));
        assert_eq!(prompt.verification_uri.as_str(), "https://id.example/d");
        assert_eq!((prompt.verification_uri_complete, prompt.message), (None, None));
    }

    #[test]
    fn times_may_be_text_and_stay_within_bounds() {
        let interval = |value| parse_with("interval", value).unwrap().prompt.interval.as_secs();
        assert_eq!(interval(json!("10")), 10);
        assert_eq!(interval(json!(0)), 1);
        assert_eq!(interval(json!(-3)), 5);
        assert_eq!(interval(json!({})), 5);
        let lifetime = |value| parse_with("expires_in", value).unwrap().lifetime.as_secs();
        assert_eq!(lifetime(json!(u64::MAX)), 86_400);
        assert_eq!(lifetime(json!("60")), 60);
    }

    #[test]
    fn a_page_that_cannot_be_opened_safely_is_refused() {
        for page in
            ["http://id.example/device", "javascript:alert(1)", "file:///etc/passwd", "https://a:b@c/", ""]
        {
            assert!(parse_with("verification_uri", json!(page)).is_none(), "{page}");
            let complete = parse_with("verification_uri_complete", json!(page)).unwrap().prompt;
            assert_eq!(complete.verification_uri_complete, None, "{page}");
        }
        let local = answer().to_string().replace("https://id.example", "http://localhost:8080");
        let parse =
            |is_local| DeviceAuthorization::parse(local.as_bytes(), is_local, Timestamp::from_unix(0));
        assert!(parse(false).is_none() && parse(true).is_some());
    }

    #[test]
    fn what_is_no_device_code_is_refused() {
        for body in ["", "<html>", "[]", "{}", "null"] {
            let now = Timestamp::from_unix(0);
            assert!(DeviceAuthorization::parse(body.as_bytes(), false, now).is_none(), "{body}");
        }
        for code in [json!(""), json!(" "), json!("A\u{7}"), json!("A".repeat(65)), json!(7), Value::Null] {
            assert!(parse_with("user_code", code.clone()).is_none(), "{code}");
        }
        assert!(parse_with("device_code", json!("")).is_none());
    }
}
