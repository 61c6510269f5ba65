use serde_json::{Map, Value};
use token_cache::Timestamp;

use super::{IdTokenProblem, TokenTime};
use crate::SignInError;

/// How far a provider's clock and this computer's may be apart, in seconds.
const TOLERANCE: i64 = 300;

/// Claims whose signature has been checked.
pub(super) struct Claims(pub(super) Map<String, Value>);

impl Claims {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// The application, and it alone or as the one that the token was issued to (`azp`).
    pub(super) fn check_audience(&self, client_id: &str) -> Result<(), IdTokenProblem> {
        let (included, alone) = match self.0.get("aud") {
            Some(Value::String(audience)) => (audience == client_id, true),
            Some(Value::Array(list)) => (list.iter().any(|audience| audience == client_id), list.len() == 1),
            _ => (false, true),
        };
        let party_fits = match self.0.get("azp") {
            Some(party) => party == client_id,
            None => alone,
        };
        if included && party_fits { Ok(()) } else { Err(IdTokenProblem::Audience) }
    }

    /// A token that was just issued and does not count now tells of a clock that is wrong.
    pub(super) fn check_times(&self, now: Timestamp) -> Result<(), SignInError> {
        let now = now.as_unix();
        let missing = |claim| SignInError::IdTokenInvalid(IdTokenProblem::TimeMissing(claim));
        let expiry = self.time("exp")?.ok_or_else(|| missing(TokenTime::Expiry))?;
        let issued = self.time("iat")?.ok_or_else(|| missing(TokenTime::IssuedAt))?;
        check(TokenTime::Expiry, now.saturating_sub(expiry))?;
        check(TokenTime::IssuedAt, issued.saturating_sub(now))?;
        match self.time("nbf")? {
            Some(beginning) => check(TokenTime::NotBefore, beginning.saturating_sub(now)),
            None => Ok(()),
        }
    }

    /// A numeric date (RFC 7519, section 2), which may have a fraction.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a float is cut to the nearest whole second that fits"
    )]
    fn time(&self, name: &str) -> Result<Option<i64>, SignInError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(value) => {
                let seconds = value.as_i64().or_else(|| value.as_f64().map(|float| float as i64));
                seconds.map(Some).ok_or(SignInError::IdTokenInvalid(IdTokenProblem::Malformed))
            }
        }
    }
}

fn check(claim: TokenTime, seconds: i64) -> Result<(), SignInError> {
    if seconds <= TOLERANCE {
        return Ok(());
    }
    Err(SignInError::ClockSkew { claim, seconds: seconds.unsigned_abs(), measured: None })
}
