use connections::{
    AccountKind, AccountState, KnownApplications, display_name, is_keyword, kind, now, ready_until, state,
};
use serde::Serialize;
use token_cache::{Account, AccountId, Timestamp, TokenCache};

use crate::{
    error::CommandError,
    output::Output,
    session::Session,
    tables::table,
    when,
    words::{Words, words},
};

/// An account, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    home_account_id: String,
    environment: String,
    username: String,
    name: String,
    kind: &'static str,
    #[serde(skip)]
    kind_in_words: &'static str,
    tenant: Option<String>,
    realms: Vec<String>,
    provider: Option<String>,
    state: &'static str,
    #[serde(skip)]
    state_in_words: &'static str,
    /// Seconds since 1970.
    ready_until: Option<i64>,
    in_use: bool,
}

pub(crate) async fn run(session: &Session, output: Output) -> Result<(), CommandError> {
    let cache = session.load().await?;
    let list =
        List { cache: &cache, known: session.known_applications(), in_use: session.current(), now: now() };
    let rows: Vec<Row> = cache.accounts().iter().map(|account| list.row(account)).collect();
    output.answer(&rows, |rows| text(rows))
}

struct List<'a> {
    cache: &'a TokenCache,
    known: KnownApplications,
    in_use: Option<AccountId>,
    now: Timestamp,
}

impl List<'_> {
    fn row(&self, account: &Account) -> Row {
        let id = &account.id();
        let state = state(self.cache, id, self.now);
        Row {
            home_account_id: id.home_account_id.clone(),
            environment: id.environment.clone(),
            username: account.username().to_owned(),
            name: display_name(self.cache, account),
            kind: kind_name(kind(account)),
            kind_in_words: kind_in_words(kind(account)),
            tenant: account.home_tenant().map(str::to_owned),
            realms: account
                .realms()
                .into_iter()
                .filter(|realm| !is_keyword(realm))
                .map(str::to_owned)
                .collect(),
            provider: self.known.provider_of(self.cache, id).map(|provider| provider.name.clone()),
            state: state_name(state),
            state_in_words: state_in_words(state),
            ready_until: when::unix(ready_until(self.cache, id, self.now)),
            in_use: self.in_use.as_ref().is_some_and(|in_use| in_use.is_same(id)),
        }
    }
}

fn text(rows: &[Row]) -> String {
    let cells = |row: &Row| {
        let mark = if row.in_use { "*" } else { "" };
        let provider = row.provider.as_ref().unwrap_or(&row.environment);
        [
            mark,
            &row.username,
            &row.name,
            row.kind_in_words,
            row.state_in_words,
            provider,
            &row.home_account_id,
        ]
        .map(str::to_owned)
    };
    let rows: Vec<_> = rows.iter().map(cells).collect();
    let Words { username, name, kind, state, provider, home_account_id, nobody, .. } = words();
    table(["", username, name, kind, state, provider, home_account_id], &rows, nobody)
}

/// The name in JSON, which is the same in every language.
fn kind_name(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Work => "work",
        AccountKind::Personal => "personal",
        AccountKind::Guest => "guest",
        AccountKind::Other => "other",
    }
}

pub(super) fn state_name(state: AccountState) -> &'static str {
    match state {
        AccountState::Ready => "ready",
        AccountState::RenewsByItself => "renews-by-itself",
        AccountState::SignInAgain => "sign-in-again",
    }
}

fn kind_in_words(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Work => words().work,
        AccountKind::Personal => words().personal,
        AccountKind::Guest => words().guest,
        AccountKind::Other => words().other,
    }
}

pub(super) fn state_in_words(state: AccountState) -> &'static str {
    match state {
        AccountState::Ready => words().ready,
        AccountState::RenewsByItself => words().renews_by_itself,
        AccountState::SignInAgain => words().sign_in_again,
    }
}
