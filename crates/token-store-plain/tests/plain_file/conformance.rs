use std::{fs, sync::Arc};

use tempfile::TempDir;
use token_store::conformance::{self, Pair};
use token_store_plain::{Options, PlainFile};

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_file_conforms() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data/msal_cache.json");
    conformance::run(async || {
        drop(fs::remove_file(&path));
        drop(fs::remove_file(folder.path().join("data/msal_cache.json.tessera")));
        let store = || Arc::new(PlainFile::new(&path, Options::default()));
        Pair { first: store(), second: store() }
    })
    .await;
    let left = fs::read_dir(folder.path().join("data")).unwrap();
    let mut left: Vec<_> = left.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    left.retain(|name| !name.contains(".tessera.renewal-"));
    assert_eq!(left.len(), 3, "the cache, the count of writes and our own lock: {left:?}");
}
