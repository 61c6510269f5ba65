use std::pin::pin;

use sign_in::CancelHandle;
use tokio::signal::ctrl_c;

/// Does the work, and has Ctrl-C cancel it. What cannot be cancelled any more, as tokens that are being stored, is
/// waited for.
pub(super) async fn interruptible<T>(cancel: CancelHandle, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        // First, so that it is heard before the person has read that it is.
        Ok(()) = ctrl_c() => cancel.cancel(),
        done = &mut work => return done,
    }
    work.await
}
