//! What dhcpd knows: options and parameters with their value formats, enumerations, statements.
//!
//! The tables hold facts of ISC DHCP 4.4.3-P1 as Debian builds it, without and with LDAP. A format is dhcpd's own notation,
//! one letter for each part of a value:
//!
//! | letter | value |
//! |---|---|
//! | `I` | IPv4 address or host name |
//! | `6` | IPv6 address |
//! | `l` `L` `s` `S` `b` `B` | signed and unsigned integer of 32, 16 and 8 bits |
//! | `T` | seconds, or `infinite` |
//! | `f` | `true`, `on`, `false`, `off` or `ignore` |
//! | `t` | string, or one word |
//! | `X` | string, or hexadecimal octets with colons |
//! | `d` | domain name without quotes |
//! | `D` | list of quoted domain names; `Dc` compresses them |
//! | `U` | name of an option space |
//! | `k` | name of a key |
//! | `Nname.` | a word of the enumeration |
//! | `Ename.` | string or octets that hold the options of a space |
//! | `Z` | nothing |
//! | `A` `a` | all that stands before, or only the last part, repeats with commas |
//! | `o` | the part before it may be left out |

mod enumerations;
mod meaning;
mod options_v4;
mod options_v6;
mod parameters;
mod spaces;
pub(crate) mod statements;
#[cfg(test)]
mod tests;
mod unsaid;

pub(crate) use enumerations::{enumerated, enumeration};
pub(crate) use meaning::{default_value, is_server_wide};
pub use meaning::{default_values, is_identity_key};
pub(crate) use parameters::LDAP;
pub use unsaid::{unsaid_value, unsaid_values};

/// One option of a built-in space.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) code: u32,
    pub(crate) format: &'static str,
}

impl Row {
    const fn new(name: &'static str, code: u32, format: &'static str) -> Self {
        Self { name, code, format }
    }
}

/// A built-in option space.
pub(crate) struct BuiltIn {
    pub(crate) name: &'static str,
    pub(crate) rows: &'static [Row],
    /// The code that ends a packet's options and so cannot name one.
    pub(crate) end: u32,
    /// How many octets code and length take.
    pub(crate) widths: (u8, u8),
}

/// All spaces; the first is the one of options without a space, the last that of parameters.
pub(crate) static SPACES: &[BuiltIn] = &[
    BuiltIn { name: "dhcp", rows: options_v4::DHCP, end: 255, widths: (1, 1) },
    BuiltIn { name: "dhcp6", rows: options_v6::DHCP6, end: 0, widths: (2, 2) },
    BuiltIn { name: "nwip", rows: spaces::NWIP, end: 0, widths: (1, 1) },
    BuiltIn { name: "fqdn", rows: spaces::FQDN, end: 0, widths: (1, 1) },
    BuiltIn { name: "vendor-class", rows: spaces::VENDOR_CLASS, end: 0, widths: (4, 1) },
    BuiltIn { name: "vendor", rows: spaces::VENDOR, end: 0, widths: (4, 1) },
    BuiltIn { name: "isc", rows: spaces::ISC, end: 0, widths: (2, 2) },
    BuiltIn { name: "vsio", rows: spaces::VSIO, end: 0, widths: (4, 0) },
    BuiltIn { name: "isc6", rows: spaces::ISC6, end: 0, widths: (2, 2) },
    BuiltIn { name: "agent", rows: spaces::AGENT, end: 0, widths: (1, 1) },
    BuiltIn { name: "server", rows: parameters::SERVER, end: 0, widths: (1, 1) },
];

/// Index of the space `dhcp` in [`SPACES`].
pub(crate) const DHCP: u16 = 0;
/// Index of the space `dhcp6` in [`SPACES`].
pub(crate) const DHCP6: u16 = 1;
/// Index of the space `nwip` in [`SPACES`].
pub(crate) const NWIP: u16 = 2;
/// Index of the space `fqdn` in [`SPACES`].
pub(crate) const FQDN: u16 = 3;
/// Index of the space `isc` in [`SPACES`].
pub(crate) const ISC: u16 = 6;
/// Index of the space `agent` in [`SPACES`].
pub(crate) const AGENT: u16 = 9;
/// Index of the space `server` in [`SPACES`].
pub(crate) const SERVER: u16 = 10;
