//! What is wrong with one entry by itself.

use super::{Problem, key};
use crate::{
    AccessToken, Section, Timestamp,
    json::{Fields, Text, Value},
};

/// What MSAL.NET calls access tokens that are extended, or bound to a key.
const OTHER_TYPES: [&str; 2] = ["ATExt", "AccessToken_With_AuthScheme"];
/// The times of an access token besides its end.
const TIMES: [&str; 4] = ["cached_at", "extended_expires_on", "ext_expires_on", "refresh_on"];

/// The problems of an entry, the worst first; one that is to be removed has only that.
pub(super) fn problems(section: Section, key: &Text, entry: &Fields, now: Timestamp) -> Vec<Problem> {
    if let Some(field) = needed(section).iter().find(|field| entry.text(field).is_none()) {
        return vec![Problem::FieldUnusable { field }];
    }
    if let Some(field) = optional(section).iter().find(|field| !is_text_or_null(entry.get(field))) {
        return vec![Problem::FieldUnusable { field }];
    }
    let mut problems: Vec<Problem> = of_type(section, entry).into_iter().collect();
    problems.extend(match section {
        Section::AccessToken => of_access_token(key, entry, now),
        Section::RefreshToken => of_time(entry, "last_modification_time").into_iter().collect(),
        Section::Account => {
            let missing =
                ["username", "authority_type"].into_iter().filter(|field| entry.text(field).is_none());
            missing.map(|field| Problem::TextMissing { field }).collect()
        }
        _ => Vec::new(),
    });
    if problems != [Problem::EndedOfOtherType] && !key::is_known(section, key, entry) {
        problems.push(Problem::MisKeyed { expected: crate::keys::of_entry(section, entry) });
    }
    problems
}

/// Without these an entry is of no use, and libraries fail on it.
fn needed(section: Section) -> &'static [&'static str] {
    match section {
        Section::AccessToken | Section::IdToken => &["environment", "secret"],
        Section::RefreshToken => &["environment", "secret", "client_id"],
        Section::Account => &["home_account_id", "environment"],
        Section::AppMetadata => &["environment", "client_id"],
    }
}

fn optional(section: Section) -> &'static [&'static str] {
    match section {
        Section::AccessToken => &["home_account_id", "client_id", "realm", "target", "ext_cache_key"],
        Section::RefreshToken => &["home_account_id", "target", "family_id"],
        Section::IdToken => &["home_account_id", "client_id", "realm"],
        Section::Account => &["realm", "local_account_id"],
        Section::AppMetadata => &["family_id"],
    }
}

fn is_text_or_null(value: Option<&Value>) -> bool {
    matches!(value, None | Some(Value::Null | Value::String(_)))
}

fn of_access_token(key: &Text, entry: &Fields, now: Timestamp) -> Vec<Problem> {
    let token = AccessToken::new(key, entry);
    if is_of_other_type(entry) && token.has_ended(now) {
        return vec![Problem::EndedOfOtherType];
    }
    let mut problems: Vec<Problem> = Vec::new();
    if entry.get("expires_on").is_none() {
        problems.push(Problem::TimeUnusable { field: "expires_on" });
    }
    problems.extend(of_time(entry, "expires_on"));
    problems.extend(TIMES.iter().filter_map(|field| of_time(entry, field)));
    if entry.get("target") == Some(&Value::Null) {
        problems.push(Problem::TextMissing { field: "target" });
    }
    problems
}

fn of_type(section: Section, entry: &Fields) -> Option<Problem> {
    let is_token = !matches!(section, Section::Account | Section::AppMetadata);
    let is_known = entry.text("credential_type") == Some(section.name())
        || section == Section::AccessToken && is_of_other_type(entry);
    (is_token && !is_known).then_some(Problem::TypeWrong)
}

fn is_of_other_type(entry: &Fields) -> bool {
    entry
        .text("credential_type")
        .is_some_and(|own| OTHER_TYPES.iter().any(|other| own.eq_ignore_ascii_case(other)))
}

/// Every library writes whole seconds as a text.
fn of_time(entry: &Fields, field: &'static str) -> Option<Problem> {
    match entry.get(field)? {
        Value::String(text) if text.as_str().is_some_and(|text| text.trim().parse::<i64>().is_ok()) => None,
        value @ Value::Number(_) if value.as_integer().is_some() => Some(Problem::TimeNotText { field }),
        _ => Some(Problem::TimeUnusable { field }),
    }
}
