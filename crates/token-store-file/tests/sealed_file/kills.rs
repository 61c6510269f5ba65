use std::{thread, time::Instant};

use aws_lc_rs::rand;
use token_store::{TokenStore, conformance::sample};

use crate::support::{Child, TestFolder, add};

/// Where they do not come amid a write after so many times as many kills, the test tests nothing.
const PATIENCE: usize = 4;

/// How large the caches are, and how many kills they have to bear, so many of them in the midst of a write.
struct Extent {
    padding: usize,
    caches: usize,
    kills_of_each: usize,
    amid: usize,
}

const SMALL: Extent = Extent { padding: 60_000, caches: 24, kills_of_each: 20, amid: 50 };
const LARGE: Extent = Extent { padding: 1_200_000, caches: 1, kills_of_each: 20, amid: 5 };

#[derive(Default)]
struct Tally {
    kills: usize,
    amid: usize,
    present: Vec<String>,
}

impl Extent {
    /// Each cache is begun anew, so that it does not grow.
    async fn run(&self) {
        let (mut kills, mut amid, mut caches) = (0, 0, 0);
        while caches < self.caches || amid < self.amid {
            assert!(caches < PATIENCE * self.caches, "only {amid} kills came in the midst of a write");
            let tally = self.kill_writers_of_one_cache().await;
            (kills, amid, caches) = (kills + tally.kills, amid + tally.amid, caches + 1);
        }
        println!("{kills} kills, {amid} of them in the midst of a write");
    }

    async fn kill_writers_of_one_cache(&self) -> Tally {
        let folder = TestFolder::new();
        enlarge(&folder, self.padding).await;
        let mut tally = Tally::default();
        while tally.kills < self.kills_of_each {
            let written = write_until_killed(&folder, tally.kills);
            tally.present.extend(written);
            tally.kills += 1;
            check(&folder, &mut tally).await;
        }
        add(&folder.store(), "last").await.unwrap();
        assert!(folder.others().is_empty(), "what the kills left over is cleaned up");
        tally
    }
}

#[tokio::test]
async fn a_kill_at_any_moment_leaves_the_old_cache_or_the_new_one() {
    SMALL.run().await;
}

#[tokio::test]
async fn a_kill_at_any_moment_leaves_the_old_large_cache_or_the_new_one() {
    LARGE.run().await;
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
    tally.present = found;
}

/// Makes a write take long enough for kills to come in the midst of it.
async fn enlarge(folder: &TestFolder, length: usize) {
    let padding = format!(r#"{{"Padding": "{}"}}"#, "x".repeat(length));
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
