//! `WWW-Authenticate` (RFC 9110, section 11.6.1): one or more challenges in one header.

/// A challenge: its scheme, and its parameters in their order.
pub(super) struct Challenge<'a> {
    pub(super) scheme: &'a str,
    parameters: Vec<(&'a str, String)>,
}

impl Challenge<'_> {
    /// The value of a parameter; none where it is missing, or there twice, which it must not be.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut found = self.parameters.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value)
    }
}

/// The challenges; what is malformed ends the list.
pub(super) fn challenges(header: &str) -> Vec<Challenge<'_>> {
    let mut found: Vec<Challenge<'_>> = Vec::new();
    let mut rest = skip(header);
    while let Some((word, after)) = token(rest) {
        match (parameter(after), found.last_mut()) {
            (Some((value, after)), Some(challenge)) => {
                challenge.parameters.push((word, value));
                rest = skip(after);
            }
            (Some(_), None) => break,
            (None, _) => {
                found.push(Challenge { scheme: word, parameters: Vec::new() });
                rest = skip(after);
            }
        }
    }
    found
}

/// The value behind the name of a parameter. What follows a scheme without a name (`token68`) is taken for one.
fn parameter(after_name: &str) -> Option<(String, &str)> {
    let value = after_name.trim_start().strip_prefix('=')?.trim_start_matches([' ', '\t']);
    if let Some(quoted) = value.strip_prefix('"') {
        return unquote(quoted);
    }
    let end = value.find([',', ' ', '\t']).unwrap_or(value.len());
    let (value, after) = value.split_at(end);
    Some((value.to_owned(), after))
}

/// A quoted string (RFC 9110, section 5.6.4), behind its first quote.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return Some((value, text.get(place + 1..)?)),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

fn token(text: &str) -> Option<(&str, &str)> {
    let is_part =
        |character: char| character.is_ascii_graphic() && !"()<>@,;:\\\"/[]?={}".contains(character);
    let end = text.find(|character| !is_part(character)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn skip(text: &str) -> &str {
    text.trim_start_matches([',', ' ', '\t'])
}
