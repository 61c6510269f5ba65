//! Random lives of a cache, lived by MSAL Python 1.39 and by ours: after each step both hold the same JSON, found
//! the same, and know alike whether anything changed.
//!
//! Where the two differ on purpose, `tests/peers/msal_python_lives.py` brings MSAL Python into line, each time under
//! the name that the crate's documentation gives to the difference; this test knows no other.

mod cast;
mod life;
mod script;
mod steps;

use std::env;

use crate::Peer;
use life::{Life, Tally};

const SEQUENCES: u64 = 2_000;
const STEPS: u64 = 20;

/// `TESSERA_SEED` takes other lives, `TESSERA_LIVES` another number of them.
#[test]
fn random_lives_of_a_cache_are_the_same_in_both() {
    let number = |name, usual| env::var(name).ok().map_or(usual, |text| text.parse().unwrap());
    let (seed, sequences) = (number("TESSERA_SEED", 39), number("TESSERA_LIVES", SEQUENCES));
    let mut python = Peer::python_lives();
    let mut tally = Tally::default();
    for sequence in 0..sequences {
        let label = format!("TESSERA_SEED={seed}, sequence {sequence}");
        let mut life = Life::begin(&mut python, label, seed * 1_000_003 + sequence);
        for step in 0..STEPS {
            life.step(step);
        }
        tally += life.end();
    }
    let Tally { found, of_application, bound, signed_out, superseded, nobodys } = tally;
    let rare = [found, of_application, bound, signed_out, superseded, nobodys];
    assert!(rare.iter().all(|count| *count > sequences / 20), "{tally:?}");
}
