use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

use activity::{Entry, What};
use cache_transfer::{Overwrite, redacted, save};
use connections::now;
use serde_json::json;
use zeroize::Zeroizing;

use crate::{
    error::CommandError,
    output::{Output, note},
    session::Session,
    words::{say, words},
};

/// How much of the cache is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it, secrets and all.
    Whole,
    /// What may be shown to others.
    Redacted,
}

/// The one command besides `token` that writes secrets, where the whole cache is wanted.
pub(crate) async fn export(
    session: &Session,
    output: Output,
    file: &Path,
    extent: Extent,
    overwrite: Overwrite,
) -> Result<(), CommandError> {
    let cache = session.load().await?;
    let json = match extent {
        Extent::Whole => cache.serialize(),
        Extent::Redacted => {
            let program = concat!("tessera ", env!("CARGO_PKG_VERSION"));
            Zeroizing::new(redacted(&cache, program, now()).into_bytes())
        }
    };
    let what = match extent {
        Extent::Whole => What::Export,
        Extent::Redacted => What::SupportExport,
    };
    if file == Path::new("-") {
        to_standard_output(&json, extent)?;
        session.note(what);
        return Ok(());
    }
    save(&json, file, overwrite, &session.path)?;
    session.note_entry(Entry { path: Some(file.display().to_string()), ..Entry::new(what, now()) });
    output.answer(&json!({"path": file.display().to_string()}), |_| match extent {
        Extent::Whole => say!(exported, path = file.display()) + "\n",
        Extent::Redacted => say!(exported_redacted, path = file.display()) + "\n",
    })
}

fn to_standard_output(json: &[u8], extent: Extent) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    if extent == Extent::Whole && out.is_terminal() {
        note(words().terminal_shows_tokens);
    }
    out.write_all(json.trim_ascii_end())?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}
