//! Our example beside Flask with MSAL Python and Express with MSAL Node, all on one Redis: each request gets a token
//! silently for the person who sends it.

mod apps;
mod load;
mod people;
mod report;
mod seed;
mod server;

use std::time::Duration;

use self::{
    apps::App,
    load::{Load, Visitor, load},
    seed::Seeded,
    server::Server,
};
use crate::{Options, Outcome, Workplace, options::Scale};

pub(crate) use self::report::text;

/// What came of an app.
#[derive(Debug)]
pub(crate) struct Measured {
    app: App,
    /// One for each round.
    loads: Vec<Load>,
    /// In bytes, after the first answers and after all.
    memory_before: Option<u64>,
    memory_after: Option<u64>,
}

/// An app that runs.
struct Running {
    app: App,
    server: Server,
    visitors: Vec<Visitor>,
}

/// All apps, in turn in each round. Fails where any of them gives a wrong answer.
pub(crate) fn measure(options: &Options, workplace: &Workplace) -> Outcome<Vec<Measured>> {
    let seeded = Seeded::new(&workplace.folder("web")?)?;
    let (mut running, mut measured) = (Vec::new(), Vec::new());
    for app in App::ALL {
        eprintln!("web: {}", app.name());
        let (server, visitors) = app.start(options, &seeded)?;
        let memory_before = server.memory();
        load(server.address, &visitors, of_a_round(options))?;
        measured.push(Measured { app, loads: Vec::new(), memory_before, memory_after: None });
        running.push(Running { app, server, visitors });
    }
    for round in 0..rounds(options) {
        for (running, measured) in running.iter().zip(&mut measured) {
            eprintln!("web: round {round}, {}", running.app.name());
            measured.loads.push(load(running.server.address, &running.visitors, of_a_round(options))?);
            measured.memory_after = running.server.memory();
        }
    }
    Ok(measured)
}

/// Our example alone, as that command runs it, to see what it does; nothing is measured.
pub(crate) fn trace(command: &[&str]) -> Outcome<()> {
    let workplace = Workplace::new()?;
    let seeded = Seeded::new(&workplace.folder("web")?)?;
    let (server, visitors) = apps::traced(command, &seeded)?;
    // Longer than the database's word is believed, so that it is asked again too.
    load(server.address, &visitors, Duration::from_secs(70))?;
    Ok(())
}

fn of_a_round(options: &Options) -> Duration {
    Duration::from_secs(match options.scale {
        Scale::Full => 5,
        Scale::Quick => 2,
        Scale::Check => 1,
    })
}

fn rounds(options: &Options) -> usize {
    match options.scale {
        Scale::Full => 7,
        Scale::Quick => 3,
        Scale::Check => 1,
    }
}
