//! From the start of Tessera's window to its accounts, and what it takes of the memory, beside two native programs.

mod desktop;
mod picture;
mod programs;
mod report;
mod seed;

use std::{
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use self::{
    desktop::Desktop,
    picture::{Area, Picture, Seen, painted},
    programs::Program,
};
use crate::{
    Options, Outcome, Workplace,
    options::Scale,
    processes::{self, Memory},
};

pub(crate) use self::{report::text, seed::seed};

/// How often the display is looked at.
const INTERVAL: Duration = Duration::from_millis(10);
/// A picture that stays for so long is the last one.
const SETTLED: Duration = Duration::from_secs(1);
/// In the first round nobody knows yet what it is to be, and files are read from the disk.
const SETTLED_AT_FIRST: Duration = Duration::from_secs(5);
/// How long after that the memory is looked at.
const RESTED: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(60);
const WHOLE: Area = Area { columns: 0..usize::MAX, rows: 0..usize::MAX };
/// Where ours has its list of accounts, in a window of 1,080 pixels by 720: below it is a line about the file.
const LIST: Area = Area { columns: 0..320, rows: 0..690 };

/// What came of a program.
#[derive(Debug)]
pub(crate) struct Measured {
    program: Program,
    starts: Vec<Start>,
    /// Of each of its processes, the first one first; several looks.
    memory: Vec<Vec<(String, Memory)>>,
}

/// One start.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// Until the window was there, if only as a plain area.
    opened: Duration,
    /// Until the accounts were there; the same as `painted` for those who have none.
    list: Duration,
    /// Until all was there.
    painted: Duration,
    /// What all of its processes had taken of the processors, a second after that.
    processor: Duration,
}

/// A program with the desktop that it is started on.
struct Contender {
    desktop: Desktop,
    measured: Measured,
    /// What ours shows in the end.
    last: Option<Picture>,
}

/// All programs, in turn in each round; the first round does not count.
pub(crate) fn measure(options: &Options, workplace: &Workplace) -> Outcome<Vec<Measured>> {
    let mut contenders = Vec::new();
    for program in Program::ALL {
        let desktop = Desktop::start(workplace.folder(program.word())?)?;
        program.prepare(&desktop)?;
        let measured = Measured { program, starts: Vec::new(), memory: Vec::new() };
        contenders.push(Contender { desktop, measured, last: None });
    }
    for round in 0..=rounds(options) {
        for contender in &mut contenders {
            eprintln!("window: round {round}, {}", contender.measured.program.name());
            contender.start(round, options)?;
        }
    }
    Ok(contenders.into_iter().map(|contender| contender.measured).collect())
}

fn rounds(options: &Options) -> usize {
    if options.scale == Scale::Full { 11 } else { 3 }
}

/// The memory is looked at in the first rounds only: it hardly differs, and waiting for it takes long.
fn looks_at_memory(round: usize) -> bool {
    (1..=3).contains(&round)
}

impl Contender {
    fn start(&mut self, round: usize, options: &Options) -> Outcome<()> {
        let empty = self.desktop.look()?;
        self.measured.program.before_start(&self.desktop)?;
        let mut command = self.measured.program.command()?;
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let began = Instant::now();
        let mut child = self
            .desktop
            .dress(&mut command)
            .spawn()
            .map_err(|error| format!("{} cannot be started: {error}", self.measured.program.word()))?;
        let seen = self.watch(round, began, &mut child, &empty);
        if seen.is_err() {
            self.save_picture(&options.pictures, "-instead")?;
        }
        let looked = seen.and_then(|seen| self.note(round, options, child.id(), seen));
        processes::end(&mut child);
        self.wait_until_shows(&empty)?;
        looked
    }

    /// All pictures until one stays; in later rounds of ours that is the one that stayed in the first.
    fn watch(&self, round: usize, began: Instant, child: &mut Child, empty: &Picture) -> Outcome<Vec<Seen>> {
        let mut seen: Vec<Seen> = Vec::new();
        let mut settled = began;
        let mut next = began;
        loop {
            let (picture, after) = (self.desktop.look()?, began.elapsed());
            if seen.last().is_none_or(|last| last.picture != picture) && picture != *empty {
                let is_news = seen.last().is_none_or(|last| !picture.is_as(&last.picture, &WHOLE));
                settled = if is_news { Instant::now() } else { settled };
                seen.push(Seen { after, picture });
            }
            let enough = if round == 0 { SETTLED_AT_FIRST } else { SETTLED };
            if settled.elapsed() > enough && self.is_last(&seen) {
                return Ok(seen);
            }
            if let Some(status) = child.try_wait()? {
                return Err(format!("{} ended with {status}", self.measured.program.word()).into());
            }
            if after > PATIENCE {
                return Err(format!("{} does not show what it should", self.measured.program.word()).into());
            }
            next += INTERVAL;
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }

    fn is_last(&self, seen: &[Seen]) -> bool {
        seen.last().is_some_and(|it| match &self.last {
            Some(last) => it.picture.is_as(last, &WHOLE),
            None => it.picture.shows_something(),
        })
    }

    fn note(&mut self, round: usize, options: &Options, process: u32, seen: Vec<Seen>) -> Outcome<()> {
        let family = processes::family(process).ok_or("the system tells nothing of processes")?;
        let processor = family.iter().filter_map(|process| processes::processor_time(*process)).sum();
        let opened = seen.first().map(|first| first.after).unwrap_or_default();
        let [list, painted] = [LIST, WHOLE].map(|area| painted(&seen, &area).unwrap_or_default());
        if round == 0 {
            let kept = seen.into_iter().last().map(|last| last.picture);
            self.last = kept.filter(|_| self.measured.program.ends_alike());
            return self.save_picture(&options.pictures, "");
        }
        self.measured.starts.push(Start { opened, list, painted, processor });
        if looks_at_memory(round) {
            thread::sleep(RESTED);
            let family = processes::family(process).unwrap_or_default();
            let of = |process: u32| Some((processes::name(process)?, processes::memory(process)?));
            self.measured.memory.push(family.into_iter().filter_map(of).collect());
        }
        Ok(())
    }

    /// For whoever wants to see what was measured.
    fn save_picture(&self, folder: &Path, mark: &str) -> Outcome<()> {
        std::fs::create_dir_all(folder)?;
        let mut import = Command::new("import");
        import.args(["-window", "root"]);
        import.arg(folder.join(format!("benchmark-{}{mark}.png", self.measured.program.word())));
        if self.desktop.dress(&mut import).status()?.success() { Ok(()) } else { Err("no picture".into()) }
    }

    /// The last window has gone, and the display has noticed.
    fn wait_until_shows(&self, picture: &Picture) -> Outcome<()> {
        let end = Instant::now() + PATIENCE;
        while self.desktop.look()? != *picture {
            if Instant::now() > end {
                return Err("a window stays though its program has ended".into());
            }
            thread::sleep(INTERVAL);
        }
        Ok(())
    }
}
