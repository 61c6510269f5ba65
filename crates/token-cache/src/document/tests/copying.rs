use proptest::{collection::vec, prelude::*, sample::Index, sample::select};

use super::{made, read, rest, written};
use crate::Section;

/// Written as our writer does, with something of everything.
const CANONICAL: &str = r#"{
    "AccessToken": {
        "first": {
            "secret": "s\u00e9\"1\\",
            "home_account_id": "u.t",
            "client_id": "c",
            "realm": "r",
            "number": -1.50e+3,
            "deep": {
                "list": [
                    1,
                    {},
                    [],
                    [
                        null
                    ]
                ]
            }
        },
        "second": {
            "secret": "s2",
            "half": "\ud800"
        },
        "no entry": true,
        "em\u0001pty": {}
    },
    "Later": {
        "a": [
            "\ud83d\ude80"
        ]
    },
    "RefreshToken": {
        "k": {
            "secret": "s3"
        }
    },
    "IdToken": {},
    "Account": null
}"#;

/// What is put into the text here and there.
fn scraps() -> Vec<&'static str> {
    vec![
        " ",
        "\n",
        "\t",
        "\r\n",
        "    ",
        ",",
        "\"",
        "\"x\": 1, ",
        "\"x\": 1,\n            ",
        "\"secret\": 2,\n            ",
        "\"first\": {\n        },\n        ",
        "\"first\": {},\n        ",
        "\\u0041",
        "\\u00E9",
        "\\u00e9",
        "\\n",
        "\\/",
        "\u{e9}",
        "\u{7f}",
        "\\ud800",
        "\\uD800",
        "\u{1f680}",
        "{}",
        "[ ]",
        "1",
        "0",
        "e9",
    ]
}

#[derive(Clone, Debug)]
enum Edit {
    Insert(Index, &'static str),
    Delete(Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => (any::<Index>(), select(scraps())).prop_map(|(place, scrap)| Edit::Insert(place, scrap)),
        1 => any::<Index>().prop_map(Edit::Delete),
    ]
}

fn edited(edits: &[Edit]) -> String {
    let mut text = CANONICAL.to_owned();
    for edit in edits {
        let (Edit::Insert(place, _) | Edit::Delete(place)) = edit;
        let (place, _) = text.char_indices().nth(place.index(text.chars().count())).unwrap();
        match edit {
            Edit::Insert(_, scrap) => text.insert_str(place, scrap),
            Edit::Delete(_) => drop(text.remove(place)),
        }
    }
    text
}

#[test]
fn what_is_written_as_ours_is_copied_whole() {
    let document = read(CANONICAL).unwrap();
    assert_eq!(written(&document), CANONICAL);
    assert_eq!(written(&made(&document)), CANONICAL);
    let copied = document.slots(Section::AccessToken).map(|slot| slot.body.canonical().is_some());
    assert_eq!(copied.collect::<Vec<_>>(), [true, true, true, false], "a key with escapes is written anew");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn copying_is_the_same_as_writing_anew(edits in vec(edit(), 0..4)) {
        let Some(mut document) = read(&edited(&edits)) else { return Ok(()) };
        let anew = written(&made(&document));
        prop_assert_eq!(&written(&document), &anew);
        let again = read(&anew).unwrap();
        prop_assert_eq!(&written(&again), &anew);
        prop_assert!(document.is_same_as(&again) && again.is_same_as(&document));
        rest(&mut document);
        prop_assert_eq!(&written(&document), &anew);
        prop_assert_eq!(&written(&made(&document)), &anew);
        for section in Section::ALL {
            for (key, value) in again.members(section) {
                let here = document.section(section).and_then(|entries| entries.get_text(key));
                prop_assert_eq!(here.map(|slot| slot.body.value()), Some(value));
            }
        }
    }
}
