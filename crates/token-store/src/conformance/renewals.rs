//! The lock of those who renew tokens.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Waker},
    time::Duration,
};

use super::{
    Pair,
    sample::{names, put},
};
use crate::{RenewalLock, StoreError, TokenStore};

const NONE: Duration = Duration::ZERO;
/// Nobody waits for so long.
const LONG: Duration = Duration::from_secs(600);

async fn lock(store: &Arc<dyn TokenStore>, name: &str) -> RenewalLock {
    store.renewal_lock(name, LONG).await.expect("the lock is free")
}

pub(super) async fn who_renews_keeps_others_from_it_until_done(Pair { first, second }: Pair) {
    let held = lock(&first, "ada").await;
    for other in [&first, &second] {
        let refused = other.renewal_lock("ada", NONE).await;
        assert!(matches!(refused, Err(StoreError::LockHeld { .. })), "{refused:?}");
    }
    drop(held);
    lock(&second, "ada").await;
    lock(&first, "ada").await;
}

pub(super) async fn who_waits_for_a_renewal_gets_its_turn_and_sees_what_was_stored(
    Pair { first, second }: Pair,
) {
    let held = lock(&first, "ada").await;
    let waiting: Vec<_> = (0..8)
        .map(|number| {
            let store = Arc::clone(if number % 2 == 0 { &first } else { &second });
            tokio::spawn(async move {
                let _held = lock(&store, "ada").await;
                names(&store.load().await.expect("the store loads").cache)
            })
        })
        .collect();
    first.change(Box::new(|cache| put(cache, "renewed"))).await.expect("the store changes");
    drop(held);
    for waiter in waiting {
        assert_eq!(waiter.await.expect("nobody fails"), ["renewed"]);
    }
}

pub(super) async fn other_names_and_the_cache_itself_are_free_meanwhile(Pair { first, second }: Pair) {
    let _ada = lock(&first, "ada").await;
    let _bo = lock(&second, "bo").await;
    second.change(Box::new(|cache| put(cache, "one"))).await.expect("the store changes");
    assert_eq!(names(&first.load().await.expect("the store loads").cache), ["one"]);
}

pub(super) async fn who_stops_waiting_for_a_renewal_is_in_nobodys_way(Pair { first, second }: Pair) {
    let held = lock(&first, "ada").await;
    {
        let mut waiting = pin!(second.renewal_lock("ada", LONG));
        assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    drop(held);
    lock(&first, "ada").await;
}

pub(super) async fn a_renewal_that_panics_is_over(Pair { first, second }: Pair) {
    let store = Arc::clone(&first);
    let panicking = tokio::spawn(async move {
        let _held = lock(&store, "ada").await;
        assert!(store.version().await.is_err(), "this panic belongs to the test");
    });
    assert!(panicking.await.is_err());
    lock(&second, "ada").await;
}
