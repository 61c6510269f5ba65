use std::{env, path::PathBuf};

use sign_in::{HttpClient, HttpOptions, SignInError};

/// The environment's variable that names a file in PEM with more certificate authorities.
const CA_FILE: &str = "TESSERA_CA_FILE";

/// The file of certificate authorities to trust besides the system's: the one that was asked for, else the
/// environment's, else that of the settings.
pub fn ca_file(asked: Option<PathBuf>, settings: Option<PathBuf>) -> Option<PathBuf> {
    asked.or_else(ca_file_of_environment).or(settings)
}

/// The file that `TESSERA_CA_FILE` names.
pub fn ca_file_of_environment() -> Option<PathBuf> {
    env::var_os(CA_FILE).filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Reads a file of certificate authorities as a connection would.
///
/// Fails with [`SignInError::CaFileUnusable`].
pub fn check_ca_file(path: PathBuf) -> Result<(), SignInError> {
    HttpClient::with_options(HttpOptions { ca_file: Some(path), ..HttpOptions::default() }).map(|_| ())
}
