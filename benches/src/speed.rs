//! What one process does with a cache of a size, by all contenders in turn.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    Options, Outcome, Workplace, bare,
    contender::{Contender, Kind, Process},
    sample,
    statistics::Spread,
    workplace::{copy_synced, sync},
};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Measure {
    Load,
    Serialize,
    FindHit,
    FindMiss,
    Silent,
    AccountsFirst,
    Accounts,
    Change,
    ChangeAfterAnother,
}

impl Measure {
    pub(crate) const ALL: [Self; 9] = [
        Self::Load,
        Self::Serialize,
        Self::FindHit,
        Self::FindMiss,
        Self::Silent,
        Self::AccountsFirst,
        Self::Accounts,
        Self::Change,
        Self::ChangeAfterAnother,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Load => "load from the file",
            Self::Serialize => "serialize",
            Self::FindHit => "find one, there",
            Self::FindMiss => "find one, not there",
            Self::Silent => "acquire silently, there",
            Self::AccountsFirst => "list the accounts, first time",
            Self::Accounts => "list the accounts, again",
            Self::Change => "one persisted change",
            Self::ChangeAfterAnother => "one after another process's",
        }
    }

    fn command(self, account: usize) -> Value {
        match self {
            Self::Load => json!(["load"]),
            Self::Serialize => json!(["serialize"]),
            Self::FindHit => json!(["find", "hit", account]),
            Self::FindMiss => json!(["find", "miss", account]),
            Self::Silent => json!(["silent", "hit", account]),
            Self::AccountsFirst => json!(["first_accounts"]),
            Self::Accounts => json!(["accounts"]),
            Self::Change => json!(["change", "one"]),
            Self::ChangeAfterAnother => json!(["change", "three"]),
        }
    }
}

/// What came of one size.
#[derive(Debug)]
pub(crate) struct Speed {
    pub(crate) access_tokens: usize,
    pub(crate) json_length: u64,
    pub(crate) bare: Spread,
    pub(crate) spreads: HashMap<(Kind, Measure), Spread>,
}

/// Whoever takes so long for one thing is not asked for it again, neither in later rounds nor in larger sizes.
const PATIENCE: Duration = Duration::from_secs(4);

type Slow = HashSet<(Kind, Measure)>;

/// One contender and its files, while a size is measured.
struct Entrant<'a> {
    kind: Kind,
    contender: &'a Contender,
    /// The cache as every round begins with it.
    original: PathBuf,
    cache: PathBuf,
    /// The one that is measured, and the one that plays the other process.
    process: Process,
    other: Process,
}

pub(crate) fn measure(
    options: &Options,
    workplace: &Workplace,
    contenders: &[Contender],
) -> Outcome<Vec<Speed>> {
    let mut slow = Slow::new();
    let mut measure_size = |size: &usize| measure_size(options, workplace, contenders, *size, &mut slow);
    options.sizes().iter().map(&mut measure_size).collect()
}

fn measure_size(
    options: &Options,
    workplace: &Workplace,
    contenders: &[Contender],
    access_tokens: usize,
    slow: &mut Slow,
) -> Outcome<Speed> {
    eprintln!("{access_tokens} access tokens");
    let folder = workplace.folder("speed")?;
    let json = folder.join("cache.json");
    fs::write(&json, &*sample::cache(access_tokens)?.serialize())?;
    let mut entrants = Kind::ALONE
        .iter()
        .filter_map(|kind| contenders.iter().find(|contender| contender.kind == *kind))
        .map(|contender| Entrant::new(contender, &json, &folder))
        .collect::<Outcome<Vec<_>>>()?;
    let payload = fs::read(&json)?;
    let account = access_tokens / sample::TOKENS_OF_AN_ACCOUNT / 2;
    let (mut bare, mut times) = (Vec::new(), HashMap::<_, Vec<_>>::new());
    for round in 0..=options.rounds(access_tokens) {
        // Nobody is always the first, nor always after the same one.
        entrants.rotate_left(1);
        let (bare_time, round_times) = one_round(&mut entrants, account, (&folder, &payload), slow)?;
        bare.extend((round > 0).then_some(bare_time));
        for (what, time) in round_times {
            let is_slow = time > PATIENCE;
            if round > 0 || is_slow {
                times.entry(what).or_default().push(time);
            }
            slow.extend(is_slow.then_some(what));
        }
    }
    let spreads = times.into_iter().filter_map(|(what, times)| Some((what, Spread::of(times)?))).collect();
    let bare = Spread::of(bare).ok_or("nothing was measured")?;
    Ok(Speed { access_tokens, json_length: payload.len() as u64, bare, spreads })
}

type Times = Vec<((Kind, Measure), Duration)>;

fn one_round(
    entrants: &mut [Entrant<'_>],
    account: usize,
    (folder, payload): (&Path, &[u8]),
    slow: &Slow,
) -> Outcome<(Duration, Times)> {
    entrants.iter_mut().try_for_each(Entrant::begin)?;
    let mut times = Times::new();
    let mut bare = Duration::ZERO;
    for measure in Measure::ALL {
        for entrant in entrants.iter_mut().filter(|entrant| !slow.contains(&(entrant.kind, measure))) {
            times.push(((entrant.kind, measure), entrant.measure(measure, account)?));
        }
        if measure == Measure::Change {
            bare = bare::write(folder, payload)?;
        }
    }
    Ok((bare, times))
}

impl<'a> Entrant<'a> {
    fn new(contender: &'a Contender, json: &Path, folder: &Path) -> Outcome<Self> {
        let folder = folder.join(format!("{:?}", contender.kind));
        fs::create_dir(&folder)?;
        let original = contender.lay_out(json, &folder)?;
        let original = {
            let kept = original.with_extension("original");
            fs::rename(&original, &kept)?;
            kept
        };
        let cache = folder.join("cache");
        let (process, other) = (contender.start()?, contender.start()?);
        Ok(Self { kind: contender.kind, contender, original, cache, process, other })
    }

    /// Begins a round with the original cache.
    fn begin(&mut self) -> Outcome<()> {
        copy_synced(&self.original, &self.cache)?;
        for process in [&mut self.process, &mut self.other] {
            process.ask(&json!(["open", self.cache]))?;
        }
        Ok(())
    }

    fn measure(&mut self, measure: Measure, account: usize) -> Outcome<Duration> {
        if measure == Measure::ChangeAfterAnother {
            self.other.ask(&json!(["load"]))?;
            self.other.ask(&json!(["change", "two"]))?;
            sync(&self.cache)?;
        }
        let time = self.process.time(&measure.command(account));
        // Whoever does not sync leaves it to the next one's sync, which would be measured.
        sync(&self.cache)?;
        time.map_err(|error| format!("{}: {}: {error}", self.contender.kind.name(), measure.name()).into())
    }
}
