//! What is wrong with the cache as a whole, entry by entry and side by side.

use std::collections::{HashMap, HashSet};

use super::{Finding, Problem, entry};
use crate::{
    Section, Timestamp, TokenCache,
    accounts::identity_of,
    document::Document,
    json::{Fields, Text, Value},
    keys,
    merge::is_newer,
    sameness::sameness,
};

impl TokenCache {
    /// What is wrong, in the order of the sections. Changes nothing.
    pub fn check(&self, now: Timestamp) -> Vec<Finding> {
        Section::ALL.into_iter().flat_map(|section| of_section(&self.document, section, now)).collect()
    }
}

fn of_section(document: &Document, section: Section, now: Timestamp) -> Vec<Finding> {
    if let Some(found) = document.not_entries(section).map(Value::kind) {
        return vec![Finding { section, key: None, problem: Problem::SectionUnusable { found } }];
    }
    let doubles = doubles(document, section);
    let owners = owners(document, section);
    let mut findings = Vec::new();
    for (key, value) in document.members(section) {
        let mut problems = match value.fields() {
            None => vec![Problem::EntryUnusable { found: value.kind() }],
            Some(entry) => entry::problems(section, key, entry, now),
        };
        if let Some(of) = doubles.get(key) {
            problems.push(Problem::Double { of: of.display().to_owned() });
        }
        if value.fields().is_some_and(|entry| is_orphan(owners.as_ref(), entry)) {
            problems.push(Problem::Orphan);
        }
        let finding = |problem| Finding { section, key: Some(key.clone()), problem };
        findings.extend(problems.into_iter().map(finding));
    }
    findings
}

/// The keys of the entries that are there twice, each with the key of the one that is to stay.
fn doubles(document: &Document, section: Section) -> HashMap<&Text, &Text> {
    let mut groups: HashMap<String, Vec<(&Text, &Fields)>> = HashMap::new();
    for (key, entry) in document.entries(section) {
        groups.entry(sameness(section, entry).unwrap_or_default()).or_default().push((key, entry));
    }
    let mut doubles = HashMap::new();
    for (same, group) in groups {
        if same.is_empty() || group.len() < 2 {
            continue;
        }
        let stays = group.iter().copied().reduce(|best, next| better(section, best, next));
        let Some((stays, _)) = stays else { continue };
        doubles.extend(group.iter().filter(|(key, _)| *key != stays).map(|(key, _)| (*key, stays)));
    }
    doubles
}

/// The newer one; of two that are as new, the one under the usual key.
fn better<'a>(
    section: Section,
    best: (&'a Text, &'a Fields),
    next: (&'a Text, &'a Fields),
) -> (&'a Text, &'a Fields) {
    let is_usual = |(key, entry): (&Text, &Fields)| key.as_str() == Some(&keys::of_entry(section, entry));
    let is_better = is_newer(section, next.1, best.1)
        || !is_newer(section, best.1, next.1) && is_usual(next) && !is_usual(best);
    if is_better { next } else { best }
}

type Owner<'a> = Option<HashSet<(&'a str, crate::environment::Environment)>>;

/// Whose tokens may be in the section; none where they may be anybody's, or where that cannot be told.
fn owners(document: &Document, section: Section) -> Owner<'_> {
    let is_of_tokens = !matches!(section, Section::Account | Section::AppMetadata);
    let accounts_are_readable =
        document.not_entries(Section::Account).is_none_or(|value| *value == Value::Null);
    (is_of_tokens && accounts_are_readable)
        .then(|| document.entries(Section::Account).filter_map(|(_, entry)| identity_of(entry)).collect())
}

/// An application's own tokens are no person's.
fn is_orphan<'a>(
    owners: Option<&HashSet<(&'a str, crate::environment::Environment)>>,
    entry: &'a Fields,
) -> bool {
    let identity = identity_of(entry).filter(|(home, _)| !home.is_empty());
    owners.zip(identity).is_some_and(|(owners, identity)| !owners.contains(&identity))
}
