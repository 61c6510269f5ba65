use token_cache::{AccessToken, TokenQuery};

use super::super::acquisition::MARGIN;
use super::explanation::Explaining;
use super::{AccessTokenObjection, ExplainedAccessToken, RenewalAhead};
use crate::scopes;

impl Explaining<'_> {
    /// The application's access tokens for the account; the one that would be answered first.
    pub(super) fn access_tokens(&self) -> Vec<ExplainedAccessToken> {
        let of_client = TokenQuery { client_id: Some(&self.client.client_id), ..self.of_account() };
        let mut explained: Vec<_> =
            self.cache.access_tokens(&of_client).map(|token| self.access_token(&token)).collect();
        let chosen = self.chosen();
        explained.sort_by_key(|token| Some(token.stored_key.as_str()) != chosen);
        explained
    }

    /// The key of the one that is found, of several that serve.
    fn chosen(&self) -> Option<&str> {
        let scopes = scopes::to_find(&self.request.scopes);
        let query = TokenQuery {
            client_id: Some(&self.client.client_id),
            realm: self.realm,
            scopes: &scopes,
            ..self.of_account()
        };
        let found = self.cache.find_access_token(&query, self.now.plus(MARGIN));
        found.map(|token| token.stored_key())
    }

    fn access_token(&self, token: &AccessToken<'_>) -> ExplainedAccessToken {
        let ahead = match token.refresh_on() {
            None => RenewalAhead::NotWanted,
            Some(wanted) if wanted > self.now => RenewalAhead::From(wanted),
            Some(wanted) => RenewalAhead::Since(wanted),
        };
        ExplainedAccessToken {
            stored_key: token.stored_key().to_owned(),
            scopes: token.scopes().map(str::to_owned).collect(),
            realm: token.realm().unwrap_or_default().to_owned(),
            expires_on: token.expires_on(),
            ahead,
            objections: self.objections(token),
        }
    }

    fn objections(&self, token: &AccessToken<'_>) -> Vec<AccessTokenObjection> {
        use AccessTokenObjection as O;
        let is_elsewhere = self.realm.is_some_and(|realm| token.realm() != Some(realm));
        let wanted = scopes::to_find(&self.request.scopes);
        let missing: Vec<String> = wanted
            .iter()
            .filter(|scope| token.scopes().all(|granted| granted != **scope))
            .map(|scope| (*scope).to_owned())
            .collect();
        let bonds: Vec<String> = token.bonds().map(str::to_owned).collect();
        let is_bearer = token.token_type().eq_ignore_ascii_case("bearer");
        let is_unreadable = token.secret().is_none() || token.expires_on().is_none();
        [
            is_elsewhere.then_some(O::OtherRealm),
            (!missing.is_empty()).then_some(O::ScopesMissing(missing)),
            self.too_late(token),
            (!bonds.is_empty()).then_some(O::Bound(bonds)),
            (!is_bearer).then(|| O::NotBearer(token.token_type().to_owned())),
            is_unreadable.then_some(O::Unreadable),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn too_late(&self, token: &AccessToken<'_>) -> Option<AccessTokenObjection> {
        let end = token.expires_on()?;
        if end <= self.now {
            Some(AccessTokenObjection::Ended)
        } else if end < self.now.plus(MARGIN) {
            Some(AccessTokenObjection::EndsSoon { margin: MARGIN })
        } else {
            None
        }
    }
}
