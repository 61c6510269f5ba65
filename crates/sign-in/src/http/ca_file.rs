use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use reqwest::Certificate;
use thiserror::Error;

use crate::SignInError;

/// Many times what a whole system's certificates take: 16 MiB.
const SIZE_LIMIT: u64 = 16 << 20;

/// What is wrong with a file of certificate authorities.
#[derive(Clone, Debug, Error)]
pub enum CaFileProblem {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[source] Arc<io::Error>),
    /// It is no regular file, or larger than such a file can be.
    #[error("it is no file of certificates")]
    NotAFile,
    /// There is no certificate in it, or one that is damaged.
    #[error(
        "it has no certificate, or a damaged one; it has to be in PEM, between BEGIN and END CERTIFICATE"
    )]
    NotPem,
}

/// The certificates in a file in PEM (RFC 7468, section 5).
pub(super) fn read(path: &Path) -> Result<Vec<Certificate>, SignInError> {
    certificates(path).map_err(|problem| SignInError::CaFileUnusable { path: path.to_owned(), problem })
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, CaFileProblem> {
    let bytes = bytes(path)?;
    let certificates = Certificate::from_pem_bundle(&bytes).map_err(|_| CaFileProblem::NotPem)?;
    if certificates.is_empty() { Err(CaFileProblem::NotPem) } else { Ok(certificates) }
}

fn bytes(path: &Path) -> Result<Vec<u8>, CaFileProblem> {
    let unreadable = |error| CaFileProblem::Unreadable(Arc::new(error));
    // Opening a pipe would wait for somebody to write into it.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(CaFileProblem::NotAFile);
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > SIZE_LIMIT { Err(CaFileProblem::NotAFile) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_of_certificates_is_told() {
        let problem = |path: &str| match read(Path::new(path)) {
            Err(SignInError::CaFileUnusable { problem, .. }) => problem,
            other => panic!("{other:?}"),
        };
        assert!(matches!(problem("/nowhere/ca.pem"), CaFileProblem::Unreadable(_)));
        assert!(matches!(problem("/"), CaFileProblem::NotAFile));
        assert!(matches!(problem(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")), CaFileProblem::NotPem));
    }
}
