//! Random lives of a cache, lived by MSAL Python 1.39 and by ours: after each step both hold the same JSON.
//!
//! Where the two differ on purpose (see `intended_differences.rs`), this test brings MSAL Python into line
//! explicitly, and first checks that nothing but that differs.

use std::{cell::Cell, env};

use crate::{ENTRA, Issue, NOW, Peer, Person, Random, json, read};
use serde_json::{Value, json};
use token_cache::{
    Problem, RefreshToken, Removal, Secret, Section, Timestamp, Token, TokenCache, TokenQuery,
};

const SEQUENCES: u64 = 400;
const STEPS: u64 = 20;
const CLIENTS: [&str; 4] = ["Client-One", "client-two", "family-one", "family-two"];
const SCOPES: [&str; 6] = ["User.Read", "user.read", "Mail.Send", "openid", "profile", "api://x/.default"];

const PEOPLE: [Person; 5] = [
    Person::ADA,
    Person {
        uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000002",
        tenant: Some("a1b2c3d4-0000-4000-8000-0000000000aa"),
        username: "bo@fabrikam.example",
        name: "Bo",
        environment: ENTRA,
    },
    // Shares the username of the one before, in another cloud.
    Person {
        uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000002",
        tenant: Some("a1b2c3d4-0000-4000-8000-0000000000bb"),
        username: "bo@fabrikam.example",
        name: "Bo",
        environment: "login.microsoftonline.us",
    },
    Person {
        uid: "00000000-0000-0000-66f3-3332eca7ea81",
        tenant: Some("9188040d-6c67-4c5b-b112-36a304b66dad"),
        username: "cy@outlook.example",
        name: "Cy",
        environment: ENTRA,
    },
    Person::GENERIC,
];

/// A cache that has things in it which neither library made.
const FOREIGN: &str = r#"{"Unknown": {"a": [1, 2.5, null]}, "AccessToken": {"u.t-login.microsoftonline.com-accesstoken-c-t-s":
    {"credential_type": "AccessToken", "secret": "foreign", "home_account_id": "u.t", "environment":
    "login.microsoftonline.com", "client_id": "c", "target": "s", "realm": "t", "expires_on": "1700001000",
    "user_assertion_hash": "h"}}, "RefreshToken": {"u.t-login.microsoftonline.com-refreshtoken-c--": {"credential_type":
    "RefreshToken", "secret": "foreign rt", "home_account_id": "u.t", "environment": "login.microsoftonline.com",
    "client_id": "c", "wam_account_ids": {}}}}"#;

#[test]
fn random_lives_of_a_cache_are_the_same_in_both() {
    let seed = env::var("TESSERA_SEED").ok().map_or(39, |seed| seed.parse().unwrap());
    let mut python = Peer::python();
    let (mut hits, mut removals) = (0, 0);
    for sequence in 0..SEQUENCES {
        let mut life = Life::begin(&mut python, seed * 1_000_003 + sequence);
        for step in 0..STEPS {
            let did = life.step();
            life.compare(&format!("TESSERA_SEED={seed}, sequence {sequence}, step {step}: {did}"));
        }
        life.is_sound();
        hits += life.hits;
        removals += life.removals;
    }
    assert!(hits > SEQUENCES, "only {hits} searches found something");
    assert!(removals > SEQUENCES / 2, "only {removals} sign-outs removed something");
}

struct Life<'a> {
    python: &'a mut Peer,
    ours: TokenCache,
    random: Random,
    serial: u64,
    now: i64,
    hits: u64,
    removals: u64,
}

impl<'a> Life<'a> {
    fn begin(python: &'a mut Peer, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let state = if random.once_in(3) { FOREIGN } else { "" };
        python.deserialize(state);
        let ours = read(state);
        let mut life = Self { python, ours, random, serial: 0, now: NOW, hits: 0, removals: 0 };
        life.wait(0);
        life
    }

    /// Does something in both, and names it.
    fn step(&mut self) -> &'static str {
        match self.random.below(20) {
            0..7 => self.sign_in(),
            7..11 => self.refresh(),
            11..13 => self.search_access_tokens(),
            13..15 => self.search_refresh_tokens(),
            15 => self.list_accounts(),
            16 => self.sign_out(),
            17 => self.remove_refresh_token(),
            18 => self.reload(),
            _ => {
                let seconds = *self.random.pick(&[1, 60, 1800, 4000, -30]);
                self.wait(seconds)
            }
        }
    }

    /// What a sign-out leaves beside a family's tokens is nobody's; else there is nothing to mend.
    fn is_sound(&self) {
        let findings = self.ours.check(Timestamp::from_unix(self.now));
        assert!(findings.iter().all(|finding| finding.problem == Problem::Orphan), "{findings:#?}");
    }

    fn compare(&mut self, did: &str) {
        let changed = self.python.tell(&json!(["has_state_changed"]));
        assert_eq!(changed, self.ours.has_state_changed(), "{did}");
        assert_eq!(json(&self.ours), self.python.serialize(), "{did}");
        self.ours.mark_saved();
    }

    fn wait(&mut self, seconds: i64) -> &'static str {
        self.now += seconds;
        self.python.tell(&json!(["clock", self.now]));
        "wait"
    }

    fn sign_in(&mut self) -> &'static str {
        let person = self.random.pick(&PEOPLE).clone();
        let client_id = self.random.pick(&CLIENTS).to_string();
        let issue = self.issue(&person, client_id);
        issue.sign_in(&mut self.ours);
        self.python.tell(&issue.python_sign_in());
        "sign in"
    }

    fn refresh(&mut self) -> &'static str {
        let Some((stored_key, used, home, client_id)) = self.any_refresh_token() else { return "nothing" };
        let Some(person) = PEOPLE.iter().find(|person| person.home_account_id() == home) else {
            return "nothing";
        };
        // A family's refresh token serves its other applications too.
        let client_id =
            if self.random.once_in(3) { self.random.pick(&CLIENTS).to_string() } else { client_id };
        let issue = self.issue(person, client_id);
        issue.refresh(&mut self.ours, &stored_key);
        self.python.tell(&issue.python_refresh(&used));
        "refresh"
    }

    /// Mostly somebody who has signed in.
    fn somebody(&mut self) -> Person {
        let signed_in = self.ours.accounts();
        let known = (!signed_in.is_empty() && !self.random.once_in(4)).then(|| self.random.pick(&signed_in));
        let is_known = |person: &&Person| known.is_some_and(|account| account.id == person.account_id());
        PEOPLE.iter().find(is_known).unwrap_or_else(|| self.random.pick(&PEOPLE)).clone()
    }

    fn issue(&mut self, person: &Person, client_id: String) -> Issue {
        self.serial += 1;
        let mut issue = Issue::new(person, self.serial);
        let random = &mut self.random;
        if random.once_in(4) {
            let tenants = ["a1b2c3d4-0000-4000-8000-0000000000bb", "organizations", "Contoso.example"];
            issue.realm = random.pick(&tenants).to_string();
        }
        issue.scopes = (0..=random.below(3)).map(|_| random.pick(&SCOPES).to_string()).collect();
        let granted: Vec<_> = (0..random.below(4)).map(|_| *random.pick(&SCOPES)).collect();
        let mut fields = json!({
            "scope": if random.once_in(3) { Value::Null } else { granted.join(" ").into() },
            "expires_in": *random.pick(&[3599, 60, 0]),
        });
        for absent in ["refresh_token", "access_token", "expires_in", "ext_expires_in", "token_type"] {
            if random.once_in(6) {
                fields[absent] = Value::Null;
            }
        }
        if client_id.starts_with("family") {
            fields["foci"] = "1".into();
        }
        if random.once_in(4) {
            fields["refresh_in"] = 1200.into();
        }
        Issue { client_id, now: self.now, ..issue.with(&fields) }
    }

    fn any_refresh_token(&mut self) -> Option<(String, Secret, String, String)> {
        let tokens = self.ours.refresh_tokens(&TokenQuery::default());
        let token = (!tokens.is_empty()).then(|| self.random.pick(&tokens))?;
        let (home, client_id) = (token.home_account_id()?.to_owned(), token.client_id()?.to_owned());
        Some((token.stored_key().to_owned(), token.secret()?, home, client_id))
    }

    fn search_access_tokens(&mut self) -> &'static str {
        let person = self.somebody();
        let home = person.home_account_id();
        let client_id = *self.random.pick(&CLIENTS);
        let mut target: Vec<_> = (0..self.random.below(3)).map(|_| *self.random.pick(&SCOPES)).collect();
        target.dedup();
        let mut python_query = json!({"home_account_id": home, "environment": person.environment});
        let mut query = TokenQuery { scopes: &target, ..TokenQuery::default() };
        query.home_account_id = Some(&home);
        query.environment = Some(person.environment);
        if self.random.once_in(2) {
            python_query["client_id"] = client_id.into();
            query.client_id = Some(client_id);
        }
        if self.random.once_in(2) {
            python_query["realm"] = person.tenant.unwrap_or("tenant").into();
            query.realm = Some(person.tenant.unwrap_or("tenant"));
        }
        let now = Timestamp::from_unix(self.now);
        // Intended difference: reading changes nothing, MSAL Python's search sweeps.
        self.ours.remove(&Removal::AllExpired { now });
        let theirs = self.secrets(&json!(["search", "AccessToken", target, python_query]));
        let first = self.ours.find_access_token(&query, now).and_then(|token| token.secret());
        assert_eq!(first, theirs.first().cloned(), "the token that is found first");
        let ours = self.ours.access_tokens(&query).filter_map(|token| token.secret()).collect();
        self.hits += theirs.len() as u64;
        assert_same(ours, theirs);
        "search access tokens"
    }

    fn search_refresh_tokens(&mut self) -> &'static str {
        let person = self.somebody();
        let home = person.home_account_id();
        let mut query = TokenQuery { home_account_id: Some(&home), ..TokenQuery::default() };
        let mut python_query = json!({"home_account_id": home});
        if self.random.once_in(2) {
            query.family_id = Some("1");
            python_query["family_id"] = "1".into();
        } else {
            query.client_id = Some(CLIENTS[0]);
            python_query["client_id"] = CLIENTS[0].into();
        }
        let theirs = self.secrets(&json!(["search", "RefreshToken", null, python_query]));
        let found = self.ours.refresh_tokens(&query);
        assert!(found.is_sorted_by_key(|token| std::cmp::Reverse(token.last_modification_time())));
        let ours = found.iter().filter_map(RefreshToken::secret).collect();
        self.hits += theirs.len() as u64;
        assert_same(ours, theirs);
        "search refresh tokens"
    }

    fn secrets(&mut self, search: &Value) -> Vec<Secret> {
        let found = self.python.tell(search);
        let secret = |entry: &Value| Secret::new(entry["secret"].as_str().unwrap().to_owned());
        found.as_array().unwrap().iter().map(secret).collect()
    }

    fn list_accounts(&mut self) -> &'static str {
        for environment in [ENTRA, "login.microsoftonline.us", "idp.example"] {
            let theirs = self.python.tell(&json!(["accounts", "client", environment]));
            let ours =
                self.ours.accounts().into_iter().filter(|account| account.id.environment == environment);
            let ours: Vec<_> =
                ours.map(|account| json!([account.id.home_account_id, account.username])).collect();
            let row = |account: &Value| json!([account["home_account_id"], account["username"]]);
            assert_eq!(ours, theirs.as_array().unwrap().iter().map(row).collect::<Vec<_>>());
        }
        "list accounts"
    }

    fn sign_out(&mut self) -> &'static str {
        let person = self.somebody();
        let id = person.account_id();
        let client_id = *self.random.pick(&CLIENTS);
        // Intended difference: reading changes nothing, MSAL Python's sign-out sweeps on its way.
        self.ours.remove(&Removal::AllExpired { now: Timestamp::from_unix(self.now) });
        let preview = self.ours.preview(&Removal::Account(id.clone()));
        let removed = self.ours.remove(&Removal::Account(id.clone()));
        assert_eq!(preview, removed);
        assert!(removed.stays.is_empty());
        self.removals += u64::from(!removed.goes.is_empty());
        self.python.tell(&json!(["sign_out", client_id, person.environment, id.home_account_id]));
        // Intended difference: ours is whole, MSAL Python leaves the refresh tokens of other applications.
        let query = json!({"home_account_id": id.home_account_id, "environment": person.environment});
        let left = self.python.tell(&json!(["search", "RefreshToken", null, query]));
        for token in left.as_array().unwrap() {
            assert_ne!(token["client_id"], client_id);
            self.python.tell(&json!(["remove_refresh_token", token["secret"]]));
        }
        "sign out"
    }

    fn remove_refresh_token(&mut self) -> &'static str {
        let Some((stored_key, secret, ..)) = self.any_refresh_token() else { return "nothing" };
        let section = Section::RefreshToken;
        let token = self.ours.token_by_key(section, &stored_key);
        assert!(matches!(token, Some(Token::Refresh(token)) if token.secret() == Some(secret.clone())));
        let removed = self.ours.remove(&Removal::Entry { section, stored_key });
        assert_eq!(removed.goes.refresh_tokens, 1);
        self.python.tell(&json!(["remove_refresh_token", secret.expose()]));
        "remove a refresh token"
    }

    /// Each goes on with what the other wrote.
    fn reload(&mut self) -> &'static str {
        let theirs = Cell::new(self.python.serialize());
        self.python.deserialize(&json(&self.ours));
        self.ours = read(&theirs.take());
        "swap"
    }
}

fn assert_same(mut ours: Vec<Secret>, mut theirs: Vec<Secret>) {
    for list in [&mut ours, &mut theirs] {
        list.sort_by(|left, right| left.expose().cmp(right.expose()));
    }
    let text = |list: &[Secret]| list.iter().map(|secret| secret.expose().to_owned()).collect::<Vec<_>>();
    assert_eq!(text(&ours), text(&theirs));
}
