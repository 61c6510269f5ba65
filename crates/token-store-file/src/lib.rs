//! A token cache in one sealed, locked file.
//!
//! # The file
//! A header of 104 bytes in the clear (see the table below), then the cache's JSON in segments of 256 KiB, the
//! last one shorter, each sealed with AES-256-GCM (NIST SP 800-38D) and followed by its tag of 16 bytes. Every
//! write has a key of its own: HKDF-SHA256 (RFC 5869) of the master key and of 32 random bytes that the header
//! carries. The header is the associated data of every segment, so none of it can be exchanged.
//!
//! ## The nonce of a segment
//! | bytes | what |
//! |---|---|
//! | 0..7 | 0 |
//! | 7..11 | the segment's number, from 0, big-endian |
//! | 11 | 1 for the last segment, else 0 |
//!
//! So no segment can be left out, exchanged, repeated or cut off (the STREAM construction of Hoang, Reyhanitabar,
//! Rogaway and Vizar, CRYPTO 2015), and several threads can seal and open them, with little memory of their own.
//!
//! ## The header
//! | bytes | what | |
//! |---|---|---|
//! | 0..8 | magic | `TESSERA` and 0x1A |
//! | 8..10 | format version | 1; numbers are big-endian |
//! | 10 | protection | 1: keyring, 2: passphrase |
//! | 11 | | 0 |
//! | 12..28 | key ID | derived from the master key, tells nothing of it |
//! | 28..36 | generation | counts the writes |
//! | 36..68 | salt | of this write's key |
//! | 68..80 | Argon2id's m (KiB), t, p | RFC 9106; 0 for the keyring |
//! | 80..96 | Argon2id's salt | 0 for the keyring |
//! | 96..104 | checksum | the first bytes of the SHA-256 of bytes 0..96 |
//!
//! The checksum is no protection, which is the tag's part. It tells a damaged header from a wrong passphrase,
//! and keeps damage from asking the key derivation for more work than was meant.
//!
//! # The master key
//! It is in the system keyring ([`SystemKeyring`]), or made of a passphrase by Argon2id. There is no third way:
//! where there is no keyring and no passphrase, nothing is written.
//!
//! [`SealedFile::rekey`] seals the file with another one, from the keyring or of a passphrase. The keyring gets
//! the new key before the file needs it and forgets the old one after; whoever held the old one finds the new
//! one by the ID in the header.
//!
//! # The backup
//! `<cache>.backup` is the file of the write before the last one, under the same protection; a change costs a
//! link for it, not a copy. Where that would keep what was just removed, and after the first write and a new
//! key, it is the newest cache, sealed once more. [`SealedFile::restore`] brings it back. A new cache, begun
//! after the old one was damaged or taken away, moves the old one's backup aside instead of replacing it.
//!
//! # What is kept beside
//! [`SealedFile::keep_beside`] keeps something small in `<cache>.<name>`: the key ID (16 bytes), a random salt (32), and what is
//! kept, sealed with AES-256-GCM, with its tag. The key is HKDF-SHA256 of the master key and the salt, for this purpose
//! and no other; the nonce is 0, as each key seals once. The associated data are the name, a 0, and what it is about.
//!
//! # Changes
//! See [`SealedFile`]: a lock, a temporary file, fsync, rename, fsync of the folder. Readers take no lock.

mod backup;
mod backup_status;
mod beside;
mod cache_file;
mod disk;
mod follower;
mod format;
#[cfg(target_os = "linux")]
mod hearing;
mod key_id;
mod keyring;
mod keys;
mod master_key;
mod new_key;
mod passphrase;
mod path;
mod rekey;
mod rekeyed;
mod sealed_file;
mod start;
mod status;

pub use backup_status::BackupStatus;
pub use follower::Follower;
pub use format::{PassphraseCost, Protection};
pub use key_id::KeyId;
pub use keyring::{Keyring, KeyringError, NoKeyring, SystemKeyring};
pub use master_key::MasterKey;
pub use new_key::NewKey;
pub use passphrase::Passphrase;
pub use path::default_path;
pub use rekeyed::{OldKey, Rekeyed};
pub use sealed_file::{Options, SealedFile};
pub use start::Start;
pub use status::Status;
pub use token_store_disk::LockState;
