//! Asking before something goes for good.

use std::io::{self, IsTerminal};

use crate::{
    error::CommandError,
    output,
    words::{say, words},
};

/// Asks at the terminal, unless nobody is to be asked. Whoever does not say yes says no.
pub(super) async fn confirm(question: &str, yes: bool) -> Result<(), CommandError> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(CommandError::ConfirmationNeeded);
    }
    output::ask(&format!("{question} {} ", say!(confirm)));
    // Beside the runtime, in which the store's connection lives.
    let answer = tokio::task::spawn_blocking(|| io::stdin().lines().next()).await;
    let answer = answer.ok().flatten().and_then(Result::ok).unwrap_or_default().trim().to_lowercase();
    let is_yes = words().yes.split(' ').any(|yes| yes == answer);
    if is_yes { Ok(()) } else { Err(CommandError::NotConfirmed) }
}
