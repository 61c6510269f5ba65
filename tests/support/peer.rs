//! Another process that opens the same cache: `cache-tool`, this package's own little program.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::desktop::Desktop;

/// What the other process is to do.
#[derive(Clone, Copy, Debug)]
pub enum CacheCommand<'a> {
    /// Adds that many made-up accounts, with an access token each.
    Seed(usize),
    /// The same, with so many access tokens each.
    Crowd {
        /// How many accounts.
        accounts: usize,
        /// How many access tokens of each.
        tokens: usize,
    },
    /// Makes every access token look ended an hour ago.
    Expire,
    /// Signs out the account with that username.
    SignOut(&'a str),
    /// Prints the cache as JSON.
    Export,
    /// Replaces the cache by the JSON in that file.
    Import(&'a Path),
}

/// Runs the other process inside the desktop and answers what it printed.
pub fn run_cache_command(desktop: &Desktop, command: CacheCommand<'_>) -> String {
    let mut process = Command::new(cache_tool());
    match command {
        CacheCommand::Seed(count) => process.args(["seed", &count.to_string(), "1"]),
        CacheCommand::Crowd { accounts, tokens } => {
            process.args(["seed", &accounts.to_string(), &tokens.to_string()])
        }
        CacheCommand::Expire => process.arg("expire"),
        CacheCommand::SignOut(username) => process.args(["sign-out", username]),
        CacheCommand::Export => process.arg("export"),
        CacheCommand::Import(file) => process.arg("import").arg(file),
    };
    let output = desktop.dress(&mut process).output().expect("cache-tool starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("JSON is UTF-8")
}

/// Cargo builds the programs of a package beside its tests.
fn cache_tool() -> PathBuf {
    let test = std::env::current_exe().expect("a test is a program");
    test.parent().and_then(Path::parent).expect("it is in target/debug/deps").join("cache-tool")
}
