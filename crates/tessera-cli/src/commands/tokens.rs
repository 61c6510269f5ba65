use connections::{KnownApplications, now};
use serde::Serialize;
use token_cache::{
    AccessToken, AccountId, IdToken, RefreshToken, Timestamp, TokenCache, TokenQuery, decode_jwt,
};

use crate::{
    accounts,
    error::CommandError,
    output::Output,
    session::Session,
    tables::table,
    when,
    words::{Words, say, words},
};

/// A token without its text, as JSON.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    kind: &'static str,
    home_account_id: Option<String>,
    username: String,
    environment: String,
    client_id: String,
    application: Option<String>,
    realm: Option<String>,
    scopes: Vec<String>,
    /// What an access token was asked for with; none where nobody noted it.
    requested_scopes: Option<Vec<String>>,
    family_id: Option<String>,
    /// Seconds since 1970, as the two below.
    cached_at: Option<i64>,
    expires_on: Option<i64>,
    ended: bool,
    key: String,
}

pub(crate) async fn run(
    session: &Session,
    output: Output,
    account: Option<&str>,
) -> Result<(), CommandError> {
    let cache = session.load().await?;
    let account = account.map(|name| accounts::named(&cache, name)).transpose()?.map(|account| account.id());
    let query = account.as_ref().map(TokenQuery::of_account).unwrap_or_default();
    let list = List { cache: &cache, known: session.known_applications(), now: now() };
    let access = cache.access_tokens(&query).map(|token| list.access(&token));
    let identity = cache.id_tokens(&query).map(|token| list.identity(&token));
    let refresh = cache.refresh_tokens(&query).into_iter().map(|token| list.refresh(&token));
    let rows: Vec<Row> = access.chain(identity).chain(refresh).collect();
    output.answer(&rows, |rows| text(rows))
}

struct List<'a> {
    cache: &'a TokenCache,
    known: KnownApplications,
    now: Timestamp,
}

impl List<'_> {
    fn access(&self, token: &AccessToken<'_>) -> Row {
        Row {
            application: self.application(token.environment(), token.client_id(), token.realm()),
            realm: token.realm().map(str::to_owned),
            scopes: token.scopes().map(str::to_owned).collect(),
            requested_scopes: token.requested_scopes().map(|scopes| scopes.map(str::to_owned).collect()),
            cached_at: when::unix(token.cached_at()),
            expires_on: when::unix(token.expires_on()),
            ended: token.has_ended(self.now),
            key: token.stored_key().to_owned(),
            ..self.row("access", token.home_account_id(), token.environment(), token.client_id())
        }
    }

    fn identity(&self, token: &IdToken<'_>) -> Row {
        let decoded = token.secret().and_then(|secret| decode_jwt(&secret));
        let claim = |name: &str| decoded.as_ref()?.claims.get(name)?.as_i64();
        Row {
            application: self.application(token.environment(), token.client_id(), token.realm()),
            realm: token.realm().map(str::to_owned),
            cached_at: claim("iat"),
            expires_on: claim("exp"),
            ended: claim("exp").is_some_and(|end| end < self.now.as_unix()),
            key: token.stored_key().to_owned(),
            ..self.row("id", token.home_account_id(), token.environment(), token.client_id())
        }
    }

    fn refresh(&self, token: &RefreshToken<'_>) -> Row {
        Row {
            application: self.application(token.environment(), token.client_id(), None),
            scopes: token.scopes().map(str::to_owned).collect(),
            family_id: token.family_id().map(str::to_owned),
            cached_at: when::unix(token.last_modification_time()),
            key: token.stored_key().to_owned(),
            ..self.row("refresh", token.home_account_id(), token.environment(), token.client_id())
        }
    }

    /// The name of the provider that the application was connected through.
    fn application(
        &self,
        environment: Option<&str>,
        client: Option<&str>,
        realm: Option<&str>,
    ) -> Option<String> {
        self.known.name_of(environment?, client?, realm).map(str::to_owned)
    }

    /// What tokens of all kinds have.
    fn row(
        &self,
        kind: &'static str,
        home: Option<&str>,
        environment: Option<&str>,
        client: Option<&str>,
    ) -> Row {
        let (environment, client) = (environment.unwrap_or_default(), client.unwrap_or_default());
        let owner = home
            .filter(|home| !home.is_empty())
            .map(|home| AccountId { home_account_id: home.to_owned(), environment: environment.to_owned() });
        Row {
            kind,
            username: owner.as_ref().map(|id| accounts::username(self.cache, id)).unwrap_or_default(),
            home_account_id: owner.map(|id| id.home_account_id),
            environment: environment.to_owned(),
            client_id: client.to_owned(),
            ..Row::default()
        }
    }
}

fn text(rows: &[Row]) -> String {
    let cells = |row: &Row| {
        let end = when::utc(row.expires_on.map(Timestamp::from_unix));
        let end = if row.ended { say!(ended, end = end) } else { end };
        let application = row.application.clone().unwrap_or_else(|| row.client_id.clone());
        let realm = row.realm.clone().unwrap_or_default();
        [in_words(row.kind).to_owned(), row.username.clone(), application, realm, end, row.scopes.join(" ")]
    };
    let rows: Vec<_> = rows.iter().map(cells).collect();
    let Words { kind, account, application, tenant, ends, scopes, no_tokens, .. } = words();
    table([kind, account, application, tenant, ends, scopes], &rows, no_tokens)
}

/// The kind, which is named in JSON as here in English.
fn in_words(kind: &'static str) -> &'static str {
    match kind {
        "access" => words().access,
        "id" => words().identity,
        _ => words().refresh,
    }
}
