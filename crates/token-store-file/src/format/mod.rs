//! The bytes of the file.

mod checksum;
mod fault;
mod header;
mod passphrase_settings;
mod protection;
pub(crate) mod segments;

pub(crate) use fault::ReadFault;
pub(crate) use header::Header;
pub use passphrase_settings::PassphraseCost;
pub(crate) use passphrase_settings::PassphraseSettings;
pub use protection::Protection;
pub(crate) use protection::Sealing;
pub(crate) use segments::Segments;
