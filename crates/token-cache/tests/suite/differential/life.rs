use std::{collections::HashSet, ops::AddAssign};

use serde_json::{Value, json};
use token_cache::{AccessToken, Problem, RequestData, Secret, Timestamp, TokenCache, TokenQuery, aliases};

use super::{
    cast::{CLIENTS, FOREIGN, KEYS, PARAMETERS, PEOPLE, SCOPES},
    script::Script,
};
use crate::{Issue, NOW, Peer, Person, Random, read};

/// How often what is rare came about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// A search found something.
    pub(super) found: u64,
    /// A search found an application's own token.
    pub(super) of_application: u64,
    /// A search found a bound token.
    pub(super) bound: u64,
    /// A sign-out took something.
    pub(super) signed_out: u64,
    /// A new token took the place of one under another name of the environment.
    pub(super) superseded: u64,
    /// A sign-in named nobody.
    pub(super) nobodys: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.found += other.found;
        self.of_application += other.of_application;
        self.bound += other.bound;
        self.signed_out += other.signed_out;
        self.superseded += other.superseded;
        self.nobodys += other.nobodys;
    }
}

/// A cache from its beginning to its end, in both.
pub(super) struct Life<'a> {
    pub(super) script: Script<'a>,
    pub(super) ours: TokenCache,
    pub(super) random: Random,
    pub(super) now: i64,
    pub(super) tally: Tally,
    /// Whether environments go by several names in this life.
    pub(super) has_aliases: bool,
    serial: u64,
}

impl<'a> Life<'a> {
    pub(super) fn begin(python: &'a mut Peer, label: String, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let state = if random.once_in(3) { FOREIGN } else { "" };
        let mut script = Script::new(python, label);
        script.tell(json!(["deserialize", state]));
        let has_aliases = random.once_in(3);
        let (ours, tally) = (read(state), Tally::default());
        let mut life = Self { script, ours, random, now: NOW, tally, has_aliases, serial: 0 };
        life.wait(0);
        life
    }

    pub(super) fn wait(&mut self, seconds: i64) {
        self.now += seconds;
        self.script.tell(json!(["clock", self.now]));
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.now)
    }

    /// Both hold the same, and know alike whether it changed.
    pub(super) fn compare(&mut self) {
        let written = self.ours.serialize();
        let command = json!(["same_as", self.ours.has_state_changed(), written.len()]);
        self.script.expect_of(command, &written, true.into());
        self.ours.mark_saved();
    }

    /// Both write the same, and what a sign-out leaves beside a family's tokens is nobody's; else there is nothing
    /// to mend.
    pub(super) fn end(mut self) -> Tally {
        let written = self.ours.serialize();
        self.script.expect_of(json!(["written_as", written.len()]), &written, true.into());
        let findings = self.ours.check(self.now());
        assert!(findings.iter().all(|finding| finding.problem == Problem::Orphan), "{findings:#?}");
        self.script.end();
        self.tally
    }

    /// One of them, under one of the names of their environment.
    pub(super) fn under_some_name(&mut self, person: &Person) -> Person {
        let names = aliases(person.environment);
        if !self.has_aliases || names.is_empty() {
            return person.clone();
        }
        Person { environment: self.random.pick::<&str>(names), ..person.clone() }
    }

    /// Mostly somebody who has tokens.
    pub(super) fn somebody(&mut self) -> Person {
        let tokens = self.ours.access_tokens(&TokenQuery::default());
        let homes: HashSet<_> = tokens.filter_map(|token| token.home_account_id()).collect();
        let known: Vec<_> =
            PEOPLE.iter().filter(|person| homes.contains(&*person.home_account_id())).collect();
        let anybody = known.is_empty() || self.random.once_in(4);
        let person = if anybody { self.random.pick(&PEOPLE) } else { self.random.pick(&known) };
        self.under_some_name(person)
    }

    /// Tokens for a person that are like no others.
    pub(super) fn issue(&mut self, person: &Person, client_id: &str) -> Issue {
        self.serial += 1;
        let issue = Issue::new(person, self.serial);
        self.varied(issue, client_id)
    }

    /// Tokens for the application itself.
    pub(super) fn issue_to_application(&mut self, client_id: &str) -> Issue {
        self.serial += 1;
        let mut issue = Issue::to_application(self.serial);
        issue.person = self.under_some_name(&issue.person);
        let without = json!({"id_token": null, "client_info": null, "refresh_token": null, "foci": null});
        self.varied(issue, client_id).with(&without)
    }

    fn varied(&mut self, mut issue: Issue, client_id: &str) -> Issue {
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
        // Who it is stays known from `client_info`.
        if issue.person.tenant.is_some() && random.once_in(6) {
            fields["id_token"] = Value::Null;
        }
        if client_id.starts_with("family") {
            fields["foci"] = "1".into();
        }
        if random.once_in(4) {
            fields["refresh_in"] = 1200.into();
        }
        if random.once_in(6) {
            issue.key_id = Some(*random.pick(&KEYS));
            fields["token_type"] = "pop".into();
        }
        if random.once_in(4) {
            issue.parameters = random.pick(&PARAMETERS).to_vec();
        }
        Issue { client_id: client_id.to_owned(), now: self.now, ..issue.with(&fields) }
    }

    pub(super) fn any_client(&mut self) -> &'static str {
        self.random.pick::<&str>(&CLIENTS)
    }

    /// The key, the text, the home account and the application of a refresh token that there is.
    pub(super) fn any_refresh_token(&mut self) -> Option<(String, Secret, String, String)> {
        let tokens = self.ours.refresh_tokens(&TokenQuery::default());
        let token = (!tokens.is_empty()).then(|| self.random.pick(&tokens))?;
        let (home, client_id) = (token.home_account_id()?.to_owned(), token.client_id()?.to_owned());
        Some((token.stored_key().to_owned(), token.secret()?, home, client_id))
    }
}

/// What an access token is found by; the texts are its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Sought {
    pub(super) home_account_id: Option<String>,
    pub(super) environment: String,
    pub(super) client_id: Option<String>,
    pub(super) realm: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) ext_cache_key: Option<String>,
    pub(super) key_id: Option<String>,
}

impl Life<'_> {
    /// What a token that there is would be found by, mostly.
    pub(super) fn sought(&mut self) -> Sought {
        let tokens: Vec<_> = self.ours.access_tokens(&TokenQuery::default()).collect();
        let own = |text: Option<&str>| text.map(str::to_owned);
        let is_known = |token: &&AccessToken<'_>| token.client_id() != Some("c");
        let token = (!tokens.is_empty()).then(|| self.random.pick(&tokens)).filter(is_known);
        let Some(token) = token.filter(|_| !self.random.once_in(8)) else {
            let person = self.somebody();
            let home_account_id = Some(person.home_account_id());
            return Sought {
                home_account_id,
                environment: person.environment.to_owned(),
                ..Sought::default()
            };
        };
        Sought {
            home_account_id: own(token.home_account_id()),
            environment: own(token.environment()).unwrap(),
            client_id: own(token.client_id()),
            realm: own(token.realm()),
            scopes: token.scopes().map(str::to_owned).collect(),
            ext_cache_key: own(token.ext_cache_key()),
            key_id: own(token.key_id()),
        }
    }

    /// The same with less in it, or with something else.
    pub(super) fn blurred(&mut self, mut sought: Sought) -> Sought {
        let random = &mut self.random;
        for field in [&mut sought.client_id, &mut sought.realm] {
            if random.once_in(4) {
                *field = None;
            }
        }
        sought.scopes.retain(|_| !random.once_in(3));
        if random.once_in(5) {
            sought.scopes.push(random.pick(&SCOPES).to_string());
        }
        if random.once_in(6) {
            let parameters = *random.pick(&PARAMETERS);
            sought.ext_cache_key = RequestData { parameters, ..RequestData::default() }.ext_cache_key();
        }
        if random.once_in(6) {
            sought.key_id = (!random.once_in(2)).then(|| random.pick(&KEYS).to_string());
        }
        let names = aliases(&sought.environment);
        if self.has_aliases && !names.is_empty() {
            sought.environment = random.pick(names).to_string();
        }
        sought
    }
}
