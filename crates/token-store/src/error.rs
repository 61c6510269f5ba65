use std::{error::Error, io, path::PathBuf, time::Duration};

use thiserror::Error;

use crate::{LockHolder, SetAsideReason};

/// Why a store could not be read or changed. After any of them but [`StoreError::NotLasting`] the persisted cache is
/// what it was; after [`StoreError::Unavailable`] it may be either.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process, or another task of this one, kept the lock for all the time that there was to wait.
    #[error("the lock {} was held for {} s by {}; let it finish, or end it, and try again",
        path.display(), waited.as_secs(), named(holder.as_ref()))]
    LockHeld {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, if it wrote itself into the lock file.
        holder: Option<LockHolder>,
        /// How long was waited.
        waited: Duration,
    },
    /// The file's key is in a keyring, and there is none on this system or in this session.
    #[error(
        "no keyring answers in this session, but the key of the token cache is in one; start the keyring and try again"
    )]
    KeyringAbsent,
    /// The keyring is locked, and nobody could be asked to unlock it.
    #[error("the keyring is locked; unlock it and try again")]
    KeyringLocked,
    /// The keyring did not answer in time; perhaps it waits for somebody to unlock it.
    #[error("the keyring did not answer within {} s; unlock or restart it and try again", after.as_secs())]
    KeyringTimedOut {
        /// How long was waited.
        after: Duration,
    },
    /// The person dismissed the keyring's question, or the system denies the access.
    #[error("the access to the keyring was refused; try again and allow it")]
    KeyringRefused,
    /// The keyring failed in another way.
    #[error("the keyring failed; restart it and try again")]
    KeyringFailed {
        /// What the keyring said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file is sealed with a passphrase, and it has not been given yet.
    #[error("{} is sealed with a passphrase; give it", path.display())]
    PassphraseNeeded {
        /// The cache file.
        path: PathBuf,
    },
    /// There is neither a file nor a keyring: a new file needs a new passphrase.
    #[error("there is no keyring here; choose a passphrase for the new {}", path.display())]
    NewPassphraseNeeded {
        /// The cache file to be.
        path: PathBuf,
    },
    /// The passphrase does not open the file.
    #[error("the passphrase does not open {}; try again", path.display())]
    PassphraseWrong {
        /// The cache file.
        path: PathBuf,
    },
    /// The new passphrase is too short.
    #[error("the passphrase is too short; take at least {minimum} characters")]
    PassphraseTooShort {
        /// The least number of characters.
        minimum: usize,
    },
    /// The file exists already and is not protected by a passphrase, or by another one.
    #[error("{} exists already; unlock it instead of choosing a new passphrase", path.display())]
    AlreadyExists {
        /// The cache file.
        path: PathBuf,
    },
    /// There is no such file.
    #[error("there is no {}; name another file, or sign in first", path.display())]
    NotFound {
        /// What was to be read.
        path: PathBuf,
    },
    /// The backup cannot be opened, and was left as it is.
    #[error("the backup {} cannot be opened ({reason}); sign in again", path.display())]
    BackupUnusable {
        /// The backup.
        path: PathBuf,
        /// Why.
        reason: SetAsideReason,
    },
    /// The disk, or this user's share of it, is full.
    #[error("the disk is full; make room so that {} can be written", path.display())]
    DiskFull {
        /// What was to be written.
        path: PathBuf,
    },
    /// The system does not allow it.
    #[error("the system does not allow the access to {}; mend its owner and permissions", path.display())]
    PermissionDenied {
        /// What was to be read or written.
        path: PathBuf,
    },
    /// Reading or writing failed in another way.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// What was to be read or written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The new cache is there and the old one gone, but the system failed to make the rename last.
    #[error("{} is written, but a loss of power could bring the old one back; look after the disk", path.display())]
    NotLasting {
        /// The cache file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A newer version of the program wrote the file.
    #[error("{} has the format {format}, which is newer than this program; update the program", path.display())]
    TooNew {
        /// The cache file.
        path: PathBuf,
        /// The format's number.
        format: u16,
    },
    /// The file is larger than any cache can be.
    #[error("{} is larger than {limit} bytes, more than a token cache can be; look at what it is", path.display())]
    TooLarge {
        /// The cache file.
        path: PathBuf,
        /// The most bytes that are read.
        limit: u64,
    },
    /// The file is something else altogether, and was left alone.
    #[error("{} is no token cache in JSON; name another file", path.display())]
    NotACache {
        /// The file.
        path: PathBuf,
    },
    /// The path names a link, behind which another program might see another file than we do.
    #[error("{} is a symbolic link; name the file that it leads to", path.display())]
    SymbolicLink {
        /// The link.
        path: PathBuf,
    },
    /// Other programs deleted the lock again and again while it was held.
    #[error("the lock {} was deleted by another program while it was held; end that program and try again", path.display())]
    LockLost {
        /// The lock file.
        path: PathBuf,
    },
    /// The cryptographic library refused, for want of random numbers or memory.
    #[error("the token cache could not be sealed; free some memory and try again")]
    SealFailed,
    /// The database that has the caches does not answer, or not in time.
    #[error(
        "the store of the token caches does not answer; see whether it runs and can be reached, and try again"
    )]
    Unavailable {
        /// What its client said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The database answers, and refuses.
    #[error(
        "the store of the token caches refuses the access; mend the user, the password, or the permissions"
    )]
    AccessRefused {
        /// What its client said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The database has no room for the cache.
    #[error("the store of the token caches has no room; make room, or let caches end sooner")]
    NoRoom {
        /// What its client said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The database failed in another way.
    #[error("the store of the token caches failed; look into its log")]
    DatabaseFailed {
        /// What its client said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Whenever the changed cache was to be stored, somebody else had just stored another one.
    #[error("others changed the token cache at the same moment, {tries} times in a row; try again")]
    Contended {
        /// How often it was tried.
        tries: u32,
    },
    /// The cache is sealed with a key that the key ring does not have. It was left as it is.
    #[error(
        "the token cache is sealed with the key {key_id}, which the key ring lacks; add the key and try again"
    )]
    KeyUnknown {
        /// Names the key; it is not secret.
        key_id: String,
    },
    /// The cache is not sealed although it should be. It is not used, for anybody could have written it, and was left as
    /// it is.
    #[error(
        "the token cache is not sealed, but caches are to be sealed here; remove it, or keep caches elsewhere"
    )]
    NotSealed,
    /// The cache is sealed, and there is no key ring. It was left as it is.
    #[error("the token cache is sealed, and no key ring was given; give the one that it was sealed with")]
    KeyRingNeeded,
    /// Something else is in the place of the cache. It was left as it is.
    #[error(
        "what is stored in the place of the token cache is none; another program may use it: keep caches elsewhere"
    )]
    ForeignValue,
    /// A newer version of the program sealed the cache.
    #[error("the token cache has the format {format}, which is newer than this program; update the program")]
    FormatTooNew {
        /// The format's number.
        format: u16,
    },
    /// There is no folder for the data of this user.
    #[error("this user has no data folder; set HOME, or name the cache file")]
    NoDataFolder,
    /// The work was stopped before it ended, because the program is ending or the change panicked.
    #[error("the work on the token cache was stopped before it ended; start the program again")]
    Stopped,
    /// Whoever wanted it gave it up before it began.
    #[error("the change was given up before it began; nothing was changed")]
    GivenUp,
    /// The store reported success without having applied the change; a fault of the store.
    #[error("the token store did not apply the change; report this fault")]
    NotApplied,
}

impl StoreError {
    /// The error for what the system said about `path`.
    pub fn io(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::PermissionDenied { path }
            }
            _ => Self::Io { path, source },
        }
    }
}

fn named(holder: Option<&LockHolder>) -> String {
    holder.map_or_else(|| "a process that did not write its name".to_owned(), ToString::to_string)
}
