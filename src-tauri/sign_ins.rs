//! The sign-in that is under way: one at a time, told to the pages step by step.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connections::open_link;
use sign_in::{
    CancelHandle, InteractiveOutcome, InteractiveProgress, InteractiveRequest, InteractiveSignIn,
    PublicClientApplication,
};
use token_cache::Timestamp;
use tokio::sync::watch;
use url::Url;

use crate::{
    error::{Answer, not_found},
    events::Events,
    views::{AccountKey, SignInStage, SignInView},
};

/// The newest sign-in, until the person closes it.
#[derive(Clone)]
pub(crate) struct SignIns {
    newest: Arc<Mutex<Newest>>,
    events: Events,
}

#[derive(Default)]
struct Newest {
    last_id: u32,
    running: Option<Running>,
}

struct Running {
    view: SignInView,
    link: Option<Url>,
    cancelled: watch::Sender<bool>,
}

/// The right to tell how one sign-in goes on; nothing that it says counts once a newer one has begun.
#[derive(Clone)]
pub(crate) struct Ticket {
    id: u32,
    cancelled: watch::Receiver<bool>,
    sign_ins: SignIns,
}

impl SignIns {
    pub(crate) fn new(events: Events) -> Self {
        Self { newest: Arc::default(), events }
    }

    /// Begins a new one; another that still waits is cancelled.
    pub(crate) fn begin(&self, provider_id: &str) -> (SignInView, Ticket) {
        let mut newest = self.newest();
        if let Some(running) = &newest.running {
            running.cancelled.send_replace(true);
        }
        newest.last_id = newest.last_id.wrapping_add(1);
        let view = SignInView {
            id: newest.last_id,
            provider_id: provider_id.to_owned(),
            stage: SignInStage::Discovering,
            waits_until: None,
            browser_opened: false,
            account: None,
            error: None,
        };
        let (sender, cancelled) = watch::channel(false);
        newest.running = Some(Running { view: view.clone(), link: None, cancelled: sender });
        let ticket = Ticket { id: view.id, cancelled, sign_ins: self.clone() };
        (view, ticket)
    }

    /// The newest one.
    pub(crate) fn view(&self) -> Option<SignInView> {
        self.newest().running.as_ref().map(|running| running.view.clone())
    }

    /// Cancels it.
    pub(crate) fn cancel(&self, id: u32) {
        if let Some(running) = self.newest().running.as_ref().filter(|running| running.view.id == id) {
            running.cancelled.send_replace(true);
        }
    }

    /// The link that the browser is to open.
    pub(crate) fn link(&self, id: u32) -> Answer<Url> {
        let newest = self.newest();
        let running = newest.running.as_ref().filter(|running| running.view.id == id);
        running.and_then(|running| running.link.clone()).ok_or_else(|| not_found("the sign-in"))
    }

    /// Forgets it, once the person has seen how it ended; one that still waits is cancelled.
    pub(crate) fn close(&self, id: u32) {
        if let Some(running) = self.newest().running.take_if(|running| running.view.id == id) {
            running.cancelled.send_replace(true);
        }
    }

    /// Whether a code is being exchanged: tokens would be lost if the program ended now.
    pub(crate) fn is_exchanging(&self) -> bool {
        self.view().is_some_and(|view| view.stage == SignInStage::Exchanging)
    }

    fn newest(&self) -> MutexGuard<'_, Newest> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// Goes all the way, from discovery to the stored tokens, and tells each step but the last.
    pub(crate) async fn run(
        &mut self,
        client: Answer<PublicClientApplication>,
        request: InteractiveRequest,
    ) -> Answer<InteractiveOutcome> {
        let client = client?;
        let mut cancelled = self.cancelled.clone();
        let begun = tokio::select! {
            biased;
            _ = cancelled.wait_for(|cancelled| *cancelled) => return Ok(InteractiveOutcome::Cancelled),
            begun = client.begin_interactive(request) => begun?,
        };
        let cancel = begun.cancel_handle();
        self.wait_for_browser(&begun);
        let ticket = self.clone();
        let finished = begun.finish(move |progress| ticket.tell(progress));
        Ok(self.or_cancel(cancel, finished).await?)
    }

    /// Tells how it ended.
    pub(crate) fn end(&self, outcome: Answer<InteractiveOutcome>) {
        self.update(|running| match outcome {
            Ok(InteractiveOutcome::SignedIn(account)) => {
                running.view.stage = SignInStage::Done;
                running.view.account = Some(AccountKey::from(&account));
            }
            Ok(InteractiveOutcome::Cancelled) => running.view.stage = SignInStage::Cancelled,
            Err(error) => {
                running.view.stage = SignInStage::Failed;
                running.view.error = Some(error);
            }
        });
    }

    fn wait_for_browser(&self, begun: &InteractiveSignIn) {
        let link = begun.authorization_url().clone();
        self.update(|running| {
            running.view.stage = SignInStage::WaitingForBrowser;
            running.view.waits_until = Some(Timestamp::as_unix(begun.expires_at()));
            // Until the launcher fails, it is taken to succeed, so that no warning flashes up.
            running.view.browser_opened = true;
            running.link = Some(link.clone());
        });
        let ticket = self.clone();
        // In the background: a launcher may take seconds to fail, while the browser may already come back.
        tokio::task::spawn_blocking(move || {
            if !open_link(&link) {
                ticket.update(|running| running.view.browser_opened = false);
            }
        });
    }

    /// Passes a cancellation in the window on to the sign-in and waits for what comes of it.
    async fn or_cancel<T>(&self, cancel: CancelHandle, finished: impl Future<Output = T>) -> T {
        let mut cancelled = self.cancelled.clone();
        let passes_on = async {
            let is_cancelled = cancelled.wait_for(|cancelled| *cancelled).await.is_ok();
            if is_cancelled {
                cancel.cancel();
            }
            std::future::pending::<T>().await
        };
        tokio::select! {
            done = finished => done,
            never = passes_on => never,
        }
    }

    fn tell(&self, progress: InteractiveProgress) {
        if progress == InteractiveProgress::Exchanging {
            self.update(|running| running.view.stage = SignInStage::Exchanging);
        }
    }

    fn update(&self, change: impl FnOnce(&mut Running)) {
        let view = {
            let mut newest = self.sign_ins.newest();
            let Some(running) = newest.running.as_mut().filter(|running| running.view.id == self.id) else {
                return;
            };
            change(running);
            running.view.clone()
        };
        self.sign_ins.events.sign_in(&view);
    }
}
