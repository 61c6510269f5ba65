//! For the shell: completions, and the manual page.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{arguments::Arguments, error::CommandError};

pub(crate) fn completions(shell: Shell) -> Result<(), CommandError> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tessera", &mut text);
    Ok(io::stdout().write_all(&text)?)
}

/// One page: the program's, and a section for each command.
pub(crate) fn man() -> Result<(), CommandError> {
    let mut command = Arguments::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        describe(subcommand, &mut page)?;
    }
    Ok(io::stdout().write_all(&page)?)
}

fn describe(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_uppercase();
    let of_command = clap_mangen::Man::new(command.clone());
    writeln!(page, ".SH \"{name}\"")?;
    let mut part = Vec::new();
    of_command.render_description_section(&mut part)?;
    of_command.render_synopsis_section(&mut part)?;
    of_command.render_options_section(&mut part)?;
    page.write_all(String::from_utf8_lossy(&part).replace(".SH ", ".SS ").as_bytes())?;
    for nested in command.get_subcommands().filter(|nested| nested.get_name() != "help") {
        describe(nested, page)?;
    }
    Ok(())
}
