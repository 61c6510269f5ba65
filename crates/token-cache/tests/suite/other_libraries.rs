//! Caches as MSAL.NET, Go and Java write them: fields, keys and sections that MSAL Python does not know.

use serde_json::{Value, json};
use token_cache::{Removal, Section, Timestamp, TokenCache, TokenQuery};

use crate::{ENTRA, Issue, NOW, Person, json, read};

const TENANT: &str = "a1b2c3d4-0000-4000-8000-0000000000aa";
const CLIENT: &str = "0f0f0f0f-1111-4222-8333-444444444444";

/// What is common to the samples: whose tokens they are.
fn of_ada(environment: &str, more: &Value) -> Value {
    let mut entry = json!({"home_account_id": Person::ADA.home_account_id(), "environment": environment});
    entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    entry
}

fn key(environment: &str, rest: &str) -> String {
    format!("{}-{environment}-{rest}", Person::ADA.home_account_id())
}

/// Minified, five sections always, unknown ones last, nulls dropped, client info everywhere, refresh tokens without
/// scopes, a family's under the family, proof of possession and extended tokens under keys of their own.
fn dotnet() -> Value {
    let env = "login.windows.net";
    let access = |more: Value| {
        let mut entry = of_ada(
            env,
            &json!({
                "client_info": Person::ADA.client_info(), "client_id": CLIENT, "secret": "at-net",
                "credential_type": "AccessToken", "realm": TENANT, "target": "openid profile User.Read",
                "token_type": "Bearer", "cached_at": NOW.to_string(), "expires_on": (NOW + 3600).to_string(),
                "extended_expires_on": (NOW + 7200).to_string(), "ext_expires_on": (NOW + 7200).to_string(),
            }),
        );
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        entry
    };
    let scopes = "openid profile user.read";
    json!({
        "AccessToken": {
            key(env, &format!("accesstoken-{CLIENT}-{TENANT}-{scopes}")): access(json!({})),
            key(env, &format!("accesstoken_with_authscheme-{CLIENT}-{TENANT}-{scopes}-pop")): access(json!({
                "credential_type": "AccessToken_With_AuthScheme", "token_type": "pop", "kid": "key", "secret": "at-pop",
            })),
            key(env, &format!("atext-{CLIENT}-{TENANT}-{scopes}-abc")): access(json!({
                "credential_type": "ATExt", "ext": {"fmi_path": "a/b"}, "secret": "at-ext",
            })),
            key(env, &format!("accesstoken-{CLIENT}-{TENANT}-{scopes}-hash")): access(json!({
                "user_assertion_hash": "hash", "persisted_cache_parameters": {"p": "v"}, "secret": "at-obo",
            })),
        },
        "RefreshToken": {
            key(env, "refreshtoken-1--"): of_ada(env, &json!({
                "client_info": Person::ADA.client_info(), "client_id": CLIENT, "secret": "rt-net",
                "credential_type": "RefreshToken", "family_id": "1",
            })),
        },
        "IdToken": {
            key(env, &format!("idtoken-{CLIENT}-{TENANT}-")): of_ada(env, &json!({
                "client_info": Person::ADA.client_info(), "client_id": CLIENT, "secret": Person::ADA.id_token(1),
                "credential_type": "IdToken", "realm": TENANT,
            })),
        },
        "Account": {
            key(env, TENANT).to_uppercase().replace("LOGIN.WINDOWS.NET", env): of_ada(env, &json!({
                "client_info": Person::ADA.client_info(), "username": Person::ADA.username, "name": "Ada by .NET",
                "given_name": "Ada", "family_name": "by .NET", "local_account_id": Person::ADA.uid,
                "authority_type": "MSSTS", "realm": TENANT, "account_source": "device_code_flow",
                "wam_account_ids": {CLIENT: "wam"},
            })),
        },
        "AppMetadata": {
            format!("appmetadata-{env}-{CLIENT}"): {"client_id": CLIENT, "environment": env, "family_id": "1"},
        },
        "UnknownSection": {"kept": [1, {"as": "it is"}]},
    })
}

/// Written by the authority's own name, with empty texts instead of nulls.
fn go() -> Value {
    let scopes = "openid profile user.read";
    json!({
        "AccessToken": {
            key(ENTRA, &format!("accesstoken-{CLIENT}-{TENANT}-{scopes}")): of_ada(ENTRA, &json!({
                "realm": TENANT, "credential_type": "AccessToken", "client_id": CLIENT, "secret": "at-go",
                "target": "openid profile User.Read", "refresh_on": (NOW + 1800).to_string(),
                "expires_on": (NOW + 3600).to_string(), "extended_expires_on": (NOW + 7200).to_string(),
                "cached_at": NOW.to_string(), "token_type": "Bearer", "keyid": "",
            })),
            key(ENTRA, &format!("atext-{CLIENT}-{TENANT}-{scopes}-hash")): of_ada(ENTRA, &json!({
                "realm": TENANT, "credential_type": "AccessToken", "client_id": CLIENT, "secret": "at-go-ext",
                "target": "openid profile User.Read", "expires_on": (NOW + 3600).to_string(),
                "cached_at": NOW.to_string(), "ext_cache_key": "hash",
            })),
        },
        "RefreshToken": {
            key(ENTRA, &format!("refreshtoken-{CLIENT}--{scopes}")): of_ada(ENTRA, &json!({
                "client_id": CLIENT, "secret": "rt-go", "credential_type": "RefreshToken", "family_id": "",
                "target": "openid profile User.Read",
            })),
        },
        "IdToken": {
            key(ENTRA, &format!("idtoken-{CLIENT}-{TENANT}-")): of_ada(ENTRA, &json!({
                "realm": TENANT, "credential_type": "IdToken", "client_id": CLIENT, "secret": Person::ADA.id_token(1),
            })),
        },
        "Account": {
            key(ENTRA, TENANT): of_ada(ENTRA, &json!({
                "realm": TENANT, "local_account_id": Person::ADA.uid, "authority_type": "MSSTS",
                "username": Person::ADA.username, "given_name": "", "family_name": "", "middle_name": "",
                "name": "Ada by Go", "alternative_account_id": "", "client_info": Person::ADA.client_info(),
            })),
        },
        "AppMetadata": {
            format!("appmetadata-{ENTRA}-{CLIENT}"): {"family_id": "", "client_id": CLIENT, "environment": ENTRA},
        },
    })
}

/// Ends its keys of tokens without scopes in a dash, and has sections and fields of its own.
fn java() -> Value {
    let env = "login.windows.net";
    json!({
        "AccessToken": {
            key(env, &format!("accesstoken-{CLIENT}-{TENANT}-openid profile user.read")): of_ada(env, &json!({
                "credential_type": "AccessToken", "secret": "at-java", "client_id": CLIENT, "realm": TENANT,
                "target": "openid profile User.Read", "cached_at": NOW.to_string(),
                "expires_on": (NOW + 3600).to_string(), "extended_expires_on": (NOW + 3600).to_string(),
            })),
        },
        "RefreshToken": {
            key(env, &format!("refreshtoken-{CLIENT}--")): of_ada(env, &json!({
                "credential_type": "RefreshToken", "secret": "rt-java", "client_id": CLIENT,
            })),
        },
        "IdToken": {
            key(env, &format!("idtoken-{CLIENT}-{TENANT}-")): of_ada(env, &json!({
                "credential_type": "IdToken", "secret": Person::ADA.id_token(1), "client_id": CLIENT, "realm": TENANT,
            })),
        },
        "Account": {
            key(env, TENANT): of_ada(env, &json!({
                "realm": TENANT, "local_account_id": Person::ADA.uid, "username": Person::ADA.username,
                "name": "Ada by Java", "authority_type": "MSSTS", "client_info": Person::ADA.client_info(),
            })),
        },
        "AppMetadata": {
            format!("appmetadata-{env}-{CLIENT}"): {"client_id": CLIENT, "environment": env},
        },
    })
}

/// Each with the name that it shows, the token that it hands out, and how many access tokens it has.
fn samples() -> [(Value, &'static str, &'static str, usize); 3] {
    [
        (dotnet(), "Ada by .NET", "at-net", 4),
        (go(), "Ada by Go", "at-go", 2),
        (java(), "Ada by Java", "at-java", 1),
    ]
}

fn query<'a>(home: &'a str, environment: &'a str) -> TokenQuery<'a> {
    TokenQuery {
        home_account_id: Some(home),
        environment: Some(environment),
        client_id: Some(CLIENT),
        realm: Some(TENANT),
        scopes: &["User.Read"],
        ..TokenQuery::default()
    }
}

#[test]
fn they_are_written_again_as_they_were_read_in_their_order() {
    for (sample, name, ..) in samples() {
        let written: Value = serde_json::from_str(&json(&read(&sample.to_string()))).unwrap();
        assert_eq!(written.to_string(), sample.to_string(), "{name}");
    }
}

#[test]
fn they_are_sound_and_shown() {
    for (sample, name, _, access_tokens) in samples() {
        let cache = read(&sample.to_string());
        assert_eq!(cache.check(Timestamp::from_unix(NOW)), [], "{name}");
        let accounts = cache.accounts();
        assert_eq!(accounts.len(), 1);
        let shown = (cache.name_of(&accounts[0]), accounts[0].username());
        assert_eq!(shown, (Some(name.to_owned()), Person::ADA.username));
        let counts = cache.counts();
        assert_eq!((counts.access_tokens, counts.refresh_tokens, counts.id_tokens), (access_tokens, 1, 1));
    }
}

#[test]
fn their_bearer_token_is_handed_out_under_every_name_of_the_environment_and_no_bound_one() {
    let home = Person::ADA.home_account_id();
    for (sample, _, secret, _) in samples() {
        let cache = read(&sample.to_string());
        for environment in token_cache::aliases(ENTRA) {
            let token =
                cache.find_access_token(&query(&home, environment), Timestamp::from_unix(NOW)).unwrap();
            assert_eq!(token.secret().unwrap().expose(), secret);
        }
    }
    let cache = read(&dotnet().to_string());
    let by_key = TokenQuery { key_id: Some("key"), ..query(&home, ENTRA) };
    let token = cache.find_access_token(&by_key, Timestamp::from_unix(NOW)).unwrap();
    assert_eq!(token.secret().unwrap().expose(), "at-pop");
    let cache = read(&go().to_string());
    let by_hash = TokenQuery { ext_cache_key: Some("hash"), ..query(&home, ENTRA) };
    let token = cache.find_access_token(&by_hash, Timestamp::from_unix(NOW)).unwrap();
    assert_eq!(token.secret().unwrap().expose(), "at-go-ext");
}

#[test]
fn a_sign_out_leaves_nothing_of_the_person() {
    for (sample, name, ..) in samples() {
        let mut cache = read(&sample.to_string());
        let removal = Removal::Account(Person::ADA.account_id());
        let preview = cache.preview(&removal);
        let removed = cache.remove(&removal);
        assert_eq!((preview, removed.stays.is_empty()), (removed, true));
        let left = json(&cache);
        for trace in [Person::ADA.uid, Person::ADA.username, "at-", "rt-", name] {
            assert!(!left.contains(trace), "{left}");
        }
        let mut left: Value = serde_json::from_str(&left).unwrap();
        assert_eq!(left["AppMetadata"], sample["AppMetadata"]);
        assert_eq!(left["UnknownSection"].take(), sample["UnknownSection"]);
    }
}

#[test]
fn a_sign_in_of_ours_replaces_their_bearer_token_and_leaves_what_they_bound() {
    for (sample, name, secret, access_tokens) in samples() {
        let mut cache = read(&sample.to_string());
        let issue = Issue { client_id: CLIENT.to_owned(), ..Issue::new(&Person::ADA, 1) };
        let foci = if sample.to_string().contains(r#""family_id":"1""#) { json!("1") } else { Value::Null };
        issue.with(&json!({"foci": foci})).sign_in(&mut cache);
        let counts = cache.counts();
        assert_eq!(
            (counts.accounts, counts.access_tokens, counts.refresh_tokens, counts.id_tokens),
            (1, access_tokens, 1, 1),
            "{name}"
        );
        assert!(!json(&cache).contains(&format!("\"{secret}\"")));
        assert_eq!(cache.check(Timestamp::from_unix(NOW)), [], "{name}");
    }
}

#[test]
fn an_applications_token_of_msal_dotnet_is_found_without_a_home_account() {
    let cache: TokenCache = read(
        &json!({"AccessToken": {format!("-login.windows.net-accesstoken-{CLIENT}-{TENANT}-s/.default"): {
            "environment": "login.windows.net", "client_id": CLIENT, "secret": "own", "credential_type": "AccessToken",
            "realm": TENANT, "target": "s/.default", "token_type": "Bearer", "cached_at": NOW.to_string(),
            "expires_on": (NOW + 3600).to_string(),
        }}, "RefreshToken": {}, "IdToken": {}, "Account": {}, "AppMetadata": {}})
        .to_string(),
    );
    let own = TokenQuery { scopes: &["s/.default"], ..TokenQuery::of_application(CLIENT, ENTRA) };
    let token = cache.find_access_token(&own, Timestamp::from_unix(NOW)).unwrap();
    assert_eq!(
        cache.token_by_key(Section::AccessToken, token.stored_key()).unwrap().secret().unwrap().expose(),
        "own"
    );
    assert_eq!(cache.check(Timestamp::from_unix(NOW)), []);
}
