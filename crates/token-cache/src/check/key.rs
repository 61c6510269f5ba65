//! Which keys the libraries give to entries.

use crate::{
    Section,
    json::{Fields, Text},
    keys,
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

fn is_bearer(entry: &Fields) -> bool {
    entry.text("token_type").is_none_or(|kind| kind.eq_ignore_ascii_case("Bearer"))
}
