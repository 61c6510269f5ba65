use token_cache::Removal;

use super::removal;
use crate::{accounts, arguments::Rehearsal, error::CommandError, output::Output, session::Session};

pub(crate) async fn run(
    session: &Session,
    output: Output,
    name: &str,
    rehearsal: Rehearsal,
) -> Result<(), CommandError> {
    let account = accounts::named(&*session.load().await?, name)?.id;
    let removed = removal::carry_out(session, Removal::Account(account.clone()), rehearsal).await?;
    let was_in_use = session.current().is_some_and(|current| current.is_same(&account));
    if was_in_use && !rehearsal.dry_run {
        session.set_current(None)?;
    }
    removal::tell(output, removed, rehearsal)
}
