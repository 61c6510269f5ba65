use std::sync::Arc;

use super::{Finding, Problem};
use crate::{
    Section, Timestamp, TokenCache,
    document::Document,
    json::{Fields, Text, Value},
    jwt::decode_claims,
    keys,
    merge::is_newer,
    sameness::sameness,
};

/// Each round may bring to light what another problem hid; there are fewer layers than this.
const ROUNDS: usize = 8;

/// What a repair did and could not do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    /// What was mended, in order.
    pub mended: Vec<Finding>,
    /// What is still wrong.
    pub left: Vec<Finding>,
}

impl TokenCache {
    /// Mends what [`TokenCache::check`] finds, each as [`Problem::remedy`] says.
    pub fn repair(&mut self, now: Timestamp) -> Repaired {
        let mut mended = Vec::new();
        for _ in 0..ROUNDS {
            let findings = first_of_each(self.check(now));
            let done = apply(&mut self.document, findings, now);
            if done.is_empty() {
                break;
            }
            self.has_changed = true;
            mended.extend(done);
        }
        Repaired { mended, left: self.check(now) }
    }
}

/// The first problem of each entry: mending it may mend or move the others. Moving comes last, so that
/// everything else is where it was found.
fn first_of_each(findings: Vec<Finding>) -> Vec<Finding> {
    let mut first: Vec<Finding> = Vec::new();
    for finding in findings.into_iter().filter(Finding::is_mendable) {
        let is_known =
            first.last().is_some_and(|last| last.section == finding.section && last.key == finding.key);
        if !is_known {
            first.push(finding);
        }
    }
    first.sort_by_key(|finding| matches!(finding.problem, Problem::MisKeyed { .. }));
    first
}

fn apply(document: &mut Document, findings: Vec<Finding>, now: Timestamp) -> Vec<Finding> {
    findings.into_iter().filter(|finding| mend(document, finding, now)).collect()
}

/// Whether anything was done.
fn mend(document: &mut Document, finding: &Finding, now: Timestamp) -> bool {
    let section = finding.section;
    let Some(key) = &finding.key else {
        document.make_section(section);
        return true;
    };
    match &finding.problem {
        Problem::MisKeyed { expected } => rekey(document, section, key, expected),
        Problem::TimeNotText { field } => change(document, section, key, |entry| {
            let seconds = entry.get(field).and_then(Value::as_integer).unwrap_or_default();
            entry.set_text(field, &seconds.to_string());
        }),
        Problem::TimeUnusable { field: "expires_on" } => change(document, section, key, |entry| {
            let end = end_of(entry).unwrap_or_else(|| now.plus(-1).as_unix());
            entry.set_text("expires_on", &end.to_string());
        }),
        Problem::TimeUnusable { field } => change(document, section, key, |entry| entry.remove(field)),
        Problem::TypeWrong => {
            change(document, section, key, |entry| entry.set_text("credential_type", section.name()))
        }
        Problem::TextMissing { field } => change(document, section, key, |entry| {
            let text = usual_text(field, entry);
            entry.set_text(field, text);
        }),
        _ => document.take(section, key).is_some(),
    }
}

/// What the libraries write where they have nothing to write.
fn usual_text(field: &str, entry: &Fields) -> &'static str {
    match (field, entry.text("realm")) {
        ("authority_type", Some("adfs")) => "ADFS",
        ("authority_type", _) => "MSSTS",
        _ => "",
    }
}

/// The `exp` of the token itself (RFC 7519, section 4.1.4).
fn end_of(entry: &Fields) -> Option<i64> {
    decode_claims(entry.text("secret")?)?.get("exp")?.as_i64()
}

fn change(document: &mut Document, section: Section, key: &Text, change: impl FnOnce(&mut Fields)) -> bool {
    let Some(mut entry) = document.entry_at(section, key).cloned() else { return false };
    change(&mut entry);
    document.insert(section, key.clone(), entry);
    true
}

/// Moves an entry to another key. Whoever is there is in its turn moved, or is the same and the older one goes.
fn rekey(document: &mut Document, section: Section, key: &Text, expected: &str) -> bool {
    let is_still_there = |entry: &&Fields| keys::of_entry(section, entry) == expected;
    let Some(entry) = document.entry_at(section, key).filter(is_still_there).cloned() else { return false };
    document.take(section, key);
    let expected = Text::new(expected);
    let Some(rival) = document.take(section, &expected) else {
        document.insert(section, expected, entry);
        return true;
    };
    settle(document, section, (key.clone(), entry), (expected, rival))
}

/// Two claim one key. Where they are the same, or no other key would do for either, the newer gets it; else each
/// gets the other's place, to be looked at again.
fn settle(
    document: &mut Document,
    section: Section,
    mover: (Text, Fields),
    rival: (Text, Arc<Value>),
) -> bool {
    let (old_key, entry) = mover;
    let (new_key, value) = rival;
    let Some(rival) = value.fields().cloned() else {
        document.insert(section, new_key, entry);
        return true;
    };
    let is_same = sameness(section, &entry) == sameness(section, &rival);
    let is_at_home = new_key.as_str() == Some(&keys::of_entry(section, &rival));
    if is_same || is_at_home {
        let stays = if is_newer(section, &entry, &rival) { entry } else { rival };
        document.insert(section, new_key, stays);
    } else {
        document.insert(section, old_key, rival);
        document.insert(section, new_key, entry);
    }
    true
}
