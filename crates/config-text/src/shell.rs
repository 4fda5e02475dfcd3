//! Commands that people paste into a shell.

use crate::secret::escape_control;

/// A command with a name as its last argument, as it can be pasted into a POSIX shell: names come from files, and may have
/// anything in them. Control characters are written out.
///
/// `command` ends with the word that the name belongs to. A name that begins with `-` is kept from being taken for an option.
///
/// ```
/// use config_text::shell_line;
///
/// assert_eq!(shell_line("dhcpair explain", "campus"), "dhcpair explain campus");
/// assert_eq!(shell_line("dhcpair explain", "my pair"), "dhcpair explain 'my pair'");
/// assert_eq!(shell_line("dhcpair explain", "-rf"), "dhcpair explain -- -rf");
/// assert_eq!(shell_line("dhcpair drift --relationship", "-rf"), "dhcpair drift --relationship=-rf");
/// ```
#[must_use]
pub fn shell_line(command: &str, name: &str) -> String {
    let is_option = command.rsplit(' ').next().is_some_and(|last| last.starts_with("--"));
    let between = match (name.starts_with('-'), is_option) {
        (false, _) => " ",
        (true, true) => "=",
        (true, false) => " -- ",
    };
    format!("{command}{between}{}", word(name))
}

/// A name as one word (XCU 2.2): bare where nothing in it is special, else between single quotes.
fn word(name: &str) -> String {
    let shown = escape_control(name);
    let plain = |c: char| c.is_alphanumeric() || "@%_+=:,./-".contains(c);
    if !shown.is_empty() && shown.chars().all(plain) {
        return shown;
    }
    format!("'{}'", shown.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{shell_line, word};

    #[test]
    fn a_name_is_one_word_of_a_shell() {
        for name in ["campus", "kea-1+kea-2", "campus@dhcp-c", "10.1.0.0/24", "größe"] {
            assert_eq!(word(name), name);
        }
        let odd = "a b; $(reboot) `x` it's\n";
        assert_eq!(word(odd), r"'a b; $(reboot) `x` it'\''s\n'");
        assert_eq!(word(""), "''");
        let said = |line: &str| {
            let output = std::process::Command::new("sh").args(["-c", line]).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        for name in [odd, "", "~", "*", "a  b", "=ls", "\"", "\\", "#"] {
            let shown = name.replace('\n', r"\n");
            assert_eq!(said(&shell_line("printf '[%s]'", name)), format!("[{shown}]"), "{name:?}");
        }
    }
}
