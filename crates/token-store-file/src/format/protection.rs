use crate::format::PassphraseSettings;

/// How the file is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// By a random key that is in the system keyring.
    Keyring,
    /// By a key that is made of a passphrase.
    Passphrase,
}

/// How the file is protected, with all that the header has to say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sealing {
    Keyring,
    Passphrase(PassphraseSettings),
}

impl Sealing {
    pub(crate) fn protection(&self) -> Protection {
        match self {
            Self::Keyring => Protection::Keyring,
            Self::Passphrase(_) => Protection::Passphrase,
        }
    }
}
