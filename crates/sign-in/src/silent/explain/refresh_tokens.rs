use token_cache::{RefreshToken, Secret};

use super::super::candidate::{in_order, kind};
use super::super::throttle::Asked;
use super::explanation::Explaining;
use super::{ExplainedRefreshToken, RefreshTokenVerdict};
use crate::token::TokenFault;

impl Explaining<'_> {
    /// The account's refresh tokens: those that may be tried, in their order, then those of other applications.
    pub(super) fn refresh_tokens(&self) -> Vec<ExplainedRefreshToken> {
        let mut explained: Vec<ExplainedRefreshToken> = Vec::new();
        let is_new = |explained: &[ExplainedRefreshToken], token: &RefreshToken<'_>| {
            explained.iter().all(|known| known.stored_key != token.stored_key())
        };
        for token in in_order(self.cache, self.client, &self.request.account.home_account_id) {
            if is_new(&explained, &token) {
                explained.push(self.refresh_token(&token, self.verdict(&token)));
            }
        }
        for token in self.cache.refresh_tokens(&self.of_account()) {
            if is_new(&explained, &token) {
                explained.push(self.refresh_token(&token, RefreshTokenVerdict::OfAnother));
            }
        }
        explained
    }

    fn refresh_token(&self, token: &RefreshToken<'_>, verdict: RefreshTokenVerdict) -> ExplainedRefreshToken {
        let environment = token.environment().unwrap_or_default();
        ExplainedRefreshToken {
            stored_key: token.stored_key().to_owned(),
            client_id: token.client_id().unwrap_or_default().to_owned(),
            family_id: token.family_id().map(str::to_owned),
            environment: environment.to_owned(),
            is_under_alias: !environment.eq_ignore_ascii_case(self.client.authority.environment()),
            last_modification_time: token.last_modification_time(),
            verdict,
        }
    }

    fn verdict(&self, token: &RefreshToken<'_>) -> RefreshTokenVerdict {
        let Some(secret) = token.secret() else { return RefreshTokenVerdict::Unreadable };
        if let Some(mark) = token.dead_mark() {
            return RefreshTokenVerdict::Dead { since: mark.since, code: mark.code.to_owned() };
        }
        self.throttled(&secret).unwrap_or_else(|| kind(token, self.client).into())
    }

    fn throttled(&self, secret: &Secret) -> Option<RefreshTokenVerdict> {
        let asked = Asked {
            partition: &self.client.partition,
            home_account_id: &self.request.account.home_account_id,
            credential: secret.expose(),
            scopes: self.to_send,
            claims: self.request.claims.as_ref(),
        };
        let held = self.client.renewals.throttles.find(&asked, self.request.refresh, self.now)?;
        let code = match &held.fault {
            TokenFault::Refused(refusal) => Some(refusal.code()),
            TokenFault::Failed(error) => error.provider_code(),
        };
        Some(RefreshTokenVerdict::Throttled { until: held.until, code })
    }
}
