//! What the tests share.

mod crafted;
mod folder;
mod keyring;
mod process;

pub(crate) use crafted::{Crafted, HEADER_LENGTH, SEGMENT_LENGTH, TAG_LENGTH};
pub(crate) use folder::{TestFolder, add, names};
pub(crate) use keyring::{FolderKeyring, Mood};
pub(crate) use process::{Child, line};
