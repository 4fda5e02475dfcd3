//! Whether a running server has what its configuration says.

use config_text::{Diagnostic, Span};
use kea_config::Version;

use crate::command::{Command, CommandList, HaHeartbeat, harmless};
use crate::rules;

/// Judges a running server whose configuration has a relationship, at this place where it is known: the
/// commands of the library must be there.
///
/// ```
/// use kea_config::{Family, Version};
/// use kea_ha::command::{Channel, ListCommands, Server};
///
/// let version = Version::parse("2.6.3").unwrap();
/// let server = Server { family: Family::V4, version, channel: Channel::UnixSocket };
/// let answer = br#"{ "result": 0, "arguments": [ "config-get", "list-commands" ] }"#;
/// let commands = server.request(&ListCommands)?.decode(answer)?;
/// let found = kea_ha::check_loaded(&commands, None).unwrap();
/// assert_eq!(found.rule.id, "kea-ha-half-loaded");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn check_loaded(commands: &CommandList, relationship: Option<Span>) -> Option<Diagnostic> {
    if commands.has(&HaHeartbeat::INFO) {
        return None;
    }
    let message = "the server does not have the commands of High Availability: it runs without it";
    Some(match relationship {
        Some(span) => Diagnostic::new(&rules::HALF_LOADED, span, message),
        None => Diagnostic::without_place(&rules::HALF_LOADED, message),
    })
}

/// Says of a running server with a relationship, at this place where it is known, that it is of a release that the
/// command `config-test` harms.
///
/// ```
/// use kea_config::Version;
///
/// let trapped = |text| kea_ha::check_release(Version::parse(text).unwrap(), None).is_some();
/// assert!(trapped("3.0.3") && trapped("3.1.2") && !trapped("3.0.4"));
/// ```
#[must_use]
pub fn check_release(version: Version, relationship: Option<Span>) -> Option<Diagnostic> {
    harmless(version).err()?;
    let message = format!(
        "the server runs {version}: after a `config-test` its next reload leaves the partner without a listener"
    );
    Some(match relationship {
        Some(span) => Diagnostic::new(&rules::TEST_COMMAND_TRAP, span, message),
        None => Diagnostic::without_place(&rules::TEST_COMMAND_TRAP, message),
    })
}

#[cfg(test)]
mod tests {
    use kea_config::Family;

    use super::*;
    use crate::command::{Channel, ListCommands, Server};

    fn commands(list: &str) -> CommandList {
        let version = Version::parse("3.0.4").unwrap();
        let server = Server { family: Family::V6, version, channel: Channel::UnixSocket };
        let answer = format!(r#"{{ "result": 0, "arguments": {list} }}"#);
        server.request(&ListCommands).unwrap().decode(answer.as_bytes()).unwrap()
    }

    #[test]
    fn a_library_that_is_not_there_is_missed() {
        assert!(check_loaded(&commands(r#"[ "config-get", "ha-heartbeat" ]"#), None).is_none());
        let found = check_loaded(&commands(r#"[ "config-get", "ha-heart" ]"#), None).unwrap();
        assert_eq!(found.rule.id, "kea-ha-half-loaded");
    }

    #[test]
    fn releases_that_a_test_of_a_file_harms_are_named() {
        let named = |text: &str| {
            let found = check_release(Version::parse(text).unwrap(), None);
            assert!(found.iter().all(|one| one.rule.id == "kea-test-command-trap"));
            found.is_some()
        };
        for trapped in ["2.7.3", "2.7.9", "3.0.0", "3.0.3", "3.1.0", "3.1.2"] {
            assert!(named(trapped), "{trapped}");
        }
        for sound in ["2.2.0", "2.6.3", "2.7.2", "3.0.4", "3.1.3", "3.2.0"] {
            assert!(!named(sound), "{sound}");
        }
    }
}
