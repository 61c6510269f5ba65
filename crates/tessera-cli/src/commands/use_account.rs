use activity::{Entry, What};
use connections::now;
use serde_json::json;

use crate::{
    accounts, error::CommandError, output::Output, printable::one_line, session::Session, words::say,
};

pub(crate) async fn run(session: &Session, output: Output, name: &str) -> Result<(), CommandError> {
    let cache = session.load().await?;
    let id = accounts::named(&cache, name)?.id();
    session.set_current(Some(id.clone()))?;
    session.note_entry(Entry::new(What::AccountChosen, now()).about(&cache, &id));
    let answer = json!({"homeAccountId": id.home_account_id, "environment": id.environment});
    output.answer(&answer, |_| say!(in_use, name = one_line(&accounts::username(&cache, &id))) + "\n")
}
