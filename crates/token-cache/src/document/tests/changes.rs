use indexmap::IndexMap;
use proptest::{collection::vec, prelude::*, sample::select};

use super::{made, read, rest, written};
use crate::{
    Section, TokenQuery,
    document::Document,
    json::{Fields, Text},
};

const SECTION: Section = Section::AccessToken;

/// One of what can happen to a section; all in few values, so that they meet.
#[derive(Clone, Debug)]
enum Step {
    Put(String, Entry),
    Change(String, Entry),
    Take(String),
    RemoveHome(&'static str),
    RemoveAll,
    Rest,
    Reread,
    RereadMinified,
    Snapshot,
}

#[derive(Clone, Debug)]
struct Entry {
    home: Option<&'static str>,
    client: &'static str,
    realm: Option<&'static str>,
    target: &'static str,
}

impl Entry {
    fn fill(&self, fields: Fields) -> Fields {
        let fields = fields.with_nullable("home_account_id", self.home).with("client_id", self.client);
        fields.with_optional("realm", self.realm).with("target", self.target)
    }
}

fn entry() -> impl Strategy<Value = Entry> {
    let homes = vec![None, Some(""), Some("u1"), Some("u2"), Some("\u{e9}")];
    let realms = vec![None, Some("r1"), Some("r2")];
    (select(homes), select(vec!["c1", "c2"]), select(realms), select(vec!["a", "a b", "b c", "", "\u{e9} a"]))
        .prop_map(|(home, client, realm, target)| Entry { home, client, realm, target })
}

fn step() -> impl Strategy<Value = Step> {
    let key = || (0..60_u32).prop_map(|number| format!("k{number}"));
    prop_oneof![
        12 => (key(), entry()).prop_map(|(key, entry)| Step::Put(key, entry)),
        3 => (key(), entry()).prop_map(|(key, entry)| Step::Change(key, entry)),
        3 => key().prop_map(Step::Take),
        1 => select(vec!["u1", "u2"]).prop_map(Step::RemoveHome),
        1 => Just(Step::RemoveAll),
        1 => Just(Step::Rest),
        1 => Just(Step::Reread),
        1 => Just(Step::RereadMinified),
        1 => Just(Step::Snapshot),
    ]
}

fn take_step(document: &mut Document, model: &mut IndexMap<String, Fields>, step: &Step) {
    match step {
        Step::Put(key, entry) => {
            document.put(SECTION, key, entry.fill(Fields::default()));
            model.insert(key.clone(), entry.fill(Fields::default()));
        }
        Step::Change(key, entry) => {
            let is_there = document.change(SECTION, key, |fields| *fields = entry.fill(fields.clone()));
            assert_eq!(is_there, model.contains_key(key));
            model.entry(key.clone()).and_modify(|fields| *fields = entry.fill(fields.clone()));
        }
        Step::Take(key) => {
            let taken = document.take(SECTION, &Text::new(key));
            assert_eq!(taken.as_ref().and_then(|value| value.fields()), model.shift_remove(key).as_ref());
        }
        Step::RemoveHome(home) => {
            let is_of_home = |entry: &Fields| entry.text("home_account_id") == Some(home);
            document.remove(SECTION, |_, entry| is_of_home(entry));
            model.retain(|_, entry| !is_of_home(entry));
        }
        Step::RemoveAll => {
            document.remove(SECTION, |_, _| true);
            model.clear();
        }
        Step::Rest => rest(document),
        Step::Reread => *document = read(&written(document)).unwrap(),
        Step::RereadMinified => {
            let value: serde_json::Value = serde_json::from_str(&written(document)).unwrap();
            *document = read(&value.to_string()).unwrap();
        }
        Step::Snapshot => drop(made(document)),
    }
}

fn queries() -> Vec<TokenQuery<'static>> {
    let mut queries = Vec::new();
    for home_account_id in [None, Some("u1"), Some("u2"), Some("\u{e9}"), Some("nobody")] {
        for (client_id, realm) in
            [(None, None), (Some("c1"), None), (Some("c1"), Some("r1")), (Some("c2"), Some("r2"))]
        {
            for scopes in [&[][..], &["a"], &["b", "a"], &["\u{e9}"], &["d"]] {
                queries.push(TokenQuery {
                    home_account_id,
                    client_id,
                    realm,
                    scopes,
                    ..TokenQuery::default()
                });
            }
        }
    }
    queries
}

fn compare(document: &Document, model: &IndexMap<String, Fields>) {
    let all: Vec<_> = document.entries(SECTION).map(|(key, entry)| (key.as_str().unwrap(), entry)).collect();
    assert_eq!(all, model.iter().map(|(key, entry)| (key.as_str(), entry)).collect::<Vec<_>>());
    for query in queries() {
        let found = document.candidates(SECTION, &query).filter(|(_, entry)| query.matches(entry));
        let found: Vec<_> = found.map(|(key, _)| key.as_str().unwrap()).collect();
        let expected: Vec<_> =
            model.iter().filter(|(_, entry)| query.matches(entry)).map(|(key, _)| key.as_str()).collect();
        assert_eq!(found, expected, "{query:?}");
    }
    for number in 0..60 {
        let key = format!("k{number}");
        assert_eq!(document.entry(SECTION, &key).map(|(_, entry)| entry), model.get(&key));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn under_any_changes_a_search_finds_what_looking_at_every_entry_finds(steps in vec(step(), 0..120)) {
        let (mut document, mut model) = (Document::default(), IndexMap::new());
        for step in &steps {
            let (before, model_before) = (document.clone(), model.clone());
            take_step(&mut document, &mut model, step);
            compare(&document, &model);
            compare(&before, &model_before);
            let is_lost = model_before.keys().any(|key| !model.contains_key(key));
            prop_assert_eq!(document.has_lost_members_of(&before), is_lost);
            prop_assert_eq!(document.is_same_as(&before), written(&document) == written(&before));
        }
    }
}
