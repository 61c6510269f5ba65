use std::{fs, path::Path};

use crate::{
    Contender, Options, Outcome, Workplace,
    contender::Kind,
    contention::{CHANGES, Contention},
    machine,
    memory::Memory,
    options::Scale,
    speed::{Measure, Speed},
    statistics::{Spread, bytes, three_digits, time, times},
    table::Table,
};

/// The marks in the document that figures stand between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    begin: &'static str,
    end: &'static str,
}

pub(crate) const CACHES: Place =
    Place { begin: "<!-- measured: begin -->\n", end: "<!-- measured: end -->\n" };
pub(crate) const WEB: Place =
    Place { begin: "<!-- measured, web apps: begin -->\n", end: "<!-- measured, web apps: end -->\n" };
pub(crate) const WINDOW: Place =
    Place { begin: "<!-- measured, window: begin -->\n", end: "<!-- measured, window: end -->\n" };

/// What is known about a run, besides its figures.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    pub(crate) options: &'a Options,
    pub(crate) workplace: &'a Workplace,
    pub(crate) contenders: &'a [Contender],
}

impl Report<'_> {
    /// All of it in Markdown.
    pub(crate) fn text(&self, speed: &[Speed], memory: &[Memory], contention: &[Contention]) -> String {
        let mut parts = vec![self.circumstances()];
        parts.extend(speed.iter().map(of_size));
        parts.push(of_memory(memory));
        parts.push(of_contention(contention));
        parts.join("\n")
    }

    fn circumstances(&self) -> String {
        let machine = machine::describe(self.workplace.file_system());
        let versions = self.contenders.iter();
        let versions = versions.map(|it| format!("- {}: {}", it.kind.name(), it.version)).collect::<Vec<_>>();
        let note = match self.options.scale {
            Scale::Full => "",
            Scale::Quick | Scale::Check => "\nA short run: the figures are rough.\n",
        };
        format!("{machine}\n\n{}\n{note}", versions.join("\n"))
    }
}

fn of_size(speed: &Speed) -> String {
    let title =
        format!("### {} access tokens, {} of JSON\n\n", speed.access_tokens, bytes(speed.json_length));
    let mut table =
        Table::new(["", "Tessera", "MSAL Python", "MSAL Node", "ahead of Python", "ahead of Node"]);
    for measure in Measure::ALL {
        let spreads = Kind::ALONE.map(|kind| speed.spreads.get(&(kind, measure)));
        let [ours, python, node] = spreads;
        let ahead = |theirs: Option<&Spread>| match (ours, theirs) {
            (Some(ours), Some(theirs)) => times(ours.median, theirs.median),
            _ => "–".to_owned(),
        };
        let cells = spreads.map(|spread| spread.map_or_else(|| "too slow".to_owned(), shown));
        let ahead = [ahead(python), ahead(node)];
        table.push([measure.name().to_owned()].into_iter().chain(cells).chain(ahead));
    }
    let bare = format!("write + fsync + rename of as many bytes: {}", shown(&speed.bare));
    let ours = speed.spreads.get(&(Kind::Ours, Measure::Change));
    let ratio = ours.map_or_else(String::new, |ours| {
        format!("; a change of ours takes {} that", times(speed.bare.median, ours.median))
    });
    format!("{title}{}\nA bare {bare}{ratio}.\n", table.text())
}

/// The median, and between what and what.
fn shown(spread: &Spread) -> String {
    format!("{} ({}–{})", time(spread.median), time(spread.least), time(spread.most))
}

fn of_memory(memory: &[Memory]) -> String {
    let mut table =
        Table::new(["peak memory", "", "to load", "of the JSON", "to load and change", "of the JSON"]);
    for it in memory {
        let cell = |amount: Option<u64>| amount.map_or_else(|| "–".to_owned(), bytes);
        #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
        let share = |amount: Option<u64>| {
            let share = amount.map(|amount| amount as f64 / it.json_length as f64);
            share.map_or_else(|| "–".to_owned(), |share| format!("{} ×", three_digits(share)))
        };
        table.push([
            format!("{} access tokens", it.access_tokens),
            it.kind.name().to_owned(),
            cell(it.to_load()),
            share(it.to_load()),
            cell(it.to_change()),
            share(it.to_change()),
        ]);
    }
    format!("### Memory, beyond an idle process of the same program\n\n{}", table.text())
}

fn of_contention(contention: &[Contention]) -> String {
    let mut table = Table::new([
        "processes",
        "",
        "changes per second",
        "lost",
        "given up",
        "failed",
        "slowest change",
        "torn of looks",
        "readable at the end",
    ]);
    for it in contention {
        table.push([
            it.processes.to_string(),
            it.kind.name().to_owned(),
            three_digits(it.rate()),
            it.lost.to_string(),
            it.gave_up.to_string(),
            it.failed.to_string(),
            time(it.slowest),
            format!("{} of {}", it.torn, it.looks),
            if it.is_readable { "yes" } else { "no" }.to_owned(),
        ]);
    }
    format!("### Processes that change one cache, each {CHANGES} times\n\n{}", table.text())
}

/// Puts the text between the marks of the document.
pub(crate) fn write_into(document: &Path, place: Place, text: &str) -> Outcome<()> {
    let Place { begin, end } = place;
    let old = fs::read_to_string(document)?;
    let missing = || format!("{} has no marks for the figures", document.display());
    let (before, rest) = old.split_once(begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(end).ok_or_else(missing)?;
    fs::write(document, format!("{before}{begin}\n{text}\n{end}{after}"))?;
    Ok(())
}
