//! Programs that run under another name than their own.

use std::ffi::OsString;
use std::path::Path;

use dhcpair_exec::{Command, Host};

use super::{Presence, Wanted};
use crate::causes::in_full;

impl Wanted<'_> {
    /// Whether a process of another name may be the program: it is called like a copy of it (`dhcpd.real`), or was started with
    /// its configuration.
    fn may_be(self, words: &[OsString]) -> bool {
        let named = words.first().and_then(|word| Path::new(word).file_name());
        let alike =
            named.is_some_and(|name| name.to_string_lossy().starts_with(self.program.as_str()));
        let configured = self.configured(words);
        let has_config = configured.is_some() && configured == self.config.map(Path::as_os_str);
        has_config || (alike && !self.is_of_other_family(words))
    }
}

/// Prints the words of the processes that may be the program `$1` by another name: those whose own begins with it and goes on with
/// no letter, and those that have the file `$2` among their words. Each word ends with a NUL, and so does each process.
const ALIKE: &str = r#"for d in /proc/[0-9]*; do
  c=; { read -r c <"$d/comm"; } 2>/dev/null
  case $c in "$1"[!a-zA-Z]*) cat "$d/cmdline" 2>/dev/null; printf '\0';; esac
done
for f in $([ -z "$2" ] || grep -lF -- "$2" /proc/[0-9]*/cmdline 2>/dev/null); do
  cat "$f" 2>/dev/null; printf '\0'
done"#;

/// What is known where no process has the name of the program: a copy of it under another name may be running.
pub(super) async fn absent(host: &dyn Host, wanted: Wanted<'_>) -> Presence {
    let command = Command::new("sh").arguments(["-c", ALIKE, "sh", wanted.program.as_str()]);
    let command = command.arguments([wanted.config.unwrap_or(Path::new(""))]);
    let output = match host.run(&command).await {
        Ok(output) if output.code == 0 => output,
        Ok(output) => return Presence::Unknown(format!("`sh` ended with {}", output.code)),
        Err(error) => return Presence::Unknown(in_full(&error)),
    };
    let words: Vec<OsString> = output.stdout.split(|byte| *byte == 0).map(word).collect();
    let mut processes = words.split(|word| word.is_empty());
    match processes.find(|words| wanted.may_be(words)).and_then(<[OsString]>::first) {
        None => Presence::Absent,
        Some(other) => Presence::Unknown(format!(
            "no process `{}` was seen, and `{}` may be it",
            wanted.program,
            other.display()
        )),
    }
}

/// A word of a process. One that is no text is none that is looked for.
fn word(bytes: &[u8]) -> OsString {
    OsString::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use dhcpair_exec::Local;
    use failover_model::{Family, Vendor};

    use super::*;

    /// A shell under names that begin like the program's and under others, with its configuration among its words and without.
    #[tokio::test]
    async fn a_program_of_another_name_is_not_known_to_be_absent() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("own.conf"), "").unwrap();
        let (own, sh) = (at("own.conf"), std::fs::canonicalize("/bin/sh").unwrap());
        let absent = async |program: &str, config: &Path| {
            let family = if program == "kea-dhcp6" { Family::V6 } else { Family::V4 };
            let vendor = if program == "dhcpd" { Vendor::Isc } else { Vendor::Kea };
            let presence = absent(&Local::new(), Wanted::new(vendor, family, Some(config))).await;
            match presence {
                Presence::Absent => None,
                Presence::Unknown(why) => Some(why),
                Presence::Runs(process) => panic!("{process:?}"),
            }
        };
        let run = |name: &str, words: &[&str]| {
            let linked = std::process::Command::new("ln").arg("-s").arg(&sh).arg(at(name)).status();
            assert!(linked.unwrap().success());
            let mut command = std::process::Command::new(at(name));
            command.args(["-c", "read _; :"]).args(words);
            let child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
            // A process has its new name once the program is executed.
            while std::fs::read_to_string(format!("/proc/{}/comm", child.id())).unwrap().trim()
                != name
            {
                std::thread::yield_now();
            }
            child
        };
        let config = own.to_str().unwrap();
        for (name, words, found) in [
            ("kea-dhcp6.real", &[][..], true),
            ("kea-dhcp6-2.6", &["-c", "/etc/other.conf"], true),
            ("kea-dhcp6x", &[], false),
            ("vim", &[config], false),
        ] {
            let mut child = run(name, words);
            let why = absent("kea-dhcp6", &own).await;
            child.kill().unwrap();
            child.wait().unwrap();
            assert_eq!(why.is_some_and(|why| why.contains(name)), found, "{name} {words:?}");
        }
        let mut child = run("server", &["-cf", config]);
        let why = absent("dhcpd", &own).await;
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(why.is_some_and(|why| why.contains("server")));
    }
}
