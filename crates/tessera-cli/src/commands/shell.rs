//! Completions for the shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{arguments::Arguments, error::CommandError, output};

pub(crate) fn completions(shell: Shell) -> Result<(), CommandError> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tessera", &mut text);
    output::write_bytes(&text)
}
