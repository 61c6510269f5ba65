use std::error::Error;

use settings::SettingsError;
use token_store::StoreError;

use super::{fill, library};

/// What a store's error says.
pub(crate) fn of_store(error: &StoreError) -> String {
    use StoreError as E;
    let Some(texts) = library() else { return with_cause(error) };
    let about = |text: &str, path: &std::path::Path| fill(text, &[("path", &path.display())]);
    match error {
        E::LockHeld { path, holder, waited } => {
            let holder = holder.as_ref().map_or_else(|| texts.somebody.to_owned(), ToString::to_string);
            let seconds = waited.as_secs();
            fill(texts.lock_held, &[("path", &path.display()), ("seconds", &seconds), ("holder", &holder)])
        }
        E::KeyringAbsent => texts.keyring_absent.to_owned(),
        E::KeyringLocked => texts.keyring_locked.to_owned(),
        E::KeyringTimedOut { after } => fill(texts.keyring_timed_out, &[("seconds", &after.as_secs())]),
        E::KeyringRefused => texts.keyring_refused.to_owned(),
        E::KeyringFailed { source } => fill(texts.keyring_failed, &[("reason", &source)]),
        E::PassphraseNeeded { path } => about(texts.passphrase_needed, path),
        E::NewPassphraseNeeded { path } => about(texts.new_passphrase_needed, path),
        E::PassphraseWrong { path } => about(texts.passphrase_wrong, path),
        E::PassphraseTooShort { minimum } => fill(texts.passphrase_too_short, &[("minimum", minimum)]),
        E::AlreadyExists { path } => about(texts.already_exists, path),
        E::NotFound { path } => about(texts.not_found, path),
        E::BackupUnusable { path, reason } => {
            fill(texts.backup_unusable, &[("path", &path.display()), ("reason", reason)])
        }
        E::DiskFull { path } => about(texts.disk_full, path),
        E::PermissionDenied { path } => about(texts.permission_denied, path),
        E::Io { path, source } => fill(texts.io, &[("path", &path.display()), ("reason", source)]),
        E::TooNew { path, format } => fill(texts.too_new, &[("path", &path.display()), ("format", format)]),
        E::TooLarge { path, limit } => fill(texts.too_large, &[("path", &path.display()), ("limit", limit)]),
        E::NotACache { path } => about(texts.not_a_cache, path),
        E::SymbolicLink { path } => about(texts.symbolic_link, path),
        E::LockLost { path } => about(texts.lock_lost, path),
        E::SealFailed => texts.seal_failed.to_owned(),
        E::Unavailable { source } => fill(texts.database_unavailable, &[("reason", &root(source.as_ref()))]),
        E::AccessRefused { source } => fill(texts.database_refuses, &[("reason", &root(source.as_ref()))]),
        E::NoRoom { source } => fill(texts.database_full, &[("reason", &root(source.as_ref()))]),
        E::DatabaseFailed { source } => fill(texts.database_failed, &[("reason", &root(source.as_ref()))]),
        E::Contended { tries } => fill(texts.contended, &[("tries", tries)]),
        E::KeyUnknown { key_id } => fill(texts.key_unknown, &[("key", key_id)]),
        E::NotSealed => texts.not_sealed.to_owned(),
        E::ForeignValue => texts.foreign_value.to_owned(),
        E::KeyRingNeeded => texts.key_ring_needed.to_owned(),
        E::FormatTooNew { format } => fill(texts.format_too_new, &[("format", format)]),
        E::NoDataFolder => texts.no_data_folder.to_owned(),
        E::Stopped => texts.stopped.to_owned(),
        E::NotApplied => texts.not_applied.to_owned(),
        _ => with_cause(error),
    }
}

/// What a database's client said at first: what is around it says no more than we do.
fn root<'a>(source: &'a (dyn Error + Send + Sync + 'static)) -> &'a dyn Error {
    let mut root: &dyn Error = source;
    while let Some(deeper) = root.source() {
        root = deeper;
    }
    root
}

/// What the store's error says in English, and what the system or the keyring said.
fn with_cause(error: &StoreError) -> String {
    match error {
        StoreError::Io { source, .. } => format!("{error}: {source}"),
        StoreError::KeyringFailed { source } => format!("{error} ({source})"),
        StoreError::Unavailable { source }
        | StoreError::AccessRefused { source }
        | StoreError::NoRoom { source }
        | StoreError::DatabaseFailed { source } => format!("{error} ({})", root(source.as_ref())),
        _ => error.to_string(),
    }
}

/// What an error of the settings' file says.
pub(super) fn of_settings(error: &SettingsError) -> String {
    use SettingsError as E;
    let Some(texts) = library() else { return error.to_string() };
    match error {
        E::NoFolder => texts.no_settings_folder.to_owned(),
        E::LockHeld { path } => fill(texts.settings_locked, &[("path", &path.display())]),
        E::NotAFile { path } => fill(texts.settings_no_file, &[("path", &path.display())]),
        E::TooLarge { path, limit } => {
            fill(texts.settings_too_large, &[("path", &path.display()), ("limit", limit)])
        }
        E::ChangeTooLarge { path, limit } => {
            fill(texts.settings_change_too_large, &[("path", &path.display()), ("limit", limit)])
        }
        E::Io { path, source, .. } => {
            fill(texts.settings_io, &[("path", &path.display()), ("reason", source)])
        }
    }
}
