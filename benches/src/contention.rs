//! Many processes that change one cache at the same time.

use std::{
    collections::HashSet,
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use token_cache::{TokenCache, TokenQuery};

use crate::{
    Options, Outcome, Workplace,
    contender::{Contender, Kind, Process},
    ours, sample,
};

/// Each process makes so many changes.
pub(crate) const CHANGES: usize = 20;
/// So many access tokens are there at the beginning.
const BEGINNING: usize = 10;

/// What came of one crowd.
#[derive(Debug)]
pub(crate) struct Contention {
    pub(crate) kind: Kind,
    pub(crate) processes: usize,
    pub(crate) took: Duration,
    /// Changes that were reported as made and are not there.
    pub(crate) lost: usize,
    /// Changes that ended with the error of the lock.
    pub(crate) gave_up: usize,
    /// Changes that ended with another error.
    pub(crate) failed: usize,
    pub(crate) slowest: Duration,
    /// Looks at the file meanwhile, and those that did not find a whole cache.
    pub(crate) looks: usize,
    pub(crate) torn: usize,
    /// Whether the file can be read at the end.
    pub(crate) is_readable: bool,
}

impl Contention {
    /// Changes that are there at the end, in each second.
    pub(crate) fn rate(&self) -> f64 {
        let made = self.processes * CHANGES - self.lost - self.gave_up - self.failed;
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let made = made as f64;
        made / self.took.as_secs_f64()
    }
}

pub(crate) fn measure(
    options: &Options,
    workplace: &Workplace,
    contenders: &[Contender],
) -> Outcome<Vec<Contention>> {
    let mut all = Vec::new();
    for processes in options.crowds() {
        for kind in Kind::ALL {
            eprintln!("{processes} processes of {}", kind.name());
            let contender = contenders.iter().find(|contender| contender.kind == kind);
            all.push(measure_one(workplace, contender.ok_or("a contender is missing")?, *processes)?);
        }
    }
    Ok(all)
}

/// Fails where ours lost a change, gave one up or was ever seen torn.
pub(crate) fn check_ours(all: &[Contention]) -> Outcome<()> {
    let is_bad = |it: &&Contention| it.lost + it.gave_up + it.failed + it.torn > 0 || !it.is_readable;
    match all.iter().filter(|it| it.kind == Kind::Ours).find(is_bad) {
        Some(bad) => Err(format!("Tessera's changes did not all arrive: {bad:?}").into()),
        None => Ok(()),
    }
}

fn measure_one(workplace: &Workplace, contender: &Contender, processes: usize) -> Outcome<Contention> {
    let folder = workplace.folder("contention")?;
    let json = folder.join("cache.json");
    fs::write(&json, &*sample::cache(BEGINNING)?.serialize())?;
    let cache = contender.lay_out(&json, &folder)?;
    let start = |_| contender.start_at(&cache);
    let mut crowd = (0..processes).map(start).collect::<Outcome<Vec<_>>>()?;
    let reader = Reader::start(contender.start_at(&cache)?);
    let since = Instant::now();
    for (number, process) in crowd.iter_mut().enumerate() {
        process.tell(&json!(["contend", format!("p{number}"), CHANGES]))?;
    }
    let answers = crowd.iter_mut().map(Process::answer).collect::<Outcome<Vec<_>>>()?;
    let took = since.elapsed();
    let (looks, torn) = reader.stop()?;
    let sum = |name: &str| answers.iter().filter_map(|answer| answer[name].as_u64()).sum::<u64>();
    let (gave_up, failed) = (usize::try_from(sum("gave_up"))?, usize::try_from(sum("failed"))?);
    let made = found(contender.kind, &cache);
    let expected = processes * CHANGES - gave_up - failed;
    let lost = expected.saturating_sub(made.as_ref().copied().unwrap_or_default());
    let slowest = answers.iter().map(slowest).max().unwrap_or_default();
    let (kind, is_readable) = (contender.kind, made.is_ok());
    Ok(Contention { kind, processes, took, lost, gave_up, failed, slowest, looks, torn, is_readable })
}

fn slowest(answer: &Value) -> Duration {
    let times = answer["times"].as_array().into_iter().flatten().filter_map(Value::as_f64);
    Duration::from_secs_f64(times.fold(0.0, f64::max))
}

/// How many of the changes are in the file.
fn found(kind: Kind, path: &Path) -> Outcome<usize> {
    let cache = match kind {
        Kind::Ours => ours::open(path)?,
        _ => TokenCache::deserialize_file(&fs::read(path)?)?,
    };
    let all = TokenQuery::default();
    let scopes: HashSet<_> = cache.access_tokens(&all).flat_map(|token| token.scopes()).collect();
    Ok(scopes.iter().filter(|scope| scope.starts_with("https://p")).count())
}

/// Looks at the file all the time, in a process of its own, as one that only reads does.
struct Reader {
    is_over: Arc<AtomicBool>,
    thread: thread::JoinHandle<Outcome<(usize, usize)>>,
}

impl Reader {
    fn start(mut process: Process) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let thread = thread::spawn(move || {
            let (mut looks, mut torn) = (0, 0);
            while !over.load(Ordering::Relaxed) {
                looks += 1;
                torn += usize::from(process.ask(&json!(["read"]))? != Value::Bool(true));
                // Looking without a pause would be another measurement.
                thread::sleep(Duration::from_millis(2));
            }
            Ok((looks, torn))
        });
        Self { is_over, thread }
    }

    fn stop(self) -> Outcome<(usize, usize)> {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the reader panicked")?
    }
}
