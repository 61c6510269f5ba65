use token_cache::{Secret, Timestamp};

use super::candidate::{Candidate, CandidateKind};
use super::{InteractionReason, InteractionRequired, SilentOutcome};
use crate::token::TokenFault;
use crate::{Refusal, SignInError};

/// One account hardly ever has more than two refresh tokens that this application may use.
const MOST: usize = 8;

/// The refresh tokens of one acquisition that were tried, and what was said about them.
#[derive(Default)]
pub(super) struct Attempts {
    tried: Vec<Secret>,
    refusal: Option<Refused>,
    is_no_member: bool,
}

struct Refused {
    refusal: Refusal,
    kind: CandidateKind,
    until: Option<Timestamp>,
}

impl Attempts {
    /// The next refresh token to try.
    pub(super) fn next(&self, candidates: &[Candidate]) -> Option<Candidate> {
        let is_left = |candidate: &&Candidate| {
            candidate.dead.is_none()
                && !self.tried.contains(&candidate.secret)
                && !(self.is_no_member && candidate.kind == CandidateKind::Family)
        };
        candidates.iter().find(is_left).filter(|_| self.tried.len() < MOST).cloned()
    }

    pub(super) fn begin(&mut self, candidate: &Candidate) {
        self.tried.push(candidate.secret.clone());
    }

    /// Takes in why a refresh token brought nothing: now, or a moment ago, in which case the provider is not asked
    /// again `until` then.
    ///
    /// Fails where trying another one would be of no use.
    pub(super) fn hear(
        &mut self,
        fault: TokenFault,
        kind: CandidateKind,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let refusal = match fault {
            TokenFault::Failed(error) => return Err(throttled(error, until, now)),
            TokenFault::Refused(refusal) => refusal,
        };
        match refusal.clone().at_any_endpoint() {
            busy @ SignInError::ProviderBusy { .. } => Err(throttled(busy, until, now)),
            // That the token is another family's says nothing about this application's own.
            _ if kind == CandidateKind::Family && is_of_others(&refusal) => {
                self.is_no_member = true;
                Ok(())
            }
            _ if refusal.needs_a_person() || kind == CandidateKind::Family => {
                self.keep(Refused { refusal, kind, until });
                Ok(())
            }
            error => Err(throttled(error, until, now)),
        }
    }

    /// What a family's token is refused for says less than what one's own is.
    fn keep(&mut self, new: Refused) {
        let is_better = |old: &Refused| old.kind == CandidateKind::Own && new.kind == CandidateKind::Family;
        if !self.refusal.as_ref().is_some_and(is_better) {
            self.refusal = Some(new);
        }
    }

    /// What there is to say when none is left to try.
    pub(super) fn outcome(self, candidates: &[Candidate]) -> SilentOutcome {
        if let Some(Refused { refusal, until, .. }) = self.refusal {
            return InteractionRequired::refused(refusal, until);
        }
        let dead = candidates.iter().find_map(|candidate| candidate.dead.clone());
        dead.map_or_else(
            || InteractionRequired::because(InteractionReason::NoRefreshToken),
            |(since, code)| InteractionRequired::dead(since, code),
        )
    }
}

/// Whether a refresh token belongs to a family that this application is no member of.
pub(super) fn is_of_others(refusal: &Refusal) -> bool {
    refusal.suberror() == Some("client_mismatch")
}

fn throttled(error: SignInError, until: Option<Timestamp>, now: Timestamp) -> SignInError {
    match until {
        Some(until) => SignInError::throttled(error, until, now),
        None => error,
    }
}
