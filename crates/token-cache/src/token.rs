use crate::{
    DeadMark, Secret, Timestamp, TokenQuery,
    json::{Fields, Text, Value, bits_of},
    requested_note,
};

/// Defines the view of a credential with what all credentials have.
macro_rules! credential {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            key: &'a Text,
            entry: &'a Fields,
        }

        impl<'a> $name<'a> {
            pub(crate) fn new(key: &'a Text, entry: &'a Fields) -> Self {
                Self { key, entry }
            }

            /// The key that it is stored under, whoever made that up. Names the token; not a secret.
            pub fn stored_key(&self) -> &'a str {
                self.key.display()
            }

            /// The token's text; none when the entry lacks it.
            pub fn secret(&self) -> Option<Secret> {
                self.entry.text("secret").map(|text| Secret::new(text.to_owned()))
            }

            /// `{uid}.{utid}`, or the `sub` of the ID token; none for a token of the application itself.
            pub fn home_account_id(&self) -> Option<&'a str> {
                self.entry.text("home_account_id")
            }

            /// The host of the authority.
            pub fn environment(&self) -> Option<&'a str> {
                self.entry.text("environment")
            }

            /// The application that it was issued to.
            pub fn client_id(&self) -> Option<&'a str> {
                self.entry.text("client_id")
            }
        }
    };
}

credential! {
    /// An access token in the cache.
    AccessToken
}

credential! {
    /// A refresh token in the cache. It is good for every realm.
    RefreshToken
}

credential! {
    /// An ID token in the cache.
    IdToken
}

impl<'a> AccessToken<'a> {
    /// The scopes that were granted.
    pub fn scopes(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        scopes_in(self.entry.text("target").unwrap_or_default())
    }

    /// The scopes that it was asked for with, if whoever got it has noted them; see
    /// [`TokenCache::note_requested`](crate::TokenCache::note_requested).
    pub fn requested_scopes(&self) -> Option<impl Iterator<Item = &'a str> + use<'a>> {
        requested_note::requested(self.entry)
    }

    /// The tenant that it was asked for under.
    pub fn realm(&self) -> Option<&'a str> {
        self.entry.text("realm")
    }

    /// How to present it (RFC 6749, section 7.1); `Bearer` unless the entry says otherwise.
    pub fn token_type(&self) -> &'a str {
        self.entry.text("token_type").unwrap_or("Bearer")
    }

    /// When it came into the cache.
    pub fn cached_at(&self) -> Option<Timestamp> {
        time(self.entry, "cached_at")
    }

    /// When it ends.
    pub fn expires_on(&self) -> Option<Timestamp> {
        time(self.entry, "expires_on")
    }

    /// When it ends if the provider cannot be reached meanwhile (`ext_expires_in`).
    pub fn extended_expires_on(&self) -> Option<Timestamp> {
        time(self.entry, "extended_expires_on").or_else(|| time(self.entry, "ext_expires_on"))
    }

    /// From when on it should be renewed ahead of its end (`refresh_in`).
    pub fn refresh_on(&self) -> Option<Timestamp> {
        time(self.entry, "refresh_on")
    }

    /// Binds the token to further parameters of its request.
    pub fn ext_cache_key(&self) -> Option<&'a str> {
        self.entry.text("ext_cache_key")
    }

    /// Whether it has ended at `now`. Unknown counts as not ended: nothing goes because it cannot be read.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.expires_on().is_some_and(|end| end < now)
    }

    /// Whether it may be sent as a bearer token at `now`.
    pub(crate) fn is_usable(&self, now: Timestamp) -> bool {
        self.expires_on().is_some_and(|end| end >= now) && self.entry.text("secret").is_some()
    }

    /// Names the key that the token is bound to.
    pub fn key_id(&self) -> Option<&'a str> {
        KEY_IDS.iter().find_map(|name| self.entry.text(name)).filter(|key| !key.is_empty())
    }

    /// The fields that bind it to a key or to further parameters of its request: only a request that names the same
    /// may have it.
    pub fn bonds(&self) -> impl Iterator<Item = &'static str> + use<'a> {
        bonds(self.entry)
    }

    /// Whether a query that it matches names everything that it is bound to; without a key, it is to be a bearer
    /// token.
    pub(crate) fn is_free_for(&self, query: &TokenQuery<'_>) -> bool {
        let is_named = |bond: &str| match bond {
            "ext_cache_key" => query.ext_cache_key.is_some(),
            "user_assertion_hash" => query.user_assertion_hash.is_some(),
            _ => query.key_id.is_some() && KEY_IDS.contains(&bond),
        };
        bonds(self.entry).all(is_named)
            && (query.key_id.is_some() || self.token_type().eq_ignore_ascii_case("Bearer"))
    }
}

/// How the libraries spell the ID of the key that an access token is bound to.
pub(crate) const KEY_IDS: [&str; 3] = ["key_id", "kid", "keyid"];

/// The fields that bind an access token to a key or to further parameters of its request.
pub(crate) const BONDS: [&str; 8] = [
    "ext_cache_key",
    "ext",
    "key_id",
    "kid",
    "keyid",
    "user_assertion_hash",
    "userAssertionHash",
    "additionalCacheKeyComponents",
];

/// Whether only a request that names the same key or parameters may have an access token.
pub(crate) fn is_bound(entry: &Fields) -> bool {
    bonds(entry).next().is_some()
}

/// Those of the [`BONDS`] that an entry has.
fn bonds(entry: &Fields) -> impl Iterator<Item = &'static str> + use<'_> {
    const ALL: u64 = bits_of(&BONDS);
    // Most entries have none.
    let names = if entry.may_have(ALL) { BONDS.as_slice() } else { &[] };
    names.iter().copied().filter(|name| entry.get(name).is_some_and(is_set))
}

/// Some libraries write null or an empty text where there is nothing.
pub(crate) fn is_set(value: &Value) -> bool {
    *value != Value::Null && value.as_str() != Some("")
}

impl<'a> RefreshToken<'a> {
    /// The scopes that it was granted with; it is good for others too.
    pub fn scopes(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        scopes_in(self.entry.text("target").unwrap_or_default())
    }

    /// The family of applications that share it (`foci`).
    pub fn family_id(&self) -> Option<&'a str> {
        self.entry.text("family_id").filter(|family| !family.is_empty())
    }

    /// When it was last issued or rotated.
    pub fn last_modification_time(&self) -> Option<Timestamp> {
        time(self.entry, "last_modification_time")
    }

    /// That the provider has called it dead, if that is noted: nobody should try it again.
    pub fn dead_mark(&self) -> Option<DeadMark<'a>> {
        DeadMark::of(self.entry)
    }
}

impl<'a> IdToken<'a> {
    /// The tenant that it was asked for under.
    pub fn realm(&self) -> Option<&'a str> {
        self.entry.text("realm")
    }
}

/// What the cache knows about an application.
#[derive(Clone, Copy, Debug)]
pub struct AppMetadata<'a> {
    entry: &'a Fields,
}

impl<'a> AppMetadata<'a> {
    pub(crate) fn new(entry: &'a Fields) -> Self {
        Self { entry }
    }

    /// The application.
    pub fn client_id(&self) -> Option<&'a str> {
        self.entry.text("client_id")
    }

    /// The host of the authority.
    pub fn environment(&self) -> Option<&'a str> {
        self.entry.text("environment")
    }

    /// The family of applications that it belongs to (`foci`).
    pub fn family_id(&self) -> Option<&'a str> {
        self.entry.text("family_id").filter(|family| !family.is_empty())
    }
}

/// A token of any kind, as [`TokenCache::token_by_key`](crate::TokenCache::token_by_key) finds it.
#[derive(Clone, Copy, Debug)]
pub enum Token<'a> {
    /// An access token.
    Access(AccessToken<'a>),
    /// A refresh token.
    Refresh(RefreshToken<'a>),
    /// An ID token.
    Id(IdToken<'a>),
}

impl Token<'_> {
    /// The token's text; none when the entry lacks it.
    pub fn secret(&self) -> Option<Secret> {
        match self {
            Self::Access(token) => token.secret(),
            Self::Refresh(token) => token.secret(),
            Self::Id(token) => token.secret(),
        }
    }
}

/// The scopes of a `target`. Nearly all are ASCII, in which a space is found quickly.
pub(crate) fn scopes_in(target: &str) -> impl Iterator<Item = &str> {
    let find_space = if target.is_ascii() { find_ascii_space } else { find_any_space };
    let mut rest = target;
    std::iter::from_fn(move || {
        while let Some(first) = rest.chars().next() {
            let (scope, after) = rest.split_at(find_space(rest));
            let space = if scope.is_empty() { first.len_utf8() } else { 0 };
            rest = after.get(space..).unwrap_or_default();
            if !scope.is_empty() {
                return Some(scope);
            }
        }
        None
    })
}

fn find_ascii_space(text: &str) -> usize {
    text.bytes().position(|byte| matches!(byte, b'\t'..=b'\r' | b' ')).unwrap_or(text.len())
}

fn find_any_space(text: &str) -> usize {
    text.find(char::is_whitespace).unwrap_or(text.len())
}

fn time(entry: &Fields, name: &str) -> Option<Timestamp> {
    entry.get(name)?.as_integer().map(Timestamp::from_unix)
}

#[cfg(test)]
mod tests {
    use super::scopes_in;

    #[test]
    fn scopes_are_what_is_between_spaces_of_any_kind() {
        for target in ["", " ", "a", " a  b\u{b}c\r\n", "a\u{2003}b\u{a0}\u{e9} ", "\u{3000}", "a\u{1f}b"] {
            assert!(scopes_in(target).eq(target.split_whitespace()), "{target:?}");
        }
    }
}
