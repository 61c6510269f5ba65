//! The most memory that a process takes, beyond one of the same program that does nothing.

use std::fs;

use serde_json::json;

use crate::{Contender, Options, Outcome, Workplace, contender::Kind, sample};

/// In KiB; none where the system does not tell.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) access_tokens: usize,
    pub(crate) json_length: u64,
    pub(crate) kind: Kind,
    pub(crate) empty: Option<u64>,
    pub(crate) after_load: Option<u64>,
    pub(crate) after_change: Option<u64>,
}

/// Of a small and of the largest sizes.
pub(crate) fn measure(
    options: &Options,
    workplace: &Workplace,
    contenders: &[Contender],
) -> Outcome<Vec<Memory>> {
    let mut all = Vec::new();
    for size in options.sizes().iter().filter(|size| **size >= 500) {
        eprintln!("memory of {size} access tokens");
        for kind in Kind::ALONE {
            let contender = contenders.iter().find(|contender| contender.kind == kind);
            all.push(measure_one(workplace, contender.ok_or("a contender is missing")?, *size)?);
        }
    }
    Ok(all)
}

fn measure_one(workplace: &Workplace, contender: &Contender, access_tokens: usize) -> Outcome<Memory> {
    let folder = workplace.folder("memory")?;
    let json = folder.join("cache.json");
    fs::write(&json, &*sample::cache(access_tokens)?.serialize())?;
    let cache = contender.lay_out(&json, &folder)?;
    let mut process = contender.start_at(&cache)?;
    let empty = process.peak_memory();
    process.ask(&json!(["load"]))?;
    let after_load = process.peak_memory();
    process.ask(&json!(["change", "one"]))?;
    let after_change = process.peak_memory();
    let json_length = fs::metadata(&json)?.len();
    Ok(Memory { access_tokens, json_length, kind: contender.kind, empty, after_load, after_change })
}

impl Memory {
    /// What it took to load, in bytes.
    pub(crate) fn to_load(&self) -> Option<u64> {
        Some(self.after_load?.saturating_sub(self.empty?) * 1024)
    }

    /// What it took to load and to change, in bytes.
    pub(crate) fn to_change(&self) -> Option<u64> {
        Some(self.after_change?.saturating_sub(self.empty?) * 1024)
    }
}
