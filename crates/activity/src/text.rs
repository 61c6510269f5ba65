//! What a text of an entry may be.

/// In characters. Names, scopes and paths are shorter; tokens hardly ever are.
const LONGEST: usize = 256;
/// Of a provider's code.
const LONGEST_CODE: usize = 64;
/// How the header of every JSON Web Token begins: `{"` in base64url.
const TOKEN: &str = "eyJ";
/// The fewest characters that a text between two dots of a token has.
const SHORTEST_PART: usize = 6;

/// The text without what a terminal or a page would obey, cut where it is too long; nothing of one that may be a token.
pub(crate) fn bounded(text: &str) -> String {
    if text.split_whitespace().any(may_be_token) {
        return String::new();
    }
    text.chars().filter(|character| !is_harmful(*character)).take(LONGEST).collect()
}

/// A provider's code, which is one word of letters, digits and a few signs; none of anything else.
pub(crate) fn code(text: &str) -> Option<String> {
    let is_code = |character: char| character.is_ascii_alphanumeric() || "_-.:".contains(character);
    let fits = !text.is_empty() && text.len() <= LONGEST_CODE && text.chars().all(is_code);
    (fits && !may_be_token(text)).then(|| text.to_owned())
}

fn may_be_token(word: &str) -> bool {
    word.match_indices(TOKEN).any(|(at, _)| {
        let header = word[at..].chars().take_while(|character| is_base64(*character)).count();
        header >= TOKEN.len() + SHORTEST_PART
    })
}

fn is_base64(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_+/=".contains(character)
}

/// Control characters, and those that turn the direction of what stands beside them.
fn is_harmful(character: char) -> bool {
    let turns = |character| matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || turns(character)
}

#[cfg(test)]
mod tests {
    use super::{bounded, code};

    #[test]
    fn names_scopes_and_paths_stay_as_they_are() {
        for text in [
            "João da Silva",
            "https://graph.microsoft.com/.default",
            "ada@lumenworks.example",
            "/home/ada/eyJ.json",
            "5b2f0a3e-7f7e-4c0a-a9b5-0d0c3f8e1a11.11111111-2222-3333-4444-555555555555",
        ] {
            assert_eq!(bounded(text), text);
        }
    }

    #[test]
    fn tokens_long_texts_and_what_a_terminal_obeys_do_not() {
        assert_eq!(bounded("a Bearer eyJhbGciOiJub25lIn0.e30."), "");
        assert_eq!(bounded(&"x".repeat(1000)).len(), 256);
        assert_eq!(bounded("a\u{1b}[31m\nb\u{202e}c"), "a[31mbc");
    }

    #[test]
    fn a_code_is_one_word() {
        assert_eq!(code("AADSTS50173").as_deref(), Some("AADSTS50173"));
        assert_eq!(code("invalid_grant").as_deref(), Some("invalid_grant"));
        for text in ["", "the token was revoked", "eyJhbGciOiJub25lIn0.e30.", &"x".repeat(65)] {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
