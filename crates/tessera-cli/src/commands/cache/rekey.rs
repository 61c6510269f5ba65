use serde::Serialize;
use serde_json::{Value, json};
use token_store::StoreError;
use token_store_file::{NewKey, OldKey, Passphrase, Protection, Rekeyed, SealedFile};

use super::protection_name;
use crate::{
    arguments::Rekey,
    error::CommandError,
    output::{Output, note},
    passphrase,
    session::Session,
};

/// As JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    protection: &'static str,
    generation: Option<u64>,
    old_key: Value,
}

/// Seals the cache with a new key.
pub(crate) async fn rekey(session: &Session, output: Output, to: Rekey) -> Result<(), CommandError> {
    let file = session.sealed()?;
    let (protection, new) = new_key(session, file, to).await?;
    let Rekeyed { snapshot, old_key } = file.rekey(new).await?;
    let generation = snapshot.version.map(|version| version.generation());
    let told = Told { protection: protection_name(protection), generation, old_key: as_json(&old_key) };
    output.answer(&told, |_| format!("{}\n{}\n", sealed_with(protection, to), what_became_of(&old_key)))?;
    if to.passphrase && passphrase::is_in_a_file() {
        note("From now on TESSERA_PASSPHRASE_FILE has to name a file with the new passphrase.");
    }
    Ok(())
}

/// The old key is got hold of first: whoever cannot open the cache is not asked for a new passphrase.
async fn new_key(
    session: &Session,
    file: &SealedFile,
    to: Rekey,
) -> Result<(Protection, NewKey), CommandError> {
    let status = file.status().await?;
    if !status.exists() {
        return Err(StoreError::NotFound { path: status.path }.into());
    }
    let keeps_its_passphrase =
        status.protection == Some(Protection::Passphrase) && !to.passphrase && !to.keyring;
    if keeps_its_passphrase {
        let same = passphrase::known()?;
        file.unlock(Passphrase::from(same.clone())).await?;
        session.load().await?;
        return Ok((Protection::Passphrase, NewKey::Passphrase(Passphrase::from(same))));
    }
    session.load().await?;
    if to.passphrase {
        return Ok((Protection::Passphrase, NewKey::Passphrase(Passphrase::from(passphrase::another()?))));
    }
    Ok((Protection::Keyring, NewKey::Keyring))
}

fn sealed_with(protection: Protection, to: Rekey) -> &'static str {
    match protection {
        Protection::Keyring => "The cache is sealed with a new key, which the keyring keeps.",
        Protection::Passphrase if to.passphrase => "The cache is sealed with the new passphrase.",
        Protection::Passphrase => "The cache is sealed with a new key of the same passphrase.",
    }
}

fn what_became_of(old: &OldKey) -> String {
    match old {
        OldKey::OfPassphrase => {
            "Nobody keeps the old key; a copy of the old file still opens with its passphrase.".to_owned()
        }
        OldKey::Forgotten => {
            "The keyring has forgotten the old key: no copy of the old file opens any more.".to_owned()
        }
        OldKey::Needed { by } => {
            format!("The keyring keeps the old key too, because {} needs it.", by.display())
        }
        OldKey::Stuck { reason } => format!(
            "The keyring did not forget the old key ({reason}); it opens nothing any more but copies of the old file."
        ),
        _ => "What became of the old key is not known.".to_owned(),
    }
}

fn as_json(old: &OldKey) -> Value {
    match old {
        OldKey::OfPassphrase => json!({"state": "of-passphrase"}),
        OldKey::Forgotten => json!({"state": "forgotten"}),
        OldKey::Needed { by } => json!({"state": "needed", "by": by.display().to_string()}),
        OldKey::Stuck { reason } => json!({"state": "stuck", "reason": reason.to_string()}),
        _ => json!({"state": "unknown"}),
    }
}
