use std::{
    num::NonZero,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    thread,
};

use super::buffer::Buffer;
use crate::format::segments::{SEGMENT_LENGTH, TAG_LENGTH};

/// More threads than this wait for the memory and the disk.
const MOST_THREADS: usize = 4;
/// For fewer parts than this another thread is not worth its start.
const PARTS_OF_A_THREAD: usize = 4;
/// Asked once: for an answer, a dozen files are read.
static CORES: LazyLock<usize> = LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));

/// Does the work for every part, on several threads where there are many. Each thread has a buffer of its own, with
/// room for a sealed segment.
///
/// Answers the first error; parts that nobody has begun by then are left alone.
pub(super) fn for_each<P, E>(
    parts: impl ExactSizeIterator<Item = P> + Send,
    work: impl Fn(&mut Buffer, P) -> Result<(), E> + Sync,
) -> Result<(), E>
where
    P: Send,
    E: Send,
{
    let further = number_of_threads(parts.len()) - 1;
    let parts = Mutex::new((parts, None));
    let take_turns = || {
        let mut buffer = Buffer::from(Vec::with_capacity(SEGMENT_LENGTH + TAG_LENGTH));
        while let Some(part) = next(&parts) {
            if let Err(error) = work(&mut buffer, part) {
                lock(&parts).1.get_or_insert(error);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..further {
            // Where the system has no more threads to give, this one does all.
            drop(thread::Builder::new().name("cache segments".to_owned()).spawn_scoped(scope, take_turns));
        }
        take_turns();
    });
    let (_, error) = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
    error.map_or(Ok(()), Err)
}

fn number_of_threads(parts: usize) -> usize {
    if parts < 2 * PARTS_OF_A_THREAD {
        return 1;
    }
    CORES.min(MOST_THREADS).min(parts / PARTS_OF_A_THREAD)
}

fn next<P, E>(parts: &Mutex<(impl Iterator<Item = P>, Option<E>)>) -> Option<P> {
    let mut parts = lock(parts);
    if parts.1.is_some() { None } else { parts.0.next() }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
