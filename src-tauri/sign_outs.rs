//! Signing out: here, and in the browser where the person wants that too.

use connections::open_link;
use sign_in::BrowserSignOutRequest;
use token_cache::{AccountId, Removal};
use url::Url;

use crate::{
    app::App,
    error::Answer,
    views::{AccountKey, ErrorCode, ErrorView, SignOutReach, SignOutView},
};

impl App {
    /// Removes the account and its tokens. That the browser's session cannot be ended keeps nobody signed in here.
    pub(crate) async fn sign_out(&self, account: AccountId, reach: SignOutReach) -> Answer<SignOutView> {
        // Made first, because it takes the hint on who is meant from the account's tokens.
        let page = match reach {
            SignOutReach::Here => None,
            SignOutReach::HereAndBrowser => Some(self.sign_out_page(&account).await),
        };
        let was_in_use = self.providers.current() == Some(AccountKey::from(&account));
        let removed = self.remove(Removal::Account(account)).await?;
        if was_in_use {
            self.providers.set_current(None)?;
            self.changed();
        }
        let browser_error = match page {
            None => None,
            Some(page) => show(page).await.err(),
        };
        Ok(SignOutView { removed: removed.into(), browser_error })
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
    let is_opened = tokio::task::spawn_blocking(move || open_link(&page)).await.unwrap_or(false);
    let closed = "the browser could not be started for the provider's sign-out page";
    is_opened.then_some(()).ok_or_else(|| ErrorView::new(ErrorCode::BrowserNotOpened, closed).about(address))
}
