use serde::Serialize;
use token_cache::{
    AccessToken, Account, Counts, Finding, IdToken, Problem, ProblemKind, RefreshToken, Secret, Timestamp,
    TokenCache, TokenQuery,
};

use crate::{pseudonyms::Pseudonyms, shape::Shaped};

/// Marks a redacted file; its value is the version of the layout.
pub(crate) const MARK: &str = "tesseraRedactedCache";
const ABOUT: &str = "Written by Tessera for support. It has no tokens in it, and no names or IDs of people: numbered names \
                     stand for them, the same for the same within this file. It cannot be imported.";

/// What of a cache may be shown to whoever helps: JSON with times, scopes, client IDs, tenants, hosts and sizes.
///
/// It is built from the fields that are listed here, and each value has to be of the shape that its field is known for.
/// No text of a token, no home or local account ID, no username, no key of an entry and no field that is not known here
/// gets in. Home account IDs, local IDs and usernames are replaced by numbered names, the same for the same within the
/// file. `program` says who writes it, such as `tessera 0.1.0`; times are Unix seconds, sizes bytes.
pub fn redacted(cache: &TokenCache, program: &str, now: Timestamp) -> String {
    let document = Redaction::new(cache).document(program, now);
    let json = serde_json::to_string_pretty(&document);
    // Texts, numbers and lists of them always become JSON.
    json.map_or_else(|_| format!("{{\"{MARK}\": 1}}\n"), |json| json + "\n")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    tessera_redacted_cache: u32,
    about: &'static str,
    program: &'a str,
    written: i64,
    size: usize,
    counts: CountsRow,
    problems: Vec<ProblemRow>,
    accounts: Vec<AccountRow>,
    access_tokens: Vec<AccessTokenRow>,
    refresh_tokens: Vec<RefreshTokenRow>,
    id_tokens: Vec<IdTokenRow>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CountsRow {
    accounts: usize,
    access_tokens: usize,
    refresh_tokens: usize,
    id_tokens: usize,
}

#[derive(Serialize)]
struct ProblemRow {
    section: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountRow {
    account: Option<String>,
    username: Option<String>,
    local_account: Option<String>,
    environments: Vec<Shaped>,
    realms: Vec<Shaped>,
    home_tenant: Option<Shaped>,
    is_guest: bool,
    authority_type: Shaped,
    account_source: Option<Shaped>,
}

/// What all kinds of tokens have.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenRow {
    account: Option<String>,
    environment: Option<Shaped>,
    client_id: Option<Shaped>,
    /// Of the token's text; none where it has none.
    size: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccessTokenRow {
    #[serde(flatten)]
    token: TokenRow,
    realm: Option<Shaped>,
    scopes: Vec<Shaped>,
    token_type: Shaped,
    cached_at: Option<i64>,
    expires_on: Option<i64>,
    extended_expires_on: Option<i64>,
    refresh_on: Option<i64>,
    /// The fields that bind it to a key or to parameters, without their values.
    bound_by: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefreshTokenRow {
    #[serde(flatten)]
    token: TokenRow,
    scopes: Vec<Shaped>,
    family_id: Option<Shaped>,
    last_modified: Option<i64>,
    /// When the provider called it dead, and by which code.
    dead_since: Option<i64>,
    dead_code: Option<Shaped>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IdTokenRow {
    #[serde(flatten)]
    token: TokenRow,
    realm: Option<Shaped>,
}

/// One file, with the names that it gives.
struct Redaction<'a> {
    cache: &'a TokenCache,
    accounts: Pseudonyms,
    usernames: Pseudonyms,
    local_accounts: Pseudonyms,
}

impl<'a> Redaction<'a> {
    fn new(cache: &'a TokenCache) -> Self {
        Self {
            cache,
            accounts: Pseudonyms::new("account"),
            usernames: Pseudonyms::new("username"),
            local_accounts: Pseudonyms::new("local-account"),
        }
    }

    fn document(mut self, program: &str, now: Timestamp) -> Document<'_> {
        let (cache, everything) = (self.cache, TokenQuery::default());
        Document {
            tessera_redacted_cache: 1,
            about: ABOUT,
            program,
            written: now.as_unix(),
            size: cache.serialize().len(),
            counts: cache.counts().into(),
            problems: cache.check(now).iter().map(ProblemRow::from).collect(),
            accounts: cache.accounts().iter().map(|account| self.account(account)).collect(),
            access_tokens: cache.access_tokens(&everything).map(|token| self.access_token(&token)).collect(),
            refresh_tokens: {
                let tokens = cache.refresh_tokens(&everything);
                tokens.iter().map(|token| self.refresh_token(token)).collect()
            },
            id_tokens: cache.id_tokens(&everything).map(|token| self.id_token(&token)).collect(),
        }
    }

    fn account(&mut self, account: &Account) -> AccountRow {
        let hosts = account.environments();
        let realms = account.realms();
        AccountRow {
            account: self.accounts.of(account.home_account_id()),
            username: self.usernames.of(&account.username().to_lowercase()),
            local_account: self.local_accounts.of(account.local_account_id()),
            environments: hosts.into_iter().map(Shaped::host).collect(),
            realms: realms.into_iter().map(Shaped::name).collect(),
            home_tenant: account.home_tenant().map(Shaped::name),
            is_guest: account.is_guest(),
            authority_type: Shaped::name(account.authority_type()),
            account_source: account.account_source().map(Shaped::name),
        }
    }

    fn access_token(&mut self, token: &AccessToken<'_>) -> AccessTokenRow {
        let seconds = |time: Option<Timestamp>| time.map(Timestamp::as_unix);
        AccessTokenRow {
            token: self.token(
                token.home_account_id(),
                token.environment(),
                token.client_id(),
                token.secret().as_ref(),
            ),
            realm: token.realm().map(Shaped::name),
            scopes: token.scopes().map(Shaped::scope).collect(),
            token_type: Shaped::name(token.token_type()),
            cached_at: seconds(token.cached_at()),
            expires_on: seconds(token.expires_on()),
            extended_expires_on: seconds(token.extended_expires_on()),
            refresh_on: seconds(token.refresh_on()),
            bound_by: token.bonds().collect(),
        }
    }

    fn refresh_token(&mut self, token: &RefreshToken<'_>) -> RefreshTokenRow {
        let dead = token.dead_mark();
        RefreshTokenRow {
            token: self.token(
                token.home_account_id(),
                token.environment(),
                token.client_id(),
                token.secret().as_ref(),
            ),
            scopes: token.scopes().map(Shaped::scope).collect(),
            family_id: token.family_id().map(Shaped::name),
            last_modified: token.last_modification_time().map(Timestamp::as_unix),
            dead_since: dead.map(|mark| mark.since.as_unix()),
            dead_code: dead.map(|mark| Shaped::name(mark.code)),
        }
    }

    fn id_token(&mut self, token: &IdToken<'_>) -> IdTokenRow {
        let secret = token.secret();
        IdTokenRow {
            token: self.token(
                token.home_account_id(),
                token.environment(),
                token.client_id(),
                secret.as_ref(),
            ),
            realm: token.realm().map(Shaped::name),
        }
    }

    fn token(
        &mut self,
        home_account_id: Option<&str>,
        environment: Option<&str>,
        client_id: Option<&str>,
        secret: Option<&Secret>,
    ) -> TokenRow {
        TokenRow {
            account: home_account_id.and_then(|id| self.accounts.of(id)),
            environment: environment.map(Shaped::host),
            client_id: client_id.map(Shaped::name),
            size: secret.map(|secret| secret.expose().len()),
        }
    }
}

impl From<Counts> for CountsRow {
    fn from(counts: Counts) -> Self {
        let Counts { accounts, access_tokens, refresh_tokens, id_tokens } = counts;
        Self { accounts, access_tokens, refresh_tokens, id_tokens }
    }
}

/// Neither the key of an entry nor what else a problem may name.
impl From<&Finding> for ProblemRow {
    fn from(finding: &Finding) -> Self {
        Self {
            section: finding.section.name(),
            kind: match finding.problem.kind() {
                ProblemKind::Crashing => "crashing",
                ProblemKind::MisKeyed => "mis-keyed",
                ProblemKind::Double => "double",
                ProblemKind::Orphan => "orphan",
            },
            field: match finding.problem {
                Problem::FieldUnusable { field }
                | Problem::TimeNotText { field }
                | Problem::TimeUnusable { field }
                | Problem::TextMissing { field } => Some(field),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const HOME: &str = "00000000-0000-4000-8000-000000000001.5f0b1c1e-8d2a-4b43-9c64-3a1d7f20e6a1";
    const TENANT: &str = "5f0b1c1e-8d2a-4b43-9c64-3a1d7f20e6a1";
    const SECRETS: [&str; 12] = [
        "eyJhbGciOiJSUzI1NiJ9.access.c2ln",
        "0.AAAA-refresh-token",
        "eyJhbGciOiJSUzI1NiJ9.id.c2ln",
        "ada@contoso.example",
        "ADA@contoso.example",
        "Ada Lovelace",
        "00000000-0000-4000-8000-000000000001",
        "value-of-an-unknown-field",
        "a-bond-of-a-key",
        "unknown_field",
        "Later",
        "a-key-of-an-entry",
    ];

    fn cache() -> Value {
        let token = |kind: &str, secret: &str| {
            json!({"credential_type": kind, "secret": secret, "home_account_id": HOME, "environment": "login.example",
                "client_id": "client-1", "realm": TENANT, "target": "User.Read Mail.Read", "cached_at": "100",
                "expires_on": "200", "unknown_field": "value-of-an-unknown-field", "last_modification_time": "90"})
        };
        let mut access = token("AccessToken", SECRETS[0]);
        access["kid"] = json!("a-bond-of-a-key");
        let account = |realm: &str, username: &str| {
            json!({"home_account_id": HOME, "environment": "login.example", "realm": realm, "name": "Ada Lovelace",
                "local_account_id": "00000000-0000-4000-8000-000000000001", "username": username,
                "authority_type": "MSSTS", "unknown_field": "value-of-an-unknown-field"})
        };
        json!({
            "AccessToken": {"a-key-of-an-entry": access},
            "RefreshToken": {"r": token("RefreshToken", SECRETS[1])},
            "IdToken": {"i": token("IdToken", SECRETS[2])},
            "Account": {"1": account(TENANT, "ada@contoso.example"), "2": account("other", "ADA@contoso.example")},
            "Later": {"x": {"secret": "value-of-an-unknown-field"}},
        })
    }

    fn redact(json: &Value) -> String {
        let cache = TokenCache::deserialize(json.to_string().as_bytes()).unwrap();
        redacted(&cache, "tessera 0.1.0", Timestamp::from_unix(150))
    }

    #[test]
    fn no_token_no_name_and_no_field_that_is_not_listed_gets_in() {
        let text = redact(&cache());
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }

    #[test]
    fn what_support_needs_is_there_and_says_what_it_is() {
        let document: Value = serde_json::from_str(&redact(&cache())).unwrap();
        assert_eq!(document[MARK], 1);
        assert!(document["about"].as_str().unwrap().contains("cannot be imported"));
        assert_eq!(document["counts"]["accounts"], 1);
        let access = &document["accessTokens"][0];
        assert_eq!(access["scopes"], json!(["User.Read", "Mail.Read"]));
        assert_eq!((&access["cachedAt"], &access["expiresOn"]), (&json!(100), &json!(200)));
        assert_eq!((&access["clientId"], &access["realm"]), (&json!("client-1"), &json!(TENANT)));
        assert_eq!((&access["size"], &access["boundBy"]), (&json!(SECRETS[0].len()), &json!(["kid"])));
        assert_eq!(document["refreshTokens"][0]["lastModified"], 90);
        assert_eq!(document["accounts"][0]["realms"], json!([TENANT, "other"]));
    }

    #[test]
    fn the_same_person_has_the_same_name_everywhere_in_a_file() {
        let mut json = cache();
        let mut other = json["RefreshToken"]["r"].clone();
        other["home_account_id"] = json!("sub-of-bo");
        json["RefreshToken"]["bo"] = other;
        let document: Value = serde_json::from_str(&redact(&json)).unwrap();
        let ada = &document["accounts"][0]["account"];
        assert_eq!(ada, "account-1");
        assert_eq!(
            (&document["accessTokens"][0]["account"], &document["idTokens"][0]["account"]),
            (ada, ada)
        );
        let names: Vec<_> =
            document["refreshTokens"].as_array().unwrap().iter().map(|it| &it["account"]).collect();
        assert!(names.contains(&ada) && names.contains(&&json!("account-2")), "{names:?}");
    }

    #[test]
    fn a_secret_in_a_field_that_is_allowed_does_not_get_in() {
        const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl";
        let sections = ["AccessToken", "RefreshToken", "IdToken", "Account"];
        let names = cache()["AccessToken"]["a-key-of-an-entry"].as_object().unwrap().clone();
        let more = [
            "username",
            "local_account_id",
            "authority_type",
            "family_id",
            "token_type",
            "account_source",
            "tessera_dead",
        ];
        for field in names.keys().map(String::as_str).chain(more) {
            let mut json = cache();
            let entries = sections.iter().flat_map(|section| {
                json[section].as_object().unwrap().keys().map(|key| (*section, key.clone()))
            });
            for (section, key) in entries.collect::<Vec<_>>() {
                json[section][&key][field] = json!(TOKEN);
            }
            let text = redact(&json);
            assert!(!text.contains("c2lnbmF0dXJl"), "{field}: {text}");
        }
    }

    #[test]
    fn a_damaged_cache_is_told_by_its_problems_without_keys() {
        let mut json = cache();
        json["AccessToken"]["a-key-of-an-entry"]["expires_on"] = json!(200);
        let document: Value = serde_json::from_str(&redact(&json)).unwrap();
        let problems = document["problems"].as_array().unwrap();
        let expected = json!({"section": "AccessToken", "kind": "crashing", "field": "expires_on"});
        assert!(problems.contains(&expected), "{problems:?}");
    }
}
