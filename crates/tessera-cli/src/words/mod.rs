//! What people read, in English, Portuguese (Brazil) and Italian.
//!
//! Every text is a field of [`Words`], so that a language that lacks one does not compile; `{names}` in it are
//! filled in by [`say!`]. JSON, the names of commands and options, and clap's own help are English.

mod activity;
mod advice;
mod command_error;
mod english;
mod finding;
mod italian;
mod language;
mod library;
mod of_store_command;
mod portuguese;
mod provider_error;
#[cfg(test)]
mod spoken;
mod store_error;
mod texts;

use std::{fmt::Display, sync::OnceLock};

pub(crate) use activity::{activity_words, fault, happened};
pub(crate) use advice::advice;
pub(crate) use command_error::sentence;
pub(crate) use finding::told;
pub(crate) use language::Language;
use library::Library;
pub(crate) use provider_error::of_sign_in;
pub(crate) use store_error::of_store;
pub(crate) use texts::Words;

static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// Speaks this language from now on; the first call decides.
pub(crate) fn speak(language: Language) {
    LANGUAGE.get_or_init(|| language);
}

/// The words of the language that is spoken.
pub(crate) fn words() -> &'static Words {
    match spoken_language() {
        Language::English => &english::WORDS,
        Language::Portuguese => &portuguese::WORDS,
        Language::Italian => &italian::WORDS,
    }
}

/// What the crates below say in English by themselves; none in English.
fn library() -> Option<&'static Library> {
    match spoken_language() {
        Language::English => None,
        Language::Portuguese => Some(&library::PORTUGUESE),
        Language::Italian => Some(&library::ITALIAN),
    }
}

fn spoken_language() -> Language {
    LANGUAGE.get().copied().unwrap_or_default()
}

/// The text with its `{names}` filled in. What is filled in is not looked at again.
pub(crate) fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, name, after)) = next(rest) {
        let value = values.iter().find(|(known, _)| *known == name);
        debug_assert!(value.is_some(), "{text:?} has {name}, which nobody fills in");
        filled += before;
        filled += &value.map(|(_, value)| value.to_string()).unwrap_or_default();
        rest = after;
    }
    filled + rest
}

fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// A text in the language that is spoken: `say!(name)`, or `say!(name, hole = value)` where it has holes.
macro_rules! say {
    ($text:ident) => {
        $crate::words::words().$text.to_owned()
    };
    ($text:ident, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::fill($crate::words::words().$text, &[$((stringify!($name), &$value as &dyn std::fmt::Display)),+])
    };
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The names to be filled in.
    fn holes(text: &'static str) -> BTreeSet<&'static str> {
        let mut rest = text;
        let mut names = BTreeSet::new();
        while let Some((_, name, after)) = next(rest) {
            names.insert(name);
            rest = after;
        }
        names
    }

    type Named = Vec<(&'static str, &'static str)>;

    fn assert_alike(languages: &[Named]) {
        for other in &languages[1..] {
            for ((name, first), (_, text)) in languages[0].iter().zip(other) {
                assert_eq!(holes(first), holes(text), "{name}");
                assert_eq!(first.ends_with('.'), text.ends_with('.'), "{name}");
                assert_eq!(first.matches('`').count(), text.matches('`').count(), "{name}");
                assert_eq!(text.trim(), *text, "{name}");
                assert!(!text.is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn a_text_has_the_same_holes_and_commands_in_every_language() {
        assert_alike(&[english::WORDS.all(), portuguese::WORDS.all(), italian::WORDS.all()]);
        assert_alike(&[library::PORTUGUESE.all(), library::ITALIAN.all()]);
        assert_alike(&[activity::ENGLISH.all(), activity::PORTUGUESE.all(), activity::ITALIAN.all()]);
        assert_alike(&[advice::ENGLISH.all(), advice::PORTUGUESE.all(), advice::ITALIAN.all()]);
    }

    fn assert_translated(english: &Named, other: &Named) {
        for ((name, english), (_, text)) in english.iter().zip(other) {
            assert!(english.split(' ').count() < 3 || english != text, "{name} is not translated");
        }
    }

    #[test]
    fn sentences_are_translated() {
        for other in [portuguese::WORDS.all(), italian::WORDS.all()] {
            assert_translated(&english::WORDS.all(), &other);
        }
        for other in [activity::PORTUGUESE.all(), activity::ITALIAN.all()] {
            assert_translated(&activity::ENGLISH.all(), &other);
        }
        for other in [advice::PORTUGUESE.all(), advice::ITALIAN.all()] {
            assert_translated(&advice::ENGLISH.all(), &other);
        }
    }

    #[test]
    fn what_is_filled_in_is_not_filled_in_again() {
        assert_eq!(fill("{a} and {b}", &[("a", &"{b}"), ("b", &1)]), "{b} and 1");
        assert_eq!(fill("no hole", &[]), "no hole");
    }
}
