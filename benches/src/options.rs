use std::path::PathBuf;

use crate::Outcome;

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
    /// Caches and their files, and web apps.
    All,
    /// Web apps alone.
    Web,
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
    /// The document that the table belongs into.
    pub(crate) document: PathBuf,
}

impl Options {
    /// Reads `[--web] [--quick|--check] PEERS WEB_PEERS SCRIPTS DOCUMENT`.
    pub(crate) fn parse(arguments: &[String]) -> Outcome<Self> {
        let (part, arguments) = match arguments {
            [flag, rest @ ..] if flag == "--web" => (Part::Web, rest),
            rest => (Part::All, rest),
        };
        let (scale, paths) = match arguments {
            [flag, paths @ ..] if flag == "--quick" => (Scale::Quick, paths),
            [flag, paths @ ..] if flag == "--check" => (Scale::Check, paths),
            paths => (Scale::Full, paths),
        };
        let [peers, web_peers, scripts, document] = paths else {
            return Err("usage: benchmark [--web] [--quick|--check] PEERS WEB_PEERS SCRIPTS DOCUMENT".into());
        };
        let [peers, web_peers, scripts, document] = [peers, web_peers, scripts, document].map(PathBuf::from);
        Ok(Self { part, scale, peers, web_peers, scripts, document })
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
