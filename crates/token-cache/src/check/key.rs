//! Which keys the libraries give to entries.

use crate::{
    Section,
    json::{Fields, Text},
    keys,
    sameness::sorted_scopes,
    token::is_bound,
};

/// Whether one of the libraries would store the entry under this key.
///
/// They differ in case, in the scopes of refresh tokens, in the family's place, in the number of dashes at the
/// end, and in what they add for tokens that are bound.
pub(super) fn is_known(section: Section, key: &Text, entry: &Fields) -> bool {
    let Some(key) = key.as_str() else { return false };
    let key = key.to_lowercase();
    let canonical = keys::of_entry(section, entry).to_lowercase();
    if key == canonical {
        return true;
    }
    let text = |field| entry.text(field).unwrap_or_default();
    let begins = |kind: &str, owner: &str| {
        let (home, environment) = (text("home_account_id"), text("environment"));
        let start = format!("{home}-{environment}-{kind}-{owner}").to_lowercase();
        key.strip_prefix(&start).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    match section {
        Section::AccessToken if is_bound(entry) || !is_bearer(entry) => {
            let start = format!("{}-{}-a", text("home_account_id"), text("environment")).to_lowercase();
            key.starts_with(&start)
        }
        // MSAL Node appends the hash of requested claims.
        Section::AccessToken if key.starts_with(&format!("{canonical}-")) => true,
        // The scopes come in the order in which they were granted.
        Section::AccessToken if is_reordered(&key, &canonical, text("target")) => true,
        Section::AccessToken | Section::IdToken => {
            key.trim_end_matches('-') == canonical.trim_end_matches('-')
        }
        Section::RefreshToken => {
            let family = text("family_id");
            begins("refreshtoken", text("client_id")) || !family.is_empty() && begins("refreshtoken", family)
        }
        Section::Account | Section::AppMetadata => false,
    }
}

/// Whether two keys that are in lower case differ in nothing but the order of the scopes at their end.
fn is_reordered(key: &str, canonical: &str, target: &str) -> bool {
    let target = target.to_lowercase();
    let scopes = canonical.strip_suffix(&target).and_then(|start| key.strip_prefix(start));
    scopes.is_some_and(|scopes| sorted_scopes(scopes.trim_end_matches('-')) == sorted_scopes(&target))
}

fn is_bearer(entry: &Fields) -> bool {
    entry.text("token_type").is_none_or(|kind| kind.eq_ignore_ascii_case("Bearer"))
}
