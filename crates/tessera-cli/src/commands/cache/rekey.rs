use activity::What;
use serde::Serialize;
use serde_json::{Value, json};
use token_store::StoreError;
use token_store_file::{NewKey, OldKey, Passphrase, Protection, Rekeyed, SealedFile};

use super::protection_name;
use crate::{
    arguments::{PASSPHRASE_FILE, Rekey},
    error::CommandError,
    output::{Output, note},
    passphrase,
    session::Session,
    words::say,
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
    session.note(match to {
        Rekey { passphrase: true, .. } => What::PassphraseChanged,
        Rekey { keyring: true, .. } => What::KeyringChosen,
        _ => What::KeyChanged,
    });
    let generation = snapshot.version.map(|version| version.generation());
    let told = Told { protection: protection_name(protection), generation, old_key: as_json(&old_key) };
    output.answer(&told, |_| format!("{}\n{}\n", sealed_with(protection, to), what_became_of(&old_key)))?;
    if to.passphrase && passphrase::is_in_a_file() {
        note(&say!(passphrase_file_changes, variable = PASSPHRASE_FILE));
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

fn sealed_with(protection: Protection, to: Rekey) -> String {
    match protection {
        Protection::Keyring => say!(sealed_by_keyring),
        Protection::Passphrase if to.passphrase => say!(sealed_by_new_passphrase),
        Protection::Passphrase => say!(sealed_by_same_passphrase),
    }
}

fn what_became_of(old: &OldKey) -> String {
    match old {
        OldKey::OfPassphrase => say!(old_key_of_passphrase),
        OldKey::Forgotten => say!(old_key_forgotten),
        OldKey::Needed { by } => say!(old_key_needed, path = by.display()),
        OldKey::Stuck { reason } => say!(old_key_stuck, reason = reason),
        _ => say!(old_key_unknown),
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
