//! Caches of any size, as MSAL Python writes them.

use std::fmt::Write;

pub(crate) const NOW: i64 = 1_700_000_000;
const ENVIRONMENT: &str = "login.microsoftonline.com";
/// Access tokens of one account.
pub(crate) const OF_ACCOUNT: usize = 8;

pub(crate) fn home(account: usize) -> String {
    format!("{account:08x}-1f0a-4c0e-9d0a-000000000001.a1b2c3d4-0000-4000-8000-0000000000aa")
}

pub(crate) fn client(account: usize) -> String {
    format!("{:08x}-aaaa-4bbb-8ccc-0123456789ab", account % 20)
}

pub(crate) const REALM: &str = "a1b2c3d4-0000-4000-8000-0000000000aa";

/// The scopes of an access token.
pub(crate) fn scopes(token: usize) -> [String; 2] {
    [format!("Mail.{}", token % OF_ACCOUNT), format!("User.{}", token % OF_ACCOUNT)]
}

/// JSON with so many access tokens, and an eighth of that of accounts.
pub(crate) fn json(access_tokens: usize) -> String {
    let accounts = access_tokens.div_ceil(OF_ACCOUNT);
    let mut json = String::from("{\n");
    section(&mut json, "AccessToken", (0..access_tokens).map(access_token));
    json.push_str(",\n");
    section(&mut json, "Account", (0..accounts).map(account));
    json.push_str(",\n");
    section(&mut json, "IdToken", (0..accounts).map(id_token));
    json.push_str(",\n");
    section(&mut json, "RefreshToken", (0..accounts).map(refresh_token));
    json.push_str(",\n");
    section(&mut json, "AppMetadata", (0..accounts.min(20)).map(app_metadata));
    json.push_str("\n}");
    json
}

type Entry = (String, Vec<(&'static str, String)>);

fn section(json: &mut String, name: &str, entries: impl Iterator<Item = Entry>) {
    write!(json, "    \"{name}\": {{").unwrap();
    for (index, (key, fields)) in entries.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(json, "{comma}\n        \"{key}\": {{").unwrap();
        for (index, (name, value)) in fields.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(json, "{comma}\n            \"{name}\": \"{value}\"").unwrap();
        }
        json.push_str("\n        }");
    }
    json.push_str("\n    }");
}

fn secret(kind: &str, number: usize, length: usize) -> String {
    let mut secret = format!("eyJ{kind}{number:08}.");
    let mut state = number as u64 + 1;
    while secret.len() < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        secret.push(alphabet[(state >> 58) as usize] as char);
    }
    secret
}

fn access_token(number: usize) -> Entry {
    let owner = number / OF_ACCOUNT;
    let (home, client, target) = (home(owner), client(owner), scopes(number).join(" "));
    let key = format!("{home}-{ENVIRONMENT}-accesstoken-{client}-{REALM}-{target}").to_lowercase();
    let fields = vec![
        ("credential_type", "AccessToken".to_owned()),
        ("secret", secret("at", number, 2200)),
        ("home_account_id", home),
        ("environment", ENVIRONMENT.to_owned()),
        ("client_id", client),
        ("target", target),
        ("realm", REALM.to_owned()),
        ("token_type", "Bearer".to_owned()),
        ("cached_at", NOW.to_string()),
        ("expires_on", (NOW + 3600).to_string()),
        ("extended_expires_on", (NOW + 3600).to_string()),
    ];
    (key, fields)
}

fn account(owner: usize) -> Entry {
    let home = home(owner);
    let key = format!("{home}-{ENVIRONMENT}-{REALM}");
    let fields = vec![
        ("home_account_id", home.clone()),
        ("environment", ENVIRONMENT.to_owned()),
        ("realm", REALM.to_owned()),
        ("local_account_id", home[..36].to_owned()),
        ("username", format!("person{owner}@fabrikam.example")),
        ("authority_type", "MSSTS".to_owned()),
        ("account_source", "authorization_code".to_owned()),
    ];
    (key, fields)
}

fn id_token(owner: usize) -> Entry {
    let (home, client) = (home(owner), client(owner));
    let key = format!("{home}-{ENVIRONMENT}-idtoken-{client}-{REALM}-");
    // {"oid":"00000000-0000-4000-8000-000000000000","name":"Somebody","preferred_username":"somebody@fabrikam.example"}
    let claims = "eyJvaWQiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDAiLCJuYW1lIjoiU29tZWJvZHkiLCJwcmVmZXJyZW\
                  RfdXNlcm5hbWUiOiJzb21lYm9keUBmYWJyaWthbS5leGFtcGxlIn0";
    let fields = vec![
        ("credential_type", "IdToken".to_owned()),
        ("secret", format!("eyJhbGciOiJSUzI1NiJ9.{claims}.{}", secret("s", owner, 342))),
        ("home_account_id", home),
        ("environment", ENVIRONMENT.to_owned()),
        ("realm", REALM.to_owned()),
        ("client_id", client),
    ];
    (key, fields)
}

fn refresh_token(owner: usize) -> Entry {
    let (home, client, target) = (home(owner), client(owner), scopes(owner * OF_ACCOUNT).join(" "));
    let key = format!("{home}-{ENVIRONMENT}-refreshtoken-{client}--{target}").to_lowercase();
    let fields = vec![
        ("credential_type", "RefreshToken".to_owned()),
        ("secret", secret("rt", owner, 600)),
        ("home_account_id", home),
        ("environment", ENVIRONMENT.to_owned()),
        ("client_id", client),
        ("target", target),
        ("last_modification_time", NOW.to_string()),
    ];
    (key, fields)
}

fn app_metadata(number: usize) -> Entry {
    let client = client(number);
    let fields = vec![("client_id", client.clone()), ("environment", ENVIRONMENT.to_owned())];
    (format!("appmetadata-{ENVIRONMENT}-{client}"), fields)
}
