//! Tasks of the dhcpair workspace: `cargo xtask ci` and its companions.
//!
//! Plain programs are run with the standard library and nothing needs to be installed for it: the
//! first call builds in seconds.

mod bench;
mod ci;
mod docs;
mod failure;
mod lab;
mod mutants;
mod run;
mod say;
mod tidy;
mod workspace;

use std::env;
use std::process::ExitCode;

use failure::Failure;
use workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  ci [--quick]       everything that a change has to pass; --quick: without the real servers
  tidy               the rules of the tree: floors, file lengths, links, licences ...
  bench [--large] [--runs N] [FILE]
                     dhcpair's time and memory beside dhcpd's, Kea's and Augeas'; --large: only
                     files of 200 MB; FILE: a dhcpd.conf of your own instead of a generated one
  bench --bounds | --gate | --kea | --leases [--runs N]
                     only what is promised, on one core: --bounds: of dhcpd.conf and Kea's pairs;
                     --gate: a tenth of dhcpd's time; --kea: Kea's pairs; --leases: lease files
  bench --access [--runs N]
                     the permission engine beside Cedar on the policy of a large organisation
  mutants [--rule N] flips each rule in a copy of the permission engine and says which flips its tests
                     catch; without --rule the result becomes docs/access-mutations.md
  lab [--kea] [--mutants N] [--seed S] [--write]
                     50,000 spoilt dhcpd.conf files with a fresh seed: does dhcpair say what `dhcpd -t`
                     says? And 5,000 of Kea, half of them HA blocks; with --kea only these. --write: the
                     figures of dhcpd become those of docs/verdicts.md
  lab --audit [--leases N] [--faults N] [--runs N]
                     leases of real pairs, 100,000 of each, 500 faults of each kind, 20 audits under load
  docs               writes the generated pages and schemas anew
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(Failure::Usage(what)) => {
            say::error(&format!("{what}\n\n{USAGE}"));
            ExitCode::from(2)
        }
        Err(failure) => {
            say::error(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}

/// Whether the task found everything in order.
fn dispatch(arguments: &[String]) -> Result<bool, Failure> {
    let Some((command, rest)) = arguments.split_first() else {
        return Err(Failure::Usage("no command is given".to_owned()));
    };
    let workspace = Workspace::find()?;
    match command.as_str() {
        "ci" => ci::run(&workspace, ci::Options::parse(rest)?),
        "tidy" => tidy::run(&workspace, rest),
        "bench" => bench::run(&workspace, rest),
        "lab" => lab::run(&workspace, rest),
        "mutants" => mutants::run(&workspace, rest),
        "docs" => docs::run(&workspace, rest),
        "help" | "--help" | "-h" => {
            say::text(USAGE);
            Ok(true)
        }
        other => Err(Failure::Usage(format!("unknown command `{other}`"))),
    }
}
