//! Making sure that what others wrote stays text: names come from providers, keys and scopes from other programs.

/// The text without what would make a terminal do things or show it in another order, but with its lines.
pub(crate) fn lines(text: &str) -> String {
    text.chars().map(|character| if character == '\n' { character } else { visible(character) }).collect()
}

/// The text as one line, so that nobody's name can look like a line of ours.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// Something is always shown: two names that differ must not look alike because a character is left out.
fn visible(character: char) -> char {
    if is_harmless(character) { character } else { char::REPLACEMENT_CHARACTER }
}

/// Neither a control character, nor one that turns the direction of writing, separates lines, or has no shape.
pub(crate) fn is_harmless(character: char) -> bool {
    let is_shapeless = matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    !character.is_control() && !is_shapeless
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_turns_the_writing_or_has_no_shape_is_seen_but_does_nothing() {
        for hostile in
            ["\u{1b}", "\u{9b}", "\u{202e}", "\u{2066}", "\u{200b}", "\u{2028}", "\u{e0041}", "\t", "\r"]
        {
            assert_eq!(one_line(&format!("a{hostile}b")), "a\u{fffd}b", "{hostile:?}");
            assert_eq!(lines(&format!("a{hostile}b")), "a\u{fffd}b", "{hostile:?}");
        }
        assert_eq!((one_line("a\nb").as_str(), lines("a\nb").as_str()), ("a\u{fffd}b", "a\nb"));
        assert_eq!(one_line("João Übermaß 山田 مريم"), "João Übermaß 山田 مريم");
    }
}
