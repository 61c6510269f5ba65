use activity::What;
use serde::Serialize;
use token_cache::Account;
use token_store::Snapshot;

use crate::{
    accounts,
    arguments::Rehearsal,
    commands::removal::{Numbers, sentence},
    error::CommandError,
    output::Output,
    printable::one_line,
    session::Session,
    words::say,
};

/// As JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    dry_run: bool,
    backup: Held,
    /// Of the cache as it is now.
    generation: Option<u64>,
    present_cache: Present,
    /// Where a present cache that could not be used is now.
    moved_to: Option<String>,
}

/// What the backup holds, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Held {
    generation: Option<u64>,
    usernames: Vec<String>,
    holds: Numbers,
}

/// What becomes of the cache that is there, as JSON.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Present {
    Missing,
    BecomesBackup,
    MovedAside,
}

/// Puts the backup in the place of the cache, or says what it would put there.
pub(crate) async fn restore(
    session: &Session,
    output: Output,
    Rehearsal { dry_run }: Rehearsal,
) -> Result<(), CommandError> {
    let file = session.sealed()?;
    let backup = Held::of(&session.load_backup().await?);
    let present = if session.exists().await? { Present::BecomesBackup } else { Present::Missing };
    let before = Told {
        dry_run,
        backup,
        generation: session.generation().await,
        present_cache: present,
        moved_to: None,
    };
    let told = if dry_run {
        before
    } else {
        let restored = file.restore().await?;
        session.note(What::Restore);
        before.restored(&restored)
    };
    output.answer(&told, text)
}

impl Held {
    fn of(backup: &Snapshot) -> Self {
        let name = |account: &Account| accounts::username(&backup.cache, &account.id());
        Self {
            generation: backup.version.map(|version| version.generation()),
            usernames: backup.cache.accounts().iter().map(name).collect(),
            holds: backup.cache.counts().into(),
        }
    }
}

impl Told {
    fn restored(self, restored: &Snapshot) -> Self {
        let moved_to = restored.set_aside.as_ref().map(|aside| aside.path.display().to_string());
        Self {
            generation: restored.version.map(|version| version.generation()),
            present_cache: if moved_to.is_some() { Present::MovedAside } else { self.present_cache },
            moved_to,
            ..self
        }
    }
}

fn text(told: &Told) -> String {
    let Held { generation, usernames, holds } = &told.backup;
    let (count, what) = (generation.unwrap_or_default(), sentence(holds));
    let backup = if told.dry_run {
        say!(would_come_back, count = count, what = what)
    } else {
        say!(came_back, count = count, what = what)
    };
    let accounts = match usernames[..] {
        [] => String::new(),
        _ => say!(accounts_of_backup, names = one_line(&usernames.join(", "))) + "\n",
    };
    format!("{backup}\n{accounts}{}\n", present(told))
}

fn present(told: &Told) -> String {
    match (told.present_cache, told.dry_run) {
        (Present::Missing, true) => say!(nothing_to_replace),
        (Present::Missing, false) => say!(nothing_replaced),
        (Present::BecomesBackup, true) => say!(would_become_backup),
        (Present::BecomesBackup, false) => say!(became_backup),
        (Present::MovedAside, _) => say!(moved_aside, path = told.moved_to.as_deref().unwrap_or_default()),
    }
}
