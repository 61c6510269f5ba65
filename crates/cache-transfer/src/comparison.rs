use token_cache::{CacheError, Counts, Merged, Section, TokenCache};

/// What an import would bring, and what it would leave as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The usernames of accounts that are not here yet.
    pub new_accounts: Vec<String>,
    /// The usernames of accounts that are here already.
    pub known_accounts: Vec<String>,
    /// Tokens that are not here yet.
    pub added: Tokens,
    /// Tokens here that newer ones would replace.
    pub replaced: Tokens,
    /// Tokens that are here already, or of which it cannot be told which is newer: those here stay.
    pub same: Tokens,
    /// Tokens that are newer here: they stay.
    pub newer_here: Tokens,
    /// Entries that cannot be read and would be left out.
    pub unreadable: usize,
    /// Whether the cache would be as it is.
    pub changes_nothing: bool,
}

/// How many tokens of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Access tokens.
    pub access: usize,
    /// Refresh tokens.
    pub refresh: usize,
    /// ID tokens.
    pub id: usize,
}

/// Says what [`TokenCache::merge`] of `other` would do to `cache`, and does nothing.
///
/// Fails as that would.
pub fn compare(cache: &TokenCache, other: &TokenCache) -> Result<Comparison, CacheError> {
    let merged = cache.clone().merge(other)?;
    // The other way round tells what is newer here. A section of the file that is of no use hides nothing that comes.
    let reversed = other.clone().merge(cache).unwrap_or_default();
    let accounts = other.accounts();
    let names = |is_known: bool| {
        let wanted = accounts.iter().filter(|account| cache.account(&account.id()).is_some() == is_known);
        wanted.map(|account| account.username().to_owned()).collect()
    };
    let newer_here = |section| reversed.of(section).updated.min(merged.of(section).kept);
    Ok(Comparison {
        new_accounts: names(false),
        known_accounts: names(true),
        added: Tokens::of(|section| merged.of(section).added),
        replaced: Tokens::of(|section| merged.of(section).updated),
        same: Tokens::of(|section| merged.of(section).kept - newer_here(section)),
        newer_here: Tokens::of(newer_here),
        unreadable: unreadable(&merged),
        changes_nothing: merged.changed_nothing(),
    })
}

fn unreadable(merged: &Merged) -> usize {
    Section::ALL.into_iter().map(|section| merged.of(section).unreadable).sum()
}

impl Tokens {
    fn of(count: impl Fn(Section) -> usize) -> Self {
        Self {
            access: count(Section::AccessToken),
            refresh: count(Section::RefreshToken),
            id: count(Section::IdToken),
        }
    }
}

impl From<Tokens> for Counts {
    fn from(tokens: Tokens) -> Self {
        let Tokens { access, refresh, id } = tokens;
        Self { accounts: 0, access_tokens: access, refresh_tokens: refresh, id_tokens: id }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn cache(people: &[(&str, &str)]) -> TokenCache {
        let mut json = json!({"AccessToken": {}, "Account": {}});
        for (person, cached_at) in people {
            let home = format!("{person}.t");
            json["Account"][person] = json!({"home_account_id": home, "environment": "e", "realm": "r",
                "username": format!("{person}@example.com")});
            json["AccessToken"][person] = json!({"credential_type": "AccessToken", "secret": cached_at, "client_id": "c",
                "home_account_id": home, "environment": "e", "realm": "r", "target": "s", "cached_at": cached_at,
                "expires_on": "900"});
        }
        of(&json)
    }

    fn of(json: &Value) -> TokenCache {
        TokenCache::deserialize(json.to_string().as_bytes()).unwrap()
    }

    fn access(count: usize) -> Tokens {
        Tokens { access: count, ..Tokens::default() }
    }

    #[test]
    fn it_tells_what_comes_what_is_there_and_what_is_newer_on_which_side() {
        let ours = cache(&[("ada", "100"), ("bo", "100"), ("cy", "100")]);
        let theirs = cache(&[("ada", "200"), ("bo", "50"), ("cy", "100"), ("di", "1")]);
        let comparison = compare(&ours, &theirs).unwrap();
        assert_eq!(comparison.new_accounts, ["di@example.com"]);
        assert_eq!(comparison.known_accounts, ["ada@example.com", "bo@example.com", "cy@example.com"]);
        assert_eq!((comparison.added, comparison.replaced), (access(1), access(1)));
        assert_eq!((comparison.newer_here, comparison.same), (access(1), access(1)));
        assert!(!comparison.changes_nothing);
    }

    #[test]
    fn what_was_imported_already_changes_nothing() {
        let mut ours = cache(&[("ada", "100")]);
        let theirs = cache(&[("bo", "100")]);
        ours.merge(&theirs).unwrap();
        let comparison = compare(&ours, &theirs).unwrap();
        assert!(comparison.changes_nothing && comparison.new_accounts.is_empty());
        assert_eq!(comparison.same, access(1));
    }

    #[test]
    fn what_cannot_be_read_is_counted_and_a_cache_that_cannot_take_it_is_an_error() {
        let theirs = of(&json!({"AccessToken": {"k": 7}, "Account": {"a": {"home_account_id": "u.t"}}}));
        assert_eq!(compare(&TokenCache::default(), &theirs).unwrap().unreadable, 1);
        let broken = of(&json!({"Account": [1]}));
        assert!(compare(&broken, &theirs).is_err());
    }
}
