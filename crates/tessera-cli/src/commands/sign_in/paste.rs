//! The address that the browser ended on, pasted into the terminal where the browser cannot come back by itself.

use std::{
    io::{self, BufRead, BufReader, IsTerminal, Read},
    thread,
};

use sign_in::{RedirectHandle, RedirectRefused};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use crate::{
    output::note,
    words::{say, words},
};

/// Longer than any answer, so that what is cut off here is refused for its length.
const LONGEST_LINE: u64 = 64 * 1024;

/// Whether there is somebody to paste anything. What a script has on its standard input is not ours to read.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal()
}

/// Hands what is pasted to the sign-in, and says what is wrong with it; never ends.
pub(super) async fn accept<Never>(handle: RedirectHandle) -> Never {
    if is_possible() {
        let mut lines = read_lines();
        while let Some(line) = lines.recv().await {
            if line.trim().is_empty() {
                continue;
            }
            if let Err(refused) = handle.accept(&line) {
                note(&format!("tessera: {}", of_refused(&refused)));
            }
        }
    }
    std::future::pending().await
}

/// In a thread of its own, which ends with the program: nothing else can break off reading a terminal.
fn read_lines() -> mpsc::Receiver<Zeroizing<String>> {
    let (sender, lines) = mpsc::channel(1);
    thread::spawn(move || {
        let mut input = BufReader::new(io::stdin());
        loop {
            let mut line = Zeroizing::new(String::new());
            match input.by_ref().take(LONGEST_LINE).read_line(&mut line) {
                Ok(1..) if sender.blocking_send(line).is_ok() => {}
                _ => break,
            }
        }
    });
    lines
}

fn of_refused(refused: &RedirectRefused) -> String {
    match refused {
        RedirectRefused::TooLong => words().pasted_too_long.to_owned(),
        RedirectRefused::NoAnswer => words().pasted_no_answer.to_owned(),
        RedirectRefused::OtherSignIn => words().pasted_of_another.to_owned(),
        RedirectRefused::Invalid(problem) => say!(pasted_invalid, problem = problem),
        RedirectRefused::Over => words().pasted_too_late.to_owned(),
    }
}
