//! Stable words for what goes wrong on the way to a server.

use std::fmt;

use dhcpair_exec::ExecErrorKind;
use kea_control::ControlErrorKind;
use omapi::ErrorKind;

/// What kind of failure there was on the way to a server, shown as the way and the word of its own library.
///
/// ```
/// use dhcpair_drivers::doctor::Code;
///
/// let refused = Code::all().find(|code| code.to_string() == "omapi-key-refused").unwrap();
/// assert_eq!(refused.means(), "the secret is another one");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// On the way to programs and files: this machine, or SSH.
    Host(ExecErrorKind),
    /// On the way to Kea's control channel.
    Kea(ControlErrorKind),
    /// What the inventory says of that way cannot be used.
    KeaInventory,
    /// On the way to dhcpd over OMAPI.
    Omapi(ErrorKind),
    /// What the inventory says of that way cannot be used.
    OmapiInventory,
}

impl Code {
    /// All of them, by their ways.
    pub fn all() -> impl Iterator<Item = Self> {
        let host = ExecErrorKind::ALL.iter().copied().map(Self::Host);
        let kea = ControlErrorKind::ALL.iter().copied().map(Self::Kea);
        let omapi = ErrorKind::ALL.iter().copied().map(Self::Omapi);
        let (kea, omapi) = (kea.chain([Self::KeaInventory]), omapi.chain([Self::OmapiInventory]));
        host.chain(kea).chain(omapi)
    }

    /// What it means: a clause.
    #[must_use]
    pub const fn means(self) -> &'static str {
        match self {
            Self::Host(kind) => kind.means(),
            Self::Kea(kind) => kind.means(),
            Self::Omapi(kind) => kind.means(),
            Self::KeaInventory | Self::OmapiInventory => {
                "a name, a key or a file that the inventory gives for it cannot be used"
            }
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (way, word) = match self {
            Self::Host(kind) => ("host", kind.as_str()),
            Self::Kea(kind) => ("kea", kind.as_str()),
            Self::KeaInventory => ("kea", "inventory"),
            Self::Omapi(kind) => ("omapi", kind.as_str()),
            Self::OmapiInventory => ("omapi", "inventory"),
        };
        write!(f, "{way}-{word}")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_have_the_same_word() {
        let words: BTreeSet<_> = Code::all().map(|code| code.to_string()).collect();
        assert_eq!(words.len(), Code::all().count());
    }
}
