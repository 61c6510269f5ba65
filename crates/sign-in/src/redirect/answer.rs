use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use token_cache::Secret;
use url::form_urlencoded;

use crate::loopback::WaitingBrowser;
use crate::provider::Issuer;
use crate::{AnswerProblem, Refusal};

/// What came back for a sign-in, and the browser itself where it waits for a page.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) verified: Result<Verified, AnswerProblem>,
    pub(crate) browser: Option<WaitingBrowser>,
}

/// What the provider says to a sign-in.
#[derive(Debug)]
pub(crate) enum Verified {
    /// What the tokens are given for.
    Code(Secret),
    Refused(Refusal),
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
    pub(crate) fn parse(query: &str) -> Option<Self> {
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

    /// Whether it has the `state` of this sign-in (RFC 6749, section 10.12), once and to the letter.
    pub(crate) fn belongs_to(&self, expected: &Expected) -> bool {
        let expected = expected.state.expose().as_bytes();
        self.state
            .get()
            .is_some_and(|state| verify_slices_are_equal(state.expose().as_bytes(), expected).is_ok())
    }

    /// What the provider says, where nothing is there twice and the issuer is the one that was asked.
    pub(crate) fn verify(self, expected: &Expected) -> Result<Verified, AnswerProblem> {
        if self.is_ambiguous() {
            return Err(AnswerProblem::Parameters);
        }
        check_issuer(&self.issuer, expected)?;
        if let Once::There(error) = &self.error {
            let refusal = Refusal::new(error, self.description.text(), self.suberror.text());
            return Ok(Verified::Refused(refusal));
        }
        let code = self.code.into_option().filter(|code| !code.expose().is_empty());
        code.map(Verified::Code).ok_or(AnswerProblem::Parameters)
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
pub(crate) struct Expected {
    state: Secret,
    issuer: Issuer,
    /// Whether the provider promised to name its issuer in every answer.
    issuer_required: bool,
    saw_another_answer: AtomicBool,
}

impl Expected {
    pub(crate) fn new(state: Secret, issuer: Issuer, issuer_required: bool) -> Self {
        Self { state, issuer, issuer_required, saw_another_answer: AtomicBool::new(false) }
    }

    /// An answer came that is not of this sign-in.
    pub(crate) fn note_another_answer(&self) {
        self.saw_another_answer.store(true, Ordering::Relaxed);
    }

    pub(super) fn saw_another_answer(&self) -> bool {
        self.saw_another_answer.load(Ordering::Relaxed)
    }
}

/// RFC 9207, section 2.4: an answer of another provider is not taken to this one's token endpoint.
fn check_issuer(issuer: &Once<String>, expected: &Expected) -> Result<(), AnswerProblem> {
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

    fn expected(issuer_required: bool) -> Expected {
        Expected::new(Secret::new("right".into()), Issuer::new("https://id.example"), issuer_required)
    }

    fn verified(query: &str, issuer_required: bool) -> Result<Verified, AnswerProblem> {
        let (expected, answer) =
            (expected(issuer_required), RedirectAnswer::parse(query).expect("an answer"));
        assert!(answer.belongs_to(&expected), "{query}");
        answer.verify(&expected)
    }

    fn code_in(query: &str, issuer_required: bool) -> Result<String, AnswerProblem> {
        match verified(query, issuer_required)? {
            Verified::Code(code) => Ok(code.expose().to_owned()),
            other @ Verified::Refused(_) => panic!("{other:?}"),
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
    fn a_wrong_missing_or_repeated_state_is_of_no_sign_in_whatever_else_is_there() {
        for query in
            ["code=a&state=wrong", "code=a", "code=a&state=right&state=right", "error=x&state=rightx"]
        {
            let answer = RedirectAnswer::parse(query).unwrap();
            assert!(!answer.belongs_to(&expected(false)), "{query}");
        }
    }

    #[test]
    fn repeated_parameters_are_refused() {
        for query in [
            "code=a&code=b&state=right",
            "error=a&error=b&state=right",
            "code=a&error=b&state=right",
            "code=a&state=right&iss=https%3A%2F%2Fid.example&iss=https%3A%2F%2Fid.example",
            "code=&state=right",
        ] {
            assert_eq!(verified(query, false).unwrap_err(), AnswerProblem::Parameters, "{query}");
        }
    }

    #[test]
    fn another_issuer_is_refused() {
        let right = "code=a&state=right&iss=https%3A%2F%2Fid.example";
        assert!(code_in(right, true).is_ok());
        let other = "code=a&state=right&iss=https%3A%2F%2Fevil.example";
        assert_eq!(code_in(other, false).unwrap_err(), AnswerProblem::Issuer);
        assert_eq!(code_in("code=a&state=right", true).unwrap_err(), AnswerProblem::Issuer);
    }

    #[test]
    fn a_refusal_of_another_issuer_is_refused_too() {
        let other = "error=access_denied&state=right&iss=https%3A%2F%2Fevil.example";
        assert_eq!(verified(other, false).unwrap_err(), AnswerProblem::Issuer);
    }

    #[test]
    fn a_refusal_keeps_its_code() {
        let answer = "error=access_denied&error_description=AADSTS65004%3A+no&state=right";
        match verified(answer, false).unwrap() {
            Verified::Refused(refusal) => assert_eq!(refusal.code(), "AADSTS65004"),
            other @ Verified::Code(_) => panic!("{other:?}"),
        }
    }
}
