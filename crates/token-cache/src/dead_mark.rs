//! A note on a refresh token that its provider no longer takes, so that nobody tries it again.
//!
//! It is one more field of the entry, a text, which the MSAL libraries keep although they do not know it. Some of them
//! keep it even when they put a new refresh token into the entry; so it says which one it is about, by a hash, and
//! means nothing beside any other.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::{Secret, Timestamp, json::Fields};

/// The field: Unix seconds, what the refresh token is known by, and the provider's code, with a blank between.
pub(crate) const FIELD: &str = "tessera_dead";
/// 128 bits: nobody finds another refresh token with the same.
const KNOWN_BY: usize = 16;
/// Longer codes are no codes.
const LONGEST_CODE: usize = 60;

/// That the provider has called a refresh token dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadMark<'a> {
    /// When it did.
    pub since: Timestamp,
    /// Its code for the reason, such as `AADSTS50173`; may be empty.
    pub code: &'a str,
}

impl<'a> DeadMark<'a> {
    /// What is noted in the entry, if it is about the refresh token that the entry has now.
    pub(crate) fn of(entry: &'a Fields) -> Option<Self> {
        let mut parts = entry.text(FIELD)?.splitn(3, ' ');
        let since = parts.next()?.parse().ok().map(Timestamp::from_unix)?;
        let is_this = parts.next()? == known_by(entry.text("secret")?);
        is_this.then(|| Self { since, code: parts.next().unwrap_or_default() })
    }

    /// What is to be noted of `secret`.
    pub(crate) fn text(&self, secret: &Secret) -> String {
        let code: String = self.code.chars().filter(char::is_ascii_graphic).take(LONGEST_CODE).collect();
        format!("{} {} {code}", self.since.as_unix(), known_by(secret.expose()))
    }
}

/// What a token is known by in a note about it: nobody learns the token from it.
pub(crate) fn known_by(secret: &str) -> String {
    let hash = Sha256::digest(secret);
    URL_SAFE_NO_PAD.encode(hash.get(..KNOWN_BY).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{DeadMark, FIELD};
    use crate::{Secret, Timestamp, json::Fields};

    const MARK: DeadMark<'_> = DeadMark { since: Timestamp::from_unix(1_800_000_000), code: "AADSTS50173" };

    fn marked(secret: &str) -> Fields {
        let text = MARK.text(&Secret::new(secret.to_owned()));
        Fields::default().with("secret", secret).with(FIELD, &text)
    }

    #[test]
    fn a_mark_reads_back_and_does_not_tell_the_secret() {
        let entry = marked("the-refresh-token");
        assert_eq!(DeadMark::of(&entry), Some(MARK));
        assert!(!entry.text(FIELD).unwrap().contains("the-refresh-token"));
    }

    #[test]
    fn a_mark_means_nothing_beside_another_secret() {
        let mut entry = marked("old");
        entry.set_text("secret", "new");
        assert_eq!(DeadMark::of(&entry), None);
    }

    #[test]
    fn what_is_no_mark_means_nothing() {
        for text in ["", "1800000000", "soon x y", "1800000000 x"] {
            assert_eq!(DeadMark::of(&marked("s").with(FIELD, text)), None, "{text}");
        }
    }

    #[test]
    fn a_code_is_kept_short_and_printable() {
        let long = "x\n ".repeat(500);
        let text = DeadMark { code: &long, ..MARK }.text(&Secret::new("s".into()));
        assert!(text.len() < 120 && text.chars().all(|c| c == ' ' || c.is_ascii_graphic()), "{text}");
    }
}
