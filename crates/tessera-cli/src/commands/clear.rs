use activity::{Entry, What};
use connections::now;
use token_cache::{AccountId, Removal};

use super::removal;
use crate::{accounts, arguments::Clear, error::CommandError, output::Output, session::Session};

pub(crate) async fn run(session: &Session, output: Output, clear: Clear) -> Result<(), CommandError> {
    let cache = session.load().await?;
    let account = clear.account.as_deref().map(|name| accounts::named(&cache, name)).transpose()?;
    let account = account.map(|account| account.id());
    let removal = removal_of(&clear, account.clone());
    let removed = removal::carry_out(session, removal, clear.rehearsal).await?;
    let entry = Entry { gone: removed.goes.into(), ..Entry::new(What::Clear, now()) };
    if !clear.rehearsal.dry_run && !entry.gone.is_empty() {
        session.note_entry(match &account {
            Some(account) => entry.about(&cache, account),
            None => entry,
        });
    }
    removal::tell(output, removed, clear.rehearsal)
}

fn removal_of(clear: &Clear, account: Option<AccountId>) -> Removal {
    match account {
        None if clear.all => Removal::AllTokens,
        None if clear.expired => Removal::AllExpired { now: now() },
        None => Removal::AllAccessTokens,
        Some(account) if clear.all => Removal::Tokens(account),
        Some(account) if clear.expired => Removal::Expired { account, now: now() },
        Some(account) => Removal::AccessTokens(account),
    }
}
