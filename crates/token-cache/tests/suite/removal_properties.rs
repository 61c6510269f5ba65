//! Whatever is in a cache and whatever is removed: the preview says what goes, and nothing else goes.

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof, proptest},
    sample::select,
};
use serde_json::{Map, Value, json};
use token_cache::{AccountId, Counts, Removal, Section, Timestamp, TokenCache, aliases};

use crate::{NOW, json, read};

const HOMES: [&str; 3] = ["one.t", "two.t", "ONE.t"];
const CLIENTS: [&str; 2] = ["Client", "other"];
const ENVIRONMENTS: [&str; 6] = [
    "login.microsoftonline.com",
    "login.windows.net",
    "STS.windows.net",
    "login.microsoftonline.us",
    "idp.example",
    "IdP.example",
];

/// Whose entry it is, and under which name of the environment.
#[derive(Clone, Debug)]
struct Place {
    home: Value,
    environment: &'static str,
    client_id: &'static str,
}

fn place() -> impl Strategy<Value = Place> {
    let home = prop_oneof![
        6 => select(HOMES.to_vec()).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!("")),
        1 => Just(json!(7)),
    ];
    (home, select(ENVIRONMENTS.to_vec()), select(CLIENTS.to_vec()))
        .prop_map(|(home, environment, client_id)| Place { home, environment, client_id })
}

/// An entry as one of the libraries keys it, or as none does.
fn entry() -> impl Strategy<Value = (Section, String, Value)> {
    let keying = select(vec!["python", "dotnet", "node", "no library"]);
    let end = prop_oneof![Just(NOW - 1), Just(NOW + 1)];
    (select(Section::ALL.to_vec()), place(), keying, end, any::<bool>(), any::<u8>()).prop_map(
        |(section, place, keying, end, has_home, number)| {
            let mut entry = json!({
                "secret": "s", "environment": place.environment, "client_id": place.client_id, "realm": "r",
                "target": "a b", "expires_on": end.to_string(),
            });
            if has_home {
                entry["home_account_id"] = place.home.clone();
            }
            let home = place.home.as_str().unwrap_or_default();
            let kind = section.name().to_lowercase();
            let key = format!("{home}-{}-{kind}-{}", place.environment, place.client_id);
            let key = match keying {
                "python" => format!("{key}-r-a b {number}").to_lowercase(),
                "dotnet" => format!("{key}-{number}--"),
                "node" => format!("{key}-{number}----"),
                _ => number.to_string(),
            };
            (section, key, entry)
        },
    )
}

fn cache() -> impl Strategy<Value = Value> {
    let junk = prop_oneof![Just(json!(null)), Just(json!("text")), Just(json!([1]))];
    (vec(entry(), 0..24), vec((select(Section::ALL.to_vec()), junk), 0..2)).prop_map(|(entries, junk)| {
        let mut state = json!({"Unknown": {"home_account_id": "one.t", "environment": "login.windows.net"}});
        for (section, key, entry) in entries {
            state[section.name()][key] = entry;
        }
        for (section, value) in junk {
            state[section.name()]["junk"] = value;
        }
        state
    })
}

fn removal() -> impl Strategy<Value = Removal> {
    let account = (select(HOMES.to_vec()), select(ENVIRONMENTS.to_vec())).prop_map(|(home, environment)| {
        AccountId { home_account_id: home.to_owned(), environment: environment.to_owned() }
    });
    let now = Timestamp::from_unix(NOW);
    let application = (select(CLIENTS.to_vec()), select(ENVIRONMENTS.to_vec()));
    prop_oneof![
        4 => account.clone().prop_map(Removal::Account),
        1 => account.clone().prop_map(Removal::Tokens),
        1 => account.clone().prop_map(Removal::AccessTokens),
        1 => account.prop_map(move |account| Removal::Expired { account, now }),
        1 => Just(Removal::AllExpired { now }),
        1 => Just(Removal::AllAccessTokens),
        1 => Just(Removal::AllTokens),
        1 => application.prop_map(|(client_id, environment)| Removal::OfApplication {
            client_id: client_id.to_owned(),
            environment: environment.to_owned(),
        }),
    ]
}

/// Whether `removal` is to take an entry, told from the JSON alone.
fn is_to_go(removal: &Removal, section: Section, entry: &Value) -> bool {
    let is_here = |environment: &str| {
        let own = entry["environment"].as_str().unwrap();
        let names = aliases(environment);
        own.eq_ignore_ascii_case(environment) || names.iter().any(|name| name.eq_ignore_ascii_case(own))
    };
    let is_of = |id: &AccountId| entry["home_account_id"] == *id.home_account_id && is_here(&id.environment);
    let is_access = section == Section::AccessToken;
    let is_token = is_access || section == Section::RefreshToken || section == Section::IdToken;
    let ended = (NOW - 1).to_string();
    let has_ended = || is_access && entry["expires_on"] == *ended;
    match removal {
        Removal::Account(id) => section != Section::AppMetadata && is_of(id),
        Removal::Tokens(id) => is_token && is_of(id),
        Removal::AccessTokens(id) => is_access && is_of(id),
        Removal::Expired { account, .. } => has_ended() && is_of(account),
        Removal::AllExpired { .. } => has_ended(),
        Removal::AllAccessTokens => is_access,
        Removal::AllTokens => is_token,
        Removal::OfApplication { client_id, environment } => {
            let home = entry.get("home_account_id");
            let is_nobodys = home.is_none_or(|home| home.is_null() || home == "");
            is_token && is_nobodys && entry["client_id"] == **client_id && is_here(environment)
        }
        Removal::Entry { .. } => false,
    }
}

/// The cache without what is to go, and how many tokens of each kind that was.
fn expected(mut state: Value, removal: &Removal) -> (Value, [usize; 3]) {
    let mut goes = [0; 3];
    for section in Section::ALL {
        let Some(entries) = state.get_mut(section.name()).and_then(Value::as_object_mut) else { continue };
        let (gone, stays): (Map<_, _>, Map<_, _>) = std::mem::take(entries)
            .into_iter()
            .partition(|(_, entry)| entry.is_object() && is_to_go(removal, section, entry));
        *entries = stays;
        match section {
            Section::AccessToken => goes[0] = gone.len(),
            Section::RefreshToken => goes[1] = gone.len(),
            Section::IdToken => goes[2] = gone.len(),
            Section::Account | Section::AppMetadata => {}
        }
    }
    (state, goes)
}

fn tokens(counts: Counts) -> [usize; 3] {
    [counts.access_tokens, counts.refresh_tokens, counts.id_tokens]
}

proptest! {
    #[test]
    fn what_goes_is_what_the_preview_says_and_nothing_else(state in cache(), removal in removal()) {
        let mut cache: TokenCache = read(&state.to_string());
        let (preview, before) = (cache.preview(&removal), cache.counts());
        let had_changed = cache.has_state_changed();
        let removed = cache.remove(&removal);
        let (left, goes) = expected(state.clone(), &removal);
        assert_eq!((preview, had_changed), (removed, false));
        assert_eq!(tokens(removed.goes), goes);
        assert_eq!(serde_json::from_str::<Value>(&json(&cache)).unwrap().to_string(), left.to_string());
        assert_eq!(cache.has_state_changed(), left != state);
        let gone = before.accounts - cache.counts().accounts;
        assert_eq!(removed.goes.accounts, gone);
        assert!(cache.preview(&removal).goes.is_empty(), "it is done at once");
    }
}
