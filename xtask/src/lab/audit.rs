//! `cargo xtask lab --audit`: leases of real pairs, as many as a large site has.

use crate::failure::Failure;
use crate::run;
use crate::workspace::Workspace;

/// What may be said otherwise: the argument, what the tests call it, and what it is where nobody says.
const SIZES: [(&str, &str, u32); 3] = [
    ("--leases", "DHCPAIR_AUDIT_LEASES", 100_000),
    ("--faults", "DHCPAIR_AUDIT_FAULTS", 500),
    ("--runs", "DHCPAIR_AUDIT_RUNS", 20),
];

/// Plants faults of each kind in the leases of a dhcpd pair and of a Kea pair and audits them while clients
/// renew, then audits healthy pairs under load; whether every audit found what it should.
///
/// # Errors
/// If an argument is wrong, or cargo cannot be started.
pub(super) fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool, Failure> {
    let sizes = sizes(arguments)?;
    // One pair after the other: they would take the time from each other.
    let line = ["test", "--package", "dhcpair-manager", "--test", "leases", "--locked", "--"];
    let mut test = workspace.cargo(line.into_iter().chain(["--nocapture", "--test-threads", "1"]));
    for ((_, name, _), size) in SIZES.iter().zip(sizes) {
        test.env(name, size.to_string());
    }
    run::through(&mut test)
}

fn sizes(arguments: &[String]) -> Result<[u32; 3], Failure> {
    let mut sizes = SIZES.map(|(_, _, size)| size);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let place = SIZES.iter().zip(&mut sizes).find(|((name, _, _), _)| name == argument);
        let Some((_, size)) = place else {
            return Err(Failure::Usage(format!("unknown argument `{argument}` of lab --audit")));
        };
        let number = rest.next().and_then(|number| number.parse().ok());
        *size = number.ok_or_else(|| Failure::Usage(format!("`{argument}` takes a number")))?;
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_a_large_site_unless_said_otherwise() {
        let parsed = |line: &str| {
            let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            sizes(&arguments).ok()
        };
        assert_eq!(parsed(""), Some([100_000, 500, 20]));
        assert_eq!(parsed("--runs 3 --leases 2000"), Some([2_000, 500, 3]));
        assert_eq!(parsed("--runs"), None);
        assert_eq!(parsed("--seed 7"), None);
    }
}
