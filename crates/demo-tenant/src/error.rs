use std::io;
use std::path::PathBuf;

/// Why the demo tenant could not be started, or could not keep what it has to keep.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The port is taken or not allowed.
    #[error("port {port} of the loopback cannot be used: {source}; choose another port, or 0 for a free one")]
    Port {
        /// The port asked for; 0 for a free one.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the state folder could not be read, written or locked.
    #[error("the demo tenant cannot use {}: {source}; check the folder's permissions and the free space", .path.display())]
    State {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The state was written by a later version.
    #[error("{} was written by a later version of the demo tenant; update, or choose another folder", .path.display())]
    StateTooNew {
        /// The state file.
        path: PathBuf,
    },
    /// The system gave no random bytes, or a key could not be made from them.
    #[error("a key could not be made; check that the system provides random numbers, then try again")]
    Cryptography,
    /// The certificate for HTTPS could not be made, or one for a client cannot be registered.
    #[error("the certificate cannot be made or used: {0}")]
    Certificate(String),
    /// No client of the demo tenant bears that ID.
    #[error("the demo tenant has no client {0}; its clients are listed in `DemoTenant::clients`")]
    UnknownClient(String),
    /// No person of the demo tenant bears that id.
    #[error("the demo tenant has no person {0}; its people are listed in `DemoTenant::people`")]
    UnknownPerson(String),
}
