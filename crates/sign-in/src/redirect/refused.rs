use thiserror::Error;

use crate::AnswerProblem;

/// Why an address that was handed in is not the answer that a sign-in waits for. The waiting goes on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RedirectRefused {
    /// Longer than any answer.
    #[error("that is longer than any answer; paste the address that the browser ended on, and nothing else")]
    TooLong,
    /// Neither a code nor a refusal is in it.
    #[error(
        "there is no answer in that; paste the whole address that the browser ended on, with its `code=`"
    )]
    NoAnswer,
    /// Its `state` is missing or another sign-in's.
    #[error(
        "that address is not of this sign-in; open the link again, and paste the address that it ends on"
    )]
    OtherSignIn,
    /// The rest of it cannot be believed.
    #[error("that answer cannot be used: {0}; open the link again, and paste the address that it ends on")]
    Invalid(AnswerProblem),
    /// Another answer came first, or the time is up.
    #[error("the sign-in no longer waits for an answer")]
    Over,
}
