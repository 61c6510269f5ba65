//! Which provider somebody means.

use settings::Provider;

use crate::{error::CommandError, printable::one_line};

/// The provider of that ID; else the only one of that name.
pub(crate) fn named<'a>(providers: &'a [Provider], name: &str) -> Result<&'a Provider, CommandError> {
    if let Some(found) = providers.iter().find(|provider| provider.id == name) {
        return Ok(found);
    }
    let is_it = |provider: &&Provider| provider.name.to_lowercase() == name.to_lowercase();
    let found: Vec<&Provider> = providers.iter().filter(is_it).collect();
    match found[..] {
        [] => Err(CommandError::NoSuchProvider { name: name.to_owned() }),
        [provider] => Ok(provider),
        _ => Err(CommandError::AmbiguousProvider { name: name.to_owned(), candidates: list(found) }),
    }
}

/// The provider of that name; without a name the only one there is.
pub(crate) fn chosen<'a>(
    providers: &'a [Provider],
    name: Option<&str>,
) -> Result<&'a Provider, CommandError> {
    match (name, providers) {
        (_, []) => Err(CommandError::NoProvider),
        (Some(name), _) => named(providers, name),
        (None, [provider]) => Ok(provider),
        (None, _) => Err(CommandError::NoProviderChosen { candidates: list(providers) }),
    }
}

fn list<'a>(providers: impl IntoIterator<Item = &'a Provider>) -> String {
    let describe = |provider: &Provider| format!("{} ({})", one_line(&provider.id), one_line(&provider.name));
    providers.into_iter().map(describe).collect::<Vec<_>>().join(", ")
}
