//! Stable words for what goes wrong on the way to a server.

use dhcpair_exec::ExecErrorKind;
use kea_control::ControlErrorKind;
use omapi::ErrorKind;

/// Joins the words of a way with those of its kinds of failures, at compile time.
macro_rules! words {
    ($name:ident, $kind:ty, $prefix:literal, [$($variant:ident = $word:literal,)*]) => {
        /// The word for a kind of failure on this way.
        pub(crate) const fn $name(kind: $kind) -> &'static str {
            match kind {
                $(<$kind>::$variant => concat!($prefix, "-", $word),)*
                // A kind that is added there is added here, too: a test holds both together.
                _ => $prefix,
            }
        }
    };
}

words!(
    of_exec,
    ExecErrorKind,
    "host",
    [
        Unreachable = "unreachable",
        Refused = "refused",
        NoAnswer = "no-answer",
        Protocol = "protocol",
        HostKeyUnknown = "key-unknown",
        HostKeyChanged = "key-changed",
        Credential = "credential",
        Authentication = "authentication",
        NoProgram = "no-program",
        ProgramRefused = "program-refused",
        Start = "start",
        Unsayable = "unsayable",
        TimedOut = "timed-out",
        TooLarge = "too-large",
        Signalled = "signalled",
        Lost = "lost",
        Failed = "failed",
        Garbled = "garbled",
        NoFile = "no-file",
        FileRefused = "file-refused",
        NotAFile = "not-a-file",
        Changing = "changing",
    ]
);

words!(
    of_kea,
    ControlErrorKind,
    "kea",
    [
        Refused = "refused",
        NoSocket = "no-socket",
        Forbidden = "forbidden",
        Unreachable = "unreachable",
        Carrier = "carrier",
        Timeout = "timeout",
        Closed = "closed",
        TooLarge = "too-large",
        Tls = "tls",
        Unauthorised = "unauthorised",
        NotKea = "not-kea",
        Answer = "answer",
        Refusal = "refusal",
        File = "file",
        NoTls = "no-tls",
    ]
);

words!(
    of_omapi,
    ErrorKind,
    "omapi",
    [
        Refused = "refused",
        Unreachable = "unreachable",
        Timeout = "timeout",
        Closed = "closed",
        TooLarge = "too-large",
        NotOmapi = "not-omapi",
        Protocol = "protocol",
        KeyUnknown = "key-unknown",
        KeyNotSelected = "key-not-selected",
        KeyRefused = "key-refused",
        KeyNeeded = "key-needed",
        NotFound = "not-found",
        Ambiguous = "ambiguous",
        Status = "status",
    ]
);

/// The ways that the inventory describes and that cannot be used as it does.
pub(super) const OMAPI_INVENTORY: &str = "omapi-inventory";
pub(super) const KEA_INVENTORY: &str = "kea-inventory";

/// Every word that [`Check::code`](super::Check::code) can be, with what it means.
///
/// ```
/// let codes = dhcpair_drivers::doctor::codes();
/// assert!(codes.contains(&("omapi-key-refused", "the secret is another one")));
/// ```
#[must_use]
pub fn codes() -> Vec<(&'static str, &'static str)> {
    let host = ExecErrorKind::ALL.iter().map(|kind| (of_exec(*kind), kind.means()));
    let kea = ControlErrorKind::ALL.iter().map(|kind| (of_kea(*kind), kind.means()));
    let omapi = ErrorKind::ALL.iter().map(|kind| (of_omapi(*kind), kind.means()));
    let cannot_be_used = "a name, a key or a file that the inventory gives for it cannot be used";
    let kea = kea.chain([(KEA_INVENTORY, cannot_be_used)]);
    host.chain(kea).chain(omapi).chain([(OMAPI_INVENTORY, cannot_be_used)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_the_word_of_its_way_and_its_own() {
        for kind in ExecErrorKind::ALL {
            assert_eq!(of_exec(*kind), format!("host-{}", kind.as_str()));
        }
        for kind in ControlErrorKind::ALL {
            assert_eq!(of_kea(*kind), format!("kea-{}", kind.as_str()));
        }
        for kind in ErrorKind::ALL {
            assert_eq!(of_omapi(*kind), format!("omapi-{}", kind.as_str()));
        }
    }
}
