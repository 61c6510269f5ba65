//! Bearer tokens that were found before, as they are kept where there is hardly anything else: in as little memory as can
//! be.
//!
//! Of a question there is a hash, not its texts, and no key that follows from them. A token that is base64url between full
//! stops, as a JSON Web Token is (RFC 7515, section 7.1), is kept as the bytes that it encodes: a quarter less.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::answers::{Answer, Asked, Digest};
use crate::{BearerToken, Secret, Timestamp, token::scopes_in};

/// An answer in little memory. Clones share it.
#[derive(Clone)]
pub(super) struct Packed(Arc<Answered>);

struct Answered {
    question: Digest,
    since: Timestamp,
    expires_on: Timestamp,
    refresh_on: Option<Timestamp>,
    /// With a blank between them.
    scopes: Box<str>,
    /// None where it is the one that the question and the scopes make.
    stored_key: Option<Arc<str>>,
    text: Text,
}

/// A token's text. Wiped when dropped.
enum Text {
    AsItIs(Secret),
    /// What its parts encode, each behind its length.
    Decoded(Zeroizing<Box<[u8]>>),
}

/// A length in front of a part's bytes.
type Length = u32;

impl Packed {
    pub(super) fn new(answer: &Answer) -> Self {
        let BearerToken { access_token, expires_on, refresh_on, scopes, stored_key } = &*answer.token;
        let (question, usual_key) =
            answer.asked(|asked| (asked.digest(), asked.usual_key(scopes.iter().map(String::as_str))));
        let is_usual = usual_key.is_some_and(|key| *key == **stored_key);
        Self(Arc::new(Answered {
            question,
            since: answer.since,
            expires_on: *expires_on,
            refresh_on: *refresh_on,
            scopes: scopes.join(" ").into(),
            stored_key: (!is_usual).then(|| Arc::clone(stored_key)),
            text: Text::new(access_token),
        }))
    }

    /// Whether it answers the same question.
    pub(super) fn is_to(&self, question: &Digest) -> bool {
        self.0.question == *question
    }

    pub(super) fn is_to_question_of(&self, other: &Self) -> bool {
        self.is_to(&other.0.question)
    }

    /// The token, if it was found before and has not ended at `now`. What is asked is what it is the answer to.
    pub(super) fn token(&self, asked: Asked<'_>, now: Timestamp) -> Option<BearerToken> {
        let Answered { since, expires_on, refresh_on, scopes, stored_key, text, .. } = &*self.0;
        if !(*since..=*expires_on).contains(&now) {
            return None;
        }
        Some(BearerToken {
            access_token: text.secret()?,
            expires_on: *expires_on,
            refresh_on: *refresh_on,
            scopes: scopes_in(scopes).map(str::to_owned).collect(),
            stored_key: match stored_key {
                Some(key) => Arc::clone(key),
                None => asked.usual_key(scopes_in(scopes))?.into(),
            },
        })
    }

    /// What its token takes, in bytes.
    pub(super) fn length(&self) -> usize {
        match &self.0.text {
            Text::AsItIs(text) => text.expose().len(),
            Text::Decoded(bytes) => bytes.len(),
        }
    }
}

impl Text {
    fn new(text: &Secret) -> Self {
        let decoded = decoded(text.expose()).filter(|decoded| decoded.len() < text.expose().len());
        decoded.map_or_else(|| Self::AsItIs(text.clone()), Self::Decoded)
    }

    fn secret(&self) -> Option<Secret> {
        match self {
            Self::AsItIs(text) => Some(text.clone()),
            Self::Decoded(bytes) => encoded(bytes).map(Secret::new),
        }
    }
}

/// None where a part is no base64url, or not as it is always written.
fn decoded(text: &str) -> Option<Zeroizing<Box<[u8]>>> {
    let length = text.split('.').map(|part| size_of::<Length>() + decoded_length(part)).sum();
    let mut all = Zeroizing::new(vec![0; length].into_boxed_slice());
    let mut rest = &mut **all;
    for part in text.split('.') {
        let (length, bytes) = rest.split_at_mut_checked(size_of::<Length>())?;
        let (bytes, others) = bytes.split_at_mut_checked(decoded_length(part))?;
        length.copy_from_slice(&Length::try_from(bytes.len()).ok()?.to_le_bytes());
        URL_SAFE_NO_PAD.decode_slice(part, bytes).ok()?;
        rest = others;
    }
    Some(all)
}

/// The text that was decoded.
fn encoded(bytes: &[u8]) -> Option<String> {
    let length = parts(bytes).map(|part| encoded_length(part) + 1).sum();
    let mut text = Zeroizing::new(vec![b'.'; length]);
    let mut start = 0;
    for part in parts(bytes) {
        start += 1 + URL_SAFE_NO_PAD.encode_slice(part, text.get_mut(start..)?).ok()?;
    }
    // There is one full stop more than between them.
    text.pop();
    String::from_utf8(std::mem::take(&mut *text)).ok()
}

fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (length, others) = rest.split_first_chunk()?;
        let length = usize::try_from(Length::from_le_bytes(*length)).ok()?;
        let (part, others) = others.split_at_checked(length)?;
        rest = others;
        Some(part)
    })
}

fn decoded_length(part: &str) -> usize {
    part.len() * 3 / 4
}

fn encoded_length(part: &[u8]) -> usize {
    (part.len() * 4).div_ceil(3)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decoded, encoded};

    #[test]
    fn the_parts_of_a_json_web_token_take_a_quarter_less() {
        let token = ["A", "b3", "_-z"].map(|part| part.repeat(400)).join(".");
        let bytes = decoded(&token).unwrap();
        assert_eq!(bytes.len(), 300 + 600 + 900 + 3 * 4);
        assert_eq!(encoded(&bytes).as_ref(), Some(&token));
    }

    #[test]
    fn what_is_no_base64url_is_left_as_it_is() {
        // A length that nothing has, bits that would be lost, padding, the other alphabet, no ASCII.
        for text in ["abcde", "abc.abcde", "ab", "abd", "aQ==", "a+//", "\u{e9}\u{e9}", "aaaa aaaa"] {
            assert!(decoded(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_was_decoded_is_the_same_again(text in "[A-Za-z0-9_.-]{0,40}") {
            if let Some(bytes) = decoded(&text) {
                prop_assert_eq!(encoded(&bytes), Some(text));
            }
        }
    }
}
