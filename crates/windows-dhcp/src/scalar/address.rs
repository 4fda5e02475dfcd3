//! `System.Net.IPAddress`.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::de::{self, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ParseScalarError;

/// An IPv4 address.
///
/// Written as text. An object is read by its `IPAddressToString`, else by its `Address`: a number
/// whose lowest byte is the address's first one (`698560` is `192.168.10.0`). `ConvertTo-Json`
/// leaves nothing else of the scopes of a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address4(pub Ipv4Addr);

/// An IPv6 address, or a prefix without its length.
///
/// Written as text; an object is read by its `IPAddressToString`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address6(pub Ipv6Addr);

const EXPECTED_4: &str = "an IPv4 address";
const EXPECTED_6: &str = "an IPv6 address";

impl fmt::Display for Address4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Address6 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Address4 {
    type Err = ParseScalarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let failed = |_| ParseScalarError { text: text.to_owned(), expected: EXPECTED_4 };
        text.parse().map(Self).map_err(failed)
    }
}

impl FromStr for Address6 {
    type Err = ParseScalarError;

    /// A zone behind `%`, which .NET writes for link-local addresses, is left out.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let failed = |_| ParseScalarError { text: text.to_owned(), expected: EXPECTED_6 };
        let bare = text.split_once('%').map_or(text, |(bare, _)| bare);
        bare.parse().map(Self).map_err(failed)
    }
}

impl Serialize for Address4 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Address6 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address4 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader { expected: EXPECTED_4, number: Some(from_number) })
    }
}

impl<'de> Deserialize<'de> for Address6 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader { expected: EXPECTED_6, number: None })
    }
}

fn from_number(number: u64) -> Option<Address4> {
    let bytes = u32::try_from(number).ok()?.to_le_bytes();
    Some(Address4(Ipv4Addr::from(bytes)))
}

/// Reads an address of either family; v6 has no form as a number.
struct Reader<T> {
    expected: &'static str,
    number: Option<fn(u64) -> Option<T>>,
}

impl<'de, T: FromStr<Err = ParseScalarError>> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let (mut text, mut number) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "IPAddressToString" => text = map.next_value::<Option<String>>()?,
                // .NET refuses to give a v6 address as a number and puts null.
                "Address" => number = map.next_value::<Option<u64>>()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match (text, number, self.number) {
            (Some(text), ..) => text.parse().map_err(de::Error::custom),
            (None, Some(number), Some(read)) => {
                read(number).ok_or_else(|| de::Error::custom(format!("`{number}` is no address")))
            }
            _ => Err(de::Error::missing_field("IPAddressToString")),
        }
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::{Address4, Address6};
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    impl JsonSchema for Address4 {
        fn schema_name() -> Cow<'static, str> {
            "IPv4Address".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "description": "An IPv4 address.", "type": "string", "format": "ipv4" })
        }
    }

    impl JsonSchema for Address6 {
        fn schema_name() -> Cow<'static, str> {
            "IPv6Address".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "description": "An IPv6 address.", "type": "string", "format": "ipv6" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_raw_objects_are_the_same_address() {
        let of = |json: &str| serde_json::from_str::<Address4>(json).map(|a| a.to_string()).ok();
        let wanted = Some("192.168.10.0".to_owned());
        assert_eq!(of(r#""192.168.10.0""#), wanted);
        assert_eq!(of(r#"{"Address": 698560, "AddressFamily": 2, "ScopeId": null}"#), wanted);
        assert_eq!(
            of(
                r#"{"Address": 698560, "IPAddressToString": "192.168.10.0", "IsIPv6Teredo": false}"#
            ),
            wanted
        );
        // A bare number could be in either byte order.
        for bad in ["698560", r#"{"AddressFamily": 2}"#, r#""192.168.010.0""#, r#""::1""#, "null"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn v6_addresses_are_read_without_their_zone() {
        let of = |json: &str| serde_json::from_str::<Address6>(json).map(|a| a.to_string()).ok();
        assert_eq!(of(r#""2001:DB8:0:0::1""#).as_deref(), Some("2001:db8::1"));
        assert_eq!(of(r#""fe80::1%12""#).as_deref(), Some("fe80::1"));
        let raw = r#"{"Address": null, "IPAddressToString": "2001:db8::"}"#;
        assert_eq!(of(raw).as_deref(), Some("2001:db8::"));
    }
}
