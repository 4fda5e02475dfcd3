//! `status --watch`: the first screen again and again.

use std::io::IsTerminal;
use std::time::Duration;

use dhcpair_manager::Watch;

use super::{fleet, status};
use crate::args::{Cli, Format};
use crate::failure::Failure;
use crate::output::{Outcome, Output};

/// Clears a terminal and goes to its first line.
const CLEAR: &str = "\x1b[H\x1b[2J";

/// Looks, shows, waits, until the process is told to end or nobody reads any more. What a terminal shows is replaced; otherwise one
/// screen follows the other. As JSON each look is one line (JSON Lines).
pub(super) fn run(cli: &Cli, every: Duration, output: &Output) -> Result<Outcome, Failure> {
    let terminal = std::io::stdout().is_terminal() && output.format == Format::Table;
    let mut watch = Watch::default();
    loop {
        let document = watch.add(fleet(cli, output)?.status());
        let text = output.one_of_many(&document, |seen| status::screen(seen, output.quiet))?;
        let clear = if terminal { CLEAR } else { "" };
        if output.print(&format!("{clear}{text}"))?.is_break() {
            return Ok(Outcome::done(String::new()));
        }
        std::thread::sleep(every);
    }
}
