use activity::{Entry, What};
use connections::now;
use serde_json::json;

use crate::{
    error::CommandError, output::Output, printable::one_line, providers, session::Session, words::say,
};

pub(super) fn run(session: &Session, output: Output, name: &str) -> Result<(), CommandError> {
    let provider = providers::named(&session.settings.providers, name)?;
    session.change_settings(|settings| settings.providers.retain(|known| known.id != provider.id))?;
    let name = Some(provider.name.clone());
    session.note_entry(Entry { provider: name, ..Entry::new(What::ProviderRemoved, now()) });
    output.answer(&json!({"removed": provider.id}), |_| {
        say!(disconnected, name = one_line(&provider.name)) + "\n"
    })
}
