//! Tokens of one account as the window lists them, and what they say when they are opened.

use connections::{KnownApplications, is_keyword};
use serde_json::{Map, Value};
use token_cache::{
    AccessToken, AccountId, IdToken, RefreshToken, Removal, Secret, Section, Timestamp, TokenCache,
    TokenQuery, decode_jwt,
};

use crate::{
    app::App,
    error::Answer,
    scopes,
    views::{AccountKey, ClaimView, ClaimsView, TokenKind, TokenView},
};

/// Claims whose value is a time (RFC 7519, section 4.1; OpenID Connect Core, section 2; Entra's `xms_` ones).
const TIMES: [&str; 7] = ["exp", "iat", "nbf", "auth_time", "updated_at", "pwd_exp", "xms_tcdt"];

impl App {
    /// Every token of the account, as [`list`] has them.
    pub(crate) fn tokens_of(&self, account: &AccountKey) -> Answer<Vec<TokenView>> {
        Ok(list(&*self.storage.cache()?, &self.providers.known(), &account.clone().into()))
    }
}

/// Every token of the account: access tokens, then ID tokens, then refresh tokens.
pub(crate) fn list(cache: &TokenCache, known: &KnownApplications, account: &AccountId) -> Vec<TokenView> {
    let query = TokenQuery::of_account(account);
    let list = Listing { cache, known, account };
    let access = cache.access_tokens(&query).map(|token| list.access(&token));
    let identity = cache.id_tokens(&query).map(|token| list.identity(&token));
    let refresh = cache.refresh_tokens(&query).into_iter().map(|token| list.refresh(&token));
    access.chain(identity).chain(refresh).collect()
}

/// The token of that ID, if the account still has it.
pub(crate) fn secret(cache: &TokenCache, account: &AccountId, id: &str) -> Option<Secret> {
    let (kind, key) = id.split_once(':')?;
    let query = TokenQuery::of_account(account);
    // Looked for among the account's own: an ID made up in the page must not reach another account's token.
    match kind {
        "access" => cache.access_tokens(&query).find(|token| token.stored_key() == key)?.secret(),
        "id" => cache.id_tokens(&query).find(|token| token.stored_key() == key)?.secret(),
        "refresh" => cache.refresh_tokens(&query).iter().find(|token| token.stored_key() == key)?.secret(),
        _ => None,
    }
}

/// What removes the tokens of these IDs; nothing for one that the account does not have.
pub(crate) fn removals(cache: &TokenCache, account: &AccountId, ids: &[String]) -> Vec<Removal> {
    let query = TokenQuery::of_account(account);
    let access =
        cache.access_tokens(&query).map(|token| ("access", Section::AccessToken, token.stored_key()));
    let identity = cache.id_tokens(&query).map(|token| ("id", Section::IdToken, token.stored_key()));
    let refresh = cache.refresh_tokens(&query);
    let refresh = refresh.iter().map(|token| ("refresh", Section::RefreshToken, token.stored_key()));
    let own = access.chain(identity).chain(refresh);
    let is_chosen = |kind: &str, key: &str| ids.iter().any(|id| id.split_once(':') == Some((kind, key)));
    own.filter(|(kind, _, key)| is_chosen(kind, key))
        .map(|(_, section, key)| Removal::Entry { section, stored_key: key.to_owned() })
        .collect()
}

/// What the token says; nothing for an opaque one.
pub(crate) fn claims(token: &Secret) -> ClaimsView {
    let Some(decoded) = decode_jwt(token) else {
        return ClaimsView { header: Vec::new(), claims: Vec::new() };
    };
    ClaimsView { header: claim_views(&decoded.header), claims: claim_views(&decoded.claims) }
}

/// Names and values, in their order.
pub(crate) fn claim_views(claims: &Map<String, Value>) -> Vec<ClaimView> {
    let view = |(name, value): (&String, &Value)| ClaimView {
        name: name.clone(),
        value: value.as_str().map_or_else(|| value.to_string(), str::to_owned),
        time: TIMES.contains(&name.as_str()).then(|| value.as_i64()).flatten(),
    };
    claims.iter().map(view).collect()
}

struct Listing<'a> {
    cache: &'a TokenCache,
    known: &'a KnownApplications,
    account: &'a AccountId,
}

impl Listing<'_> {
    fn access(&self, token: &AccessToken<'_>) -> TokenView {
        let client = token.client_id().unwrap_or_default();
        TokenView {
            application: self.application(client, token.realm()),
            scopes: token.scopes().map(str::to_owned).collect(),
            requested: token.requested_scopes().map(|requested| {
                scopes::compare(&requested.collect::<Vec<_>>(), &token.scopes().collect::<Vec<_>>())
            }),
            realm: self.tenant(client, token.realm().unwrap_or_default()),
            cached_at: token.cached_at().map(Timestamp::as_unix),
            expires_on: token.expires_on().map(Timestamp::as_unix),
            refresh_on: token.refresh_on().map(Timestamp::as_unix),
            extended_expires_on: token.extended_expires_on().map(Timestamp::as_unix),
            renews: self.renews(client),
            has_claims: token.secret().is_some_and(|secret| decode_jwt(&secret).is_some()),
            ..blank(TokenKind::Access, "access", token.stored_key(), client)
        }
    }

    fn identity(&self, token: &IdToken<'_>) -> TokenView {
        let decoded = token.secret().and_then(|secret| decode_jwt(&secret));
        let claim = |name: &str| decoded.as_ref()?.claims.get(name)?.as_i64();
        let client = token.client_id().unwrap_or_default();
        TokenView {
            application: self.application(client, token.realm()),
            realm: self.tenant(client, token.realm().unwrap_or_default()),
            cached_at: claim("iat"),
            expires_on: claim("exp"),
            renews: self.renews(client),
            has_claims: decoded.is_some(),
            ..blank(TokenKind::Id, "id", token.stored_key(), client)
        }
    }

    fn refresh(&self, token: &RefreshToken<'_>) -> TokenView {
        let client = token.client_id().unwrap_or_default();
        TokenView {
            application: self.application(client, None),
            scopes: token.scopes().map(str::to_owned).collect(),
            cached_at: token.last_modification_time().map(Timestamp::as_unix),
            renews: token.dead_mark().is_none(),
            family_id: token.family_id().map(str::to_owned),
            has_claims: token.secret().is_some_and(|secret| decode_jwt(&secret).is_some()),
            ..blank(TokenKind::Refresh, "refresh", token.stored_key(), client)
        }
    }

    /// Whether a refresh token that nobody has called dead serves the application: its own, or its family's.
    fn renews(&self, client: &str) -> bool {
        let metadata = self.cache.app_metadata(client, &self.account.environment);
        let family = metadata.and_then(|metadata| metadata.family_id());
        let serves = |token: &RefreshToken<'_>| {
            token.client_id() == Some(client) || (family.is_some() && token.family_id() == family)
        };
        let tokens = self.cache.refresh_tokens(&TokenQuery::of_account(self.account));
        tokens.iter().any(|token| token.dead_mark().is_none() && serves(token))
    }

    /// The name of the provider that the application was connected through.
    fn application(&self, client: &str, realm: Option<&str>) -> Option<String> {
        self.known.name_of(&self.account.environment, client, realm).map(str::to_owned)
    }

    /// The tenant behind an authority that stands for no one tenant: the `tid` of the ID token beside it.
    fn tenant(&self, client: &str, realm: &str) -> String {
        if !is_keyword(realm) {
            return realm.to_owned();
        }
        let query = TokenQuery {
            client_id: Some(client),
            realm: Some(realm),
            ..TokenQuery::of_account(self.account)
        };
        let tenant = self.cache.id_tokens(&query).find_map(|token| {
            let decoded = decode_jwt(&token.secret()?)?;
            decoded.claims.get("tid")?.as_str().map(str::to_owned)
        });
        tenant.unwrap_or_else(|| realm.to_owned())
    }
}

/// What a token of any kind has.
fn blank(kind: TokenKind, prefix: &str, key: &str, client: &str) -> TokenView {
    TokenView {
        id: format!("{prefix}:{key}"),
        kind,
        client_id: client.to_owned(),
        application: None,
        scopes: Vec::new(),
        requested: None,
        realm: String::new(),
        cached_at: None,
        expires_on: None,
        refresh_on: None,
        extended_expires_on: None,
        renews: false,
        family_id: None,
        has_claims: false,
    }
}

#[cfg(test)]
mod tests {
    use token_cache::DeadMark;

    use super::*;
    use crate::fixtures;

    fn cache() -> (TokenCache, AccountId) {
        let mut cache = TokenCache::default();
        fixtures::sign_in(&mut cache, "1", fixtures::TENANT, "ada@example.com");
        let account = cache.accounts()[0].id();
        (cache, account)
    }

    #[test]
    fn no_view_of_a_token_holds_its_text() {
        let (cache, account) = cache();
        let views = list(&cache, &KnownApplications::default(), &account);
        assert_eq!(views.len(), 3);
        let shown = serde_json::to_string(&views).unwrap();
        for view in &views {
            let text = secret(&cache, &account, &view.id).unwrap();
            assert!(!shown.contains(text.expose()), "{:?}", view.kind);
        }
    }

    #[test]
    fn a_token_renews_by_itself_while_its_application_has_a_live_refresh_token() {
        let (mut cache, account) = cache();
        let renews = |cache: &TokenCache| {
            list(cache, &KnownApplications::default(), &account)
                .iter()
                .map(|view| view.renews)
                .collect::<Vec<_>>()
        };
        assert_eq!(renews(&cache), [true; 3]);
        let (key, secret) = {
            let token = cache.refresh_tokens(&TokenQuery::of_account(&account))[0];
            (token.stored_key().to_owned(), token.secret().unwrap())
        };
        let mark = DeadMark { since: Timestamp::from_unix(1_800_000_000), code: "AADSTS50173" };
        assert!(cache.mark_refresh_token_dead(&key, &secret, mark));
        assert_eq!(renews(&cache), [false; 3]);
    }

    #[test]
    fn one_account_cannot_name_the_token_of_another() {
        let (mut cache, first) = cache();
        fixtures::sign_in(&mut cache, "2", fixtures::TENANT, "bo@example.com");
        let second = cache.accounts()[1].id();
        for view in list(&cache, &KnownApplications::default(), &first) {
            assert!(secret(&cache, &second, &view.id).is_none(), "{}", view.id);
            assert_eq!(removals(&cache, &second, std::slice::from_ref(&view.id)), []);
            assert_eq!(removals(&cache, &first, &[view.id]).len(), 1);
        }
    }

    #[test]
    fn times_among_the_claims_are_known_as_times() {
        let claims = claims(&fixtures::id_token("1", fixtures::TENANT, "ada@example.com"));
        let expiry = claims.claims.iter().find(|claim| claim.name == "exp").unwrap();
        assert!(expiry.time.is_some());
        let name = claims.claims.iter().find(|claim| claim.name == "preferred_username").unwrap();
        assert_eq!((name.value.as_str(), name.time), ("ada@example.com", None));
    }

    #[test]
    fn a_keyword_realm_is_shown_as_the_tenant_behind_it() {
        let mut cache = TokenCache::default();
        fixtures::sign_in_under(&mut cache, "1", fixtures::TENANT, "ada@example.com", "organizations");
        let account = cache.accounts()[0].id();
        let views = list(&cache, &KnownApplications::default(), &account);
        assert!(
            views.iter().all(|view| view.realm == fixtures::TENANT || view.realm.is_empty()),
            "{views:?}"
        );
    }
}
