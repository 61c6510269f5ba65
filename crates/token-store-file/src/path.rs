use std::path::PathBuf;

use token_store::StoreError;

/// The token cache of this user: `tessera/token-cache.sealed` in the platform's folder for local data, which
/// is `$XDG_DATA_HOME` or `~/.local/share` on Linux, `~/Library/Application Support` on macOS and
/// `%LOCALAPPDATA%` on Windows.
///
/// Fails with [`StoreError::NoDataFolder`].
pub fn default_path() -> Result<PathBuf, StoreError> {
    let folder = dirs::data_local_dir().ok_or(StoreError::NoDataFolder)?;
    Ok(folder.join("tessera").join("token-cache.sealed"))
}
