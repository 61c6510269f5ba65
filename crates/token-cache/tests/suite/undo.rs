//! Removals that are undone, with what others wrote in between.

use serde_json::json;
use token_cache::{AccountId, Counts, GivenBack, Removal, Section, Taken, TokenCache, TokenQuery};

use crate::{ENTRA, Issue, Person, json};

const BOB: Person =
    Person { uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000002", username: "bob@fabrikam.example", ..Person::ADA };

/// Ada has two access tokens, Bob one.
fn cache() -> TokenCache {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    Issue::new(&Person::ADA, 2).with(&json!({"scope": "other", "refresh_token": null})).sign_in(&mut cache);
    Issue::new(&BOB, 3).sign_in(&mut cache);
    cache.mark_saved();
    cache
}

fn counts(accounts: usize, access_tokens: usize, refresh_tokens: usize, id_tokens: usize) -> Counts {
    Counts { accounts, access_tokens, refresh_tokens, id_tokens }
}

fn ada() -> AccountId {
    Person::ADA.account_id()
}

/// The cache after the removal was saved, and what it took.
fn without(removals: &[Removal]) -> (TokenCache, Taken) {
    let mut cache = cache();
    let (removed, taken) = cache.take(removals);
    assert_eq!(removed.goes, taken.counts());
    assert!(cache.has_state_changed());
    cache.mark_saved();
    (cache, taken)
}

fn secrets(cache: &TokenCache) -> Vec<String> {
    let refresh = cache.refresh_tokens(&TokenQuery::default());
    let refresh = refresh.iter().filter_map(token_cache::RefreshToken::secret);
    let access = cache.access_tokens(&TokenQuery::default()).filter_map(|token| token.secret());
    let mut secrets: Vec<String> = access.chain(refresh).map(|secret| secret.expose().to_owned()).collect();
    secrets.sort();
    secrets
}

/// Every entry by section and key, without the order.
fn entries(cache: &TokenCache) -> serde_json::Value {
    serde_json::from_str(&json(cache)).unwrap()
}

#[test]
fn what_was_removed_is_gone_at_once_and_comes_back_to_the_last_field() {
    for removal in
        [Removal::AccessTokens(ada()), Removal::Tokens(ada()), Removal::Account(ada()), Removal::AllTokens]
    {
        let (mut cache, taken) = without(std::slice::from_ref(&removal));
        assert!(!json(&cache).contains("at-1"), "{removal:?}");
        let given = cache.give_back(&taken).unwrap();
        assert_eq!(given, GivenBack { back: taken.counts(), left: Counts::default() });
        assert!(cache.has_state_changed());
        assert_eq!(entries(&cache), entries(&self::cache()), "{removal:?}");
    }
}

#[test]
fn several_go_in_one_removal_and_come_back_in_one() {
    let removals = [Removal::Account(ada()), Removal::AccessTokens(BOB.account_id())];
    let preview = cache().preview_each(&removals);
    assert_eq!((preview.goes, preview.stays), (counts(1, 3, 1, 1), counts(1, 0, 1, 1)));
    let (mut cache, taken) = without(&removals);
    assert_eq!(secrets(&cache), ["rt-3"]);
    cache.give_back(&taken).unwrap();
    assert_eq!(entries(&cache), entries(&self::cache()));
}

#[test]
fn single_tokens_go_by_their_keys_and_their_account_is_what_stays() {
    let cache = cache();
    let account = ada();
    let query = TokenQuery::of_account(&account);
    let entry = |key: &str| Removal::Entry { section: Section::AccessToken, stored_key: key.to_owned() };
    let removals: Vec<_> = cache.access_tokens(&query).map(|token| entry(token.stored_key())).collect();
    let preview = cache.preview_each(&removals);
    assert_eq!((preview.goes, preview.stays), (counts(0, 2, 0, 0), counts(1, 0, 1, 1)));
}

#[test]
fn what_was_written_anew_meanwhile_stays() {
    let (mut cache, taken) = without(&[Removal::Tokens(ada())]);
    Issue::new(&Person::ADA, 9).sign_in(&mut cache);
    let given = cache.give_back(&taken).unwrap();
    assert_eq!((given.back, given.left), (counts(0, 1, 0, 0), counts(0, 1, 1, 1)));
    assert_eq!(secrets(&cache), ["at-2", "at-3", "at-9", "rt-3", "rt-9"]);
}

#[test]
fn the_newer_stays_under_another_librarys_key_too() {
    let (mut cache, taken) = without(&[Removal::Tokens(ada())]);
    let mut other = TokenCache::default();
    Issue::new(&Person::ADA, 9).sign_in(&mut other);
    let renamed = json(&other).replace("-refreshtoken-", "-RefreshToken-");
    cache.merge(&crate::read(&renamed)).unwrap();
    cache.give_back(&taken).unwrap();
    assert!(!secrets(&cache).contains(&"rt-1".to_owned()), "{:?}", secrets(&cache));
}

#[test]
fn tokens_do_not_come_back_without_their_account() {
    let (mut cache, taken) = without(&[Removal::Tokens(ada())]);
    cache.remove(&Removal::Account(ada()));
    let given = cache.give_back(&taken).unwrap();
    assert_eq!((given.back, given.left), (Counts::default(), counts(0, 2, 1, 1)));
    assert_eq!(secrets(&cache), ["at-3", "rt-3"]);
}

#[test]
fn an_account_that_signed_in_anew_and_out_again_stays_out() {
    let (mut cache, mut taken) = without(&[Removal::Account(ada()), Removal::Account(BOB.account_id())]);
    Issue::new(&Person::ADA, 9).sign_in(&mut cache);
    taken.forget_outdated(&cache);
    cache.remove(&Removal::Account(ada()));
    let given = cache.give_back(&taken).unwrap();
    assert_eq!(given.back, counts(1, 1, 1, 1));
    assert_eq!(secrets(&cache), ["at-3", "rt-3"]);
}

#[test]
fn a_token_that_came_anew_and_was_cleared_again_stays_cleared() {
    let (mut cache, mut taken) = without(&[Removal::AccessTokens(ada())]);
    Issue::new(&Person::ADA, 9).sign_in(&mut cache);
    taken.forget_outdated(&cache);
    cache.remove(&Removal::AccessTokens(ada()));
    cache.give_back(&taken).unwrap();
    assert_eq!(secrets(&cache), ["at-2", "at-3", "rt-3", "rt-9"]);
}

#[test]
fn an_account_under_an_alias_of_its_environment_is_the_same_account() {
    let (mut cache, taken) = without(&[Removal::AccessTokens(ada())]);
    let alias = json(&cache).replace(ENTRA, "login.windows.net");
    cache = crate::read(&alias);
    let given = cache.give_back(&taken).unwrap();
    assert_eq!(given.back, counts(0, 2, 0, 0));
}

#[test]
fn undoing_twice_brings_nothing_twice() {
    let (mut cache, taken) = without(&[Removal::Account(ada())]);
    cache.give_back(&taken).unwrap();
    cache.mark_saved();
    let again = cache.give_back(&taken).unwrap();
    assert_eq!(again.back, Counts::default());
    assert!(!cache.has_state_changed());
}

#[test]
fn what_is_kept_holds_nothing_else_and_tells_nothing() {
    let (_, taken) = without(&[Removal::AccessTokens(ada())]);
    assert_eq!(taken.counts(), counts(0, 2, 0, 0));
    let shown = format!("{taken:?}");
    assert!(!shown.contains("at-") && !shown.contains(Person::ADA.uid), "{shown}");
}

#[test]
fn a_section_that_is_no_section_takes_nothing_back_and_the_cache_stays() {
    let (_, taken) = without(&[Removal::Account(ada())]);
    let mut cache = crate::read(r#"{"RefreshToken": 7}"#);
    assert!(cache.give_back(&taken).is_err());
    assert!(!cache.has_state_changed());
    assert_eq!(cache.counts(), Counts::default());
}
