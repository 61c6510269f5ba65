//! Measures our cache and its sealed file beside MSAL Python's and MSAL Node's, our web app beside theirs, and our window
//! beside native ones, and writes tables.
//!
//! `scripts/benchmark` builds and runs it, and says what its options are; `scripts/hot-functions` has it start our web app
//! alone. Every contender is a process of its own that answers commands, one line of JSON each (`contender.rs`), and takes
//! its own time; `ours.rs`, `peers/msal_python.py` and `peers/msal_node.mjs` answer the same commands.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program for a terminal")]

mod bare;
mod contender;
mod contention;
mod keys_at_hand;
mod machine;
mod memory;
mod options;
mod ours;
mod processes;
mod report;
mod sample;
mod speed;
mod statistics;
mod table;
mod web;
mod window;
mod workplace;

use std::{env, error::Error, process::ExitCode};

use contender::Contender;
use options::{Options, Part, Scale};
use workplace::Workplace;

/// Whatever goes wrong ends the run.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let ended = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["answer", ..] => ours::answer(),
        ["seed", accounts, tokens, lifetime] => window::seed(accounts, tokens, lifetime),
        ["trace", command @ ..] => web::trace(command),
        _ => Options::parse(&arguments).and_then(|options| run(&options)),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Outcome<()> {
    let workplace = Workplace::new()?;
    if options.measures(Part::Web) {
        let text = web::text(options, &web::measure(options, &workplace)?);
        tell(options, report::WEB, &text)?;
    }
    if options.measures(Part::Window) {
        let text = window::text(options, &window::measure(options, &workplace)?);
        tell(options, report::WINDOW, &text)?;
    }
    if options.part == Part::All { caches(options, &workplace) } else { Ok(()) }
}

fn caches(options: &Options, workplace: &Workplace) -> Outcome<()> {
    let contenders = Contender::installed(options, workplace)?;
    let speed = speed::measure(options, workplace, &contenders)?;
    let memory = memory::measure(options, workplace, &contenders)?;
    let contention = contention::measure(options, workplace, &contenders)?;
    let report = report::Report { options, workplace, contenders: &contenders };
    tell(options, report::CACHES, &report.text(&speed, &memory, &contention))?;
    contention::check_ours(&contention)
}

/// Shows the figures, and puts those of a full run into the document.
fn tell(options: &Options, place: report::Place, text: &str) -> Outcome<()> {
    println!("{text}");
    match options.scale {
        Scale::Full => report::write_into(&options.document, place, text),
        Scale::Quick | Scale::Check => Ok(()),
    }
}
