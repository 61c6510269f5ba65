//! A note on the scopes that an access token was asked for with: what it was granted with is its `target`.
//!
//! It is one more field of the entry, a text. Some libraries keep fields that they do not know even when they put another
//! token into the entry, so it says which one it is about, by a hash, and means nothing beside any other.

use crate::{Secret, dead_mark::known_by, json::Fields, token::scopes_in};

/// The field: what the access token is known by, and the scopes, with a blank between.
pub(crate) const FIELD: &str = "tessera_requested";

/// What is noted in the entry, if it is about the access token that the entry has now.
pub(crate) fn requested(entry: &Fields) -> Option<impl Iterator<Item = &str>> {
    let note = entry.text(FIELD)?;
    let (known, scopes) = note.split_once(' ').unwrap_or((note, ""));
    (known == known_by(entry.text("secret")?)).then(|| scopes_in(scopes))
}

/// What is to be noted of `secret`.
pub(crate) fn text(secret: &Secret, scopes: &[String]) -> String {
    std::iter::once(known_by(secret.expose())).chain(scopes.iter().cloned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{FIELD, requested, text};
    use crate::{Secret, json::Fields};

    fn entry(secret: &str, note: &str) -> Fields {
        Fields::default().with("secret", secret).with(FIELD, note)
    }

    fn noted(entry: &Fields) -> Option<Vec<&str>> {
        requested(entry).map(Iterator::collect)
    }

    #[test]
    fn it_is_about_one_access_token_and_tells_nothing_of_it() {
        let note = text(&Secret::new("at-1".to_owned()), &["User.Read".to_owned(), "openid".to_owned()]);
        assert!(!note.contains("at-1"));
        assert_eq!(noted(&entry("at-1", &note)), Some(vec!["User.Read", "openid"]));
        assert_eq!(noted(&entry("at-2", &note)), None);
    }

    #[test]
    fn none_asked_for_is_not_unknown() {
        let note = text(&Secret::new("at-1".to_owned()), &[]);
        assert_eq!(noted(&entry("at-1", &note)), Some(vec![]));
    }

    #[test]
    fn what_is_no_note_means_nothing() {
        for note in ["", " ", "User.Read", "x User.Read"] {
            assert_eq!(noted(&entry("at-1", note)), None, "{note}");
        }
    }
}
