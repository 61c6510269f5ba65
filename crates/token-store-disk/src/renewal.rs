//! The lock of those who renew tokens: see `TokenStore::renewal_lock`.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use token_store::{RenewalLock, StoreError};
use tokio::task;

use crate::{LockGuard, Queue, held};

/// Waits for the renewal lock of that name beside the cache.
///
/// Fails with [`StoreError::LockHeld`], and as files do.
pub async fn renewal_lock(cache: &Path, name: &str, time_limit: Duration) -> Result<RenewalLock, StoreError> {
    let since = Instant::now();
    let place = renewal_place(cache, name);
    let turn = Queue::of(&place).turn(time_limit).await;
    let lock = task::spawn_blocking(move || {
        let turn = turn.ok_or_else(|| held(&place, since.elapsed()))?;
        LockGuard::acquire(&place, turn, since, time_limit)
    });
    lock.await.unwrap_or(Err(StoreError::Stopped)).map(RenewalLock::new)
}

/// What the lock of a name is made of: its lock file is beside the cache, one of 256, so that there are not more and
/// more of them. They tell nobody who is signed in; names that share one wait for each other.
pub fn renewal_place(cache: &Path, name: &str) -> PathBuf {
    let mut place = OsString::from(cache.as_os_str());
    place.push(format!(".renewal-{:02x}", hash(name) & 0xff));
    PathBuf::from(place)
}

/// FNV-1a, which is the same in every program and every version of it.
fn hash(text: &str) -> u64 {
    let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    // The lowest byte alone would follow from the last letters.
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, path::Path};

    use super::{hash, renewal_place};

    #[test]
    fn the_place_is_beside_the_cache_and_does_not_tell_the_name() {
        let place = renewal_place(Path::new("/folder/cache"), "ada");
        assert_eq!(place, Path::new("/folder/cache.renewal-22"));
    }

    #[test]
    fn names_that_are_alike_have_places_of_their_own() {
        let places: HashSet<u64> = (0..256).map(|number| hash(&format!("user-{number}")) & 0xff).collect();
        assert!(places.len() > 120, "{}", places.len());
    }
}
