//! Notes on the realms that authorities turned out to have, so that a token is found without asking the provider.
//!
//! They are one more field of what is known about an application, a text, which only its owner reads. A library that
//! writes that entry anew drops it: then the provider is asked again.

use crate::json::Fields;

/// The field: `authority=realm`, the one noted last first, with a blank between.
pub(crate) const FIELD: &str = "tessera_realms";
/// An application is hardly ever used at more authorities of one environment.
const MOST: usize = 16;

/// The realm that is noted for an authority.
pub(crate) fn noted<'a>(entry: &'a Fields, authority: &str) -> Option<&'a str> {
    let mut notes = entry.text(FIELD)?.split(' ').filter_map(|note| note.split_once('='));
    notes.find(|(noted, _)| *noted == authority).map(|(_, realm)| realm)
}

/// The field with one more note; none where the two cannot be written so.
pub(crate) fn with_note(entry: &Fields, authority: &str, realm: &str) -> Option<String> {
    if authority.contains([' ', '=']) || realm.contains(' ') {
        return None;
    }
    let known = entry.text(FIELD).unwrap_or_default().split(' ');
    let others = known.filter(|note| note.split_once('=').is_some_and(|(noted, _)| noted != authority));
    let own = format!("{authority}={realm}");
    Some(std::iter::once(own.as_str()).chain(others).take(MOST).collect::<Vec<_>>().join(" "))
}

/// Of an entry with notes no more than it takes to read them; none of one without.
pub(crate) fn only(entry: &Fields) -> Option<Fields> {
    let notes = entry.text(FIELD)?;
    let names = ["client_id", "environment"];
    let of_application = names.iter().filter_map(|name| Some((name, entry.text(name)?)));
    let empty = Fields::default().with(FIELD, notes);
    Some(of_application.fold(empty, |fields, (name, text)| fields.with(name, text)))
}

#[cfg(test)]
mod tests {
    use super::{FIELD, noted, with_note};
    use crate::json::Fields;

    fn with(entry: &Fields, authority: &str, realm: &str) -> Fields {
        Fields::default().with(FIELD, &with_note(entry, authority, realm).unwrap())
    }

    #[test]
    fn each_authority_has_the_realm_that_was_noted_last() {
        let entry = with(&with(&Fields::default(), "/a.example", "1"), "/tfp/b.example/B2C_1_in", "tfp");
        let entry = with(&entry, "/a.example", "2");
        assert_eq!(entry.text(FIELD), Some("/a.example=2 /tfp/b.example/B2C_1_in=tfp"));
        assert_eq!(noted(&entry, "/a.example"), Some("2"));
        assert_eq!(noted(&entry, "/tfp/b.example/B2C_1_in"), Some("tfp"));
        assert_eq!(noted(&entry, "/a"), None);
    }

    #[test]
    fn the_oldest_notes_make_room() {
        let mut entry = Fields::default();
        for number in 0..20 {
            entry = with(&entry, &format!("/{number}.example"), "r");
        }
        assert_eq!((noted(&entry, "/3.example"), noted(&entry, "/4.example")), (None, Some("r")));
    }

    #[test]
    fn what_is_no_note_means_nothing() {
        for text in ["", "=", "/a.example", " ", "/a.example =x"] {
            assert_eq!(noted(&Fields::default().with(FIELD, text), "/a.example"), None, "{text}");
        }
        for (authority, realm) in [("/a b", "r"), ("/a=b", "r"), ("/a", "r s")] {
            assert_eq!(with_note(&Fields::default(), authority, realm), None);
        }
    }
}
