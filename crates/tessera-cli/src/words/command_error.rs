use cache_transfer::{ExportError, ImportError};
use sign_in::ClaimsProblem;

use super::{
    of_store_command::{of_address, of_key_ring},
    provider_error::{of_connection, of_sign_in},
    say,
    store_error::{of_settings, of_store},
};
use crate::error::CommandError;

/// What an error of a command says. No secret is in it.
pub(crate) fn sentence(error: &CommandError) -> String {
    use CommandError as E;
    match error {
        E::Store(error) => of_store(error),
        E::Settings(error) => of_settings(error),
        E::Connection(error) => of_connection(error),
        E::Cache(error) => error.to_string(),
        E::SetAside(aside) => say!(set_aside, reason = aside.reason, path = aside.path.display()),
        E::StoreAddress(error) => of_address(error),
        E::KeyRing(error) => of_key_ring(error),
        E::NoStoreAddress => say!(no_store_address),
        E::NotWithStore => say!(not_with_store),
        E::PrefixNeeded => say!(prefix_needed),
        E::ConfirmationNeeded => say!(confirmation_needed),
        E::NotConfirmed => say!(not_confirmed),
        E::NoSuchUser { name } => say!(no_such_user, name = quoted(name)),
        E::NoSuchUserId { name } => say!(no_such_user_id, name = quoted(name)),
        E::CachesUnreadable { count, reason } => say!(caches_unreadable, count = count, reason = reason),
        E::CachesNotSearched { count } => say!(caches_not_searched, count = count),
        E::PurgeCutShort { gone, source } => say!(purge_cut_short, gone = gone, reason = of_store(source)),
        E::Cancelled => say!(cancelled),
        E::ProblemsLeft(count) => say!(problems_left, count = count),
        E::Output(reason) => say!(output, reason = reason),
        E::Runtime(reason) => say!(runtime, reason = reason),
        E::PassphraseFile { path, source } => say!(passphrase_file, path = path.display(), reason = source),
        E::NoTerminal { variable, source } => say!(no_terminal, variable = variable, reason = source),
        E::PassphrasesDiffer => say!(passphrases_differ),
        E::NoSuchAccount { name } => say!(no_such_account, name = quoted(name)),
        E::AmbiguousAccount { name, candidates } => {
            say!(ambiguous_account, name = quoted(name), candidates = candidates)
        }
        E::NoAccountChosen { candidates } => say!(no_account_chosen, candidates = candidates),
        E::NobodySignedIn => say!(nobody_to_use),
        E::SignInNeeded { provider_code: None } => say!(sign_in_needed),
        E::SignInNeeded { provider_code: Some(code) } => say!(sign_in_needed_code, code = code),
        E::NoProviderOf { account } => say!(no_provider_of, account = account),
        E::NoSuchProvider { name } => say!(no_such_provider, name = quoted(name)),
        E::NoProvider => say!(no_provider_yet),
        E::AmbiguousProvider { name, candidates } => {
            say!(ambiguous_provider, name = quoted(name), candidates = candidates)
        }
        E::ProviderNotReached(error) => say!(provider_not_reached, reason = of_sign_in(error)),
        E::NoProviderChosen { candidates } => say!(no_provider_chosen, candidates = candidates),
        E::Import { path, source } => of_import(path, source),
        E::Export(error) => of_export(error),
        E::PlainWithoutCache => say!(plain_without_cache),
        E::SinceInvalid { since } => say!(since_invalid, since = since),
        E::NotWithPlain => say!(not_with_plain),
        E::IsPlain { path } => say!(is_plain, path = path.display()),
        E::IsSealed { path } => say!(is_sealed, path = path.display()),
        E::NotSealed { path } => say!(not_sealed, path = path.display()),
        E::CannotWrite { path, source } => say!(cannot_write, path = path, reason = source),
        E::Claims(ClaimsProblem::NotAnObject) => say!(claims_invalid),
        E::Claims(ClaimsProblem::TooLong) => say!(claims_too_long),
    }
}

fn of_import(path: &str, error: &ImportError) -> String {
    use ImportError as E;
    match error {
        E::CannotRead(source) => say!(cannot_read, path = path, reason = source),
        E::TooLarge { limit } => say!(too_large, path = path, limit = limit),
        E::Sealed => say!(import_sealed, path = path),
        E::Redacted => say!(import_redacted, path = path),
        E::NotACache | E::NotAFile => say!(import_of_something_else, path = path),
        E::Invalid(source) => say!(import_failed, path = path, reason = source),
    }
}

fn of_export(error: &ExportError) -> String {
    use ExportError as E;
    match error {
        E::Exists { path } => say!(exists, path = path.display()),
        E::IsTheCache { path } => say!(is_the_cache, path = path.display()),
        E::CannotWrite { path, source } => say!(cannot_write, path = path.display(), reason = source),
    }
}

fn quoted(name: &str) -> String {
    format!("{name:?}")
}
