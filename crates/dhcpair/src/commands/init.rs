//! `init`: an inventory to start from, on standard output or in a new file.

use std::path::Path;

use config_text::{escape_control, shell_line};
use dhcpair_manager::contract::ExitCode;
use dhcpair_manager::{Look, Progress, init};
use tokio::runtime::Runtime;

use crate::args::InitArgs;
use crate::failure::Failure;
use crate::file::{self, Existing};
use crate::output::{Outcome, Output};
use crate::progress::shown;

/// Endings of files that an inventory is written from.
const ENDINGS: [&str; 3] = ["conf", "json", "xml"];

pub(super) fn run(
    runtime: &Runtime,
    args: &InitArgs,
    look: Look,
    output: &Output,
) -> Result<Outcome, Failure> {
    let me = std::fs::read_to_string("/etc/hostname").ok();
    let me = me.as_deref().map(str::trim).filter(|host| !host.is_empty());
    let hosts: Vec<_> = args.from.iter().filter(|word| !is_file(word)).collect();
    let (document, exit) = if hosts.is_empty() {
        (runtime.block_on(init::write(&args.from, me))?, ExitCode::Done)
    } else if hosts.len() == args.from.len() {
        let hosts: Vec<String> =
            hosts.iter().map(|host| host.to_string_lossy().into_owned()).collect();
        let ssh = init::SshOptions {
            config: args.ssh_config.clone(),
            identity: args.identity_file.clone(),
            known_hosts: args.known_hosts.clone(),
        };
        let progress = Progress::default();
        let looks = init::write_hosts(&hosts, &ssh, me, look, &progress);
        let document = runtime.block_on(shown(output, &progress, looks))?;
        let missed = document.unread.iter().filter(|one| one.host);
        let missed: Vec<Failure> = missed.cloned().map(Failure::HostUnseen).collect();
        missed.iter().for_each(|failure| output.complain(failure));
        (document, if missed.is_empty() { ExitCode::Done } else { ExitCode::Incomplete })
    } else {
        let message = format!(
            "`{}` is a host, and others are files",
            hosts.first().map_or_else(String::new, |host| host.display().to_string())
        );
        let help = "name hosts or files, and write one inventory of each".to_owned();
        return Err(Failure::Usage { message, help });
    };
    let text = output.document(&document, |document| document.inventory.clone())?;
    let text = match &args.to {
        None => text,
        Some(file) => {
            let existing = if args.force { Existing::Replaced } else { Existing::Kept };
            file::write(file, text.as_bytes(), existing)?;
            let file = file.to_string_lossy();
            let shown = escape_control(&file);
            format!("{shown}: review it, then: {} status\n", shell_line("dhcpair --config", &file))
        }
    };
    Ok(Outcome { text, exit: exit.into() })
}

fn is_file(word: &Path) -> bool {
    let named = word.extension().is_some_and(|end| ENDINGS.iter().any(|one| end == *one));
    named || word.components().count() > 1 || word.is_absolute() || word.is_file()
}
