use std::{collections::BTreeSet, thread, time::Instant};

use aws_lc_rs::rand;

use crate::{
    child::passphrase,
    support::{Child, TestFolder, add, names},
};

const KILLS: usize = 60;

#[tokio::test]
async fn a_kill_at_any_moment_of_a_change_of_keys_leaves_a_file_that_opens() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let (mut protections, mut orphans) = (BTreeSet::new(), 0);
    for kill in 0..KILLS {
        rekey_until_killed(&folder, kill % 4);
        let store = folder.store();
        store.unlock(passphrase()).await.unwrap();
        assert_eq!(names(&store).await, ["one"], "after kill {kill}");
        let status = store.status().await.unwrap();
        assert_eq!(status.set_aside, None, "after kill {kill}");
        protections.insert(format!("{:?}", status.protection));
        assert!(status.backup.is_some(), "after kill {kill}");
        let restored = store.restore().await.unwrap();
        assert_eq!(token_store::conformance::sample::names(&restored.cache), ["one"], "after kill {kill}");
        orphans = folder.keyring.keys().len();
    }
    println!("{KILLS} kills, {orphans} keys in the keyring at the end");
    assert_eq!(protections.len(), 2, "kills came while the one and the other protected the file");
    assert!(orphans <= KILLS + 1, "a kill leaves at most one key too many");
}

/// At a random moment of the change that follows the first one.
fn rekey_until_killed(folder: &TestFolder, first: usize) {
    let mut child = Child::start("rekey without end", &folder.path, &first.to_string());
    child.line().unwrap();
    let since = Instant::now();
    child.line().unwrap();
    let time_of_a_change = since.elapsed();
    thread::sleep(time_of_a_change * 2 * u32::from(random_byte()) / 255);
    child.kill();
}

fn random_byte() -> u8 {
    let mut byte = [0];
    rand::fill(&mut byte).unwrap();
    byte[0]
}
