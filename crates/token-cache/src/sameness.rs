//! When two entries are the same one, although their keys differ, and which of them is the newer.

use crate::{
    Section, Timestamp,
    json::{Fields, Value, Writer},
    jwt::decode_claims,
    query::is_in_environment,
    token::{BONDS, is_set},
};

/// What an entry is about, to compare; none for one that does not say where it belongs.
///
/// Every library makes its own keys, and looks entries up under its own name of the environment: entries under
/// two names of one environment are two.
pub(crate) fn sameness(section: Section, entry: &Fields) -> Option<String> {
    let environment = entry.text("environment")?.to_lowercase();
    Some(format!("{environment}\n{}", about(section, entry)))
}

/// What an entry is about, under whatever name of the environment.
fn about(section: Section, entry: &Fields) -> String {
    let text = |field| entry.text(field).unwrap_or_default();
    let home = home(entry);
    match section {
        Section::AccessToken => {
            let token_type = entry.text("token_type").unwrap_or("Bearer").to_lowercase();
            let target = sorted_scopes(text("target"));
            [home, text("client_id"), text("realm"), &target, &token_type, &bonds(entry)].join("\n")
        }
        Section::RefreshToken => {
            [home, text("client_id"), text("family_id"), &sorted_scopes(text("target"))].join("\n")
        }
        Section::IdToken => [home, text("client_id"), text("realm")].join("\n"),
        Section::Account => [home, text("realm")].join("\n"),
        Section::AppMetadata => text("client_id").to_owned(),
    }
}

/// Whose an entry is. For an application's own, MSAL Node writes an empty text and finds nothing else, while the
/// others write null or nothing and find that.
fn home(entry: &Fields) -> &str {
    match entry.get("home_account_id") {
        None | Some(Value::Null) => "\0nobody's",
        Some(home) => home.as_str().unwrap_or("\0unreadable"),
    }
}

/// Whether a new token takes the place of one in the cache: under any name of the environment, and under
/// another library's key, where nobody loses anything by that.
///
/// A refresh token that says for which scopes it is stays under its other name: MSAL Python keeps one for each
/// scopes and looks under its own name only. The other libraries keep one for an application, without scopes,
/// and look under all names.
pub(crate) fn is_superseded(section: Section, known: &Fields, new: &Fields) -> bool {
    match section {
        Section::AccessToken | Section::IdToken => {
            is_alike(known, new, &["client_id", "realm"]) && about(section, known) == about(section, new)
        }
        Section::RefreshToken => {
            let is_without_scopes = known.get("target").is_none_or(|target| *target == Value::Null);
            is_alike(known, new, &["client_id", "family_id"])
                && (is_without_scopes
                    || is_under_one_name(known, new) && about(section, known) == about(section, new))
        }
        Section::Account => is_under_one_name(known, new) && is_alike(known, new, &["realm"]),
        Section::AppMetadata => is_under_one_name(known, new) && is_alike(known, new, &["client_id"]),
    }
}

/// Whether two entries bear the same name of the environment.
pub(crate) fn is_under_one_name(known: &Fields, new: &Fields) -> bool {
    let names = known.text("environment").zip(new.text("environment"));
    names.is_some_and(|(known, new)| known.eq_ignore_ascii_case(new))
}

/// Whether two entries are of one owner, of one environment under whatever names, and agree in these fields, where
/// what is null or missing is as good as empty.
fn is_alike(known: &Fields, new: &Fields, fields: &[&str]) -> bool {
    home(known) == home(new)
        && fields
            .iter()
            .all(|field| known.text(field).unwrap_or_default() == new.text(field).unwrap_or_default())
        && known.text("environment").is_some_and(|environment| is_in_environment(new, environment))
}

/// When a token was issued; none where the entry does not say, and for what is no token.
pub(crate) fn issued_at(section: Section, entry: &Fields) -> Option<Timestamp> {
    let time = |field| entry.get(field).and_then(Value::as_integer).map(Timestamp::from_unix);
    match section {
        Section::AccessToken => time("cached_at").or_else(|| time("expires_on")),
        Section::RefreshToken => time("last_modification_time"),
        Section::IdToken => {
            let issued = decode_claims(entry.text("secret")?)?.get("iat")?.as_i64()?;
            Some(Timestamp::from_unix(issued))
        }
        Section::Account | Section::AppMetadata => None,
    }
}

/// The scopes of a `target` in the order in which we write them.
pub(crate) fn sorted_scopes(target: &str) -> String {
    let mut scopes: Vec<&str> = target.split_whitespace().collect();
    scopes.sort_unstable();
    scopes.join(" ")
}

/// What an access token is bound to.
fn bonds(entry: &Fields) -> String {
    let bond = |name: &&str| {
        let value = entry.get(name).filter(|value| is_set(value))?;
        let mut writer = Writer::with_capacity(64);
        writer.value(value);
        Some(format!("{name} {}", writer.finish()))
    };
    BONDS.iter().chain(&["requestedClaimsHash"]).filter_map(bond).collect::<Vec<_>>().join("\n")
}
