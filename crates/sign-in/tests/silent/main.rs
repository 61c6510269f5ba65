//! Getting tokens from the demo tenant without a person.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod account_state;
mod ahead_of_time;
mod cache_and_renewal;
mod claims;
mod dead_refresh_tokens;
mod explaining;
mod families;
mod several_processes;
#[path = "../support/mod.rs"]
mod support;
mod throttling;

use sign_in::{AcquiredToken, InteractionRequired, SignInError, SilentOutcome};
use support::World;
use token_cache::{AccountId, TokenQuery};

const LIFETIME: i64 = 3600;

fn token(outcome: Result<SilentOutcome, SignInError>) -> AcquiredToken {
    match outcome {
        Ok(SilentOutcome::Token(token)) => token,
        other => panic!("expected a token, got {other:?}"),
    }
}

fn interaction(outcome: Result<SilentOutcome, SignInError>) -> InteractionRequired {
    match outcome {
        Ok(SilentOutcome::InteractionRequired(interaction)) => interaction,
        other => panic!("expected that a person is needed, got {other:?}"),
    }
}

async fn refresh_token(world: &World, account: &AccountId) -> token_cache::Secret {
    let cache = world.store.cache().await;
    let tokens = cache.refresh_tokens(&TokenQuery::of_account(account));
    assert_eq!(tokens.len(), 1, "the rotated refresh token replaces the old one");
    tokens[0].secret().unwrap()
}
