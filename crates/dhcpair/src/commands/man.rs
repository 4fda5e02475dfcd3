//! `man`: pages for man(1), made of what `--help` says.

use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::Cli;
use crate::failure::Failure;
use crate::file::{Existing, write};
use crate::output::Outcome;

/// The page of one command, or of dhcpair.
pub(super) fn one(of: &[String]) -> Result<Outcome, Failure> {
    let mut command = program();
    for word in of {
        let Some(below) = command.find_subcommand(word) else {
            return Err(Failure::Usage {
                message: format!("`{}` is no command", of.join(" ")),
                help: "`dhcpair help` lists the commands".to_owned(),
            });
        };
        command = below.clone();
    }
    let page = page(command)?;
    Ok(Outcome::done(String::from_utf8_lossy(&page).into_owned()))
}

/// The pages of all commands, each in a file of its own.
pub(super) fn all(folder: &Path) -> Result<Outcome, Failure> {
    let mut left = vec![program()];
    let mut count = 0;
    while let Some(command) = left.pop() {
        left.extend(command.get_subcommands().cloned());
        let file = folder.join(format!("{}.1", command.get_display_name().unwrap_or("dhcpair")));
        write(&file, &page(command)?, Existing::Replaced)?;
        count += 1;
    }
    Ok(Outcome::done(format!("{}: {count} pages\n", folder.display())))
}

/// The whole program, with the names that its commands have as pages.
fn program() -> clap::Command {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    command
}

fn page(command: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    let version = concat!("dhcpair ", env!("CARGO_PKG_VERSION"));
    Man::new(command)
        .manual("dhcpair")
        .source(version)
        .render(&mut page)
        .map_err(Failure::Output)?;
    Ok(page)
}
