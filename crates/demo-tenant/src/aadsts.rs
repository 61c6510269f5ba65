use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::Refusal;
use crate::random;
use crate::time::timestamp;

/// A refusal as Entra words it; see "Microsoft Entra authentication and authorization error codes". Messages are
/// our own, the codes and their meaning Entra's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Aadsts {
    /// The OAuth error (RFC 6749, section 5.2, and others).
    pub(crate) error: &'static str,
    /// The number after `AADSTS`.
    pub(crate) code: u32,
    /// What went wrong.
    pub(crate) message: String,
    /// Tells clients what kind of interaction would help.
    pub(crate) suberror: Option<&'static str>,
    /// A claims challenge.
    pub(crate) claims: Option<String>,
}

impl Aadsts {
    pub(crate) fn new(error: &'static str, code: u32, message: impl Into<String>) -> Self {
        Self { error, code, message: message.into(), suberror: None, claims: None }
    }

    pub(crate) fn with_suberror(mut self, suberror: &'static str) -> Self {
        self.suberror = Some(suberror);
        self
    }

    fn with_claims(mut self, claims: &Value) -> Self {
        self.claims = Some(claims.to_string());
        self
    }

    pub(crate) fn unknown_tenant(name: &str) -> Self {
        let name: String = name.chars().take(100).collect();
        Self::new(
            "invalid_request",
            90_002,
            format!("Tenant '{name}' not found. Check that the tenant ID or domain is right."),
        )
    }

    pub(crate) fn unknown_client(id: &str) -> Self {
        let id: String = id.chars().take(100).collect();
        let message = format!("Application with identifier '{id}' was not found in the directory.");
        Self::new("unauthorized_client", 700_016, message)
    }

    /// The person exists, but not in the tenant that was asked.
    pub(crate) fn not_in_tenant(username: &str) -> Self {
        let message = format!(
            "User account '{username}' does not exist in the tenant that was asked and cannot access the \
             application there."
        );
        Self::new("invalid_grant", 50_020, message)
    }

    /// Consent is missing; the error is `consent_required` where the client may ask for it at once.
    pub(crate) fn consent_missing(error: &'static str, client: &crate::Client) -> Self {
        let message = format!(
            "The user or administrator has not consented to use the application with ID '{}' named '{}'. Send an \
             interactive authorization request for this user and resource.",
            client.id, client.name
        );
        Self::new(error, 65_001, message).with_suberror("consent_required")
    }

    /// A parameter came twice (RFC 6749, section 3.1).
    pub(crate) fn repeated(name: &str) -> Self {
        let name: String = name.chars().take(50).collect();
        let message = format!("The request is not properly formatted. The parameter '{name}' is duplicated.");
        Self::new("invalid_request", 9_000_411, message)
    }

    /// A device asks too often (RFC 8628, section 3.5). Entra documents no number for it; this one is for clients
    /// that ask the same over and over.
    pub(crate) fn slow_down() -> Self {
        Self::new("slow_down", 50_196, "Too many of the same request in too short a time: ask less often.")
    }

    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::new("invalid_request", 900_144, message)
    }

    /// Our own disk or random numbers failed.
    pub(crate) fn transient(error: &crate::DemoError) -> Self {
        tracing::error!(%error, "the demo tenant could not answer");
        Self::new("server_error", 90_033, "A transient error has occurred. Try again.")
    }

    pub(crate) fn of(refusal: Refusal) -> Self {
        let challenge =
            json!({ "access_token": { "capolids": { "essential": true, "values": ["demo-policy"] } } });
        match refusal {
            Refusal::MultiFactor => Self::new(
                "interaction_required",
                50_076,
                "Due to a change made by the administrator, or because of a new location, multi-factor \
                 authentication is needed to access the resource.",
            )
            .with_suberror("basic_action")
            .with_claims(&challenge),
            Refusal::ConditionalAccess => Self::new(
                "access_denied",
                53_003,
                "Access has been blocked by Conditional Access policies. The policy does not allow token issuance.",
            )
            .with_suberror("message_only")
            .with_claims(&challenge),
            Refusal::PasswordExpired => Self::new("invalid_grant", 50_055, "The password is expired.")
                .with_suberror("user_password_expired"),
            Refusal::AccountDisabled => Self::new("invalid_grant", 50_057, "The user account is disabled."),
            Refusal::ConsentMissing => Self::new(
                "invalid_grant",
                65_001,
                "The user or administrator has not consented to use the application. Send an interactive \
                 authorization request for this user and resource.",
            )
            .with_suberror("consent_required"),
            Refusal::RefreshTokenExpired => Self::new(
                "invalid_grant",
                700_082,
                "The refresh token has expired due to inactivity.",
            )
            .with_suberror("token_expired"),
            Refusal::SlowDown => Self::slow_down(),
            Refusal::GrantRevoked => Self::new(
                "invalid_grant",
                50_173,
                "The provided grant has expired due to it being revoked, a fresh auth token is needed.",
            )
            .with_suberror("bad_token"),
        }
    }

    /// `AADSTS...: ...` with the trace's particulars, as `error_description` has it.
    pub(crate) fn description(&self, trace: &Trace) -> String {
        format!(
            "AADSTS{}: {} Trace ID: {} Correlation ID: {} Timestamp: {}",
            self.code, self.message, trace.id, trace.correlation_id, trace.timestamp
        )
    }

    /// Where more is said about the code.
    pub(crate) fn uri(&self, base: &str) -> String {
        format!("{base}/error?code={}", self.code)
    }

    /// The members of the JSON error, in Entra's order.
    pub(crate) fn to_json(&self, trace: &Trace, base: &str) -> Value {
        let mut members = Map::new();
        members.insert("error".into(), self.error.into());
        members.insert("error_description".into(), self.description(trace).into());
        members.insert("error_codes".into(), json!([self.code]));
        members.insert("timestamp".into(), trace.timestamp.clone().into());
        members.insert("trace_id".into(), trace.id.clone().into());
        members.insert("correlation_id".into(), trace.correlation_id.clone().into());
        members.insert("error_uri".into(), self.uri(base).into());
        if let Some(suberror) = self.suberror {
            members.insert("suberror".into(), suberror.into());
        }
        if let Some(claims) = &self.claims {
            members.insert("claims".into(), claims.clone().into());
        }
        members.into()
    }

    /// The answer of an endpoint that speaks JSON.
    pub(crate) fn respond(&self, trace: &Trace, base: &str) -> Response {
        let status = match self.error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            "server_error" | "temporarily_unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        let headers = [(header::CACHE_CONTROL, "no-store, no-cache"), (header::PRAGMA, "no-cache")];
        (status, headers, Json(self.to_json(trace, base))).into_response()
    }
}

/// What identifies one request to whoever looks for it in a log.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    pub(crate) id: String,
    pub(crate) correlation_id: String,
    pub(crate) timestamp: String,
}

impl Trace {
    /// Takes the client's own correlation ID over where it has the form of a UUID.
    pub(crate) fn new(client_request_id: Option<&str>, now: i64) -> Self {
        let fresh = || random::uuid().unwrap_or_default();
        let given = client_request_id.filter(|id| is_uuid(id)).map(str::to_owned);
        Self { id: fresh(), correlation_id: given.unwrap_or_else(fresh), timestamp: timestamp(now) }
    }
}

fn is_uuid(text: &str) -> bool {
    let form = |(index, byte): (usize, u8)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(form)
}
