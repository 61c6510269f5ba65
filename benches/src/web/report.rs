use std::time::Duration;

use super::{Measured, apps::Maker, load::CONNECTIONS, people::PEOPLE};
use crate::{
    Options, machine,
    options::Scale,
    statistics::{bytes, three_digits, time},
    table::Table,
};

impl Measured {
    /// Requests per second: the median of the rounds, and the least and the most.
    fn rates(&self) -> [f64; 3] {
        let mut rates: Vec<_> = self.loads.iter().map(super::Load::rate).collect();
        rates.sort_by(f64::total_cmp);
        let at = |place: usize| rates.get(place).copied().unwrap_or_default();
        [at(rates.len() / 2), at(0), at(rates.len().saturating_sub(1))]
    }

    /// What so many of a hundred answers took no longer than, of all rounds together.
    fn percentile(&self, percent: usize) -> Duration {
        let mut all: Vec<_> = self.loads.iter().flat_map(|load| load.latencies.iter().copied()).collect();
        let place = (all.len() * percent / 100).min(all.len().saturating_sub(1));
        if all.is_empty() { Duration::ZERO } else { *all.select_nth_unstable(place).1 }
    }
}

/// The tables in Markdown.
pub(crate) fn text(options: &Options, all: &[Measured]) -> String {
    let note = match options.scale {
        Scale::Full => "",
        Scale::Quick => "A short run: the figures are rough.\n\n",
        Scale::Check => {
            "Only a check of the answers: ours is built as for tests, and the figures mean nothing.\n\n"
        }
    };
    let title = format!("### A web app, {PEOPLE} users with 5 access tokens each, {CONNECTIONS} connections");
    let answers: usize = all.iter().flat_map(|it| &it.loads).map(|load| load.latencies.len()).sum();
    let checked = format!("{answers} answers, each looked at: none was another user's.");
    let machine = machine::describe(None);
    format!("{title}\n\n{machine}\n\n{note}{}\n{}\n{checked}\n", figures(all), ahead(all))
}

fn figures(all: &[Measured]) -> String {
    let mut table = Table::new(["", "requests per second", "p50", "p99", "memory before", "memory after"]);
    for it in all {
        let [median, least, most] = it.rates();
        let memory = |amount: Option<u64>| amount.map_or_else(|| "–".to_owned(), bytes);
        table.push([
            it.app.name().to_owned(),
            format!("{median:.0} ({least:.0}–{most:.0})"),
            time(it.percentile(50)),
            time(it.percentile(99)),
            memory(it.memory_before),
            memory(it.memory_after),
        ]);
    }
    table.text()
}

/// Ours beside the better one of each of theirs.
fn ahead(all: &[Measured]) -> String {
    let best = |maker: Maker| {
        let of_maker = all.iter().filter(|it| it.app.maker() == maker);
        of_maker.max_by(|one, other| one.rates()[0].total_cmp(&other.rates()[0]))
    };
    let Some(ours) = best(Maker::Ours) else { return String::new() };
    let mut table =
        Table::new(["Tessera beside", "requests per second", "p50", "p99", "its memory, of theirs"]);
    for (name, maker) in [("Flask + MSAL Python", Maker::Python), ("Express + MSAL Node", Maker::Node)] {
        let Some(theirs) = best(maker) else { continue };
        let ratio = |one: f64, other: f64| format!("{} ×", three_digits(one / other));
        let latency = |percent: usize| {
            ratio(theirs.percentile(percent).as_secs_f64(), ours.percentile(percent).as_secs_f64())
        };
        table.push([
            name.to_owned(),
            ratio(ours.rates()[0], theirs.rates()[0]),
            latency(50),
            latency(99),
            share(ours.memory_after, theirs.memory_after),
        ]);
    }
    table.text()
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn share(ours: Option<u64>, theirs: Option<u64>) -> String {
    let share = ours.zip(theirs).map(|(ours, theirs)| 100.0 * ours as f64 / theirs as f64);
    share.map_or_else(|| "–".to_owned(), |share| format!("{} %", three_digits(share)))
}
