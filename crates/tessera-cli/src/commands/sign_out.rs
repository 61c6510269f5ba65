use activity::{Entry, What};
use connections::{now, open_link};
use sign_in::BrowserSignOutRequest;
use token_cache::{AccountId, Removal, TokenCache};
use url::Url;

use super::removal;
use crate::{
    accounts,
    arguments::Rehearsal,
    error::CommandError,
    output::{Output, note},
    session::Session,
    words::{say, words},
};

/// Where the person is to be signed out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Cache,
    BrowserToo,
}

pub(crate) async fn run(
    session: &Session,
    output: Output,
    name: &str,
    from: From,
    rehearsal: Rehearsal,
) -> Result<(), CommandError> {
    let cache = session.load().await?;
    let account = accounts::named(&cache, name)?.id();
    // Before the account is removed: it is named by what the cache knows of it.
    let link = match from {
        From::BrowserToo if !rehearsal.dry_run => browser_link(session, &cache, &account).await?,
        _ => None,
    };
    let removed = removal::carry_out(session, Removal::Account(account.clone()), rehearsal).await?;
    if !rehearsal.dry_run {
        let what = if link.is_some() { What::BrowserSignOut } else { What::SignOut };
        let entry = Entry::new(what, now()).about(&cache, &account);
        session.note_entry(Entry { gone: removed.goes.into(), ..entry });
    }
    let was_in_use = session.current().is_some_and(|current| current.is_same(&account));
    if was_in_use && !rehearsal.dry_run {
        session.set_current(None)?;
    }
    removal::tell(output, removed, rehearsal)?;
    if let Some(link) = link {
        open(link).await;
    }
    Ok(())
}

/// The address that signs the account out in the browser; none where the provider has no such address.
async fn browser_link(
    session: &Session,
    cache: &TokenCache,
    account: &AccountId,
) -> Result<Option<Url>, CommandError> {
    let known = session.known_applications();
    let provider = known
        .provider_of(cache, account)
        .ok_or_else(|| CommandError::NoProviderOf { account: accounts::username(cache, account) })?;
    let connections = session.connections();
    let client = connections.of(provider).await?.client;
    let link = client.browser_sign_out(BrowserSignOutRequest::new(account.clone())).await?;
    if link.is_none() {
        note(words().no_browser_sign_out);
    }
    Ok(link)
}

async fn open(link: Url) {
    note(&say!(sign_out_link, link = link));
    // Waited for: the program ends right after.
    drop(tokio::task::spawn_blocking(move || open_link(&link, &[])).await);
}
