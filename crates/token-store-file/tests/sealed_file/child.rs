//! What other processes do: this program starts itself again and names a part.

use std::{
    env,
    io::Read,
    path::Path,
    time::{Duration, Instant},
};

use token_store::TokenStore;
use token_store_file::{NewKey, Options, Passphrase, SealedFile};

use crate::support::{TestFolder, add, line};

#[tokio::test]
async fn plays_its_part() {
    let Ok(part) = env::var("TESSERA_TEST_PART") else { return };
    let folder = TestFolder::at(Path::new(&env::var_os("TESSERA_TEST_FOLDER").unwrap()));
    let argument = env::var("TESSERA_TEST_ARGUMENT").unwrap();
    match part.as_str() {
        "hold the lock" => hold_the_lock(&folder).await,
        "add 20 patiently" => add_20_patiently(&folder, &argument).await,
        "add 25" => add_many(&folder, &argument, 25).await,
        "rekey 25" => rekey_many(&folder, &["keyring"], 25).await,
        "rekey without end" => {
            let mut kinds = ["passphrase", "passphrase", "keyring", "keyring"];
            kinds.rotate_left(argument.parse().unwrap());
            rekey_many(&folder, &kinds, usize::MAX).await;
        }
        "add without end" => add_many(&folder, &argument, usize::MAX).await,
        #[cfg(target_os = "linux")]
        part => crate::secret_service::play(part, &folder).await,
        #[cfg(not(target_os = "linux"))]
        part => panic!("there is no part {part}"),
    }
}

/// Until the parent closes the input.
async fn hold_the_lock(folder: &TestFolder) {
    let wait = |_: &mut token_cache::TokenCache| {
        line("holding");
        drop(std::io::stdin().read(&mut [0]));
    };
    folder.store().change(Box::new(wait)).await.unwrap();
}

/// Seals the file with key after key, and names each kind after it is done.
async fn rekey_many(folder: &TestFolder, kinds: &[&str], count: usize) {
    let store = folder.store();
    store.unlock(passphrase()).await.unwrap();
    for kind in kinds.iter().cycle().take(count) {
        let key = if *kind == "keyring" { NewKey::Keyring } else { NewKey::Passphrase(passphrase()) };
        store.rekey(key).await.unwrap();
        line(kind);
    }
}

/// The one that all parts use.
pub(crate) fn passphrase() -> Passphrase {
    Passphrase::new("correct horse battery staple".to_owned())
}

/// However long others have the lock. Tells the longest time that one took, in milliseconds.
async fn add_20_patiently(folder: &TestFolder, prefix: &str) {
    let patient = Options { lock_time_limit: Duration::from_secs(600), ..folder.options() };
    let store = SealedFile::new(folder.cache(), patient);
    let mut longest = Duration::ZERO;
    for number in 0..20 {
        let since = Instant::now();
        let name = format!("{prefix}-{number}");
        add(&store, &name).await.unwrap();
        longest = longest.max(since.elapsed());
        line(&name);
    }
    line(&format!("longest {}", longest.as_millis()));
}

/// Names each one after it is written.
async fn add_many(folder: &TestFolder, prefix: &str, count: usize) {
    let store = folder.store();
    for number in 0..count {
        let name = format!("{prefix}-{number}");
        add(&store, &name).await.unwrap();
        line(&name);
    }
}
