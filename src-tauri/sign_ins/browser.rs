//! Signing in with the browser of this computer.

use connections::open_link;
use sign_in::{
    InteractiveOutcome, InteractiveProgress, InteractiveRequest, InteractiveSignIn, PublicClientApplication,
};
use token_cache::Timestamp;

use super::{Ended, Ticket};
use crate::{
    error::Answer,
    views::{SignInStage, WayBack},
    window,
};

impl Ticket {
    /// Goes all the way, from discovery to the stored tokens, and tells each step but the last.
    pub(crate) async fn use_browser(
        &self,
        client: &PublicClientApplication,
        request: InteractiveRequest,
        way_back: WayBack,
    ) -> Answer<Ended> {
        let Some(begun) = self.unless_cancelled(client.begin_interactive(request)).await else {
            return Ok(Ended::Cancelled);
        };
        let begun = begun?;
        let cancel = begun.cancel_handle();
        self.wait_for_browser(&begun, way_back);
        let ticket = self.clone();
        let finished = begun.finish(move |progress| ticket.tell_of_browser(progress));
        match self.or_cancel(cancel, finished).await? {
            InteractiveOutcome::SignedIn(account) => Ok(Ended::SignedIn(account)),
            InteractiveOutcome::Cancelled => Ok(Ended::Cancelled),
        }
    }

    fn wait_for_browser(&self, begun: &InteractiveSignIn, way_back: WayBack) {
        let link = begun.authorization_url().clone();
        self.update(|running| {
            running.view.stage = SignInStage::WaitingForBrowser;
            running.view.waits_until = Some(Timestamp::as_unix(begun.expires_at()));
            // Until the launcher fails, it is taken to succeed, so that no warning flashes up.
            running.view.browser_opened = true;
            running.view.way_back = way_back;
            running.link = Some(link.clone());
            running.redirect = Some(begun.redirect_handle());
        });
        let ticket = self.clone();
        // In the background: a launcher may take seconds to fail, while the browser may already come back.
        tokio::task::spawn_blocking(move || {
            if !open_link(&link, window::own_environment()) {
                ticket.update(|running| running.view.browser_opened = false);
            }
        });
    }

    fn tell_of_browser(&self, progress: InteractiveProgress) {
        if progress == InteractiveProgress::Exchanging {
            self.update(|running| running.view.stage = SignInStage::Exchanging);
        }
    }
}
