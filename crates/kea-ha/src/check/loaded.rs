//! Whether a running server has what its configuration says.

use config_text::{Diagnostic, Span};

use crate::command::{Command, CommandList, HaHeartbeat};
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

#[cfg(test)]
mod tests {
    use kea_config::{Family, Version};

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
}
