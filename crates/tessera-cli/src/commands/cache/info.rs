use std::fs;

use serde::Serialize;
use token_store_file::{BackupStatus, Status};

use super::protection_name;
use crate::{
    commands::removal::{Numbers, sentence},
    error::CommandError,
    output::Output,
    session::Session,
    words::say,
};

/// As JSON.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    path: String,
    exists: bool,
    /// In bytes.
    size: Option<u64>,
    /// `keyring`, `passphrase`, or `none` for a plain file.
    protection: Option<&'static str>,
    generation: Option<u64>,
    backup: Option<Backup>,
    /// None where it cannot be decrypted.
    holds: Option<Numbers>,
    problem: Option<String>,
}

/// The backup, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Backup {
    path: String,
    size: u64,
    protection: &'static str,
    generation: u64,
}

/// Tells also of a cache that cannot be decrypted, and then fails.
pub(crate) async fn info(session: &Session, output: Output) -> Result<(), CommandError> {
    let known = match session.sealed() {
        Ok(file) => Info::sealed(&file.status().await?),
        Err(_) => Info::plain(session).await?,
    };
    let loaded = session.load().await;
    let (holds, problem) = match &loaded {
        Ok(cache) => (Some(cache.counts().into()), None),
        Err(error) => (None, Some(error.to_string())),
    };
    output.answer(&Info { holds, problem, ..known }, text)?;
    loaded.map(drop)
}

impl Info {
    fn sealed(status: &Status) -> Self {
        Self {
            path: status.path.display().to_string(),
            exists: status.exists(),
            size: status.size,
            protection: status.protection.map(protection_name),
            generation: status.generation,
            backup: status.backup.as_ref().map(Backup::of),
            ..Self::default()
        }
    }

    async fn plain(session: &Session) -> Result<Self, CommandError> {
        let exists = session.exists().await?;
        Ok(Self {
            path: session.path.display().to_string(),
            exists,
            size: fs::metadata(&session.path).ok().map(|found| found.len()),
            protection: exists.then_some("none"),
            generation: session.generation().await,
            ..Self::default()
        })
    }
}

impl Backup {
    fn of(status: &BackupStatus) -> Self {
        Self {
            path: status.path.display().to_string(),
            size: status.size,
            protection: protection_name(status.protection),
            generation: status.generation,
        }
    }
}

fn text(info: &Info) -> String {
    let mut lines = vec![say!(path, path = info.path)];
    if !info.exists {
        lines.push(say!(not_written));
    }
    lines.extend(info.size.map(|size| say!(size, size = size)));
    lines.extend(info.protection.map(|protection| match protection {
        "none" => say!(no_key),
        "keyring" => say!(key_in_keyring),
        _ => say!(key_of_passphrase),
    }));
    lines.extend(info.generation.map(|generation| say!(writes, count = generation)));
    lines.extend(info.holds.as_ref().map(|holds| say!(holds, what = sentence(holds))));
    lines.extend(info.backup.as_ref().map(|backup| say!(backup, count = backup.generation)));
    lines.join("\n") + "\n"
}
