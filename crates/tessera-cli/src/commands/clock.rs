//! Whether this computer's clock is right, as far as a provider's answer tells.

use sign_in::PublicClientApplication;

use crate::{output::note, words::say};

/// Smaller differences do no harm yet: tokens are renewed five minutes before they end.
const WORTH_TELLING: u64 = 3 * 60;

/// Tells the person when the clock is wrong by some minutes.
pub(super) fn tell_if_wrong(client: &PublicClientApplication) {
    let Some(ahead) = client.clock_skew().filter(|skew| skew.unsigned_abs() >= WORTH_TELLING) else { return };
    let minutes = ahead.unsigned_abs() / 60;
    // What the provider's clock is ahead, this computer's is behind.
    let told =
        if ahead < 0 { say!(clock_ahead, minutes = minutes) } else { say!(clock_behind, minutes = minutes) };
    note(&format!("tessera: {told}"));
}
