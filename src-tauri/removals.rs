//! Clearing tokens and signing out, here and in the browser where the person wants that too; and undoing the former.

use std::time::Instant;

use connections::{display_name, open_link};
use sign_in::BrowserSignOutRequest;
use token_cache::{AccountId, Removal, Removed};
use url::Url;

use crate::{
    app::App,
    error::Answer,
    storage::Done,
    views::{AccountKey, ErrorCode, ErrorView, SignOutReach, SignOutView, UndoneView},
    window,
};

impl App {
    /// Removes entries of these accounts and shows what is left. It can be given up while another program has the lock.
    pub(crate) async fn clear(
        &self,
        accounts: &[AccountId],
        removals: Vec<Removal>,
        attempt: u32,
    ) -> Answer<Removed> {
        let (name, of) = (self.only_name(accounts), accounts.to_vec());
        let done = Done { name, accounts: accounts.len(), of, ..Done::default() };
        self.remove(removals, done, attempt).await
    }

    /// Removes the accounts and their tokens. That a browser's session cannot be ended keeps nobody signed in here. It can
    /// be given up while the providers are asked for their pages, or another program has the lock: nobody is signed out then.
    pub(crate) async fn sign_out(
        &self,
        accounts: Vec<AccountId>,
        reach: SignOutReach,
        attempt: u32,
    ) -> Answer<SignOutView> {
        // Made first, because they take the hint on who is meant from the accounts' tokens.
        let pages = match reach {
            SignOutReach::Here => Vec::new(),
            SignOutReach::HereAndBrowser => {
                let pages = async { Ok(self.sign_out_pages(&accounts).await) };
                self.attempts.wait_for(attempt, pages).await?
            }
        };
        let in_use = self.providers.current();
        let was_in_use = accounts.iter().find(|account| in_use == Some(AccountKey::from(*account))).cloned();
        let done = Done {
            name: self.only_name(&accounts),
            accounts: accounts.len(),
            of: accounts.clone(),
            signed_out: true,
            browser: !pages.is_empty(),
            was_in_use: was_in_use.clone(),
        };
        let removals = accounts.into_iter().map(Removal::Account).collect();
        let removed = self.remove(removals, done, attempt).await?;
        if was_in_use.is_some() {
            self.providers.set_current(None)?;
            self.changed();
        }
        let mut browser_error = None;
        for page in pages {
            browser_error = show(page).await.err().or(browser_error);
        }
        Ok(SignOutView { removed: removed.into(), browser_error })
    }

    /// Brings back what the last removal took; none where it is too late. The session in the browser stays ended. It can be
    /// given up while another program has the lock.
    pub(crate) async fn undo(&self, id: u32, attempt: u32) -> Answer<Option<UndoneView>> {
        let undoing = async |start| self.storage.undo(id, &start).await;
        let undone = self.attempts.wait_for_start(attempt, undoing).await;
        // One that failed, or was given up, is offered for some more seconds.
        self.expire_undo(id);
        self.refresh().await;
        let Some((given, done)) = undone? else { return Ok(None) };
        self.note_undo(&given, &done);
        if let Some(account) = done.was_in_use
            && self.providers.current().is_none()
            && self.storage.shown().account(&account).is_some()
        {
            self.providers.set_current(Some(account))?;
            self.changed();
        }
        Ok(Some(UndoneView { back: given.back.into(), left: given.left.into() }))
    }

    /// Has the time to undo stand still, or run anew.
    pub(crate) fn hold_undo(&self, id: u32, held: bool) {
        self.storage.undo.hold(id, held, Instant::now());
        self.expire_undo(id);
        self.changed();
    }

    async fn remove(&self, removals: Vec<Removal>, done: Done, attempt: u32) -> Answer<Removed> {
        let entries = self.removal_entries(&removals, &done);
        let removing = async |start| self.storage.remove(removals, done, &start).await;
        let (removed, undo) = self.attempts.wait_for_start(attempt, removing).await?;
        self.note_removal(entries, &removed);
        if let Some(id) = undo {
            self.expire_undo(id);
        }
        self.refresh().await;
        Ok(removed)
    }

    /// Wipes what the removal took, and says so, once its time is over.
    fn expire_undo(&self, id: u32) {
        let Some(end) = self.storage.undo.end_of(id) else { return };
        let app = self.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep_until(end.into()).await;
            if app.storage.undo.expire(Instant::now()) {
                app.changed();
            }
        });
    }

    fn only_name(&self, accounts: &[AccountId]) -> Option<String> {
        let [account] = accounts else { return None };
        let cache = self.storage.shown();
        Some(display_name(&cache, &cache.account(account)?))
    }

    async fn sign_out_pages(&self, accounts: &[AccountId]) -> Vec<Answer<Url>> {
        let mut pages = Vec::with_capacity(accounts.len());
        for account in accounts {
            pages.push(self.sign_out_page(account).await);
        }
        pages
    }

    async fn sign_out_page(&self, account: &AccountId) -> Answer<Url> {
        let (connection, _) = self.connection_of(account).await?;
        let page = connection.client.browser_sign_out(BrowserSignOutRequest::new(account.clone())).await?;
        let missing = "the provider has no page that ends the session in the browser";
        page.ok_or_else(|| ErrorView::new(ErrorCode::SignOutPageMissing, missing))
    }
}

async fn show(page: Answer<Url>) -> Answer<()> {
    let page = page?;
    let address = page.to_string();
    let is_opened = tokio::task::spawn_blocking(move || open_link(&page, window::own_environment()))
        .await
        .unwrap_or(false);
    let closed = "the browser could not be started for the provider's sign-out page";
    is_opened.then_some(()).ok_or_else(|| ErrorView::new(ErrorCode::BrowserNotOpened, closed).about(address))
}
