use std::collections::{BTreeMap, BTreeSet};

use demo_tenant::{Person, RefreshTokenRule};
use sign_in::TokenSource;
use token_cache::Secret;

use crate::shared_caches::peer::Peer;
use crate::shared_caches::shop::{Node, Shop, TENANT};
use crate::world::claim;

const SCOPES: [&str; 3] = ["User.Read", "Mail.Read", "Calendars.Read"];
const PEOPLE: [&str; 3] = ["bruno", "zoe", "wilhelmina"];
const TURNS: usize = 150;

/// What has to be known of a user, whoever of the nodes did it.
#[derive(Default)]
struct User {
    is_signed_in: bool,
    /// Scopes whose tokens are in the cache.
    cached: BTreeSet<&'static str>,
    /// Scopes that the person has consented to, which the provider knows.
    consented: BTreeSet<&'static str>,
}

/// The same numbers each time (Knuth's generator of the MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

enum Actor<'a> {
    Ours(&'a Node),
    Theirs(&'a mut Peer),
}

impl Actor<'_> {
    async fn sign_in(&mut self, shop: &Shop, person: &Person, scope: &str) {
        match self {
            Self::Ours(node) => node.sign_in(shop, person, scope).await,
            Self::Theirs(peer) => assert!(peer.ask("sign-in", person, scope).is_some()),
        }
    }

    async fn remove(&mut self, person: &Person) {
        match self {
            Self::Ours(node) => node.remove(person).await,
            Self::Theirs(peer) => assert!(peer.ask("remove", person, "").is_none()),
        }
    }

    /// Whether it had a token of that person's, and whether from the cache.
    async fn token(&mut self, what: &str, person: &Person, scope: &str) -> Option<bool> {
        let (token, is_cached) = match self {
            Self::Ours(node) => {
                let got = if what == "renew" {
                    node.renew(person, scope).await
                } else {
                    node.silent(person, scope).await
                };
                got.map(|got| (got.access_token.clone(), got.source == TokenSource::Cache))?
            }
            Self::Theirs(peer) => peer
                .ask(what, person, scope)
                .map(|(token, source)| (Secret::new(token), source == "cache"))?,
        };
        assert_eq!(Some(claim(&token, "oid").as_str()), person.object_id_in(TENANT), "it is theirs");
        let scopes = claim(&token, "scp");
        assert!(scopes.split(' ').any(|known| known == scope), "{scope} in {scopes}");
        Some(is_cached)
    }
}

/// Each refresh token works once, and a second use ends all that came of the sign-in: who took one that is not the newest
/// would be found out.
async fn take_turns(mut peer: Peer, shop: &Shop, seed: u64) {
    shop.desk.tenant.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    let nodes = [shop.node().await, shop.node().await];
    let mut numbers = Numbers(seed);
    let mut users: BTreeMap<&str, User> = PEOPLE.map(|id| (id, User::default())).into();
    let mut found = [0; 2];
    for turn in 0..TURNS {
        shop.let_pass_what_memory_is_believed_for();
        let person = shop.person(numbers.of(&PEOPLE));
        let user = users.get_mut(person.id).unwrap();
        let which = numbers.below(4);
        let mut actor = nodes.get(which).map_or(Actor::Theirs(&mut peer), Actor::Ours);
        let scope = numbers.of(&SCOPES);
        let told = format!("seed {seed}, turn {turn}: {} and {scope} by {which}", person.id);
        match numbers.below(10) {
            0 | 1 => {
                actor.sign_in(shop, person, scope).await;
                user.is_signed_in = true;
                user.consented.insert(scope);
                user.cached.insert(scope);
            }
            2 => {
                actor.remove(person).await;
                user.is_signed_in = false;
                user.cached.clear();
            }
            action => {
                let what = if action < 5 { "renew" } else { "silent" };
                let got = actor.token(what, person, scope).await;
                let is_expected = user.is_signed_in && user.consented.contains(scope);
                assert_eq!(got.is_some(), is_expected, "{what}, {told}");
                if is_expected {
                    // The provider may have given a token for one scope those of others too.
                    let is_known = what == "renew" || user.cached.contains(scope);
                    assert!(!is_known || got == Some(what == "silent"), "{what}, {told}: {got:?}");
                    found[usize::from(which < nodes.len())] += 1;
                    user.cached.insert(scope);
                }
            }
        }
    }
    assert!(found.iter().all(|times| *times > 10), "both had tokens: {found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_msal_python_does_to_a_users_cache_we_find_and_it_finds_what_we_do() {
    for seed in [1, 2] {
        let shop = Shop::open().await;
        take_turns(Peer::python(&shop), &shop, seed).await;
    }
}
