use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::Page;

/// How long the end of a sign-in waits for the browser to take its page.
const SENT_LIMIT: Duration = Duration::from_secs(2);

/// A browser that waits for the page that ends the sign-in. Dropped, it is told that the program goes on.
#[derive(Debug)]
pub(crate) struct WaitingBrowser {
    page: oneshot::Sender<Page>,
    sent: oneshot::Receiver<()>,
}

/// The connection's side of it.
#[derive(Debug)]
pub(super) struct PageOrder {
    pub(super) page: oneshot::Receiver<Page>,
    pub(super) sent: oneshot::Sender<()>,
}

impl WaitingBrowser {
    pub(super) fn new() -> (Self, PageOrder) {
        let (page, ordered) = oneshot::channel();
        let (told, sent) = oneshot::channel();
        (Self { page, sent }, PageOrder { page: ordered, sent: told })
    }

    /// Sends the page and waits a little until it is there: the program may end right after.
    pub(crate) async fn show(self, page: Page) {
        if self.page.send(page).is_ok() {
            let _ = timeout(SENT_LIMIT, self.sent).await;
        }
    }
}
