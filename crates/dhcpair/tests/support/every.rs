//! Every command of the program, as the program itself lists them, with arguments that make it look at everything.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Run, dhcpair, folder, watched};

/// A policy for the commands that ask one.
const POLICY: &[u8] = include_bytes!("../../../../examples/access/policy.toml");

/// Looks until nobody reads any more: [`run`] does.
const WATCH: &[&str] = &["--watch", "1s", "-o", "json"];

/// Looks for servers on this machine.
const HERE: &[&str] = &["localhost"];

/// Runs a call of [`calls`] to an end: of one that never ends two looks.
pub(crate) fn run(folder: &Path, call: &[String]) -> Run {
    if call.iter().any(|word| word == "--watch") {
        return watched(folder, call, |seen| seen.matches('\n').count() >= 2);
    }
    dhcpair(folder, call)
}

/// What the calls are about.
pub(crate) struct Subject<'s> {
    /// A server of the inventory.
    pub(crate) server: &'s str,
    /// A relationship of it.
    pub(crate) relationship: &'s str,
    /// A scope of that.
    pub(crate) scope: &'s str,
    /// An address that has a lease, or could have one.
    pub(crate) address: &'s str,
    /// A file that the server has its configuration from.
    pub(crate) file: &'s Path,
    /// The same of its partner.
    pub(crate) partner_file: &'s Path,
}

/// The files beside the inventory that some calls need.
pub(crate) fn files() -> [(&'static str, &'static [u8]); 1] {
    [("policy.toml", POLICY)]
}

/// Calls of every command of the program; several of those that can be asked in several ways.
///
/// # Panics
/// If the program has a command that no call is known for, or lacks one that has calls: who adds a command says
/// here how it is called, and all tests of commands run it.
pub(crate) fn calls(subject: &Subject<'_>) -> Vec<Vec<String>> {
    let Subject { server, relationship, scope, address, file, partner_file } = *subject;
    let (file, partner_file) = (file.to_str().unwrap(), partner_file.to_str().unwrap());
    let known: &[(&str, &[&[&str]])] = &[
        ("status", &[&[], &["-o", "json"], &["--exit-code"], &["--nagios"], WATCH]),
        ("servers", &[&[], &["-o", "json"]]),
        ("server show", &[&[server]]),
        ("relationships", &[&[], &["--server", server]]),
        ("relationship show", &[&[relationship]]),
        ("scopes", &[&[], &["--unprotected"], &["--relationship", relationship]]),
        ("scope show", &[&[scope]]),
        ("drift", &[&[], &["--relationship", relationship, "-o", "json"]]),
        ("explain", &[&[relationship]]),
        ("leases audit", &[&[relationship, "--wait", "0s", "--all"]]),
        ("lease find", &[&[address], &["printer-7"]]),
        ("doctor", &[&[], &[server, "-o", "json"]]),
        ("check", &[&[file], &["--pair", file, partner_file], &["--explain", "all"]]),
        ("init", &[&[file, partner_file], HERE]),
        (
            "generate windows",
            &[&["--primary", "a", "--secondary", "b", "--scope", "10.1.0.0/24", "x"]],
        ),
        ("access effective", &[&["--policy", "policy.toml", "--user", "luis"]]),
        (
            "access can",
            &[&["--policy", "policy.toml", "luis", "reservations@range", "10.1.1.0/24"]],
        ),
        ("access who-can", &[&["--policy", "policy.toml", "reservations@range", "10.1.1.0/24"]]),
        ("access roles", &[&["--policy", "policy.toml"]]),
        ("access diff", &[&["policy.toml", "policy.toml"]]),
        ("completions", &[&["bash"]]),
        ("man", &[&[]]),
    ];
    let named: BTreeSet<String> = known.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(named, commands(), "the commands that are called, and those of the program");
    let mut all = Vec::new();
    for (name, calls) in known {
        for call in *calls {
            all.push(name.split(' ').chain(call.iter().copied()).map(str::to_owned).collect());
        }
    }
    all
}

/// The commands that do something, by the program's own help.
pub(crate) fn commands() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![Vec::<String>::new()];
    while let Some(above) = open.pop() {
        let below = below(&above);
        if below.is_empty() {
            found.insert(above.join(" "));
        }
        open.extend(below.into_iter().map(|name| [above.clone(), vec![name]].concat()));
    }
    found
}

/// The names under `Commands:` in the help of a command.
fn below(above: &[String]) -> Vec<String> {
    let empty = folder(&[]);
    let words = ["help".to_owned()].into_iter().chain(above.iter().cloned());
    let help = dhcpair(empty.path(), words);
    assert_eq!(help.code, Some(0), "{}", help.all());
    let lines = help.stdout.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    // What begins further in goes on with the line before.
    let names =
        lines.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let names =
        names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.map(str::to_owned).collect()
}
