use connections::{
    AccountKind, AccountState, KnownApplications, display_name, is_keyword, kind, now, ready_until, state,
};
use serde::Serialize;
use token_cache::{Account, AccountId, Timestamp, TokenCache};

use crate::{error::CommandError, output::Output, session::Session, tables::table, when};

/// An account, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    home_account_id: String,
    environment: String,
    username: String,
    name: String,
    kind: &'static str,
    tenant: Option<String>,
    realms: Vec<String>,
    provider: Option<String>,
    state: &'static str,
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
        let id = &account.id;
        Row {
            home_account_id: id.home_account_id.clone(),
            environment: id.environment.clone(),
            username: account.username.clone(),
            name: display_name(account).to_owned(),
            kind: kind_name(kind(account)),
            tenant: account.home_tenant().map(str::to_owned),
            realms: account.realms.iter().filter(|realm| !is_keyword(realm)).cloned().collect(),
            provider: self.known.provider_of(self.cache, id).map(|provider| provider.name.clone()),
            state: state_name(state(self.cache, id, self.now)),
            ready_until: when::unix(ready_until(self.cache, id, self.now)),
            in_use: self.in_use.as_ref().is_some_and(|in_use| in_use.is_same(id)),
        }
    }
}

fn text(rows: &[Row]) -> String {
    let cells = |row: &Row| {
        let mark = if row.in_use { "*" } else { "" };
        let provider = row.provider.as_ref().unwrap_or(&row.environment);
        [mark, &row.username, &row.name, row.kind, row.state, provider, &row.home_account_id]
            .map(str::to_owned)
    };
    let rows: Vec<_> = rows.iter().map(cells).collect();
    let headings = ["", "USERNAME", "NAME", "KIND", "STATE", "PROVIDER", "HOME ACCOUNT ID"];
    table(headings, &rows, "Nobody is signed in.")
}

fn kind_name(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Work => "work",
        AccountKind::Personal => "personal",
        AccountKind::Guest => "guest",
        AccountKind::Other => "other",
    }
}

fn state_name(state: AccountState) -> &'static str {
    match state {
        AccountState::Ready => "ready",
        AccountState::RenewsByItself => "renews-by-itself",
        AccountState::SignInAgain => "sign-in-again",
    }
}
