use std::sync::Arc;

use token_store::conformance::{self, Pair};

use crate::support::TestFolder;

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_file_under_a_key_of_the_keyring_conforms() {
    let folder = TestFolder::new();
    conformance::run(async || {
        drop(std::fs::remove_file(folder.cache()));
        drop(std::fs::remove_file(folder.backup()));
        Pair { first: Arc::new(folder.store()), second: Arc::new(folder.store()) }
    })
    .await;
    assert_eq!(folder.others(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_handle_that_several_share_conforms() {
    let folder = TestFolder::new();
    conformance::run(async || {
        drop(std::fs::remove_file(folder.cache()));
        drop(std::fs::remove_file(folder.backup()));
        let store = Arc::new(folder.store());
        Pair { first: store.clone(), second: store }
    })
    .await;
}
