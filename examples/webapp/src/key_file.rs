//! The keys that tokens are sealed with. A real app has them from its platform's vault.

use std::{
    error::Error,
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use token_partitions::{KeyRing, RingKey};
use zeroize::Zeroizing;

const USUAL: &str = "webapp-data/keys";

/// The ring of the file, which is made with one new key if it is missing. What is only in memory needs none.
pub(crate) fn ring(cache: &str, file: Option<&Path>) -> Result<KeyRing, Box<dyn Error>> {
    if cache == "memory:" && file.is_none() {
        return Ok(KeyRing::new("memory", RingKey::new(*random()?))?);
    }
    let file = file.unwrap_or(Path::new(USUAL));
    make_folder_of(file)?;
    match make(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    Ok(KeyRing::from_file(file)?)
}

/// The folder for its owner alone, if it is missing.
pub(crate) fn make_folder_of(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists())
    else {
        return Ok(());
    };
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn make(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    let key = Zeroizing::new(STANDARD.encode(*random()?));
    opened.write_all(Zeroizing::new(format!("first:{}\n", *key)).as_bytes())?;
    opened.sync_all()
}

fn random() -> io::Result<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    aws_lc_rs::rand::fill(&mut *key).map_err(|_| io::Error::other("the system gives no random numbers"))?;
    Ok(key)
}
