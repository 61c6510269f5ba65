use crate::Section;

/// What can go wrong with a cache. No variant bears anything of the tokens.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// A file of no bytes: a write was cut, or something else emptied it. It is not an empty cache.
    #[error(
        "the cache file is empty, as after a write that was cut: restore it, or move it away to start anew"
    )]
    EmptyFile,
    /// The bytes are no UTF-8.
    #[error(
        "the cache is not UTF-8 at byte {position}: it is damaged or encrypted; restore it, or move it away"
    )]
    NotUtf8 {
        /// Bytes before the first bad one.
        position: usize,
    },
    /// More bytes than any cache has.
    #[error("the cache is larger than {limit} bytes: it is no token cache")]
    TooLarge {
        /// The bytes that are allowed.
        limit: usize,
    },
    /// The text is no JSON.
    #[error(
        "the cache is not JSON at line {line}, column {column} (byte {position}): {problem}; \
         it is damaged or was cut: restore it, or move it away"
    )]
    NotJson {
        /// From 1.
        line: usize,
        /// In bytes, from 1.
        column: usize,
        /// Bytes before the place.
        position: usize,
        /// What was expected or is not allowed there.
        problem: &'static str,
    },
    /// Objects within objects, deeper than any cache is.
    #[error("the JSON at byte {position} is nested deeper than {limit} levels: it is no token cache")]
    TooDeep {
        /// Bytes before the place.
        position: usize,
        /// The levels that are allowed.
        limit: usize,
    },
    /// JSON, but an array or a plain value.
    #[error("the JSON is {found} where an object of sections is expected: it is no token cache")]
    NotAnObject {
        /// What it is instead.
        found: &'static str,
    },
    /// A section holds something else than entries, and adding to it would lose that.
    #[error("the section {} of the cache is {found}, not an object: repair the cache before adding to it", section.name())]
    UnusableSection {
        /// The section.
        section: Section,
        /// What it is instead.
        found: &'static str,
    },
    /// The provider's answer is no JSON object.
    #[error("the provider's token response is not a JSON object: try again, or check the provider's address")]
    MalformedResponse,
    /// The provider's `client_info` is not base64url of a JSON object with texts in `uid` and `utid`.
    #[error("the provider's client_info cannot be read, so the account is not known: sign in again")]
    MalformedClientInfo,
    /// The ID token is no signed JWT (RFC 7519).
    #[error("the provider's ID token cannot be decoded, so the account is not known: sign in again")]
    MalformedIdToken,
    /// The ID token lacks the `sub` that OpenID Connect Core 1.0, section 2, requires.
    #[error("the provider's ID token names nobody (it has no sub claim): report it to the provider")]
    IdTokenWithoutSubject,
}
