//! The programs whose windows are measured.

use std::{fs, io, path::Path, process::Command, thread, time::Duration};

use super::{desktop::Desktop, seed};
use crate::{
    Outcome,
    sample::{LONG, USUAL},
};

/// And a little more.
const A_MINUTE: Duration = Duration::from_secs(61);

/// A program, and what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// Ours with a few accounts.
    Few,
    /// The same, but that what is left of its tokens is another time than it has shown before.
    Later,
    /// The same, but that it has not shown them as they are before.
    Changed,
    /// Ours with many.
    Many,
    Seahorse,
    KeePassXc,
}

impl Program {
    pub(super) const ALL: [Self; 6] =
        [Self::Few, Self::Later, Self::Changed, Self::Many, Self::Seahorse, Self::KeePassXc];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Few => "Tessera, 3 accounts with 9 access tokens",
            Self::Later => "the same, after a minute of tokens that last an hour",
            Self::Changed => "the same, after a change of the accounts",
            Self::Many => "Tessera, 1,000 accounts with 20,000 access tokens",
            Self::Seahorse => "GNOME's Passwords and Keys (seahorse), one keyring",
            Self::KeePassXc => "KeePassXC, no database open",
        }
    }

    /// For names of files.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Few => "few",
            Self::Later => "later",
            Self::Changed => "changed",
            Self::Many => "many",
            Self::Seahorse => "seahorse",
            Self::KeePassXc => "keepassxc",
        }
    }

    pub(super) fn is_ours(self) -> bool {
        matches!(self, Self::Few | Self::Later | Self::Changed | Self::Many)
    }

    /// Whether it shows the same in the end each time. What seahorse lists is not, nor are times that run out.
    pub(super) fn ends_alike(self) -> bool {
        self.is_ours() && self != Self::Later
    }

    /// Starts it.
    pub(super) fn command(self) -> Outcome<Command> {
        Ok(match self {
            Self::Seahorse => Command::new("seahorse"),
            Self::KeePassXc => Command::new("keepassxc"),
            _ => Command::new(std::env::current_exe()?.with_file_name("tessera-desktop")),
        })
    }

    /// Sees to what it is to find that a start before has left.
    pub(super) fn before_start(self, desktop: &Desktop) -> Outcome<()> {
        let picture = desktop.data().join("tessera/token-cache.sealed.picture");
        match self {
            Self::Later => wait_until_old(&picture),
            Self::Changed => match fs::remove_file(&picture) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            },
            Self::Few | Self::Many | Self::Seahorse | Self::KeePassXc => Ok(()),
        }
    }

    /// Puts what it is to find into the desktop's home.
    pub(super) fn prepare(self, desktop: &Desktop) -> Outcome<()> {
        match self {
            Self::Later => seed::start(desktop, 3, 3, USUAL),
            Self::Few | Self::Changed => seed::start(desktop, 3, 3, LONG),
            Self::Many => seed::start(desktop, 1_000, 20, LONG),
            Self::Seahorse | Self::KeePassXc => Ok(()),
        }
    }
}

/// Waits until every minute that the picture shows is another; nothing is to be waited for where there is none.
fn wait_until_old(picture: &Path) -> Outcome<()> {
    let Ok(kept) = fs::metadata(picture) else { return Ok(()) };
    thread::sleep(A_MINUTE.saturating_sub(kept.modified()?.elapsed()?));
    Ok(())
}

/// The versions of what is measured, and of what ours rests on.
pub(super) fn versions() -> String {
    let seahorse = Program::Seahorse.word();
    let keepassxc = Program::KeePassXc.word();
    let of_package = |name: &str| answer("dpkg-query", &["--showformat=${Version}", "--show", name]);
    let versions = [
        ("WebKitGTK", answer("pkg-config", &["--modversion", "webkit2gtk-4.1"])),
        (seahorse, of_package(seahorse)),
        (keepassxc, of_package(keepassxc)),
    ];
    let said = versions.into_iter().filter_map(|(name, version)| Some(format!("{name} {}", version?)));
    said.collect::<Vec<_>>().join(" · ")
}

fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
