//! The addresses that a process of a server may call its own.

use std::net::Ipv4Addr;
use std::str;

use ipnet::Ipv4Net;

use crate::command::Command;
use crate::error::ExecError;
use crate::host::Host;

/// Prints the entries of process `$1`'s routes (`fib_trie` in `proc(5)`) that lead to the machine itself, each
/// behind its address. A router has a million others, which stay there.
const SCRIPT: &str = r#"exec sed -n '/|--/h;/ LOCAL/{x;p;x;p;}' "/proc/$1/net/fib_trie""#;

pub(crate) async fn read<H: Host + ?Sized>(
    host: &H,
    process: u32,
) -> Result<Vec<Ipv4Net>, ExecError> {
    let command = Command::new("sh").arguments(["-c", SCRIPT, "sh", &process.to_string()]);
    let output = host.run(&command).await?;
    let (host, program) = (host.name().to_owned(), "sed".to_owned());
    if output.code != 0 {
        let (complaint, code) = (output.complaint(), output.code);
        return Err(ExecError::Failed { host, program, code, complaint });
    }
    listed(&output.stdout).ok_or(ExecError::Garbled { host, program })
}

/// Pairs of lines, each network once: `|-- 192.0.2.1` and `/32 host LOCAL`.
fn listed(output: &[u8]) -> Option<Vec<Ipv4Net>> {
    let mut lines = str::from_utf8(output).ok()?.lines();
    let mut all = Vec::new();
    while let Some(line) = lines.next() {
        let address: Ipv4Addr = line.trim().strip_prefix("|-- ")?.parse().ok()?;
        let (length, _) = lines.next()?.trim().strip_prefix('/')?.split_once(' ')?;
        all.push(Ipv4Net::new(address, length.parse().ok()?).ok()?);
    }
    all.sort();
    all.dedup();
    Some(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_output_is_read_or_refused(output: Vec<u8>, text: String) {
            let _ = listed(&output);
            let _ = listed(text.as_bytes());
        }
    }

    #[test]
    fn an_address_of_two_tables_is_listed_once() {
        let table = "           |-- 127.0.0.0\n              /8 host LOCAL\n     |-- 192.0.2.1\n        /32 host LOCAL\n";
        let all = listed(format!("{table}{table}").as_bytes()).unwrap();
        let texts: Vec<_> = all.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["127.0.0.0/8", "192.0.2.1/32"]);
        assert_eq!(listed(b"     |-- 192.0.2.1\n"), None);
        assert_eq!(listed(b""), Some(Vec::new()));
    }
}
