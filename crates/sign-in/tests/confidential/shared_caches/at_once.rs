use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use serde_json::{Value, json};
use test_servers::RedisServer;
use token_cache::{Removal, Section, TokenCache, TokenQuery};
use token_store::{PartitionKey, TokenStore, TokenStores, conformance::sample};

use crate::shared_caches::peer::Peer;
use crate::shared_caches::shop::Shop;

const KEY: &str = "user";
const END: &str = "that-is-all";
/// Changes by each of MSAL's processes.
const THEIRS: usize = 150;

/// One write of the user's cache: whose, and which tokens are in it then.
struct Written {
    is_ours: bool,
    tokens: BTreeSet<String>,
}

/// Everything that the server is told to do, in its order, until [`END`] is said.
fn watch(redis: &RedisServer) -> JoinHandle<Vec<String>> {
    let mut stream = TcpStream::connect(("127.0.0.1", redis.port())).unwrap();
    stream.write_all(b"MONITOR\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap(), "+OK");
    std::thread::spawn(move || lines.take_while(|line| !line.contains(END)).collect())
}

/// The write that a line tells of, if it does. Our script sets the key within the server.
fn write_in(line: &str) -> Option<Written> {
    let (who, command) = line.split_once("] ")?;
    let words = command.strip_prefix("\"SET\" \"user\" ")?;
    // As Redis quotes it, JSON's own text of a string would.
    let json: String = serde_json::Deserializer::from_str(words).into_iter().next()?.unwrap();
    let cache: Value = serde_json::from_str(&json).unwrap();
    let tokens = cache["AccessToken"].as_object().unwrap().values();
    let tokens = tokens.map(|token| token["client_id"].as_str().unwrap().to_owned()).collect();
    Some(Written { is_ours: who.ends_with(" lua"), tokens })
}

/// Puts a new token into the cache in the place of this task's one before, again and again, until the others are done; how
/// often.
async fn change_until(store: Arc<dyn TokenStore>, task: usize, working: Arc<AtomicUsize>) -> usize {
    let mut number = 0;
    while working.load(Ordering::SeqCst) > 0 {
        number += 1;
        let own = format!("ours{task}-");
        store.change(Box::new(move |cache| replace(cache, &own, number))).await.unwrap();
    }
    number
}

fn replace(cache: &mut TokenCache, own: &str, number: usize) {
    let query = TokenQuery::default();
    let is_own = |client_id: Option<&str>| client_id.is_some_and(|id| id.starts_with(own));
    let old = cache.access_tokens(&query).filter(|token| is_own(token.client_id()));
    let old: Vec<_> = old.map(|token| token.stored_key().to_owned()).collect();
    for stored_key in old {
        cache.remove(&Removal::Entry { section: Section::AccessToken, stored_key });
    }
    sample::put(cache, &format!("{own}{number}"));
}

/// MSAL reads, changes and sets, and whoever sets last wins: it may take away what others wrote meanwhile. We never do: the
/// server itself tells that each write of ours holds all that was there just before it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_msal_python_writes_at_the_same_moment_we_take_nothing_of_it_away() {
    let shop = Shop::open().await;
    let nodes = [shop.node().await, shop.node().await];
    let watching = watch(&shop.redis);
    let working = Arc::new(AtomicUsize::new(2));
    let peers: Vec<_> = (0..2)
        .map(|number| {
            let (mut peer, working) = (Peer::python(&shop), Arc::clone(&working));
            tokio::spawn(async move {
                peer.put(&json!({
                    "do": "mark", "key": KEY, "name": format!("python{number}"), "count": THEIRS
                }));
                working.fetch_sub(1, Ordering::SeqCst);
            })
        })
        .collect();
    let ours: Vec<_> = (0..4)
        .map(|task| {
            let store = nodes[task % 2].partitions.partition(&PartitionKey::named(KEY));
            tokio::spawn(change_until(store, task, Arc::clone(&working)))
        })
        .collect();
    for peer in peers {
        peer.await.unwrap();
    }
    let mut changes = 0;
    for task in ours {
        changes += task.await.unwrap();
    }
    shop.redis.command(&["echo", END]);
    let lines = tokio::task::spawn_blocking(|| watching.join().unwrap()).await.unwrap();
    let writes: Vec<_> = lines.iter().filter_map(|line| write_in(line)).collect();
    assert_eq!(writes.iter().filter(|write| write.is_ours).count(), changes, "each change was made once");
    assert_eq!(writes.len() - changes, 2 * THEIRS);
    let mut upon_theirs = 0;
    for pair in writes.windows(2).filter(|pair| pair[1].is_ours) {
        let new: Vec<_> = pair[1].tokens.difference(&pair[0].tokens).collect();
        let [new] = new[..] else { panic!("one token came, not {new:?}") };
        let owner = new.split('-').next().unwrap();
        for gone in pair[0].tokens.difference(&pair[1].tokens) {
            assert_eq!(gone.split('-').next().unwrap(), owner, "{gone} was taken away by {new}");
        }
        upon_theirs += usize::from(!pair[0].is_ours);
    }
    assert!(upon_theirs > 10, "they met: {upon_theirs} of {changes}");
}
