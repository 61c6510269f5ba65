use std::collections::BTreeMap;

use serde::Serialize;
use token_partitions::{PurgeError, Purged};

use super::{Opened, confirming::confirm, hint, looking::Walk};
use crate::{
    arguments::Purge,
    commands::removal::counted,
    error::CommandError,
    output::{Output, note},
    printable::one_line,
    words::{say, words},
};

/// As JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// That something went from, or that are gone.
    caches: usize,
    set_aside: usize,
    /// That could not be opened, and may hold more of the user.
    unreadable: usize,
}

/// Asks, removes, and tells what went.
pub(super) async fn run(store: &Opened, output: Output, purge: Purge) -> Result<(), CommandError> {
    // Without a prefix other programs' values would go: many name theirs `cache:`.
    if store.prefix.is_empty() {
        return Err(CommandError::PrefixNeeded);
    }
    if let Some(name) = &purge.user {
        return purge_user(store, output, name, purge.confirmation.yes).await;
    }
    let question = if purge.application_tokens {
        say!(ask_application_tokens)
    } else if purge.set_aside {
        say!(ask_set_aside)
    } else {
        let count = store.caches.count().await?.values().sum::<usize>();
        say!(ask_everything, prefix = one_line(&format!("{:?}", store.prefix)), count = count)
    };
    confirm(&question, purge.confirmation.yes).await?;
    let purged = if purge.application_tokens {
        store.caches.purge_application_tokens().await
    } else if purge.set_aside {
        store.caches.purge_set_aside().await
    } else {
        store.caches.purge_everything().await
    };
    let purged = purged.map_err(cut_short)?;
    tell(output, purged)?;
    if purged == Purged::default() {
        hint::other_prefixes(store).await;
    }
    Ok(())
}

async fn purge_user(store: &Opened, output: Output, name: &str, yes: bool) -> Result<(), CommandError> {
    let user = user(store, name).await?;
    confirm(&say!(ask_user, name = user.name()), yes).await?;
    let purged = store.caches.purge_user(&user.home_account_id).await.map_err(cut_short)?;
    if purged.partitions == 0 && purged.set_aside == 0 && (purged.unreadable == 0 || !store.opens) {
        hint::other_prefixes(store).await;
        let name = name.to_owned();
        return Err(if store.opens {
            CommandError::NoSuchUser { name }
        } else {
            CommandError::NoSuchUserId { name }
        });
    }
    tell(output, purged)?;
    match purged.unreadable {
        0 => Ok(()),
        count if store.opens => Err(CommandError::CachesNotSearched { count }),
        count => {
            note(&format!("tessera: {}", say!(store_not_searched, count = count)));
            Ok(())
        }
    }
}

/// Whom somebody means.
struct User {
    home_account_id: String,
    username: String,
}

impl User {
    fn name(&self) -> String {
        let id = one_line(&self.home_account_id);
        if self.username.is_empty() { id } else { format!("{} ({id})", one_line(&self.username)) }
    }
}

/// The user of that name. A provider chooses usernames and IDs, so one may look like another's: where two fit, neither is
/// taken. Whom no cache that opens tells of may still have one that does not.
async fn user(store: &Opened, name: &str) -> Result<User, CommandError> {
    let by_id = User { home_account_id: name.to_owned(), username: String::new() };
    if !store.opens {
        return Ok(by_id);
    }
    let mut found = BTreeMap::new();
    let mut walk = Walk::through(store);
    while let Some(page) = walk.next().await? {
        let caches = page.iter().filter_map(|looked| looked.look.as_ref()?.cache.as_ref().ok());
        for account in caches.flat_map(|cache| cache.accounts().to_vec()) {
            let (id, username) = (account.home_account_id(), account.username());
            if id == name || username.to_lowercase() == name.to_lowercase() {
                found.insert(id.to_owned(), username.to_owned());
            }
        }
    }
    let mut found = found.into_iter().map(|(home_account_id, username)| User { home_account_id, username });
    match (found.next(), found.next()) {
        (None, _) => Ok(by_id),
        (Some(user), None) => Ok(user),
        (Some(first), Some(second)) => {
            let candidates: Vec<_> = [first, second].into_iter().chain(found).collect();
            let candidates: Vec<_> = candidates.iter().map(User::candidate).collect();
            Err(CommandError::AmbiguousAccount { name: name.to_owned(), candidates: candidates.join(", ") })
        }
    }
}

impl User {
    fn candidate(&self) -> String {
        format!("{} ({})", one_line(&self.home_account_id), one_line(&self.username))
    }
}

fn cut_short(PurgeError { purged, source, .. }: PurgeError) -> CommandError {
    CommandError::PurgeCutShort { gone: sentence(purged), source }
}

fn tell(output: Output, purged: Purged) -> Result<(), CommandError> {
    let told = Told { caches: purged.partitions, set_aside: purged.set_aside, unreadable: purged.unreadable };
    output.answer(&told, |_| say!(gone, what = sentence(purged)) + "\n")
}

/// The numbers as part of a sentence.
fn sentence(purged: Purged) -> String {
    let words = words();
    counted(&[
        (purged.partitions, words.one_cache, words.caches),
        (purged.set_aside, words.one_set_aside, words.several_set_aside),
    ])
}
