use std::time::Duration;

use super::{Measured, Start, programs::versions};
use crate::{
    Options, machine,
    options::Scale,
    processes::Memory,
    statistics::{Spread, bytes, time},
    table::Table,
};

/// The tables in Markdown.
pub(crate) fn text(options: &Options, all: &[Measured]) -> String {
    let note = match options.scale {
        Scale::Full => "",
        Scale::Quick | Scale::Check => "A short run: the figures are rough.\n\n",
    };
    let starts = all.first().map_or(0, |it| it.starts.len());
    let title = format!("### From the start to the picture, {starts} starts of each");
    let circumstances = format!("{} · {}", machine::describe(None), versions());
    let memory = format!("### Where the memory is, three seconds later\n\n{}", of_memory(all));
    format!("{title}\n\n{circumstances}\n\n{note}{}\n{memory}", of_starts(all))
}

fn of_starts(all: &[Measured]) -> String {
    let mut table =
        Table::new(["", "window there", "accounts there", "all painted", "processor time", "memory"]);
    for it in all {
        let spread = |of: fn(&Start) -> Duration| {
            Spread::of(it.starts.iter().map(of).collect()).map_or_else(none, |spread| shown(&spread))
        };
        table.push([
            it.program.name().to_owned(),
            spread(|start| start.opened),
            if it.program.is_ours() { spread(|start| start.list) } else { none() },
            spread(|start| start.painted),
            spread(|start| start.processor),
            it.usual_memory().map_or_else(none, |processes| bytes(total(processes))),
        ]);
    }
    table.text()
}

fn of_memory(all: &[Measured]) -> String {
    let mut table = Table::new(["", "process", "its own", "files", "shared", "together"]);
    for it in all {
        for (process, memory) in it.usual_memory().into_iter().flatten() {
            let Memory { own, files, shared } = *memory;
            let cells = [own, files, shared, memory.total()].map(bytes);
            table.push([it.program.name().to_owned(), process.clone()].into_iter().chain(cells));
        }
    }
    table.text()
}

impl Measured {
    /// Of several looks the one in the middle.
    fn usual_memory(&self) -> Option<&Vec<(String, Memory)>> {
        let mut looks: Vec<_> = self.memory.iter().collect();
        looks.sort_by_key(|processes| total(processes));
        looks.get(looks.len() / 2).copied()
    }
}

fn total(processes: &[(String, Memory)]) -> u64 {
    processes.iter().map(|(_, memory)| memory.total()).sum()
}

/// The median, and between what and what.
fn shown(spread: &Spread) -> String {
    format!("{} ({}–{})", time(spread.median), time(spread.least), time(spread.most))
}

fn none() -> String {
    "–".to_owned()
}
