//! Options that Kea knows by itself.

use super::{options_v4, options_v6, spaces};
use crate::version::{Release, Version};
use crate::view::Family;

/// The type of an option's value, or of one field of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    /// Nothing, or only other options.
    Empty,
    Binary,
    Boolean,
    Int8,
    Int16,
    Int32,
    Uint8,
    Uint16,
    Uint32,
    Ipv4,
    Ipv6,
    /// An IPv6 prefix with its length.
    Prefix6,
    /// A port set identifier with its length (RFC 7597).
    Psid,
    Text,
    /// Text with its length in front.
    Tuple,
    /// A domain name.
    Fqdn,
    /// A format of the option's own.
    Internal,
}

impl Type {
    /// The type of Kea's word; `record` is none of a field's.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "empty" => Self::Empty,
            "binary" => Self::Binary,
            "boolean" => Self::Boolean,
            "int8" => Self::Int8,
            "int16" => Self::Int16,
            "int32" => Self::Int32,
            "uint8" => Self::Uint8,
            "uint16" => Self::Uint16,
            "uint32" => Self::Uint32,
            "ipv4-address" => Self::Ipv4,
            "ipv6-address" => Self::Ipv6,
            "ipv6-prefix" => Self::Prefix6,
            "psid" => Self::Psid,
            "string" => Self::Text,
            "tuple" => Self::Tuple,
            "fqdn" => Self::Fqdn,
            _ => return None,
        })
    }
}

/// A standard option.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standard {
    pub(crate) name: &'static str,
    pub(crate) code: u16,
    /// One type, or the fields of a record.
    pub(crate) types: &'static [Type],
    pub(crate) array: bool,
    pub(crate) encapsulates: &'static str,
    since: Option<Release>,
    until: Option<Release>,
}

impl Standard {
    pub(super) const fn new(name: &'static str, code: u16, types: &'static [Type]) -> Self {
        Self { name, code, types, array: false, encapsulates: "", since: None, until: None }
    }

    pub(super) const fn array(self) -> Self {
        Self { array: true, ..self }
    }

    /// With options of another space inside.
    pub(super) const fn with(self, encapsulates: &'static str) -> Self {
        Self { encapsulates, ..self }
    }

    pub(super) const fn since(self, major: u16, minor: u16, patch: u16) -> Self {
        Self { since: Some(Release::new(major, minor, patch)), ..self }
    }

    pub(super) const fn until(self, major: u16, minor: u16, patch: u16) -> Self {
        Self { until: Some(Release::new(major, minor, patch)), ..self }
    }

    fn is_in(&self, release: Release) -> bool {
        self.since.is_none_or(|since| release >= since)
            && self.until.is_none_or(|until| release < until)
    }

    /// Whether some release of the version knows it in this form.
    pub(crate) fn may_be_in(&self, version: Version) -> bool {
        version == Version::ANY || version.may_be(|release| self.is_in(release))
    }

    /// Whether every release of the version knows it in this form.
    pub(crate) fn is_always_in(&self, version: Version) -> bool {
        version.is_always(|release| self.is_in(release))
    }
}

/// The standard options of a space, in order of their codes. A code may stand there twice, in the
/// forms of different versions.
pub(crate) fn standard(family: Family, space: &str) -> &'static [Standard] {
    // What a vendor's own space is called in the configuration, and its number.
    match (family, space) {
        (Family::V4, "dhcp4") => return options_v4::DHCP4,
        (Family::V6, "dhcp6") => return options_v6::DHCP6,
        (Family::V4, "vendor-4491") => return spaces::DOCSIS3_V4,
        (Family::V6, "vendor-4491") => return spaces::DOCSIS3_V6,
        (Family::V6, "vendor-2495") => return spaces::ISC_4O6,
        _ => {}
    }
    match space {
        "4o6" => spaces::ISC_4O6,
        "cablelabs-client-conf" => spaces::CABLELABS,
        "dhcp-agent-options-space" => spaces::AGENT,
        "docsis3-v4" => spaces::DOCSIS3_V4,
        "docsis3-v6" => spaces::DOCSIS3_V6,
        "s46-cont-lw-options" => spaces::LW,
        "s46-cont-mape-options" => spaces::MAPE,
        "s46-cont-mapt-options" => spaces::MAPT,
        "s46-rule-options" => spaces::S46_RULE,
        "s46-v4v6bind-options" => spaces::S46_BIND,
        "v6-ntp-server-suboptions" => spaces::NTP6,
        _ => &[],
    }
}
