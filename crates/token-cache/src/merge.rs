use std::collections::HashMap;

use crate::{
    CacheError, Section, TokenCache,
    document::Document,
    json::{Fields, Text, Value},
    keys,
    sameness::{issued_at, sameness},
};

/// What became of the entries of the other cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    sections: [MergedEntries; Section::ALL.len()],
    /// Members beside the five sections that were taken over, because there were none of that name.
    pub others: usize,
}

/// What became of the entries of one section of the other cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MergedEntries {
    /// There was none like it.
    pub added: usize,
    /// It replaced an older one, or brought fields that were missing.
    pub updated: usize,
    /// Ours is as new or newer, or it cannot be told which is.
    pub kept: usize,
    /// It is no entry at all, and was left out.
    pub unreadable: usize,
}

impl Merged {
    /// What became of the entries of that section.
    pub fn of(&self, section: Section) -> MergedEntries {
        self.sections[section as usize]
    }

    /// Whether the cache is as it was.
    pub fn changed_nothing(&self) -> bool {
        self.others == 0 && self.sections.iter().all(|entries| entries.added + entries.updated == 0)
    }
}

impl TokenCache {
    /// Takes over what another cache has. Of two entries of one token the newer stays, and its own where that
    /// cannot be told; accounts and applications only gain the fields that they lack.
    ///
    /// Entries are compared by their fields, not by their keys, so that those of another library are not there
    /// twice. On an error nothing changes.
    pub fn merge(&mut self, other: &Self) -> Result<Merged, CacheError> {
        for section in Section::ALL {
            if other.document.entries(section).next().is_some() {
                self.document.check_usable(section)?;
            }
        }
        let mut merged = Merged::default();
        for section in Section::ALL {
            merged.sections[section as usize] = merge_section(section, &mut self.document, &other.document);
        }
        merged.others = self.document.take_over_others(&other.document);
        self.has_changed |= !merged.changed_nothing();
        Ok(merged)
    }
}

fn merge_section(section: Section, document: &mut Document, other: &Document) -> MergedEntries {
    let mut known = known_entries(section, document);
    let mut merged = MergedEntries::default();
    let mut without_a_key = Vec::new();
    for (key, value) in other.members(section) {
        let Some(entry) = value.fields() else {
            merged.unreadable += 1;
            continue;
        };
        let same = sameness(section, entry);
        let ours = same.as_ref().and_then(|same| known.get(same));
        match ours.or_else(|| same.is_none().then_some(key).filter(|key| document.has(section, key))) {
            Some(ours) => {
                let ours = ours.clone();
                let is_updated = update(section, document, &ours, entry);
                *if is_updated { &mut merged.updated } else { &mut merged.kept } += 1;
            }
            None => match free_key(section, document, key, entry) {
                Some(key) => {
                    document.insert(section, key.clone(), entry.clone());
                    known.extend(same.map(|same| (same, key)));
                    merged.added += 1;
                }
                None => without_a_key.push((same, entry)),
            },
        }
    }
    // What found no key of its own may be the same as what came after it.
    for (same, entry) in without_a_key {
        let ours = same.and_then(|same| known.get(&same));
        let is_updated = ours.is_some_and(|ours| update(section, document, ours, entry));
        *if is_updated { &mut merged.updated } else { &mut merged.kept } += 1;
    }
    merged
}

/// Our entries by what they are about; of several, the newest.
fn known_entries(section: Section, document: &Document) -> HashMap<String, Text> {
    let mut known: HashMap<String, (&Text, &Fields)> = HashMap::new();
    for (key, entry) in document.entries(section) {
        let Some(same) = sameness(section, entry) else { continue };
        let is_newest = |(_, rival): &(&Text, &Fields)| is_newer(section, entry, rival);
        if known.get(&same).is_none_or(is_newest) {
            known.insert(same, (key, entry));
        }
    }
    known.into_iter().map(|(same, (key, _))| (same, key.clone())).collect()
}

/// Whether ours was changed.
fn update(section: Section, document: &mut Document, ours: &Text, theirs: &Fields) -> bool {
    let Some(own) = document.entry_at(section, ours) else { return false };
    if is_newer(section, theirs, own) {
        document.insert(section, ours.clone(), theirs.clone());
        return true;
    }
    if !matches!(section, Section::Account | Section::AppMetadata) {
        return false;
    }
    let mut completed = own.clone();
    for (name, value) in theirs.iter() {
        let Some(name) = name.as_str().filter(|_| !is_empty(value)) else { continue };
        if completed.get(name).is_none_or(is_empty) {
            completed.set(name, value.clone());
        }
    }
    let is_changed = completed != *own;
    if is_changed {
        document.insert(section, ours.clone(), completed);
    }
    is_changed
}

/// Whether it is known to be newer.
pub(crate) fn is_newer(section: Section, entry: &Fields, rival: &Fields) -> bool {
    issued_at(section, entry) > issued_at(section, rival)
}

fn is_empty(value: &Value) -> bool {
    *value == Value::Null || value.as_str() == Some("")
}

/// The key that it has, else the one that it should have, if one of them is free.
fn free_key(section: Section, document: &Document, key: &Text, entry: &Fields) -> Option<Text> {
    let canonical = Text::new(&keys::of_entry(section, entry));
    [key.clone(), canonical].into_iter().find(|key| !document.has(section, key))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::MergedEntries;
    use crate::{Section, TokenCache, TokenQuery};

    fn cache(json: &serde_json::Value) -> TokenCache {
        TokenCache::deserialize(json.to_string().as_bytes()).unwrap()
    }

    fn access(key: &str, secret: &str, cached_at: &str) -> TokenCache {
        cache(&json!({"AccessToken": {key: {
            "credential_type": "AccessToken", "secret": secret, "home_account_id": "u.t",
            "environment": "login.example", "client_id": "c", "target": "b a", "realm": "r",
            "cached_at": cached_at, "expires_on": "2000",
        }}}))
    }

    fn secrets(cache: &TokenCache) -> Vec<String> {
        let tokens = cache.access_tokens(&TokenQuery::default());
        tokens.map(|token| token.secret().unwrap().expose().to_owned()).collect()
    }

    const KEPT: MergedEntries = MergedEntries { added: 0, updated: 0, kept: 1, unreadable: 0 };
    const UPDATED: MergedEntries = MergedEntries { added: 0, updated: 1, kept: 0, unreadable: 0 };
    const ADDED: MergedEntries = MergedEntries { added: 1, updated: 0, kept: 0, unreadable: 0 };

    #[test]
    fn the_newer_of_two_tokens_stays_whichever_side_it_is_on() {
        for (ours, theirs, expected, secret) in
            [("100", "101", UPDATED, "theirs"), ("101", "100", KEPT, "ours"), ("100", "100", KEPT, "ours")]
        {
            let mut merged = access("k", "ours", ours);
            let told = merged.merge(&access("k", "theirs", theirs)).unwrap();
            assert_eq!(told.of(Section::AccessToken), expected);
            assert_eq!(secrets(&merged), [secret]);
        }
    }

    #[test]
    fn a_token_under_the_key_of_another_library_is_not_there_twice() {
        let mut merged = access("ours", "old", "100");
        merged.merge(&access("theirs", "new", "200")).unwrap();
        assert_eq!(secrets(&merged), ["new"]);
        let query = TokenQuery::default();
        assert_eq!(merged.access_tokens(&query).next().unwrap().stored_key(), "ours");
    }

    #[test]
    fn merging_twice_changes_nothing_the_second_time() {
        let mut merged = TokenCache::default();
        let other = access("k", "theirs", "100");
        assert_eq!(merged.merge(&other).unwrap().of(Section::AccessToken), ADDED);
        assert!(merged.has_state_changed());
        merged.mark_saved();
        assert!(merged.merge(&other).unwrap().changed_nothing());
        assert!(!merged.has_state_changed());
        assert_eq!(*merged.serialize(), *other.serialize());
    }

    #[test]
    fn another_token_under_a_taken_key_goes_to_the_key_that_it_should_have() {
        let mut merged = access("k", "ours", "100");
        let text = String::from_utf8(access("k", "theirs", "100").serialize().to_vec()).unwrap();
        let other = TokenCache::deserialize(text.replace("b a", "z").as_bytes()).unwrap();
        assert_eq!(merged.merge(&other).unwrap().of(Section::AccessToken), ADDED);
        assert_eq!(secrets(&merged), ["ours", "theirs"]);
    }

    #[test]
    fn an_entry_whose_keys_are_taken_is_merged_into_the_same_one_that_follows_it() {
        let mut merged = cache(&json!({"Account": {"u.t-e-r": {"home_account_id": "u.t"}}}));
        let same =
            |name: &str| json!({"home_account_id": "u.t", "environment": "e", "realm": "r", "name": name});
        let other = cache(&json!({"Account": {"u.t-e-r": same("Ada"), "k": same("")}}));
        merged.merge(&other).unwrap();
        assert_eq!(merged.name_of(&merged.accounts()[0]).as_deref(), Some("Ada"));
        assert!(merged.merge(&other).unwrap().changed_nothing());
    }

    #[test]
    fn an_account_only_gains_what_it_lacks() {
        let account = |name: &str, username: &str| {
            cache(&json!({"Account": {"k": {
                "home_account_id": "u.t", "environment": "e", "realm": "r", "username": username, "name": name,
            }}}))
        };
        let mut merged = account("", "ada");
        assert_eq!(merged.merge(&account("Ada", "other")).unwrap().of(Section::Account), UPDATED);
        let shown = &merged.accounts()[0];
        assert_eq!((shown.username(), merged.name_of(shown).as_deref()), ("ada", Some("Ada")));
    }

    #[test]
    fn what_is_unknown_is_taken_over_and_what_is_no_entry_is_told() {
        let other = cache(&json!({"Later": {"x": 1}, "AccessToken": {"a": 7}}));
        let mut merged = TokenCache::default();
        let told = merged.merge(&other).unwrap();
        assert_eq!((told.others, told.of(Section::AccessToken).unreadable), (1, 1));
        assert!(String::from_utf8_lossy(&merged.serialize()).contains("Later"));
    }

    #[test]
    fn a_section_that_cannot_be_added_to_is_not_overwritten() {
        let mut broken = cache(&json!({"AccessToken": [1]}));
        assert!(broken.merge(&access("k", "s", "1")).is_err());
        assert!(!broken.has_state_changed());
    }
}
