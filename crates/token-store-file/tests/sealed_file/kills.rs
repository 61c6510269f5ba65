use std::{thread, time::Instant};

use aws_lc_rs::rand;
use token_store::{TokenStore, conformance::sample};

use crate::support::{Child, TestFolder, add};

/// So many writes, so many kills, and so many of them in the midst of a write, at least.
const WRITES: usize = 200;
const KILLS: usize = 100;
const KILLS_AMID: usize = 10;
/// Where they do not come about after so many kills, the test tests nothing.
const MOST_KILLS: usize = 1000;

#[derive(Default)]
struct Tally {
    kills: usize,
    amid: usize,
    unacknowledged: usize,
    present: Vec<String>,
}

impl Tally {
    fn is_enough(&self) -> bool {
        self.present.len() >= WRITES && self.kills >= KILLS && self.amid >= KILLS_AMID
    }
}

#[tokio::test]
async fn a_kill_at_any_moment_leaves_the_old_cache_or_the_new_one() {
    let folder = TestFolder::new();
    enlarge(&folder).await;
    let mut tally = Tally::default();
    while !tally.is_enough() {
        assert!(tally.kills < MOST_KILLS, "too few kills came in the midst of a write");
        let written = write_until_killed(&folder, tally.kills);
        tally.present.extend(written);
        tally.kills += 1;
        check(&folder, &mut tally).await;
    }
    let Tally { kills, amid, unacknowledged, present } = tally;
    println!(
        "{kills} kills, {amid} in the midst of a write; {} writes, {unacknowledged} of them not acknowledged",
        present.len()
    );
    add(&folder.store(), "last").await.unwrap();
    assert!(folder.others().is_empty(), "what the kills left over is cleaned up");
}

/// The cache is whole, nothing that was acknowledged is missing, and at most one further write is there: the
/// one that was done without the child having come to say so.
async fn check(folder: &TestFolder, tally: &mut Tally) {
    tally.amid += usize::from(!folder.others().is_empty());
    let snapshot = folder.store().load().await.unwrap();
    assert_eq!(snapshot.set_aside, None, "after kill {}", tally.kills);
    let found = sample::names(&snapshot.cache);
    assert!(found.starts_with(&tally.present), "after kill {}: {found:?}", tally.kills);
    let further = found.len() - tally.present.len();
    assert!(further <= 1, "after kill {}: {found:?}", tally.kills);
    tally.unacknowledged += further;
    tally.present = found;
}

/// Makes a write take long enough for kills to come in the midst of it.
async fn enlarge(folder: &TestFolder) {
    let padding = format!(r#"{{"Padding": "{}"}}"#, "x".repeat(60_000));
    let padding = token_cache::TokenCache::deserialize(padding.as_bytes()).unwrap();
    folder.store().change(Box::new(move |cache| *cache = padding.clone())).await.unwrap();
}

/// Answers what the child said that it wrote.
fn write_until_killed(folder: &TestFolder, round: usize) -> Vec<String> {
    let mut child = Child::start("add without end", &folder.path, &format!("round-{round}"));
    let mut written = vec![child.line().unwrap()];
    let since = Instant::now();
    written.push(child.line().unwrap());
    let time_of_a_write = since.elapsed();
    // The moment is to be any within the next two writes, so nothing can be waited for here but time.
    thread::sleep(time_of_a_write * 2 * u32::from(random_byte()) / 255);
    child.kill();
    written.extend(child.rest());
    written
}

fn random_byte() -> u8 {
    let mut byte = [0];
    rand::fill(&mut byte).unwrap();
    byte[0]
}
