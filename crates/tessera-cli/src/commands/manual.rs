//! The manual: a page for the program and one for each command, as `git` has them.

use std::{fs, io, path::Path};

use clap::{Command, CommandFactory};
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};
use serde_json::json;

use crate::{
    arguments::{Arguments, NEW_PASSPHRASE_FILE, PASSPHRASE_FILE, STORE_ADDRESS},
    error::CommandError,
    output::{self, Output},
    words::say,
};

/// When the pages were last rewritten.
const DATE: &str = "2026-11-28";
const EXIT_STATUS: [(&str, &str); 7] = [
    ("0", "Done."),
    ("1", "Failed."),
    ("2", "Wrong usage, which is also a name that fits several accounts or providers."),
    ("3", "A person has to sign in."),
    ("4", "Somebody else holds the lock of the cache or of the settings."),
    ("5", "The cache cannot be decrypted: its passphrase, keyring or key ring is missing, or it is damaged."),
    ("6", "Not found: the account, the provider, the file or the backup."),
];
const ENVIRONMENT: [(&str, &str); 4] = [
    (
        PASSPHRASE_FILE,
        "The file that holds the passphrase of the cache. Without it, a person is asked at the terminal.",
    ),
    (NEW_PASSPHRASE_FILE, "The file that holds the passphrase that `cache rekey --passphrase` changes to."),
    (STORE_ADDRESS, "The address of the store that `store` works on, where --url names none."),
    ("BROWSER", "The browser that signs people in, before the desktop's own."),
];
const FILES: [(&str, &str); 4] = [
    ("~/.local/share/tessera/token-cache.sealed", "The cache, where XDG_DATA_HOME says nothing else."),
    ("~/.local/share/tessera/token-cache.sealed.backup", "Its backup, the cache of the write before."),
    (
        "~/.local/share/tessera/token-cache.sealed.picture",
        "The window's last picture, without any token's text, sealed with the cache's key. It may be deleted.",
    ),
    (
        "~/.config/tessera/settings.json",
        "The providers and the account in use, where XDG_CONFIG_HOME says nothing else.",
    ),
];
const NOTES: &str = "Accounts are named by their username or home account ID, where only one has it, else by \
ENVIRONMENT/HOME-ACCOUNT-ID. Answers go to the standard output, as JSON with --json; questions, notes and errors \
go to the standard error as text. Only `token` and `cache export` write secrets.";

/// Writes the program's page; with a folder, all pages into it.
pub(crate) fn write(folder: Option<&Path>, output: Output) -> Result<(), CommandError> {
    let mut program = Arguments::command().disable_help_subcommand(true);
    program.build();
    let Some(folder) = folder else { return output::write_bytes(&page(&program)?) };
    let mut names = Vec::new();
    write_all(&program, folder, &mut names)?;
    output.answer(&json!({"pages": names}), |_| {
        say!(pages_written, count = names.len(), path = folder.display()) + "\n"
    })
}

fn write_all(command: &Command, folder: &Path, names: &mut Vec<String>) -> Result<(), CommandError> {
    let name = format!("{}.1", name_of(command));
    let path = folder.join(&name);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, page(command)?));
    let failed = |source| CommandError::CannotWrite { path: path.display().to_string(), source };
    written.map_err(failed)?;
    names.push(name);
    command.get_subcommands().try_for_each(|command| write_all(command, folder, names))
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let of_command = Man::new(command.clone());
    title(command).to_writer(&mut page)?;
    of_command.render_name_section(&mut page)?;
    of_command.render_synopsis_section(&mut page)?;
    of_command.render_description_section(&mut page)?;
    of_command.render_options_section(&mut page)?;
    if command.has_subcommands() {
        of_command.render_subcommands_section(&mut page)?;
    }
    sections(name_of(command) == "tessera").to_writer(&mut page)?;
    Ok(page)
}

fn title(command: &Command) -> Roff {
    let (name, source) = (name_of(command).to_uppercase(), format!("tessera {}", env!("CARGO_PKG_VERSION")));
    let mut roff = Roff::new();
    roff.control("TH", [name.as_str(), "1", DATE, &source, "Tessera"]);
    roff
}

/// What clap does not know.
fn sections(is_of_program: bool) -> Roff {
    let mut roff = Roff::new();
    if is_of_program {
        roff.control("SH", ["NOTES"]).text([roman(NOTES)]);
        list(&mut roff, "ENVIRONMENT", &ENVIRONMENT);
        list(&mut roff, "FILES", &FILES);
    }
    list(&mut roff, "EXIT STATUS", &EXIT_STATUS);
    if !is_of_program {
        roff.control("SH", ["SEE ALSO"]).text([bold("tessera"), roman("(1)")]);
    }
    roff
}

fn list(roff: &mut Roff, heading: &str, entries: &[(&str, &str)]) {
    roff.control("SH", [heading]);
    for (name, meaning) in entries {
        roff.control("TP", []).text([bold(*name)]).text([roman(*meaning)]);
    }
}

fn name_of(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}
