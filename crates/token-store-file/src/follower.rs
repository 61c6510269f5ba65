use std::time::Duration;

use token_store::{TokenStore, Version};
use tokio::time;

use crate::SealedFile;

/// Tells of the writes of other processes, and of one's own, within [`Follower::INTERVAL`].
///
/// It reads the first bytes of the file again and again while somebody awaits [`Follower::changed`], and costs
/// nothing else. Nothing is missed between two calls; of several writes in between, the last one is told.
#[derive(Debug)]
pub struct Follower {
    file: SealedFile,
    seen: Option<Version>,
}

impl Follower {
    /// How often the file is looked at.
    pub const INTERVAL: Duration = Duration::from_millis(250);

    pub(crate) fn new(file: SealedFile, seen: Option<Version>) -> Self {
        Self { file, seen }
    }

    /// Waits for a version other than the one that was told last; none when the file has been taken away or
    /// moved aside. While the file cannot be read, it is taken to be unchanged. May be dropped at any time.
    pub async fn changed(&mut self) -> Option<Version> {
        loop {
            if let Ok(version) = self.file.version().await
                && version != self.seen
            {
                self.seen = version;
                return version;
            }
            time::sleep(Self::INTERVAL).await;
        }
    }
}
