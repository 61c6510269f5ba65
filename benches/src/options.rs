use std::path::PathBuf;

use crate::Outcome;

const USAGE: &str = "[--web|--window] [--quick|--check] PEERS WEB_PEERS SCRIPTS PICTURES DOCUMENT";

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Everything; the table goes into the document.
    Full,
    /// Fewer sizes, processes and rounds.
    Quick,
    /// Just enough to see that everything works and nothing is lost.
    Check,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Caches and their files, web apps, and windows.
    All,
    /// Web apps alone.
    Web,
    /// Windows alone.
    Window,
}

/// What was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) part: Part,
    pub(crate) scale: Scale,
    /// Where the real MSAL libraries are.
    pub(crate) peers: PathBuf,
    /// Where the web apps' libraries are.
    pub(crate) web_peers: PathBuf,
    /// The folder of the scripts that drive them.
    pub(crate) scripts: PathBuf,
    /// Where pictures of what was measured are left.
    pub(crate) pictures: PathBuf,
    /// The document that the table belongs into.
    pub(crate) document: PathBuf,
}

impl Options {
    /// Reads `[--web|--window] [--quick|--check] PEERS WEB_PEERS SCRIPTS PICTURES DOCUMENT`.
    pub(crate) fn parse(arguments: &[String]) -> Outcome<Self> {
        let (part, arguments) = match arguments {
            [flag, rest @ ..] if flag == "--web" => (Part::Web, rest),
            [flag, rest @ ..] if flag == "--window" => (Part::Window, rest),
            rest => (Part::All, rest),
        };
        let (scale, paths) = match arguments {
            [flag, paths @ ..] if flag == "--quick" => (Scale::Quick, paths),
            [flag, paths @ ..] if flag == "--check" => (Scale::Check, paths),
            paths => (Scale::Full, paths),
        };
        let [peers, web_peers, scripts, pictures, document] = paths else {
            return Err(format!("usage: benchmark {USAGE}").into());
        };
        let [peers, web_peers, scripts, pictures, document] =
            [peers, web_peers, scripts, pictures, document].map(PathBuf::from);
        Ok(Self { part, scale, peers, web_peers, scripts, pictures, document })
    }

    /// Whether that part, other than the caches, belongs to the run. A check of all is one of the caches alone.
    pub(crate) fn measures(&self, part: Part) -> bool {
        self.part == part || (self.part == Part::All && self.scale != Scale::Check)
    }

    /// Numbers of access tokens.
    pub(crate) fn sizes(&self) -> &'static [usize] {
        match self.scale {
            Scale::Full => &[10, 100, 1_000, 10_000, 100_000],
            Scale::Quick => &[10, 1_000, 10_000],
            Scale::Check => &[10, 500],
        }
    }

    /// How often everything is measured, after one round that does not count.
    pub(crate) fn rounds(&self, size: usize) -> usize {
        match self.scale {
            Scale::Full if size > 10_000 => 5,
            Scale::Full => 9,
            Scale::Quick => 5,
            Scale::Check => 1,
        }
    }

    /// Numbers of processes that change one cache at the same time.
    pub(crate) fn crowds(&self) -> &'static [usize] {
        match self.scale {
            Scale::Full => &[2, 8, 32, 80],
            Scale::Quick => &[2, 8, 32],
            Scale::Check => &[2, 8],
        }
    }
}
