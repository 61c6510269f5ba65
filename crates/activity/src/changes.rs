//! What came into a cache and went from it between two looks.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use token_cache::{AccountId, Timestamp, TokenCache, TokenQuery};

use crate::{Application, Counts, Entry, Person, entry::tenant_of};

/// More accounts than a person would read one by one are told as one change.
const MOST_ACCOUNTS: usize = 20;
/// More scopes than a person would read.
const MOST_SCOPES: usize = 16;

/// What became of one account, or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Whose; none where it was many people's, or nobody's.
    pub account: Option<Person>,
    /// The account's tenant.
    pub tenant: Option<String>,
    /// The application of the tokens that came or went, where it was one.
    pub client_id: Option<String>,
    /// The scopes of the access tokens that came.
    pub scopes: Vec<String>,
    /// What came; a token that another one took the place of counts here only.
    pub came: Counts,
    /// What went.
    pub gone: Counts,
}

impl Change {
    /// Puts it into an entry.
    #[must_use]
    pub fn told_by(self, entry: Entry) -> Entry {
        let application = self.client_id.map(|client_id| Application { client_id, name: None });
        let Self { account, tenant, scopes, came, gone, .. } = self;
        Entry { account, tenant, application, scopes, came, gone, ..entry }
    }
}

/// What came and went, account by account; in one where it was many people's. No token's text is looked at: a new one of
/// an old kind is told by its times.
pub fn changes(before: &TokenCache, after: &TokenCache) -> Vec<Change> {
    let mut all = Found::new();
    let (old, new) = (tokens(before), tokens(after));
    for ((kind, key), token) in &new {
        if old.get(&(*kind, *key)).is_none_or(|known| known.times != token.times) {
            let owner = all.entry(token.owner).or_default();
            owner.note(token);
            kind.count(&mut owner.came);
        }
    }
    for ((kind, key), token) in &old {
        if !new.contains_key(&(*kind, *key)) {
            let owner = all.entry(token.owner).or_default();
            owner.note(token);
            kind.count(&mut owner.gone);
        }
    }
    let (were, are) = (before.accounts(), after.accounts());
    for account in were.iter().filter(|account| after.account(&account.id()).is_none()) {
        all.entry((account.home_account_id(), account.environment())).or_default().gone.accounts += 1;
    }
    for account in are.iter().filter(|account| before.account(&account.id()).is_none()) {
        all.entry((account.home_account_id(), account.environment())).or_default().came.accounts += 1;
    }
    if all.len() > MOST_ACCOUNTS {
        return vec![all.values().fold(Change::default(), |sum, found| sum.and(found))];
    }
    all.into_iter().map(|(owner, found)| found.told(owner, before, after)).collect()
}

/// The home account ID and the environment; no home account for an application's own.
type Owner<'a> = (&'a str, &'a str);
type Found<'a> = BTreeMap<Owner<'a>, OfOwner<'a>>;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Access,
    Refresh,
    Id,
}

impl Kind {
    fn count(self, counts: &mut Counts) {
        *match self {
            Self::Access => &mut counts.access_tokens,
            Self::Refresh => &mut counts.refresh_tokens,
            Self::Id => &mut counts.id_tokens,
        } += 1;
    }
}

#[derive(Default)]
struct OfOwner<'a> {
    clients: BTreeSet<&'a str>,
    scopes: BTreeSet<&'a str>,
    came: Counts,
    gone: Counts,
}

impl<'a> OfOwner<'a> {
    fn note(&mut self, token: &Known<'a>) {
        self.clients.extend(token.client_id);
        self.scopes.extend(&token.scopes);
    }

    fn told(self, (home, environment): Owner<'_>, before: &TokenCache, after: &TokenCache) -> Change {
        let id = AccountId { home_account_id: home.to_owned(), environment: environment.to_owned() };
        let known = [after, before].into_iter().find_map(|cache| Some((cache, cache.account(&id)?)));
        let client = self.clients.first().filter(|_| self.clients.len() == 1);
        let person = known.as_ref().map_or_else(|| Person::unknown(&id), |(cache, it)| Person::of(cache, it));
        Change {
            account: (!home.is_empty()).then_some(person),
            tenant: known.as_ref().and_then(|(_, account)| tenant_of(account)).map(str::to_owned),
            client_id: client.map(|client| (*client).to_owned()),
            scopes: self.scopes.into_iter().take(MOST_SCOPES).map(str::to_owned).collect(),
            came: self.came,
            gone: self.gone,
        }
    }
}

impl Change {
    fn and(mut self, found: &OfOwner<'_>) -> Self {
        self.came += found.came;
        self.gone += found.gone;
        self
    }
}

struct Known<'a> {
    owner: Owner<'a>,
    client_id: Option<&'a str>,
    scopes: Vec<&'a str>,
    /// When it was issued and when it ends, as far as its kind says.
    times: [Option<Timestamp>; 2],
}

/// By their kind and the key that they are stored under.
fn tokens(cache: &TokenCache) -> HashMap<(Kind, &str), Known<'_>> {
    /// What tokens of all kinds have.
    macro_rules! known {
        ($kind:expr, $token:ident, $scopes:expr, $times:expr) => {{
            let owner =
                ($token.home_account_id().unwrap_or_default(), $token.environment().unwrap_or_default());
            let known = Known { owner, client_id: $token.client_id(), scopes: $scopes, times: $times };
            (($kind, $token.stored_key()), known)
        }};
    }
    let query = TokenQuery::default();
    let access = cache.access_tokens(&query).map(|token| {
        let times = [token.cached_at(), token.expires_on()];
        known!(Kind::Access, token, token.scopes().collect(), times)
    });
    let identity = cache.id_tokens(&query).map(|token| known!(Kind::Id, token, Vec::new(), [None; 2]));
    let refresh = cache.refresh_tokens(&query).into_iter().map(|token| {
        let times = [token.last_modification_time(), None];
        known!(Kind::Refresh, token, Vec::new(), times)
    });
    access.chain(identity).chain(refresh).collect()
}

#[cfg(test)]
mod tests {
    use token_cache::Removal;

    use super::*;

    /// The cache of an MSAL library with these people in it, whose access tokens came at that time.
    fn cache(people: &[&str], cached_at: i64) -> TokenCache {
        let quoted = |items: Vec<String>| items.join(",");
        let accounts = people.iter().map(|user| {
            format!(
                r#""{user}.t-login.example-t": {{"home_account_id": "{user}.t", "environment": "login.example", "realm": "t",
                "local_account_id": "{user}", "username": "{user}@example.com", "authority_type": "MSSTS"}}"#
            )
        });
        let access = people.iter().map(|user| {
            format!(
                r#""{user}.t-login.example-accesstoken-app-t-user.read": {{"credential_type": "AccessToken",
                "secret": "secret-of-{user}", "home_account_id": "{user}.t", "environment": "login.example",
                "client_id": "app", "target": "User.Read", "realm": "t", "token_type": "Bearer",
                "cached_at": "{cached_at}", "expires_on": "4000000000"}}"#
            )
        });
        let json = format!(
            r#"{{"Account": {{{}}}, "AccessToken": {{{}}}}}"#,
            quoted(accounts.collect()),
            quoted(access.collect())
        );
        TokenCache::deserialize(json.as_bytes()).unwrap()
    }

    #[test]
    fn who_came_went_and_was_renewed_is_told_apart() {
        let (before, after) = (cache(&["ada", "bo"], 5), cache(&["bo", "cy"], 9));
        let told = changes(&before, &after);
        let names: Vec<_> = told.iter().map(|it| it.account.as_ref().unwrap().username.as_str()).collect();
        assert_eq!(names, ["ada@example.com", "bo@example.com", "cy@example.com"]);
        let one = Counts { accounts: 1, access_tokens: 1, ..Counts::default() };
        assert_eq!((told[0].came, told[0].gone), (Counts::default(), one));
        let renewed = Counts { access_tokens: 1, ..Counts::default() };
        assert_eq!((told[1].came, told[1].gone), (renewed, Counts::default()));
        assert_eq!((told[2].came, told[2].gone), (one, Counts::default()));
        assert_eq!((told[2].client_id.as_deref(), told[2].tenant.as_deref()), (Some("app"), Some("t")));
        assert_eq!(told[2].scopes, ["User.Read"]);
        assert!(!format!("{told:?}").contains("secret-of"));
    }

    #[test]
    fn the_same_cache_tells_nothing_and_clearing_tells_what_went() {
        let before = cache(&["ada"], 5);
        assert_eq!(changes(&before, &before.clone()), []);
        let mut after = before.clone();
        after.remove(&Removal::AccessTokens(before.accounts()[0].id()));
        let told = changes(&before, &after);
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].gone.access_tokens, told[0].gone.accounts), (1, 0));
    }

    #[test]
    fn a_crowd_is_one_change() {
        let crowd: Vec<String> = (0..200).map(|number| format!("user-{number}")).collect();
        let crowd: Vec<&str> = crowd.iter().map(String::as_str).collect();
        let told = changes(&TokenCache::default(), &cache(&crowd, 5));
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].account.as_ref(), told[0].came.accounts, told[0].came.access_tokens),
            (None, 200, 200)
        );
    }
}
