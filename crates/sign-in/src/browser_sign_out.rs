//! Signing out in the browser (OpenID Connect RP-Initiated Logout 1.0), which is apart from removing an account's
//! tokens from the cache.

use token_cache::{AccountId, TokenCache, TokenQuery, decode_jwt};
use url::Url;

use crate::client::Application;
use crate::{PublicClientApplication, SignInError};

/// Who is to be signed out of the provider's pages, and where those lead afterwards.
#[derive(Clone, Debug)]
pub struct BrowserSignOutRequest {
    /// The account.
    pub account: AccountId,
    /// Where to go on, an address of the application's registration; the provider's own page without one.
    pub post_logout_redirect_uri: Option<Url>,
    /// What comes back there.
    pub state: Option<String>,
}

impl BrowserSignOutRequest {
    /// Ends on the provider's own page.
    pub fn new(account: AccountId) -> Self {
        Self { account, post_logout_redirect_uri: None, state: None }
    }
}

impl PublicClientApplication {
    /// The address that signs the account out in the browser that opens it, or `None` where the provider has no
    /// such address (`end_session_endpoint`). It is to be made before the account is removed, from whose ID token
    /// it takes the hint on who is meant.
    ///
    /// The hint is `logout_hint` (section 2; Microsoft docs, "Send a sign-out request"), and not the ID token
    /// itself: an address is seen in the list of processes and in the browser's history.
    ///
    /// Fails with [`SignInError::Store`], [`SignInError::DiscoveryFailed`], [`SignInError::Network`],
    /// [`SignInError::ProviderBusy`] or [`SignInError::AnswerInvalid`].
    pub async fn browser_sign_out(&self, request: BrowserSignOutRequest) -> Result<Option<Url>, SignInError> {
        self.client.browser_sign_out(request).await
    }
}

impl Application {
    /// See [`PublicClientApplication::browser_sign_out`].
    pub(crate) async fn browser_sign_out(
        &self,
        request: BrowserSignOutRequest,
    ) -> Result<Option<Url>, SignInError> {
        let BrowserSignOutRequest { account, post_logout_redirect_uri, state } = request;
        let provider = self.configuration().await?;
        let Some(mut address) = provider.end_session_endpoint.clone() else { return Ok(None) };
        let cache = self.store.load().await?.cache;
        let hint = logout_hint(&cache, &account, &self.client_id);
        let redirect = post_logout_redirect_uri.map(String::from);
        let parameters = [
            ("client_id", Some(self.client_id.clone())),
            ("logout_hint", hint),
            ("post_logout_redirect_uri", redirect),
            ("state", state),
        ];
        let parameters = parameters.into_iter().filter_map(|(name, value)| Some((name, value?)));
        address.query_pairs_mut().extend_pairs(parameters);
        Ok(Some(address))
    }
}

/// What the provider itself calls the account's session, else the username.
fn logout_hint(cache: &TokenCache, account: &AccountId, client_id: &str) -> Option<String> {
    let query = TokenQuery::of_account(account);
    let own = cache
        .id_tokens(&query)
        .filter(|token| token.client_id().is_some_and(|client| client.eq_ignore_ascii_case(client_id)));
    let hint = own
        .filter_map(|token| decode_jwt(&token.secret()?))
        .find_map(|token| token.claims.get("login_hint")?.as_str().map(str::to_owned));
    let username =
        || Some(cache.account(account)?.username().to_owned()).filter(|username| !username.is_empty());
    hint.or_else(username)
}
