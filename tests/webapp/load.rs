//! Two nodes of the app behind one store, and a crowd of people who use both.
//!
//! Access tokens live for seconds, so both nodes renew all the time. What a page shows is what Graph tells about whoever the
//! token was issued to: a token under the wrong user shows the wrong name.

use std::sync::atomic::{AtomicBool, Ordering};

use demo_tenant::{DemoOptions, DemoTenant, RefreshTokenRule};
use futures_util::{StreamExt, stream};
use reqwest::StatusCode;
use tempfile::TempDir;
use test_servers::{End, PostgresServer, RedisCluster, RedisServer};
use token_cache::TokenQuery;
use token_partitions::{KeyRing, Names, Options, PartitionKind, Partitions, Sealing};
use token_store::{PartitionKey, TokenStores};
use tokio::{sync::watch, task::spawn_blocking};

use crate::{
    app::WebApp,
    visitor::{Page, Visitor, client},
};

/// All that the demo tenant has.
const CROWD: usize = 100;
/// Enough for a fault.
const SOME: usize = 30;
/// Requests that are under way at once.
const AT_ONCE: usize = 16;
/// In seconds. The app takes a token for ended 300 seconds before.
const TOKENS_LIVE: i64 = 310;
const PAGES: [&str; 3] = ["/profile", "/mail", "/notes"];

/// Two nodes, their provider, and everybody who uses them.
struct World {
    demo: DemoTenant,
    nodes: [WebApp; 2],
    visitors: Vec<Visitor>,
    folder: TempDir,
    cache: String,
    /// How many requests were answered.
    served: watch::Sender<usize>,
}

/// How requests have ended.
#[derive(Debug, Default)]
struct Tally {
    good: usize,
    /// Refused because the store did not answer.
    refused: usize,
    /// The same for the page whose API has a cache for each token that it is called with: a new one is in no memory.
    refused_by_the_api: usize,
}

impl World {
    /// Everybody has signed in, and allowed all that the pages need, here and there.
    async fn start(cache: &str, people: usize, rule: RefreshTokenRule) -> Self {
        Self::start_with(cache, people, rule, "fail").await
    }

    /// The same with a policy for outages.
    async fn start_with(cache: &str, people: usize, rule: RefreshTokenRule, outage: &str) -> Self {
        let demo = DemoTenant::start(DemoOptions::default()).await.unwrap();
        demo.switches().set_access_token_lifetime(TOKENS_LIVE);
        demo.switches().set_refresh_token_rule(rule);
        let folder = tempfile::tempdir().unwrap();
        let ring = folder.path().join("keys");
        let demo_at = demo.base_url().as_str();
        let arguments = ["--demo-at", demo_at, "--key-ring", ring.to_str().unwrap(), "--outage", outage];
        let nodes = [WebApp::start_with(cache, &arguments), WebApp::start_with(cache, &arguments)];
        let client = client();
        let visitors = (1..=people).map(|number| Visitor::new(number, &client)).collect();
        let served = watch::Sender::new(0);
        let world = Self { demo, nodes, visitors, folder, cache: cache.to_owned(), served };
        let sign_in = async |person: usize| {
            for (number, page) in PAGES.iter().enumerate() {
                let opened = world.visitors[person].open(&world.nodes[(person + number) % 2].at(page)).await;
                world.assert_good(person, page, &opened);
            }
        };
        stream::iter(0..people).map(sign_in).buffer_unordered(AT_ONCE).collect::<()>().await;
        world
    }

    /// Anybody gets any page from either node, again and again, `requests` times.
    async fn load(&self, requests: usize) {
        let one = async |number: usize| {
            let (person, page, node) = self.any(number);
            let got = self.visitors[person].get(&self.nodes[node].at(page)).await;
            self.assert_good(person, page, &got);
            self.served.send_modify(|served| *served += 1);
        };
        stream::iter(0..requests).map(one).buffer_unordered(AT_ONCE).collect::<()>().await;
    }

    /// The same while the store is away for a time, until `is_over` is set. Whoever is refused is told so, and no more.
    async fn load_in_an_outage(&self, is_over: &AtomicBool) -> Tally {
        let mut tally = Tally::default();
        let one = async |number: usize| {
            let (person, page, node) = self.any(number);
            let got = self.visitors[person].get(&self.nodes[node].at(page)).await;
            self.served.send_modify(|served| *served += 1);
            if got.status.is_server_error() {
                self.assert_nobody_else(person, &got);
                return (page, false);
            }
            self.assert_good(person, page, &got);
            (page, true)
        };
        let numbers = (0..).take_while(|_| !is_over.load(Ordering::SeqCst));
        let mut answers = std::pin::pin!(stream::iter(numbers).map(one).buffer_unordered(AT_ONCE));
        while let Some((page, is_good)) = answers.next().await {
            let count = match (is_good, page) {
                (true, _) => &mut tally.good,
                (false, "/notes") => &mut tally.refused_by_the_api,
                (false, _) => &mut tally.refused,
            };
            *count += 1;
        }
        tally
    }

    /// A person, a page and a node, as if at random, but the same in each run.
    fn any(&self, number: usize) -> (usize, &'static str, usize) {
        // SplitMix64's way to scatter.
        let mut scattered = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        scattered = (scattered ^ (scattered >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        scattered = (scattered ^ (scattered >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let take = |shift: u32, of: usize| usize::try_from((scattered >> shift) & 0xffff).unwrap() % of;
        (take(0, self.visitors.len()), PAGES[take(16, PAGES.len())], take(32, 2))
    }

    /// Waits until so many more requests were answered.
    async fn served(&self, more: usize) {
        let wanted = *self.served.borrow() + more;
        self.served.subscribe().wait_for(|served| *served >= wanted).await.unwrap();
    }

    /// Everybody gets every page from each node, without being asked anything.
    async fn assert_everybody_is_signed_in(&self) {
        let look = async |person: usize| {
            for page in PAGES {
                for node in &self.nodes {
                    let got = self.visitors[person].get(&node.at(page)).await;
                    self.assert_good(person, page, &got);
                }
            }
        };
        stream::iter(0..self.visitors.len()).map(look).buffer_unordered(AT_ONCE).collect::<()>().await;
    }

    /// Fails if the page is not the person's own.
    fn assert_good(&self, person: usize, page: &str, got: &Page) {
        let name = self.visitors[person].name();
        assert_eq!(got.status, StatusCode::OK, "{name} at {page}: {}", got.text);
        assert!(got.text.contains(&name), "{name} at {page} sees {}", got.text);
        self.assert_nobody_else(person, got);
    }

    /// Fails if the page has another person's name.
    fn assert_nobody_else(&self, person: usize, got: &Page) {
        let names = got.text.matches(" of the Crowd").count();
        let own = got.text.matches(&self.visitors[person].name()).count();
        assert_eq!(names, own, "{} sees somebody else: {}", self.visitors[person].name(), got.text);
    }

    /// Fails if the store does not hold a cache for each person, with all their tokens and nobody else's.
    async fn assert_caches(&self) {
        let ring = KeyRing::from_file(&self.folder.path().join("keys")).unwrap();
        let names = Names::under("webapp:website:");
        let options = Options { names, ..Options::new(Sealing::Sealed(ring)) };
        let partitions = Partitions::new(token_values::open(&self.cache).await.unwrap(), options);
        assert_eq!(partitions.count().await.unwrap().get(&PartitionKind::User), Some(&self.visitors.len()));
        for number in 1..=self.visitors.len() {
            let tenant = self.demo.tenants()[0].id;
            let user = format!("c0000000-0000-4000-8000-{number:012}.{tenant}");
            let cache = partitions.partition(&PartitionKey::account(&user)).load().await.unwrap().cache;
            let counts = cache.counts();
            assert!(counts.accounts == 1 && counts.refresh_tokens >= 1, "{user}: {counts:?}");
            let of_user = TokenQuery { home_account_id: Some(&user), ..TokenQuery::default() };
            let tokens = cache.access_tokens(&of_user);
            let targets: Vec<String> =
                tokens.map(|token| token.scopes().collect::<Vec<_>>().join(" ")).collect();
            assert_eq!(targets.len(), counts.access_tokens, "{user} has tokens of others");
            for scope in ["User.Read", "Mail.Read", "Notes.Read"] {
                assert!(
                    targets.iter().any(|target| target.contains(scope)),
                    "{user} lost {scope}: {targets:?}"
                );
            }
        }
    }
}

/// Loses its patience with whoever uses a refresh token twice: two nodes that renewed at once, or a lost update, would sign
/// somebody out.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_people_ten_thousand_requests_two_nodes() {
    let redis = RedisServer::start();
    let world = World::start(&redis.url(), CROWD, RefreshTokenRule::OldDies).await;
    let before = world.demo.switches().redemptions("refresh_token");
    let renewals = || world.demo.switches().redemptions("refresh_token") - before;
    let mut requests = 10_000;
    world.load(requests).await;
    // A fast machine has done them before the tokens end.
    while renewals() <= 100 && requests < 200_000 {
        world.load(1_000).await;
        requests += 1_000;
    }
    world.assert_everybody_is_signed_in().await;
    world.assert_caches().await;
    let renewed = renewals();
    println!("{requests} requests of {CROWD} people at two nodes: {renewed} renewals, no error");
    assert!(renewed > 100, "hardly anything was renewed: {renewed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_of_a_cluster_is_killed_under_load() {
    let cluster = RedisCluster::start();
    let world = World::start(&cluster.url(), SOME, RefreshTokenRule::OldKeepsWorking).await;
    world.load(500).await;
    let is_over = AtomicBool::new(false);
    let fault = async {
        world.served(200).await;
        let cluster = spawn_blocking(move || {
            let mut cluster = cluster;
            let node = cluster.primary_of("webapp:session:");
            cluster.end(node, End::Killed);
            cluster.wait_until_replaced(node, "webapp:session:");
            cluster
        });
        let cluster = cluster.await.unwrap();
        is_over.store(true, Ordering::SeqCst);
        cluster
    };
    let (tally, _cluster) = tokio::join!(world.load_in_an_outage(&is_over), fault);
    // Requests wait for the replica to take over, so it may be that none is refused.
    println!("while a primary was killed and replaced: {tally:?}");
    assert!(tally.good > 0, "{tally:?}");
    world.load(500).await;
    world.assert_everybody_is_signed_in().await;
    world.assert_caches().await;
}

/// PostgreSQL is killed and started again while everybody asks both nodes for pages.
async fn postgresql_started_again(outage: &str) -> Tally {
    let postgres = PostgresServer::start();
    let url = postgres.new_database();
    let world = World::start_with(&url, SOME, RefreshTokenRule::OldKeepsWorking, outage).await;
    world.load(500).await;
    // So everybody is in the memory of both.
    world.assert_everybody_is_signed_in().await;
    let is_over = AtomicBool::new(false);
    let fault = async {
        world.served(200).await;
        let killed = spawn_blocking(move || {
            let mut postgres = postgres;
            postgres.end(End::Killed);
            postgres
        });
        let mut postgres = killed.await.unwrap();
        world.served(200).await;
        let started = spawn_blocking(move || {
            postgres.start_again();
            postgres
        });
        let postgres = started.await.unwrap();
        is_over.store(true, Ordering::SeqCst);
        postgres
    };
    let (tally, _postgres) = tokio::join!(world.load_in_an_outage(&is_over), fault);
    println!("while PostgreSQL was killed and started again, outage policy {outage}: {tally:?}");
    world.load(500).await;
    world.assert_everybody_is_signed_in().await;
    world.assert_caches().await;
    tally
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_is_started_again_under_load() {
    let tally = postgresql_started_again("fail").await;
    assert!(tally.good > 0 && tally.refused > 0, "{tally:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_notices_that_a_postgresql_is_away_where_memory_goes_on() {
    let tally = postgresql_started_again("memory").await;
    assert!(tally.good > 0 && tally.refused == 0, "{tally:?}");
}
