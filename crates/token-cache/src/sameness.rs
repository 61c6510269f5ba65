//! When two entries are the same one, although their keys differ, and which of them is the newer.

use crate::{
    Section, Timestamp,
    json::{Fields, Value, Writer},
    jwt::decode_claims,
    token::BONDS,
};

/// What an entry is about, to compare; none for one that does not say where it belongs.
///
/// Every library makes its own keys, and looks entries up under its own name of the environment: entries under
/// two names of one environment are two.
pub(crate) fn sameness(section: Section, entry: &Fields) -> Option<String> {
    let environment = entry.text("environment")?.to_lowercase();
    let text = |field| entry.text(field).unwrap_or_default();
    let home = text("home_account_id");
    let parts = match section {
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
    };
    Some(format!("{environment}\n{parts}"))
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

fn sorted_scopes(target: &str) -> String {
    let mut scopes: Vec<&str> = target.split_whitespace().collect();
    scopes.sort_unstable();
    scopes.join(" ")
}

/// What an access token is bound to.
fn bonds(entry: &Fields) -> String {
    let bond = |name: &&str| {
        let value = entry.get(name)?;
        let mut writer = Writer::with_capacity(64);
        writer.value(value);
        Some(format!("{name} {}", writer.finish()))
    };
    BONDS.iter().chain(&["requestedClaimsHash"]).filter_map(bond).collect::<Vec<_>>().join("\n")
}
