//! Entries that look like the one before, and such that only nearly do.

use super::read;
use crate::{Section, document::owner::Owner};

/// As our writer lays an entry out.
fn laid_out(members: &[(&str, &str)]) -> String {
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("\n            \"{name}\": {value}")).collect();
    format!("{{{}\n        }}", members.join(","))
}

fn entries() -> Vec<String> {
    let usual =
        [("home_account_id", r#""h""#), ("client_id", r#""c""#), ("x", r#""""#), ("target", r#""a b""#)];
    let long = format!("\"{}\"", "s".repeat(200));
    let with = |place: usize, (name, value): (&str, &str)| {
        let mut members = usual;
        members[place] = (name, value);
        laid_out(&members)
    };
    let plain = laid_out(&usual);
    vec![
        plain.clone(),
        with(0, ("home_account_id", r#""another, and longer""#)),
        with(0, ("home_account_id", r#""h\n""#)),
        with(0, ("home_account_id", "null")),
        with(0, ("home_account_id", "\"\u{e9}\"")),
        with(2, ("x", "\"\u{7f}\"")),
        with(2, ("x", "1")),
        with(2, ("x", r#"{"home_account_id": "h"}"#)),
        with(2, ("x", r#""\", \"y\": \"""#)),
        with(2, ("client_id", r#""d""#)),
        with(2, ("realm", r#""r""#)),
        with(3, ("t\\u0061rget", r#""a""#)),
        with(2, ("x", &long)),
        laid_out(&usual[..3]),
        laid_out(&[&usual[..], &[("y", r#""""#)]].concat()),
        laid_out(&[usual[1], usual[0], usual[2], usual[3]]),
        plain.replace('\n', ""),
        plain.replace(",\n", " ,\n"),
        plain.replace("\n        }", "\n         }"),
        "{}".to_owned(),
        "7".to_owned(),
        "\"h\"".to_owned(),
    ]
}

/// Of each entry, whose it is and whether it is written as our writer would.
fn seen(entries: &[&String]) -> Vec<(Owner, bool)> {
    let members: Vec<String> =
        entries.iter().enumerate().map(|(key, entry)| format!("\n        \"{key}\": {entry}")).collect();
    let document = read(&format!("{{\n    \"AccessToken\": {{{}\n    }}\n}}", members.join(","))).unwrap();
    let slots = document.slots(Section::AccessToken);
    slots.map(|slot| (slot.owner, slot.body.canonical().is_some())).collect()
}

#[test]
fn what_is_told_of_an_entry_does_not_hang_on_those_before() {
    let entries = entries();
    let alone: Vec<_> = entries.iter().map(|entry| seen(&[entry])[0]).collect();
    assert!(alone.iter().any(|(_, is_canonical)| *is_canonical));
    for (first, alone_first) in entries.iter().zip(&alone) {
        for (second, alone_second) in entries.iter().zip(&alone) {
            for (third, alone_third) in entries.iter().zip(&alone) {
                let together = seen(&[first, second, third]);
                assert_eq!(together, [*alone_first, *alone_second, *alone_third], "{first} {second} {third}");
            }
        }
    }
}
