//! How an option's value is made up: the types that an `option-def` can name.

use std::sync::Arc;

/// A known option: code, name, layout.
pub(super) type Row = (u16, &'static str, &'static str);

/// One field of an option's value (Kea ARM, "List of Standard DHCP Option Types").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// Any octets, written in hexadecimal.
    Binary,
    /// One octet, 0 or 1.
    Boolean,
    /// A number of this many octets.
    Integer {
        /// 1, 2 or 4.
        octets: u8,
        /// Whether it can be below zero.
        signed: bool,
    },
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// An IPv6 prefix with its length.
    Prefix,
    /// A port set identifier with its length.
    Psid,
    /// Text without an end mark.
    Text,
    /// A domain name.
    Fqdn,
    /// Text behind its length.
    Tuple,
    /// Nothing.
    Empty,
    /// A notation of Kea's own, which only the server takes apart.
    Internal,
    /// A type of a later version.
    Unknown,
}

impl Field {
    fn parse(name: &str) -> Self {
        let integer = |octets, signed| Self::Integer { octets, signed };
        match name {
            "binary" => Self::Binary,
            "boolean" => Self::Boolean,
            "int8" => integer(1, true),
            "int16" => integer(2, true),
            "int32" => integer(4, true),
            "uint8" => integer(1, false),
            "uint16" => integer(2, false),
            "uint32" => integer(4, false),
            "ipv4-address" => Self::Ipv4,
            "ipv6-address" => Self::Ipv6,
            "ipv6-prefix" => Self::Prefix,
            "psid" => Self::Psid,
            "string" => Self::Text,
            "fqdn" => Self::Fqdn,
            "tuple" => Self::Tuple,
            "empty" => Self::Empty,
            "internal" => Self::Internal,
            _ => Self::Unknown,
        }
    }
}

/// How an option's value is made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Its fields; at least one.
    pub(crate) fields: Vec<Field>,
    /// Whether it is a record of several fields.
    pub(crate) record: bool,
    /// Whether the last field may repeat.
    pub(crate) array: bool,
    /// The option space inside it.
    pub(crate) encapsulates: Option<Arc<str>>,
}

impl Layout {
    /// From the notation of the tables: types behind each other with commas between, `[]` where
    /// the last one repeats, ` > ` and a space where options lie inside.
    pub(crate) fn parse(text: &str) -> Self {
        let (types, space) = match text.split_once(" > ") {
            Some((types, space)) => (types, Some(space.into())),
            None => (text, None),
        };
        let (types, array) = match types.strip_suffix("[]") {
            Some(types) => (types, true),
            None => (types, false),
        };
        Self::new(types, array, space)
    }

    /// From what an `option-def` says: `type`, or `record-types` where the type is `record`.
    pub(crate) fn new(types: &str, array: bool, encapsulates: Option<Arc<str>>) -> Self {
        let fields: Vec<_> = types.split(',').map(|name| Field::parse(name.trim())).collect();
        Self { record: fields.len() > 1, fields, array, encapsulates }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_of_the_tables() {
        let layout = Layout::parse("uint8,ipv4-address[] > inner");
        let octet = Field::Integer { octets: 1, signed: false };
        assert_eq!(layout.fields, [octet, Field::Ipv4]);
        assert!(layout.record && layout.array);
        assert_eq!(layout.encapsulates.as_deref(), Some("inner"));
        let plain = Layout::parse("fqdn");
        assert!(!plain.record && !plain.array && plain.encapsulates.is_none());
    }
}
