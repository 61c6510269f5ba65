//! What happens in a life. Each step is done in both.

use serde_json::{Map, Value, json};
use token_cache::{
    AccessToken, Added, Grant, Owner, RefreshToken, Removal, Secret, Section, Token, TokenQuery,
    is_same_environment,
};

use super::{
    cast::{CLIENTS, ENVIRONMENTS, PEOPLE},
    life::Life,
};
use crate::{Issue, Person, json, read};

impl Life<'_> {
    pub(super) fn step(&mut self, step: u64) {
        let (name, act): (_, fn(&mut Self)) = match self.random.below(24) {
            0..6 => ("sign in", Self::sign_in),
            6..10 => ("renew", Self::renew),
            10..12 => ("application", Self::issue_own),
            12..15 => ("search access tokens", Self::search_access_tokens),
            15..17 => ("search other tokens", Self::search_other_tokens),
            17 => ("list accounts", Self::list_accounts),
            18 => ("sign out", Self::sign_out),
            19 => ("remove a refresh token", Self::remove_refresh_token),
            20 => ("remove an application's tokens", Self::remove_own),
            21 => ("swap", Self::swap),
            22 => ("too late", Self::renew_too_late),
            _ => ("wait", Self::wait_a_while),
        };
        self.script.begin_step(step, name);
        act(self);
        self.compare();
    }

    fn wait_a_while(&mut self) {
        let seconds = *self.random.pick(&[1, 60, 1800, 4000, -30]);
        self.wait(seconds);
    }

    fn sign_in(&mut self) {
        let person = self.random.pick(&PEOPLE).clone();
        let (person, client_id) = (self.under_some_name(&person), self.any_client());
        let mut issue = self.issue(&person, client_id);
        let username = "Typed@fabrikam.example";
        let grants = [
            Grant::AuthorizationCode,
            Grant::AuthorizationCode,
            Grant::DeviceCode,
            Grant::Password { username },
            Grant::Assertion { username: None },
            Grant::Assertion { username: Some(username) },
            Grant::UserFederatedIdentity { username: Some(username) },
        ];
        issue.grant = *self.random.pick(&grants);
        if self.random.once_in(12) {
            // Intended difference: nobody's tokens.
            self.tally.nobodys += 1;
            let nameless = issue.with(&json!({"id_token": null, "client_info": null}));
            assert_eq!(nameless.sign_in(&mut self.ours), Added::NamesNobody);
            return;
        }
        self.add(&issue);
    }

    fn issue_own(&mut self) {
        let client_id = self.any_client();
        let issue = self.issue_to_application(client_id);
        self.add(&issue);
    }

    fn add(&mut self, issue: &Issue) {
        let before = self.ours.counts();
        assert!(matches!(issue.sign_in(&mut self.ours), Added::Stored { .. }));
        self.told(issue.python_sign_in(), "live_sign_in", issue);
        let after = self.ours.counts();
        self.tally.superseded += u64::from(after.access_tokens < before.access_tokens);
        let is_over_alias = after.id_tokens == before.id_tokens && self.has_aliases;
        self.tally.superseded += u64::from(is_over_alias && issue.response.get("id_token").is_some());
    }

    /// The command of an issue as one of the lives, with the texts of its tokens.
    fn told(&mut self, mut command: Value, name: &str, issue: &Issue) {
        let texts = ["access_token", "id_token", "refresh_token"].map(|field| issue.response.get(field));
        let command = command.as_array_mut().unwrap();
        command[0] = name.into();
        command.insert(1, texts.into_iter().flatten().cloned().collect());
        self.script.tell(std::mem::take(command).into());
    }

    fn renew(&mut self) {
        let Some((stored_key, used, home, client_id)) = self.any_refresh_token() else { return };
        let Some(person) = PEOPLE.iter().find(|person| person.home_account_id() == home) else { return };
        // A family's refresh token serves its other applications too.
        let client_id = if self.random.once_in(3) { self.any_client() } else { &client_id };
        let person = self.under_some_name(person);
        let issue = self.issue(&person, client_id);
        issue.refresh(&mut self.ours, &stored_key);
        self.told(issue.python_refresh(&used), "live_renewal", &issue);
    }

    /// Intended difference: no resurrection.
    fn renew_too_late(&mut self) {
        let person = self.somebody();
        let issue = self.issue(&person, CLIENTS[0]);
        assert_eq!(issue.refresh(&mut self.ours, "gone"), Added::SignedOutMeanwhile);
    }

    fn search_access_tokens(&mut self) {
        let sought = self.sought();
        let sought = self.blurred(sought);
        let scopes: Vec<_> = sought.scopes.iter().map(String::as_str).collect();
        let is_own = sought.home_account_id.is_none();
        let query = TokenQuery {
            home_account_id: sought.home_account_id.as_deref(),
            owner: if is_own { Owner::Application } else { Owner::Anyone },
            environment: Some(&sought.environment),
            client_id: sought.client_id.as_deref(),
            realm: sought.realm.as_deref(),
            scopes: &scopes,
            ext_cache_key: sought.ext_cache_key.as_deref(),
            key_id: sought.key_id.as_deref(),
            family_id: None,
            user_assertion_hash: None,
        };
        self.sweep();
        self.expect_found(&query);
    }

    fn expect_found(&mut self, query: &TokenQuery<'_>) {
        let python_query = python_query(query);
        let environment = query.environment.unwrap();
        // MSAL Python hides what is extended from who does not ask for it; ours shows it, and does not hand it out.
        let is_shown = |extended: Option<&str>| query.ext_cache_key.is_some() || extended.is_none();
        let shown: Vec<_> =
            self.ours.access_tokens(query).filter(|token| is_shown(token.ext_cache_key())).collect();
        let first = self.ours.find_access_token(query, self.now()).and_then(|token| token.secret());
        // The second time it is remembered.
        for _ in 0..2 {
            let bearer = self.ours.bearer_token(query, self.now());
            assert_eq!(bearer.map(|token| token.access_token.clone()), first);
        }
        if let Some(bearer) = self.ours.found_only().0.bearer_token(query, self.now()) {
            assert_eq!(Some(&bearer.access_token), first.as_ref());
        }
        self.tally.found += shown.len() as u64;
        self.tally.of_application += u64::from(query.owner == Owner::Application && first.is_some());
        let is_bound = query.key_id.is_some() || query.ext_cache_key.is_some();
        self.tally.bound += u64::from(is_bound && first.is_some());
        let is_of_one_name = shown.iter().all(|token| token.environment() == Some(environment));
        let secrets = texts(shown.iter().filter_map(AccessToken::secret));
        self.script
            .expect(json!(["found", "AccessToken", query.scopes, python_query, environment]), secrets.into());
        // Intended difference: aliases. Else both find the same one first.
        if is_of_one_name {
            let mut python_query = python_query;
            python_query["environment"] = environment.into();
            let first = first.map_or(Value::Null, |secret| secret.expose().into());
            self.script.expect(json!(["first", query.scopes, python_query]), first);
        }
    }

    fn search_other_tokens(&mut self) {
        let person = self.somebody();
        let home = person.home_account_id();
        let mut query = TokenQuery {
            home_account_id: Some(&home),
            environment: Some(person.environment),
            ..TokenQuery::default()
        };
        if self.random.once_in(3) {
            query.realm = Some(person.tenant.unwrap_or("tenant"));
            let secrets = texts(self.ours.id_tokens(&query).filter_map(|token| token.secret()));
            let command = json!(["found", "IdToken", null, python_query(&query), person.environment]);
            return self.script.expect(command, secrets.into());
        }
        if self.random.once_in(2) {
            query.family_id = Some("1");
        } else {
            query.client_id = Some(CLIENTS[0]);
        }
        let found = self.ours.refresh_tokens(&query);
        assert!(found.is_sorted_by_key(|token| std::cmp::Reverse(token.last_modification_time())));
        let secrets = texts(found.iter().filter_map(RefreshToken::secret));
        self.tally.found += found.len() as u64;
        let command = json!(["found", "RefreshToken", null, python_query(&query), person.environment]);
        self.script.expect(command, secrets.into());
    }

    fn list_accounts(&mut self) {
        for environment in ENVIRONMENTS {
            let accounts = self.ours.accounts().into_iter().map(|account| account.id());
            let here = accounts.filter(|id| is_same_environment(&id.environment, environment));
            let mut homes: Vec<_> = here.map(|id| id.home_account_id).collect();
            homes.sort_unstable();
            self.script.expect(json!(["live_accounts", environment]), homes.into());
        }
    }

    fn sign_out(&mut self) {
        let id = self.somebody().account_id();
        let client_id = self.any_client();
        self.sweep();
        let preview = self.ours.preview(&Removal::Account(id.clone()));
        let removed = self.ours.remove(&Removal::Account(id.clone()));
        assert_eq!(preview, removed);
        assert!(removed.stays.is_empty());
        self.tally.signed_out += u64::from(!removed.goes.is_empty());
        self.script.tell(json!(["live_sign_out", client_id, id.environment, id.home_account_id]));
    }

    fn remove_own(&mut self) {
        let (client_id, environment) = (self.any_client(), self.under_some_name(&Person::ADA).environment);
        self.sweep();
        let own =
            Removal::OfApplication { client_id: client_id.to_owned(), environment: environment.to_owned() };
        assert!(self.ours.remove(&own).stays.is_empty());
        self.script.tell(json!(["live_remove_tokens_for_client", client_id, environment]));
    }

    fn remove_refresh_token(&mut self) {
        let Some((stored_key, secret, ..)) = self.any_refresh_token() else { return };
        let section = Section::RefreshToken;
        let token = self.ours.token_by_key(section, &stored_key);
        assert!(matches!(token, Some(Token::Refresh(token)) if token.secret() == Some(secret.clone())));
        let removed = self.ours.remove(&Removal::Entry { section, stored_key });
        assert_eq!(removed.goes.refresh_tokens, 1);
        self.script.tell(json!(["remove_refresh_token", secret.expose()]));
    }

    /// Each goes on with what the other wrote, which is the same: it was compared.
    fn swap(&mut self) {
        let written = json(&self.ours);
        self.ours = read(&written);
        self.script.tell(json!(["deserialize", written]));
    }

    /// Intended difference: reading changes nothing. MSAL Python's searches and removals sweep.
    fn sweep(&mut self) {
        self.ours.remove(&Removal::AllExpired { now: self.now() });
    }
}

/// The same for MSAL Python, but for the environment.
fn python_query(query: &TokenQuery<'_>) -> Value {
    let fields = [
        ("home_account_id", query.home_account_id),
        ("client_id", query.client_id),
        ("realm", query.realm),
        ("family_id", query.family_id),
        ("ext_cache_key", query.ext_cache_key),
        ("key_id", query.key_id),
    ];
    let mut python: Map<String, Value> =
        fields.iter().filter_map(|(name, text)| Some(((*name).to_owned(), (*text)?.into()))).collect();
    if query.owner == Owner::Application {
        python.insert("home_account_id".to_owned(), Value::Null);
    }
    python.into()
}

fn texts(secrets: impl Iterator<Item = Secret>) -> Vec<String> {
    let mut texts: Vec<_> = secrets.map(|secret| secret.expose().to_owned()).collect();
    texts.sort_unstable();
    texts
}
