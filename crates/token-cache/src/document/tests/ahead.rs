use std::thread;

use super::{made, written};
use crate::{
    CacheError, SharedJson,
    document::{Document, ahead::Ahead},
    json::Writer,
};

/// Entries in three sections, and something else, as we write it and as another library might: with doubles.
fn sample() -> String {
    let entry =
        |name: &str| format!(r#""{name}": {{"home_account_id": "{name}", "secret": "\u00e9\n{name}"}}"#);
    let entries = |names: &str| names.split(' ').map(entry).collect::<Vec<_>>().join(", ");
    let json = format!(
        r#"{{"AccessToken": {{{}}}, "other": [1, {{"a": {{}}}}], "Account": {{{}}}, "IdToken": {{}}}}"#,
        entries("a b c d b e"),
        entries("x y x")
    );
    let text = written(&made(&Document::read(&SharedJson::new(json.clone())).unwrap()));
    text + "|" + &json
}

/// What is read, and whether the other thread's half was used.
fn read_in_halves(json: &SharedJson, start: usize) -> (Result<String, CacheError>, bool) {
    thread::scope(|scope| {
        let mut ahead = Ahead::begin_at(scope, json.as_str(), Some(start));
        let read = Document::read_beside(json, &mut ahead);
        (read.map(|document| in_pieces(&document)), ahead.is_used_up())
    })
}

fn in_pieces(document: &Document) -> String {
    let mut writer = Writer::with_capacity(0);
    document.write(&mut writer);
    writer.finish()
}

#[test]
fn wherever_another_thread_begins_the_same_is_read() {
    // The names that come twice are written once.
    for (json, entries) in sample().split('|').zip([5 + 2, 6 + 3]) {
        let shared = SharedJson::new(json.to_owned());
        let whole = in_pieces(&Document::read(&shared).unwrap());
        let quotes = json.match_indices('"').map(|(place, _)| place);
        let used = quotes.filter(|start| {
            let (read, is_used) = read_in_halves(&shared, *start);
            assert_eq!(read.unwrap(), whole, "from {start}");
            is_used
        });
        assert_eq!(used.count(), entries, "every entry is a place to begin at");
    }
}

#[test]
fn an_error_in_either_half_is_the_one_that_a_single_thread_meets() {
    let sample = sample();
    let json = sample.split('|').next().unwrap();
    let start = json.find("\"d\"").unwrap();
    for place in 0..json.len() {
        let harmed = SharedJson::new(format!("{}\u{1}{}", &json[..place], &json[place..]));
        let expected = Document::read(&harmed).map(|document| in_pieces(&document));
        let start = if place <= start { start + 1 } else { start };
        let (read, _) = read_in_halves(&harmed, start);
        assert_eq!(format!("{read:?}"), format!("{expected:?}"), "harmed at {place}");
    }
}

#[test]
fn large_json_is_read_on_two_threads() {
    let entry = |number: u32| format!(r#""key-{number}": {{"secret": "{}"}}"#, "s".repeat(1000));
    let entries: Vec<_> = (0..1000).map(entry).collect();
    let json = format!(r#"{{"AccessToken": {{{}}}, "Account": {{}}}}"#, entries.join(", "));
    let json = SharedJson::new(written(&made(&Document::read(&SharedJson::new(json)).unwrap())));
    thread::scope(|scope| {
        let mut ahead = Ahead::begin(scope, json.as_str());
        let document = Document::read_beside(&json, &mut ahead).unwrap();
        assert!(ahead.is_used_up());
        assert_eq!(written(&document), json.as_str());
    });
}
