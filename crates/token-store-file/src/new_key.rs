use crate::Passphrase;

/// What a file is to be sealed with from now on.
#[derive(Debug)]
pub enum NewKey {
    /// A new random key, which the system keyring keeps.
    Keyring,
    /// A key that is made of this passphrase, with a new salt.
    Passphrase(Passphrase),
}
