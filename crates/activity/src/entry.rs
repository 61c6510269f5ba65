//! One thing that happened.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sign_in::{SilentOutcome, TokenSource};
use token_cache::{Account, AccountId, Merged, Section, Timestamp, TokenCache};

use crate::{
    Fault, Outcome, What,
    text::{bounded, code},
};

/// The most scopes that an entry names.
const MOST_SCOPES: usize = 64;

/// One thing that happened. It has no field for a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When, in Unix seconds.
    pub time: i64,
    /// What.
    pub what: What,
    /// How it ended.
    #[serde(default)]
    pub outcome: Outcome,
    /// Why it did not come about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// The provider's own code for that, such as `AADSTS50173`; never its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// To whom; none where it was nobody's or everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Person>,
    /// The tenant (realm).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The application that got, used or lost tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// The scopes that were asked for, or that the token has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// What came into the cache.
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub came: Counts,
    /// What went from it.
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub gone: Counts,
    /// The provider that was connected, changed or disconnected, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The file that was written or moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// By which program.
    #[serde(default)]
    pub program: Program,
    /// What a later version noted besides.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// Whose account it was, as it was known then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Person {
    /// As in [`AccountId`].
    pub home_account_id: String,
    /// As in [`AccountId`].
    pub environment: String,
    /// The username.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub username: String,
    /// The person's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// An application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Application {
    /// Its client ID.
    pub client_id: String,
    /// The name of the provider that it is connected through, if one has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A program that did something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Program {
    /// The name of its file; empty where nobody knows.
    pub name: String,
    /// Its process ID, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_id: Option<u32>,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Counts {
    /// Accounts.
    pub accounts: usize,
    /// Access tokens.
    pub access_tokens: usize,
    /// Refresh tokens.
    pub refresh_tokens: usize,
    /// ID tokens.
    pub id_tokens: usize,
}

impl Entry {
    /// That this program did that at that time.
    pub fn new(what: What, time: Timestamp) -> Self {
        Self {
            time: time.as_unix(),
            what,
            outcome: Outcome::Done,
            fault: None,
            provider_code: None,
            account: None,
            tenant: None,
            application: None,
            scopes: Vec::new(),
            came: Counts::default(),
            gone: Counts::default(),
            provider: None,
            path: None,
            program: Program::this(),
            more: Map::new(),
        }
    }

    /// To the account of that ID, as the cache knows it.
    #[must_use]
    pub fn about(mut self, cache: &TokenCache, id: &AccountId) -> Self {
        let account = cache.account(id);
        self.tenant = account.as_ref().and_then(tenant_of).map(str::to_owned);
        self.account = Some(account.map_or_else(|| Person::unknown(id), |found| Person::of(cache, &found)));
        self
    }

    /// That it did not come about, for that reason and with the provider's code, where there is one.
    #[must_use]
    pub fn failed(self, fault: Fault, provider_code: Option<String>) -> Self {
        Self { outcome: Outcome::Failed, fault: Some(fault), provider_code, ..self }
    }

    /// That a renewal ended so; none where the token was in the cache, for then nothing happened.
    pub fn renewed(self, outcome: &SilentOutcome) -> Option<Self> {
        match outcome {
            SilentOutcome::Token(token) if token.source == TokenSource::Cache => None,
            SilentOutcome::Token(token) => Some(Self { scopes: token.scopes.to_vec(), ..self }),
            SilentOutcome::InteractionRequired(why) => {
                let needed = self.failed(why.reason.into(), why.provider_code());
                Some(Self { outcome: Outcome::SignInNeeded, ..needed })
            }
        }
    }

    /// Whether it was about that account.
    pub fn is_about(&self, id: &AccountId) -> bool {
        self.account.as_ref().is_some_and(|person| person.id().is_same(id))
    }

    /// The entry as it may be written: texts of a bounded length, and none that may be a secret.
    pub(crate) fn fit_to_write(&self) -> Self {
        let one = |text: &Option<String>| text.as_deref().map(bounded);
        Self {
            provider_code: self.provider_code.as_deref().and_then(code),
            account: self.account.as_ref().map(Person::bounded),
            tenant: one(&self.tenant),
            application: self.application.as_ref().map(|application| Application {
                client_id: bounded(&application.client_id),
                name: one(&application.name),
            }),
            scopes: self.scopes.iter().take(MOST_SCOPES).map(|scope| bounded(scope)).collect(),
            provider: one(&self.provider),
            path: one(&self.path),
            program: Program { name: bounded(&self.program.name), ..self.program },
            more: Map::new(),
            ..self.clone()
        }
    }
}

/// The home tenant, else the realm that the account was signed in to.
pub(crate) fn tenant_of(account: &Account) -> Option<&str> {
    account.home_tenant().or_else(|| Some(account.realm()).filter(|realm| !realm.is_empty()))
}

impl Person {
    /// As the cache knows the account.
    pub fn of(cache: &TokenCache, account: &Account) -> Self {
        Self {
            home_account_id: account.home_account_id().to_owned(),
            environment: account.environment().to_owned(),
            username: account.username().to_owned(),
            name: cache.name_of(account).unwrap_or_default(),
        }
    }

    /// Of whom nothing more is known.
    pub fn unknown(id: &AccountId) -> Self {
        Self {
            home_account_id: id.home_account_id.clone(),
            environment: id.environment.clone(),
            ..Self::default()
        }
    }

    /// Names the account.
    pub fn id(&self) -> AccountId {
        AccountId { home_account_id: self.home_account_id.clone(), environment: self.environment.clone() }
    }

    fn bounded(&self) -> Self {
        Self {
            home_account_id: bounded(&self.home_account_id),
            environment: bounded(&self.environment),
            username: bounded(&self.username),
            name: bounded(&self.name),
        }
    }
}

impl Program {
    /// Tessera's own programs, which note by themselves what they do.
    const OURS: [&str; 2] = ["tessera", "tessera-desktop"];

    /// This one.
    pub fn this() -> Self {
        let path = std::env::current_exe().ok();
        let name = path.as_deref().and_then(|path| path.file_stem()).unwrap_or_default();
        Self { name: name.to_string_lossy().into_owned(), process_id: Some(std::process::id()) }
    }

    /// One of which only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), process_id: None }
    }

    /// Whether a program of that file's name notes by itself what it does.
    pub fn notes_by_itself(name: &str) -> bool {
        Self::OURS.contains(&name.strip_suffix(".exe").unwrap_or(name))
    }
}

impl Counts {
    /// Whether there is none of any.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl From<token_cache::Counts> for Counts {
    fn from(counts: token_cache::Counts) -> Self {
        let token_cache::Counts { accounts, access_tokens, refresh_tokens, id_tokens } = counts;
        Self { accounts, access_tokens, refresh_tokens, id_tokens }
    }
}

/// What a merge brought: new accounts, and tokens that are new or newer.
impl From<Merged> for Counts {
    fn from(merged: Merged) -> Self {
        let tokens = |section| merged.of(section).added + merged.of(section).updated;
        Self {
            accounts: merged.of(Section::Account).added,
            access_tokens: tokens(Section::AccessToken),
            refresh_tokens: tokens(Section::RefreshToken),
            id_tokens: tokens(Section::IdToken),
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.accounts += more.accounts;
        self.access_tokens += more.access_tokens;
        self.refresh_tokens += more.refresh_tokens;
        self.id_tokens += more.id_tokens;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
    const JWT: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

    #[test]
    fn what_a_later_version_notes_is_kept_under_its_name() {
        let line = r#"{"time":5,"what":"token-sold","outcome":"half-done","fault":"moon","price":{"eur":1}}"#;
        let entry: Entry = serde_json::from_str(line).unwrap();
        assert_eq!(entry.what, What::Other("token-sold".to_owned()));
        assert_eq!(entry.outcome, Outcome::Other("half-done".to_owned()));
        assert_eq!(entry.fault, Some(Fault::Other("moon".to_owned())));
        assert_eq!(entry.more["price"]["eur"], 1);
        let known: Entry = serde_json::from_str(r#"{"time":5,"what":"sign-out"}"#).unwrap();
        assert_eq!((known.what, known.outcome), (What::SignOut, Outcome::Done));
    }

    #[test]
    fn nothing_that_looks_like_a_token_gets_into_any_text() {
        let text = || Some(JWT.to_owned());
        let entry = Entry {
            provider_code: text(),
            account: Some(Person {
                home_account_id: JWT.to_owned(),
                environment: JWT.to_owned(),
                username: JWT.to_owned(),
                name: format!("Ada {JWT}"),
            }),
            tenant: text(),
            application: Some(Application { client_id: JWT.to_owned(), name: text() }),
            scopes: vec![JWT.to_owned(), "x".repeat(4000)],
            provider: text(),
            path: text(),
            program: Program::named(JWT),
            more: std::iter::once(("extra".to_owned(), Value::from(JWT))).collect(),
            ..Entry::new(What::Renewal, NOW)
        };
        let written = serde_json::to_string(&entry.fit_to_write()).unwrap();
        assert!(!written.contains("eyJ") && written.len() < 2000, "{written}");
    }

    #[test]
    fn an_entry_is_about_an_account_under_every_name_of_its_environment() {
        let id = |environment: &str| AccountId {
            home_account_id: "uid.utid".to_owned(),
            environment: environment.to_owned(),
        };
        let entry = Entry::new(What::SignIn, NOW).about(&TokenCache::default(), &id("login.windows.net"));
        assert!(entry.is_about(&id("login.microsoftonline.com")));
        assert!(!entry.is_about(&id("login.example")));
    }
}
