//! The names that caches are full of: they need neither memory nor a look into the JSON.

/// The sections, what MSAL libraries write into entries, and what tokens are bound by.
const NAMES: [&str; 38] = [
    "AccessToken",
    "Account",
    "AppMetadata",
    "IdToken",
    "RefreshToken",
    "account_source",
    "additionalCacheKeyComponents",
    "authority_type",
    "cached_at",
    "client_id",
    "client_info",
    "credential_type",
    "environment",
    "expires_on",
    "ext",
    "ext_cache_key",
    "ext_expires_on",
    "extended_expires_on",
    "family_id",
    "family_name",
    "given_name",
    "home_account_id",
    "key_id",
    "keyid",
    "kid",
    "last_modification_time",
    "local_account_id",
    "name",
    "realm",
    "refresh_on",
    "requestedClaimsHash",
    "secret",
    "target",
    "token_type",
    "userAssertionHash",
    "user_assertion_hash",
    "username",
    "wam_account_ids",
];

/// More than twice as many places as names, so that a name is near its own.
const PLACES: usize = 128;
const EMPTY: u8 = u8::MAX;

/// The numbers of the names, each at its own place or one of the next.
const TABLE: [u8; PLACES] = {
    let mut table = [EMPTY; PLACES];
    let mut number = 0;
    while number < NAMES.len() {
        let mut place = own_place(NAMES[number].as_bytes());
        while table[place] != EMPTY {
            place = (place + 1) % PLACES;
        }
        #[expect(clippy::cast_possible_truncation, reason = "there are few")]
        {
            table[place] = number as u8;
        }
        number += 1;
    }
    table
};

/// A name by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KnownName(u8);

impl KnownName {
    /// For a name that is written in the code, nothing of this is left when the program runs.
    #[expect(
        clippy::inline_always,
        reason = "a search takes a dozen of them, each of which is known to the compiler"
    )]
    #[inline(always)]
    pub(super) fn find(name: &str) -> Option<Self> {
        let mut place = own_place(name.as_bytes());
        loop {
            let number = *TABLE.get(place)?;
            if *NAMES.get(usize::from(number))? == name {
                return Some(Self(number));
            }
            place = (place + 1) % PLACES;
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or_default()
    }

    /// Its bit in a set of names.
    pub(super) const fn bit(self) -> u64 {
        1 << (self.0 % 64)
    }
}

/// The bits of several known names; those that are not known have none.
pub(crate) const fn bits_of(names: &[&str]) -> u64 {
    let (mut bits, mut left) = (0, names);
    while let Some((name, rest)) = left.split_first() {
        let mut number = 0;
        while number < NAMES.len() {
            if is_same(NAMES[number].as_bytes(), name.as_bytes()) {
                bits |= 1 << (number % 64);
            }
            number += 1;
        }
        left = rest;
    }
    bits
}

const fn is_same(mut left: &[u8], mut right: &[u8]) -> bool {
    while let (Some((own, left_rest)), Some((other, right_rest))) = (left.split_first(), right.split_first())
    {
        if *own != *other {
            return false;
        }
        (left, right) = (left_rest, right_rest);
    }
    left.is_empty() && right.is_empty()
}

const fn own_place(name: &[u8]) -> usize {
    let Some((first, _)) = name.split_first() else { return 0 };
    let Some((last, _)) = name.split_last() else { return 0 };
    (name.len() * 7 + *first as usize + *last as usize * 5) % PLACES
}

#[cfg(test)]
mod tests {
    use super::{KnownName, NAMES, bits_of};

    #[test]
    fn a_set_of_names_has_the_bit_of_each_of_them() {
        for name in NAMES {
            assert_eq!(Some(bits_of(&["unknown", name])), KnownName::find(name).map(KnownName::bit));
        }
        let pair = [NAMES[3], NAMES[20]];
        assert_eq!(bits_of(&pair), pair.iter().fold(0, |bits, name| bits | bits_of(&[name])));
    }

    #[test]
    fn every_name_is_found_and_no_other() {
        for name in NAMES {
            assert_eq!(KnownName::find(name).map(KnownName::as_str), Some(name));
            assert_eq!(KnownName::find(&format!("{name}x")), None);
        }
        assert_eq!(KnownName::find(""), None);
        assert_eq!(KnownName::find("secrex"), None);
    }
}
