//! Scopes (RFC 6749, section 3.3).

use std::ops::Deref;

use crate::SignInError;

/// What every sign-in asks for besides: who it is, and a refresh token (OpenID Connect Core 1.0, sections 5.4
/// and 11).
const RESERVED: [&str; 3] = ["openid", "profile", "offline_access"];

/// The scopes as they are sent, each once.
///
/// Fails with [`SignInError::ScopeInvalid`].
pub(crate) fn to_send(scopes: &[String]) -> Result<Vec<String>, SignInError> {
    let mut sent: Vec<String> = Vec::with_capacity(scopes.len() + RESERVED.len());
    for scope in scopes.iter().map(String::as_str).chain(RESERVED) {
        if !is_token(scope) {
            return Err(SignInError::ScopeInvalid(scope.chars().take(100).collect()));
        }
        if !sent.iter().any(|known| known == scope) {
            sent.push(scope.to_owned());
        }
    }
    Ok(sent)
}

/// Fails with [`SignInError::ScopeInvalid`] where a scope can be no scope.
pub fn check_scopes(scopes: &[String]) -> Result<(), SignInError> {
    to_send(scopes).map(drop)
}

/// The scopes that a cached access token must have. Providers differ in whether they list the reserved ones,
/// so those do not count, unless nothing else was asked for; that for a refresh token is never counted.
pub(crate) fn to_find(scopes: &[String]) -> ToFind<'_> {
    if let [scope] = scopes
        && scope != "offline_access"
    {
        return ToFind::One([scope]);
    }
    ToFind::Several(several_to_find(scopes))
}

fn several_to_find(scopes: &[String]) -> Vec<&str> {
    let asked = || scopes.iter().map(String::as_str);
    let own: Vec<&str> = asked().filter(|scope| !RESERVED.contains(scope)).collect();
    if own.is_empty() { asked().filter(|scope| *scope != "offline_access").collect() } else { own }
}

/// Most callers ask for one, which takes no memory.
pub(crate) enum ToFind<'a> {
    One([&'a str; 1]),
    Several(Vec<&'a str>),
}

impl<'a> Deref for ToFind<'a> {
    type Target = [&'a str];

    fn deref(&self) -> &[&'a str] {
        match self {
            Self::One(scope) => scope,
            Self::Several(scopes) => scopes,
        }
    }
}

fn is_token(scope: &str) -> bool {
    let is_allowed = |byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    !scope.is_empty() && scope.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(scopes: &[&str]) -> Vec<String> {
        scopes.iter().map(|scope| (*scope).to_owned()).collect()
    }

    #[test]
    fn the_reserved_scopes_are_added_once() {
        let sent = to_send(&owned(&["User.Read", "openid", "User.Read"])).unwrap();
        assert_eq!(sent, ["User.Read", "openid", "profile", "offline_access"]);
    }

    #[test]
    fn a_scope_that_would_break_the_list_is_refused() {
        for scope in ["", "a b", "a\"b", "a\\b", "a\nb", "\u{e9}"] {
            assert!(matches!(to_send(&owned(&[scope])), Err(SignInError::ScopeInvalid(_))), "{scope}");
        }
    }

    #[test]
    fn reserved_scopes_are_not_looked_for_unless_alone() {
        for (asked, wanted) in [
            (&["openid", "User.Read", "offline_access"][..], &["User.Read"][..]),
            (&["openid", "offline_access"], &["openid"]),
            (&["User.Read"], &["User.Read"]),
            (&["openid"], &["openid"]),
            (&["offline_access"], &[]),
            (&[], &[]),
        ] {
            assert_eq!(*to_find(&owned(asked)), *wanted, "{asked:?}");
        }
    }
}
