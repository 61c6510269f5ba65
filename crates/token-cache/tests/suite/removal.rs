//! What goes and what stays.

use serde_json::json;
use token_cache::{Counts, Removal, Removed, Section, Timestamp, TokenCache, TokenQuery};

use crate::{Issue, NOW, Person, json};

/// Ada has two access tokens, one of which ends at once; Grace has one of each.
fn cache() -> TokenCache {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    Issue::new(&Person::ADA, 2).with(&json!({"scope": "other", "expires_in": 0})).sign_in(&mut cache);
    Issue::new(&Person::GENERIC, 3).sign_in(&mut cache);
    cache.mark_saved();
    cache
}

fn counts(accounts: usize, access_tokens: usize, refresh_tokens: usize, id_tokens: usize) -> Counts {
    Counts { accounts, access_tokens, refresh_tokens, id_tokens }
}

fn remove(removal: &Removal) -> (TokenCache, Removed) {
    let mut cache = cache();
    let preview = cache.preview(removal);
    assert!(!cache.has_state_changed(), "a preview changes nothing");
    let removed = cache.remove(removal);
    assert_eq!(preview, removed);
    (cache, removed)
}

#[test]
fn clearing_access_tokens_leaves_the_account_signed_in() {
    let (cache, removed) = remove(&Removal::AccessTokens(Person::ADA.account_id()));
    assert_eq!((removed.goes, removed.stays), (counts(0, 2, 0, 0), counts(1, 0, 2, 1)));
    assert_eq!(cache.counts(), counts(2, 1, 3, 2), "nobody else loses anything");
}

#[test]
fn clearing_expired_tokens_takes_those_that_have_ended() {
    let account = Person::ADA.account_id();
    let now = Timestamp::from_unix(NOW + 1);
    let (_, removed) = remove(&Removal::Expired { account, now });
    assert_eq!((removed.goes, removed.stays), (counts(0, 1, 0, 0), counts(1, 1, 2, 1)));
    let (cache, removed) = remove(&Removal::AllExpired { now });
    assert_eq!((removed.goes, removed.stays), (counts(0, 1, 0, 0), cache.counts()));
}

#[test]
fn clearing_all_tokens_leaves_the_account_listed() {
    let (cache, removed) = remove(&Removal::Tokens(Person::ADA.account_id()));
    assert_eq!((removed.goes, removed.stays), (counts(0, 2, 2, 1), counts(1, 0, 0, 0)));
    assert_eq!(cache.accounts().len(), 2);
}

#[test]
fn clearing_everybodys_tokens_leaves_all_accounts_listed() {
    let (cache, removed) = remove(&Removal::AllAccessTokens);
    assert_eq!((removed.goes, removed.stays), (counts(0, 3, 0, 0), cache.counts()));
    let (cache, removed) = remove(&Removal::AllTokens);
    assert_eq!((removed.goes, removed.stays), (counts(0, 3, 3, 2), counts(2, 0, 0, 0)));
    assert_eq!(cache.accounts().len(), 2);
}

#[test]
fn signing_out_takes_everything_of_the_account_and_keeps_what_is_known_of_applications() {
    let (cache, removed) = remove(&Removal::Account(Person::ADA.account_id()));
    assert_eq!((removed.goes, removed.stays), (counts(1, 2, 2, 1), Counts::default()));
    assert!(cache.app_metadata("client-one", Person::ADA.environment).is_some());
    let json = json(&cache);
    assert!(!json.contains(Person::ADA.uid) && json.contains("at-3"));
}

#[test]
fn one_token_goes_by_its_key() {
    let key = cache().refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned();
    let (_, removed) = remove(&Removal::Entry { section: Section::RefreshToken, stored_key: key });
    assert_eq!((removed.goes, removed.stays), (counts(0, 0, 1, 0), counts(1, 2, 1, 1)));
}

#[test]
fn removing_nothing_is_no_change() {
    let nobody = Person { uid: "nobody", ..Person::ADA }.account_id();
    let (cache, removed) = remove(&Removal::Account(nobody));
    assert_eq!(removed, Removed::default());
    assert!(!cache.has_state_changed());
    assert!(
        !remove(&Removal::Entry { section: Section::AccessToken, stored_key: "none".into() })
            .0
            .has_state_changed()
    );
}

#[test]
fn a_token_whose_end_cannot_be_read_is_not_expired() {
    let mut cache =
        crate::read(r#"{"AccessToken": {"a": {"expires_on": "soon"}, "b": {}, "c": {"expires_on": "1"}}}"#);
    cache.remove(&Removal::AllExpired { now: Timestamp::from_unix(NOW) });
    assert_eq!(cache.counts().access_tokens, 2);
}
