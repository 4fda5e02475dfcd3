//! Programs that a change needs: they are looked for, and not run.

use failover_model::Vendor;

use super::{Away, Check, Scene, What};

/// Where a program is; the folders for administrators are in few accounts' path.
const FIND: &str = r#"PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; command -v "$1""#;

/// Whether the server's own checkers are there: `dhcpd -t`, `kea-dhcp4 -t`.
pub(super) async fn checkers(scene: &Scene, account: Result<&String, &Away>) -> Vec<Check> {
    let what = What::Checker;
    if let Err(away) = account {
        return vec![away.check(what)];
    }
    let target = scene.target();
    let kea6 = target.configs.iter().any(|file| file.v6);
    let kea4 = target.configs.iter().any(|file| !file.v6) || !kea6;
    let programs: &[(&str, bool)] = match target.vendor {
        Vendor::Isc => &[("dhcpd", true)],
        Vendor::Kea => &[("kea-dhcp4", kea4), ("kea-dhcp6", kea6)],
        Vendor::Windows => return vec![Check::none(what, "Windows has none")],
    };
    let mut checks = Vec::new();
    for (program, _) in programs.iter().filter(|(_, wanted)| *wanted) {
        checks.push(match find(scene, program).await {
            Ok(Some(path)) => Check::ok(what, format!("`{path} -t`")),
            Ok(None) => Check::failed(
                what,
                format!("there is no program `{program}` on `{}`", scene.host_name()),
                format!(
                    "install it there, or put its folder into the account's PATH ({})",
                    package(program)
                ),
            ),
            Err(why) => Check::unknown(what, why),
        });
    }
    checks
}

fn package(program: &str) -> &'static str {
    match program {
        "dhcpd" => "Debian: `isc-dhcp-server`",
        "kea-dhcp4" => "Debian: `kea-dhcp4-server`",
        _ => "Debian: `kea-dhcp6-server`",
    }
}

/// The path of a program, where it is there.
async fn find(scene: &Scene, program: &str) -> Result<Option<String>, String> {
    let output = scene.script(FIND, &[program]).await?;
    let path = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok((output.code == 0 && !path.is_empty()).then_some(path))
}

/// Whether the command of the inventory that restarts the server could be run. It is not.
pub(super) async fn restart(scene: &Scene, account: Result<&String, &Away>) -> Check {
    let what = What::Restart;
    let words = scene.target().restart.as_deref().unwrap_or_default();
    let user = match (account, words) {
        (Err(away), _) => return away.check(what),
        (Ok(_), []) => return Check::none(what, "the inventory names no command (`restart`)"),
        (Ok(user), _) => user,
    };
    let (through_sudo, words) = without_sudo(words);
    let Some((program, arguments)) = words.split_first() else {
        return Check::failed(
            what,
            "`restart` names no command",
            "write the command behind `sudo -n`",
        );
    };
    let path = match find(scene, program).await {
        Ok(Some(path)) => path,
        Ok(None) => {
            let found = format!("there is no program `{program}` on `{}`", scene.host_name());
            return Check::failed(what, found, "name one that is there as `restart`");
        }
        Err(why) => return Check::unknown(what, why),
    };
    let line = std::iter::once(&path).chain(arguments).cloned().collect::<Vec<_>>().join(" ");
    if through_sudo {
        return sudo(scene, user, &path, arguments, &line).await;
    }
    if user == "root" {
        return Check::ok(what, format!("`{line}`, as root"));
    }
    let fix = format!(
        "to be sure: `restart = [\"sudo\", \"-n\", ...]` and a rule for `{user}` (docs/guide)"
    );
    let found =
        format!("`{path}` is there; whether it lets `{user}` restart the server is not known");
    Check::unknown(what, found).with(fix)
}

/// A command without `sudo` and its options in front.
fn without_sudo(words: &[String]) -> (bool, &[String]) {
    match words.split_first() {
        Some((first, rest)) if first == "sudo" || first.ends_with("/sudo") => {
            let options = rest.iter().take_while(|word| word.starts_with('-')).count();
            (true, rest.get(options..).unwrap_or_default())
        }
        _ => (false, words),
    }
}

/// Asks sudo whether it would run a command (`sudo(8)`, `-l`), which it does not.
async fn sudo(scene: &Scene, user: &str, path: &str, arguments: &[String], line: &str) -> Check {
    let what = What::Restart;
    if let Ok(None) = find(scene, "sudo").await {
        let found = format!("there is no program `sudo` on `{}`", scene.host_name());
        return Check::failed(what, found, "install it there, or leave `sudo` out of `restart`");
    }
    let words = ["-n", "-l", path].into_iter().chain(arguments.iter().map(String::as_str));
    let command = dhcpair_exec::Command::new("sudo").arguments(words);
    let rule = format!(
        "`visudo -f /etc/sudoers.d/dhcpair` on `{}`: `{user} ALL=(root) NOPASSWD: {line}`",
        scene.host_name()
    );
    match scene.run(&command).await {
        Ok(output) if output.code == 0 => {
            Check::ok(what, format!("sudo lets `{user}` run `{line}`"))
        }
        Ok(output) => {
            let complaint = output.complaint();
            let why = if complaint.is_empty() { "it is not allowed" } else { &complaint };
            Check::failed(what, format!("sudo does not let `{user}` run `{line}`: {why}"), rule)
        }
        Err(why) => Check::failed(what, why, rule),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_what_stands_behind_sudo() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let of = |text: &str| {
            let words = words(text);
            let (sudo, rest) = without_sudo(&words);
            (sudo, rest.join(" "))
        };
        assert_eq!(of("sudo -n systemctl restart x"), (true, "systemctl restart x".to_owned()));
        assert_eq!(of("/usr/bin/sudo reload"), (true, "reload".to_owned()));
        assert_eq!(of("systemctl -q restart x"), (false, "systemctl -q restart x".to_owned()));
        assert_eq!(of("sudo"), (true, String::new()));
    }
}
