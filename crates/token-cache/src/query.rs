use crate::{
    AccountId,
    environment::is_same_environment,
    json::{Fields, Value},
    token::{KEY_IDS, scopes_in},
};

/// Which tokens to look for. What is left out matches everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenQuery<'a> {
    /// Exact. None are an empty one's: see [`Owner::Application`].
    pub home_account_id: Option<&'a str>,
    /// Whose tokens, where no home account is given.
    pub owner: Owner,
    /// In any case, and under any alias.
    pub environment: Option<&'a str>,
    /// Exact.
    pub client_id: Option<&'a str>,
    /// Exact: the tenant as the tokens were asked for under.
    pub realm: Option<&'a str>,
    /// The token must have been granted all of these; exact.
    pub scopes: &'a [&'a str],
    /// The family of applications that share refresh tokens (`foci`).
    pub family_id: Option<&'a str>,
    /// The extended cache key, for tokens that are bound to further parameters of their request; see
    /// [`RequestData::ext_cache_key`](crate::RequestData::ext_cache_key).
    pub ext_cache_key: Option<&'a str>,
    /// Names the key that the token is bound to, however a library spells that.
    pub key_id: Option<&'a str>,
    /// The hash of the assertion that the token was got by; see
    /// [`RequestData::user_assertion_hash`](crate::RequestData::user_assertion_hash).
    pub user_assertion_hash: Option<&'a str>,
}

/// Whose tokens to look for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Owner {
    /// Any person's, and the applications' own.
    #[default]
    Anyone,
    /// An application's own (RFC 6749, section 4.4): no person's. Their home account is null, empty or missing,
    /// depending on the library.
    Application,
}

impl<'a> TokenQuery<'a> {
    /// Everything of one account.
    pub fn of_account(account: &'a AccountId) -> Self {
        Self {
            home_account_id: Some(&account.home_account_id),
            environment: Some(&account.environment),
            ..Self::default()
        }
    }

    /// The application's own tokens, which are no person's.
    pub fn of_application(client_id: &'a str, environment: &'a str) -> Self {
        Self {
            owner: Owner::Application,
            client_id: Some(client_id),
            environment: Some(environment),
            ..Self::default()
        }
    }

    /// By the fields of the entry; its key says nothing reliable.
    pub(crate) fn matches(&self, entry: &Fields) -> bool {
        self.matches_owner(entry)
            && is_field(entry, "client_id", self.client_id)
            && is_field(entry, "realm", self.realm)
            && is_field(entry, "family_id", self.family_id)
            && is_field(entry, "ext_cache_key", self.ext_cache_key)
            && self.key_id.is_none_or(|key| KEY_IDS.iter().any(|name| entry.text(name) == Some(key)))
            && is_field(entry, "user_assertion_hash", self.user_assertion_hash)
            && self.environment.is_none_or(|environment| is_in_environment(entry, environment))
            && self.matches_scopes(entry)
    }

    fn matches_owner(&self, entry: &Fields) -> bool {
        let is_wanted = match self.owner {
            Owner::Anyone => true,
            Owner::Application => is_of_application(entry),
        };
        is_wanted
            && self.home_account_id != Some("")
            && is_field(entry, "home_account_id", self.home_account_id)
    }

    fn matches_scopes(&self, entry: &Fields) -> bool {
        let target = entry.text("target").unwrap_or_default();
        self.scopes.iter().all(|scope| scopes_in(target).any(|granted| granted == *scope))
    }
}

/// What cannot be read is not taken for an application's.
fn is_of_application(entry: &Fields) -> bool {
    let home = entry.get("home_account_id");
    home.is_none_or(|home| *home == Value::Null || home.as_str() == Some(""))
}

pub(crate) fn is_in_environment(entry: &Fields, environment: &str) -> bool {
    entry.text("environment").is_some_and(|own| is_same_environment(own, environment))
}

fn is_field(entry: &Fields, name: &str, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| entry.text(name) == Some(wanted))
}
