//! Why a token could be had without a person, or could not.

mod step;
mod text;

use serde::Serialize;
use sign_in::{Conclusion, Explanation, InteractionReason, RenewalAhead};

use self::step::{Ahead, Step};
use crate::{error::CommandError, output::Output};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    home_account_id: &'a str,
    environment: &'a str,
    /// Seconds since 1970.
    at: i64,
    steps: Vec<Step<'a>>,
    conclusion: Outcome,
}

#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum Outcome {
    CachedToken { expires_on: i64, ahead: Ahead },
    AsksProvider,
    Throttled { until: i64 },
    InteractionRequired { reason: &'static str },
}

pub(super) fn tell(output: Output, explanation: &Explanation) -> Result<(), CommandError> {
    let answer = Answer {
        home_account_id: &explanation.account.home_account_id,
        environment: &explanation.account.environment,
        at: explanation.at.as_unix(),
        steps: explanation.steps.iter().map(Step::from).collect(),
        conclusion: Outcome::from(&explanation.conclusion),
    };
    output.answer(&answer, |_| text::of(explanation))
}

impl From<&Conclusion> for Outcome {
    fn from(conclusion: &Conclusion) -> Self {
        match conclusion {
            Conclusion::CachedToken { expires_on, ahead } => {
                Self::CachedToken { expires_on: expires_on.as_unix(), ahead: Ahead::from(*ahead) }
            }
            Conclusion::AsksProvider => Self::AsksProvider,
            Conclusion::Throttled { until } => Self::Throttled { until: until.as_unix() },
            Conclusion::InteractionRequired(reason) => {
                Self::InteractionRequired { reason: reason_name(*reason) }
            }
        }
    }
}

impl From<RenewalAhead> for Ahead {
    fn from(ahead: RenewalAhead) -> Self {
        match ahead {
            RenewalAhead::NotWanted => Self::NotWanted,
            RenewalAhead::From(time) => Self::Wanted { from: time.as_unix(), is_due: false },
            RenewalAhead::Since(time) => Self::Wanted { from: time.as_unix(), is_due: true },
        }
    }
}

fn reason_name(reason: InteractionReason) -> &'static str {
    match reason {
        InteractionReason::UnknownAccount => "unknown-account",
        InteractionReason::NoRefreshToken => "no-refresh-token",
        InteractionReason::DeadRefreshToken => "dead-refresh-token",
        InteractionReason::ProviderRefused => "provider-refused",
        InteractionReason::SignedOutMeanwhile => "signed-out-meanwhile",
    }
}
