use serde::Serialize;
use token_store_file::{Protection, Status};

use crate::{
    commands::removal::{Numbers, sentence},
    error::CommandError,
    output::Output,
    session::Session,
};

/// As JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    path: String,
    exists: bool,
    /// In bytes.
    size: Option<u64>,
    protection: Option<&'static str>,
    generation: Option<u64>,
    /// None where it cannot be decrypted.
    holds: Option<Numbers>,
    problem: Option<String>,
}

/// Tells also of a cache that cannot be decrypted, and then fails.
pub(crate) async fn info(session: &Session, output: Output) -> Result<(), CommandError> {
    let status = session.status().await?;
    let loaded = session.load().await;
    let (holds, problem) = match &loaded {
        Ok(cache) => (Some(cache.counts().into()), None),
        Err(error) => (None, Some(error.to_string())),
    };
    output.answer(&Info { holds, problem, ..Info::of(&status) }, text)?;
    loaded.map(drop)
}

impl Info {
    fn of(status: &Status) -> Self {
        let protection = status.protection.map(|protection| match protection {
            Protection::Keyring => "keyring",
            Protection::Passphrase => "passphrase",
        });
        Self {
            path: status.path.display().to_string(),
            exists: status.exists(),
            size: status.size,
            protection,
            generation: status.generation,
            holds: None,
            problem: None,
        }
    }
}

fn text(info: &Info) -> String {
    let mut lines = vec![format!("Path: {}", info.path)];
    if !info.exists {
        lines.push("Nothing has been written yet.".to_owned());
    }
    lines.extend(info.size.map(|size| format!("Size: {size} bytes")));
    lines.extend(info.protection.map(|protection| format!("Key: from the {protection}")));
    lines.extend(info.generation.map(|generation| format!("Writes so far: {generation}")));
    lines.extend(info.holds.as_ref().map(|holds| format!("Holds: {}", sentence(holds))));
    lines.join("\n") + "\n"
}
