//! `generate`: a script on standard output.

use dhcpair_manager::contract::GenerateDocument;
use dhcpair_manager::generate::{self, Destination, WindowsMode, WindowsRelationship};

use crate::args::{GenerateCommand, WindowsArgs, WindowsModeName};
use crate::failure::Failure;
use crate::output::{Outcome, Output};

pub(super) fn run(command: &GenerateCommand, output: &Output) -> Result<Outcome, Failure> {
    let GenerateCommand::Windows(args) = command;
    let to = if args.file { Destination::File } else { Destination::Console };
    let document = generate::windows(&wanted(args), to)?;
    Ok(Outcome::done(output.document(&document, |document| text(document, output.quiet))?))
}

fn wanted(args: &WindowsArgs) -> WindowsRelationship {
    WindowsRelationship {
        name: args.name.clone(),
        primary: args.primary.clone(),
        secondary: args.secondary.clone(),
        mode: match args.mode {
            WindowsModeName::LoadBalance => WindowsMode::LoadBalance(args.percentage.unwrap_or(50)),
            WindowsModeName::HotStandby => WindowsMode::HotStandby(args.percentage.unwrap_or(5)),
        },
        lead_time: args.mclt,
        switch_after: args.safe_period,
        authenticated: args.authenticated,
        scopes: args.scopes.clone(),
    }
}

/// What it needs as comments, and the script.
fn text(document: &GenerateDocument, quiet: bool) -> String {
    let needs = document.needs.iter().filter(|_| !quiet);
    let needs: String = needs.map(|line| format!("# {line}\n")).collect();
    format!("{needs}{}", document.script)
}
