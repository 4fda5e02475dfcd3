//! `init`: an inventory to start from, on standard output.

use std::path::PathBuf;

use dhcpair_manager::init;
use tokio::runtime::Runtime;

use crate::failure::Failure;
use crate::output::{Outcome, Output};

pub(super) fn run(
    runtime: &Runtime,
    files: &[PathBuf],
    output: &Output,
) -> Result<Outcome, Failure> {
    let host = std::fs::read_to_string("/etc/hostname").ok();
    let host = host.as_deref().map(str::trim).filter(|host| !host.is_empty());
    let document = runtime.block_on(init::write(files, host))?;
    Ok(Outcome::done(output.document(&document, |document| document.inventory.clone())?))
}
