use std::fmt;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Answer, Expected, RedirectAnswer, RedirectRefused};

/// Codes of Entra have up to some 2,000 characters.
const LONGEST_ADDRESS: usize = 16 * 1024;

/// Hands a sign-in its answer where the browser cannot: the address that it ended on, pasted by a person or handed
/// over by the system for a private-use scheme. Clones are of the same sign-in.
#[derive(Clone)]
pub struct RedirectHandle {
    pub(super) expected: Arc<Expected>,
    pub(super) answers: mpsc::Sender<Answer>,
}

impl RedirectHandle {
    /// Takes the address, or its query alone, if it is the answer to this sign-in: it has to have its `state`
    /// and, where it names one, its issuer, as at the loopback. Whatever precedes the `?` does not matter.
    ///
    /// Fails with a [`RedirectRefused`] that says what to do, and the sign-in goes on waiting.
    pub fn accept(&self, address: &str) -> Result<(), RedirectRefused> {
        let address = address.trim();
        if address.len() > LONGEST_ADDRESS {
            return Err(RedirectRefused::TooLong);
        }
        let query = address.split_once('?').map_or(address, |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let answer = RedirectAnswer::parse(query).ok_or(RedirectRefused::NoAnswer)?;
        if !answer.belongs_to(&self.expected) {
            return Err(RedirectRefused::OtherSignIn);
        }
        let verified = answer.verify(&self.expected).map_err(RedirectRefused::Invalid)?;
        let answer = Answer { verified: Ok(verified), browser: None };
        self.answers.try_send(answer).map_err(|_| RedirectRefused::Over)
    }
}

impl fmt::Debug for RedirectHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RedirectHandle").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use token_cache::Secret;

    use super::*;
    use crate::AnswerProblem;
    use crate::provider::Issuer;
    use crate::redirect::{Door, Verified};

    fn door() -> Door {
        let issuer = Issuer::new("https://id.example");
        Door::open(Expected::new(Secret::new("right".into()), issuer, false), None)
    }

    async fn accepted(address: &str) -> String {
        let mut door = door();
        door.handle().accept(address).unwrap();
        match door.answer().await.unwrap().verified.unwrap() {
            Verified::Code(code) => code.expose().to_owned(),
            Verified::Refused(refusal) => refusal.code(),
        }
    }

    #[tokio::test]
    async fn an_address_or_its_query_alone_is_taken() {
        for address in [
            "http://localhost:4711/?code=a%2Fb&state=right&session_state=x",
            "  localhost:4711/?code=a%2Fb&state=right\r\n",
            "?code=a%2Fb&state=right",
            "code=a%2Fb&state=right#fragment",
            "com.example.app:/signed-in?state=right&code=a%2Fb",
        ] {
            assert_eq!(accepted(address).await, "a/b", "{address}");
        }
    }

    #[tokio::test]
    async fn a_refusal_of_the_provider_ends_the_waiting_too() {
        assert_eq!(accepted("http://localhost/?error=access_denied&state=right").await, "access_denied");
    }

    #[tokio::test]
    async fn what_is_no_answer_of_this_sign_in_is_told_apart_and_the_waiting_goes_on() {
        use RedirectRefused as R;
        let (mut door, long) = (door(), format!("code={}&state=right", "x".repeat(LONGEST_ADDRESS)));
        for (address, expected) in [
            ("", R::NoAnswer),
            ("hello", R::NoAnswer),
            ("https://id.example/authorize?client_id=x&state=right", R::NoAnswer),
            ("http://localhost/?code=a&state=wrong", R::OtherSignIn),
            ("http://localhost/?code=a", R::OtherSignIn),
            ("code=a&code=b&state=right", R::Invalid(AnswerProblem::Parameters)),
            ("code=a&error=b&state=right", R::Invalid(AnswerProblem::Parameters)),
            ("code=a&state=right&iss=https%3A%2F%2Fevil.example", R::Invalid(AnswerProblem::Issuer)),
            (long.as_str(), R::TooLong),
        ] {
            assert_eq!(door.handle().accept(address).unwrap_err(), expected, "{address}");
        }
        door.handle().accept("code=a&state=right").unwrap();
        assert!(door.answer().await.is_some());
    }

    #[test]
    fn neither_the_handle_nor_a_refusal_tells_what_was_pasted() {
        let handle = door().handle();
        let refused = handle.accept("code=the-code&state=the-state").unwrap_err();
        let told = format!("{handle:?} {refused:?} {refused}");
        assert!(
            !told.contains("the-code") && !told.contains("the-state") && !told.contains("right"),
            "{told}"
        );
    }
}
