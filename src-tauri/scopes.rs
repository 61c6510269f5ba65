//! What was asked for and what came of it.

use crate::views::ScopesView;

/// Scopes of OpenID Connect (Core 1.0, sections 5.4 and 11): they are about the sign-in, and providers seldom list them.
const OF_SIGN_IN: [&str; 4] = ["openid", "profile", "email", "offline_access"];
/// Entra writes a scope of Graph with or without its address; see "Microsoft Graph national cloud deployments".
const GRAPHS: [&str; 4] = [
    "https://graph.microsoft.com/",
    "https://graph.microsoft.us/",
    "https://dod-graph.microsoft.us/",
    "https://microsoftgraph.chinacloudapi.cn/",
];

/// Holds the scopes that were asked for against those that were granted.
pub(crate) fn compare(requested: &[&str], granted: &[&str]) -> ScopesView {
    let is_granted = |scope: &&str| granted.iter().any(|other| is_same(scope, other));
    let is_requested = |scope: &&str| requested.iter().any(|other| is_same(scope, other));
    let everything = requested.iter().any(|scope| is_default(scope));
    let all = |scopes: &mut dyn Iterator<Item = &&str>| scopes.map(|scope| (*scope).to_owned()).collect();
    let is_missing = |scope: &&&str| !is_granted(scope) && !is_default(scope);
    let is_own = |scope: &&&str| everything || is_requested(scope);
    ScopesView {
        granted: all(&mut granted.iter().filter(is_own).filter(|scope| !is_default(scope))),
        refused: all(&mut requested.iter().filter(is_missing).filter(|scope| !OF_SIGN_IN.contains(scope))),
        beyond: all(&mut granted.iter().filter(|scope| !is_own(scope))),
        unlisted: all(&mut requested.iter().filter(is_missing).filter(|scope| OF_SIGN_IN.contains(scope))),
        everything,
    }
}

/// Whether it asks for everything that the application is registered for at an API.
fn is_default(scope: &str) -> bool {
    scope == ".default" || scope.ends_with("/.default")
}

/// Entra and Graph tell scopes apart neither by case nor by the address of Graph.
fn is_same(left: &str, right: &str) -> bool {
    short(left).eq_ignore_ascii_case(short(right))
}

fn short(scope: &str) -> &str {
    GRAPHS.iter().find_map(|graph| scope.strip_prefix(graph)).unwrap_or(scope)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(requested: &str, granted: &str) -> [String; 4] {
        let (requested, granted): (Vec<_>, Vec<_>) =
            (requested.split_whitespace().collect(), granted.split_whitespace().collect());
        let ScopesView { granted, refused, beyond, unlisted, .. } = compare(&requested, &granted);
        [granted, refused, beyond, unlisted].map(|scopes| scopes.join(" "))
    }

    #[test]
    fn what_was_granted_what_was_not_and_what_came_besides_is_told_apart() {
        let told = told("User.Read Mail.Send openid offline_access", "User.Read Mail.Read openid");
        assert_eq!(told, ["User.Read openid", "Mail.Send", "Mail.Read", "offline_access"]);
    }

    #[test]
    fn one_scope_may_be_written_in_two_ways() {
        let told = told(
            "https://graph.microsoft.com/user.read Mail.Read",
            "User.Read https://graph.microsoft.com/Mail.Read",
        );
        assert_eq!(told[1..3], ["", ""]);
    }

    #[test]
    fn whoever_asks_for_everything_gets_nothing_besides() {
        for default in ["https://graph.microsoft.com/.default", ".default", "api://demo-notebook/.default"] {
            let told = told(default, "User.Read Mail.Read");
            assert_eq!(told, ["User.Read Mail.Read", "", "", ""], "{default}");
        }
        assert!(compare(&["api://a/.default"], &[]).everything);
        assert!(!compare(&["User.Read"], &["User.Read"]).everything);
    }

    #[test]
    fn the_same_name_at_another_api_is_another_scope() {
        let told = told("api://one/Read", "api://two/Read");
        assert_eq!(told, ["", "api://one/Read", "api://two/Read", ""]);
    }
}
