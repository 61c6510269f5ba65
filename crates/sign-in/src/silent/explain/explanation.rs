use token_cache::{AccountId, Timestamp, TokenCache};

use super::super::SilentRequest;
use super::{Conclusion, ExplanationStep};
use crate::client::Application;
use crate::{InteractionReason, PublicClientApplication, SignInError, scopes};

/// Why silence would succeed or not. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Whose token was asked about.
    pub account: AccountId,
    /// When.
    pub at: Timestamp,
    /// What is looked at, in that order.
    pub steps: Vec<ExplanationStep>,
    /// What it would come to.
    pub conclusion: Conclusion,
}

impl PublicClientApplication {
    /// Explains what [`acquire_token_silent`](Self::acquire_token_silent) would do with the request now. Asks nobody
    /// but the store, and changes nothing.
    ///
    /// Fails with [`SignInError::ScopeInvalid`] or [`SignInError::Store`].
    pub async fn explain(&self, request: &SilentRequest) -> Result<Explanation, SignInError> {
        self.client.explain(request).await
    }
}

impl Application {
    /// See [`PublicClientApplication::explain`].
    pub(crate) async fn explain(&self, request: &SilentRequest) -> Result<Explanation, SignInError> {
        let to_send = scopes::to_send(&request.scopes)?;
        let snapshot = self.store.load().await?;
        let realm = self.realm_if_known(&snapshot.cache);
        let explaining = Explaining {
            client: self,
            request,
            to_send: &to_send,
            realm,
            cache: &snapshot.cache,
            now: self.clock.now(),
        };
        Ok(explaining.explanation())
    }
}

/// What an explanation is made of.
pub(super) struct Explaining<'a> {
    pub(super) client: &'a Application,
    pub(super) request: &'a SilentRequest,
    pub(super) to_send: &'a [String],
    pub(super) realm: Option<&'a str>,
    pub(super) cache: &'a TokenCache,
    pub(super) now: Timestamp,
}

impl Explaining<'_> {
    fn explanation(&self) -> Explanation {
        let (steps, conclusion) = self.told();
        Explanation { account: self.request.account.clone(), at: self.now, steps, conclusion }
    }

    /// Ends with the step that decides, as an acquisition does; but of tokens it tells all.
    fn told(&self) -> (Vec<ExplanationStep>, Conclusion) {
        let unknown = Conclusion::InteractionRequired(InteractionReason::UnknownAccount);
        let mut steps = vec![self.environment()];
        if self.is_elsewhere() {
            return (steps, unknown);
        }
        let is_known = self.client.knows_account(self.cache, &self.request.account);
        steps.push(ExplanationStep::Account { is_known });
        steps.extend([self.client_step(), self.realm_step(), self.scopes(), self.cache_use()]);
        let access_tokens = self.access_tokens();
        let cached = access_tokens.iter().find_map(Conclusion::of_cached);
        steps.extend(access_tokens.into_iter().map(ExplanationStep::AccessToken));
        let refresh_tokens = self.refresh_tokens();
        let renewed = Conclusion::of_refresh_tokens(&refresh_tokens);
        steps.extend(refresh_tokens.into_iter().map(ExplanationStep::RefreshToken));
        let conclusion = match cached.filter(|_| self.request.takes_cached()) {
            Some(cached) => cached,
            None if is_known => renewed,
            None => unknown,
        };
        (steps, conclusion)
    }
}
