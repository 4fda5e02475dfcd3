//! Processes of a server, and when they started.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::str;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::seconds;
use crate::command::Command;
use crate::error::ExecError;
use crate::host::Host;

/// Lists the processes of the name `$1`: id, `stat` and `cmdline` of `proc(5)`, the latter two in
/// hexadecimal digits; behind them the uptime, the clock, and whether the first process of all can be looked at: `hidepid`
/// hides that one, too.
const SCRIPT: &str = r#"h() { od -An -v -tx1 "$1" 2>/dev/null | tr -d ' \n'; }
for d in /proc/[0-9]*; do
  c=; { read -r c <"$d/comm"; } 2>/dev/null
  [ "$c" = "$1" ] || continue
  printf '%s ' "${d#/proc/}"; h "$d/stat"; printf ' '; h "$d/cmdline"; printf '\n'
done
read -r u x </proc/uptime || exit 91
s=0; { read -r c </proc/1/comm; } 2>/dev/null && s=1
printf '%s %s %s\n' "$u" "$(date -u +%s.%N)" "$s""#;

/// Processes are timed in units of this many a second (`USER_HZ`, the same on every Linux but that
/// for Alpha).
const TICKS: u64 = 100;

/// How much of a name the kernel keeps.
const COMM: usize = 15;

/// A process of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub id: u32,
    /// When it started, by the server's clock of now: to some hundredths of a second where nobody
    /// set that clock since.
    pub started: DateTime<Utc>,
    /// Its program and arguments.
    pub arguments: Vec<OsString>,
}

/// The processes of one name, as far as an account may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processes {
    /// Those that were seen, oldest first.
    pub seen: Vec<Process>,
    /// Whether there are no others: the system hides no processes from the account (`hidepid` in `proc(5)`).
    pub all: bool,
}

pub(crate) async fn read<H: Host + ?Sized>(host: &H, name: &str) -> Result<Processes, ExecError> {
    let comm: String = name.chars().take(COMM).collect();
    let command = Command::new("sh").arguments(["-c", SCRIPT, "sh", &comm]);
    let output = host.run(&command).await?;
    if output.code != 0 {
        let (complaint, code) = (output.complaint(), output.code);
        let (host, program) = (host.name().to_owned(), "sh".to_owned());
        return Err(ExecError::Failed { host, program, code, complaint });
    }
    listed(&output.stdout).ok_or_else(|| {
        let program = "od".to_owned();
        ExecError::Garbled { host: host.name().to_owned(), program }
    })
}

fn listed(output: &[u8]) -> Option<Processes> {
    let text = str::from_utf8(output).ok()?;
    let mut lines = text.lines().rev();
    let mut last = lines.next()?.splitn(3, ' ');
    let (uptime, now, all) = (last.next()?, last.next()?, last.next()? == "1");
    let (uptime, (now, _)) = (hundredths(uptime)?, seconds(now.as_bytes())?);
    let mut seen = Vec::new();
    for line in lines {
        // A process that ended meanwhile has no `stat` any more.
        if let Some(process) = one(line, uptime, now)? {
            seen.push(process);
        }
    }
    seen.sort_by_key(|process| (process.started, process.id));
    Some(Processes { seen, all })
}

/// One line: not a process any more, or nothing that makes sense.
fn one(line: &str, uptime: u64, now: DateTime<Utc>) -> Option<Option<Process>> {
    let mut words = line.split(' ');
    let id = words.next()?.parse().ok()?;
    let (stat, arguments) = (hexadecimal(words.next()?)?, hexadecimal(words.next()?)?);
    if stat.is_empty() {
        return Some(None);
    }
    // The name, in brackets, may have anything in it; the start is the 22nd field.
    let name_end = stat.iter().rposition(|byte| *byte == b')')?;
    let rest = str::from_utf8(stat.get(name_end + 1..)?).ok()?;
    let start: u64 = rest.split_ascii_whitespace().nth(19)?.parse().ok()?;
    let age = Duration::from_millis(uptime.saturating_sub(start).saturating_mul(1000 / TICKS));
    let started = now.checked_sub_signed(TimeDelta::from_std(age).ok()?)?;
    let arguments = arguments.strip_suffix(&[0]).unwrap_or(&arguments);
    let arguments =
        arguments.split(|byte| *byte == 0).map(|word| OsString::from_vec(word.to_vec()));
    Some(Some(Process { id, started, arguments: arguments.collect() }))
}

/// `12345.67` in hundredths of a second.
fn hundredths(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.')?;
    let whole: u64 = whole.parse().ok()?;
    (part.len() == 2).then_some(whole.checked_mul(TICKS)?.checked_add(part.parse().ok()?)?)
}

fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
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

        #[test]
        fn any_numbers_are_read_or_refused(id: u32, start: u64, uptime: u64, now: i64) {
            let fields = vec!["1"; 18].join(" ");
            let stat = format!("{id} (a) b) S {fields} {start} 0 0");
            let hex: String = stat.bytes().map(|byte| format!("{byte:02x}")).collect();
            let _ = listed(format!("{id} {hex} 6100\n{uptime}.00 {now}.000000000 1\n").as_bytes());
        }
    }

    #[test]
    fn a_process_is_as_old_as_its_start_is_behind_the_uptime() {
        let fields = vec!["1"; 18].join(" ");
        let stat = format!("7 (a) b) S {fields} 500 0 0");
        let hex: String = stat.bytes().map(|byte| format!("{byte:02x}")).collect();
        let output = format!("7 {hex} 610062630000\n8  \n65.25 1000000000.500000000 1\n");
        let Processes { seen, all } = listed(output.as_bytes()).unwrap();
        assert_eq!((seen.len(), all), (1, true), "{seen:?}");
        assert_eq!(
            (seen[0].id, seen[0].started.to_rfc3339()),
            (7, "2001-09-09T01:45:40.250+00:00".to_owned())
        );
        assert_eq!(seen[0].arguments, ["a", "bc", ""].map(OsString::from));
        let hidden = output.replace(" 1\n", " 0\n");
        assert!(!listed(hidden.as_bytes()).unwrap().all);
    }
}
