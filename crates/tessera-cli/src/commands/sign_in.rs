mod device_code;
mod interrupt;

use connections::{open_link, scopes};
use serde_json::json;
use sign_in::{InteractiveOutcome, InteractiveRequest, InteractiveSignIn, PublicClientApplication};
use token_cache::AccountId;

use self::interrupt::interruptible;
use crate::{
    accounts,
    arguments::Way,
    error::CommandError,
    output::{Output, note},
    printable::one_line,
    providers,
    session::Session,
    words::say,
};

pub(crate) async fn run(
    session: &Session,
    output: Output,
    provider: Option<&str>,
    way: Way,
) -> Result<(), CommandError> {
    let provider = providers::chosen(&session.settings.providers, provider)?;
    // Before the person is asked for anything: afterwards, the tokens would have nowhere to go.
    session.prepare().await?;
    let connections = session.connections();
    let client = connections.of(provider).await?.client;
    let account = match way {
        Way::Browser => with_browser(&client, scopes(provider)).await?,
        Way::DeviceCode => device_code::sign_in(&client, output, scopes(provider)).await?,
    };
    tell(session, output, account).await
}

async fn with_browser(
    client: &PublicClientApplication,
    scopes: Vec<String>,
) -> Result<AccountId, CommandError> {
    let begun = client.begin_interactive(InteractiveRequest::new(scopes)).await?;
    let outcome = interruptible(begun.cancel_handle(), async {
        show_link(&begun);
        begun.finish(|_| {}).await
    });
    match outcome.await? {
        InteractiveOutcome::SignedIn(account) => Ok(account),
        InteractiveOutcome::Cancelled => Err(CommandError::Cancelled),
    }
}

/// Opens the browser, and shows the link in case that it is the wrong one or none.
fn show_link(begun: &InteractiveSignIn) {
    let link = begun.authorization_url().clone();
    note(&say!(sign_in_link, link = link));
    // In the background: a launcher may take seconds, while the browser may already come back.
    tokio::task::spawn_blocking(move || open_link(&link));
}

/// The first account that signs in is the one in use.
async fn tell(session: &Session, output: Output, account: AccountId) -> Result<(), CommandError> {
    let cache = session.load().await?;
    let is_in_use = session.current().is_some_and(|current| cache.account(&current).is_some());
    if !is_in_use {
        session.set_current(Some(account.clone()))?;
    }
    let username = accounts::username(&cache, &account);
    let answer = json!({
        "homeAccountId": account.home_account_id, "environment": account.environment, "username": username,
    });
    output.answer(&answer, |_| say!(signed_in, name = one_line(&username)) + "\n")
}
