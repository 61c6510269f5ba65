use aws_lc_rs::constant_time::verify_slices_are_equal;
use token_cache::Secret;
use url::form_urlencoded;

use super::WaitingBrowser;
use crate::provider::Issuer;
use crate::{AnswerProblem, Refusal, SignInError};

/// What the browser came back with, and the browser itself, which waits for a page.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) parameters: RedirectAnswer,
    pub(crate) browser: WaitingBrowser,
}

/// The parameters of an authorization response (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207).
#[derive(Debug, Default)]
pub(crate) struct RedirectAnswer {
    code: Once<Secret>,
    state: Once<Secret>,
    error: Once<String>,
    description: Once<String>,
    suberror: Once<String>,
    issuer: Once<String>,
}

/// What may be there once.
#[derive(Debug, Default)]
enum Once<T> {
    #[default]
    Missing,
    There(T),
    Repeated,
}

impl RedirectAnswer {
    /// Reads a query; `None` where it has neither a code nor an error, and so is no answer at all.
    pub(super) fn parse(query: &str) -> Option<Self> {
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            match name.as_ref() {
                "code" => answer.code.add(Secret::new(value)),
                "state" => answer.state.add(Secret::new(value)),
                "error" => answer.error.add(value),
                "error_description" => answer.description.add(value),
                "error_subcode" | "suberror" => answer.suberror.add(value),
                "iss" => answer.issuer.add(value),
                _ => {}
            }
        }
        let is_answer = !matches!((&answer.code, &answer.error), (Once::Missing, Once::Missing));
        is_answer.then_some(answer)
    }

    /// The code, where the answer belongs to this sign-in and the provider did not refuse.
    ///
    /// Fails with [`SignInError::StateMismatch`], [`SignInError::AnswerInvalid`], or what the provider's
    /// refusal means.
    pub(crate) fn into_code(self, expected: &Expected<'_>) -> Result<Secret, SignInError> {
        let state = self.state.get().ok_or(SignInError::StateMismatch)?;
        let same = verify_slices_are_equal(state.expose().as_bytes(), expected.state.expose().as_bytes());
        same.map_err(|_| SignInError::StateMismatch)?;
        let invalid = |problem| SignInError::AnswerInvalid { host: expected.host.to_owned(), problem };
        if self.is_ambiguous() {
            return Err(invalid(AnswerProblem::Parameters));
        }
        check_issuer(&self.issuer, expected).map_err(invalid)?;
        if let Once::There(error) = &self.error {
            let refusal = Refusal::new(error, self.description.text(), self.suberror.text());
            return Err(refusal.at_authorization());
        }
        let code = self.code.into_option().filter(|code| !code.expose().is_empty());
        code.ok_or_else(|| invalid(AnswerProblem::Parameters))
    }

    fn is_ambiguous(&self) -> bool {
        let repeated = [&self.error, &self.description, &self.suberror, &self.issuer]
            .iter()
            .any(|text| matches!(text, Once::Repeated));
        repeated
            || matches!(self.code, Once::Repeated)
            || matches!((&self.code, &self.error), (Once::There(_), Once::There(_)))
    }
}

/// What an answer has to fit.
#[derive(Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) state: &'a Secret,
    pub(crate) issuer: &'a Issuer,
    /// Whether the provider promised to name its issuer in every answer.
    pub(crate) issuer_required: bool,
    /// The provider's host, for messages.
    pub(crate) host: &'a str,
}

/// RFC 9207, section 2.4: an answer of another provider is not taken to this one's token endpoint.
fn check_issuer(issuer: &Once<String>, expected: &Expected<'_>) -> Result<(), AnswerProblem> {
    match issuer {
        Once::There(issuer) if expected.issuer.may_be(issuer) => Ok(()),
        Once::Missing if !expected.issuer_required => Ok(()),
        _ => Err(AnswerProblem::Issuer),
    }
}

impl<T> Once<T> {
    fn add(&mut self, value: T) {
        *self = if matches!(self, Self::Missing) { Self::There(value) } else { Self::Repeated };
    }

    fn get(&self) -> Option<&T> {
        match self {
            Self::There(value) => Some(value),
            _ => None,
        }
    }

    fn into_option(self) -> Option<T> {
        match self {
            Self::There(value) => Some(value),
            _ => None,
        }
    }
}

impl Once<String> {
    fn text(&self) -> Option<&str> {
        self.get().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_in(query: &str, issuer_required: bool) -> Result<String, SignInError> {
        let expected = Expected {
            state: &Secret::new("right".into()),
            issuer: &Issuer::new("https://id.example"),
            issuer_required,
            host: "id.example",
        };
        let answer = RedirectAnswer::parse(query).expect("an answer");
        answer.into_code(&expected).map(|code| code.expose().to_owned())
    }

    fn problem(query: &str) -> AnswerProblem {
        match code_in(query, false) {
            Err(SignInError::AnswerInvalid { problem, .. }) => problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_answer_with_the_right_state_gives_its_code() {
        assert_eq!(code_in("code=a%2Fb+c&state=right&session_state=x", false).unwrap(), "a/b c");
    }

    #[test]
    fn a_query_without_code_and_error_is_no_answer() {
        assert!(RedirectAnswer::parse("state=right").is_none());
        assert!(RedirectAnswer::parse("").is_none());
    }

    #[test]
    fn a_wrong_missing_or_repeated_state_is_refused_whatever_else_is_there() {
        for query in
            ["code=a&state=wrong", "code=a", "code=a&state=right&state=right", "error=x&state=rightx"]
        {
            assert!(matches!(code_in(query, false), Err(SignInError::StateMismatch)), "{query}");
        }
    }

    #[test]
    fn repeated_parameters_are_refused() {
        for query in
            ["code=a&code=b&state=right", "error=a&error=b&state=right", "code=a&error=b&state=right"]
        {
            assert_eq!(problem(query), AnswerProblem::Parameters, "{query}");
        }
        assert_eq!(problem("code=&state=right"), AnswerProblem::Parameters);
    }

    #[test]
    fn another_issuer_is_refused() {
        let right = "code=a&state=right&iss=https%3A%2F%2Fid.example";
        assert!(code_in(right, true).is_ok());
        assert_eq!(problem("code=a&state=right&iss=https%3A%2F%2Fevil.example"), AnswerProblem::Issuer);
        assert!(code_in("code=a&state=right", true).is_err());
    }

    #[test]
    fn a_refusal_becomes_its_error() {
        let error = code_in("error=access_denied&error_description=AADSTS65004%3A+no&state=right", false);
        let error = error.unwrap_err();
        assert!(matches!(error, SignInError::ConsentRefused(_)));
        assert_eq!(error.provider_code().as_deref(), Some("AADSTS65004"));
    }
}
