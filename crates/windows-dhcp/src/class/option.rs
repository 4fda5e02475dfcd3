//! Options: what they are, what they are set to, and the classes they can be limited to.

use serde::{Deserialize, Serialize};

use crate::enumeration::{enumeration, number};
use crate::scalar::TimeSpan;

enumeration! {
    /// Type of an option's values; numbers of `DHCP_OPTION_DATA_TYPE`.
    pub enum OptionType {
        /// 8 bits.
        Byte = 0,
        /// 16 bits.
        Word = 1,
        /// 32 bits.
        DWord = 2,
        /// 64 bits.
        DWordDWord = 3,
        /// An address.
        IPv4Address = 4,
        /// Characters.
        String = 5,
        /// Bytes.
        BinaryData = 6,
        /// Bytes that hold options of their own.
        EncapsulatedData = 7,
    }
}

enumeration! {
    /// What a class groups clients by; the class only names them.
    pub enum ClassType {
        /// What the client's software says it is (option 60).
        Vendor,
        /// What the client is told to be (option 77).
        User,
    }
}

/// A value set for an option (`Get-DhcpServerv4OptionValue`).
///
/// Where it stands in the recorded state says for whom it is set: the server, a scope, a policy or
/// a reservation. An option is told apart by its number, vendor class and user class together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4OptionValue", rename_all = "PascalCase")]
pub struct OptionValue {
    /// Number of the option.
    pub option_id: u32,
    /// Type, as its definition has it.
    #[serde(rename = "Type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<OptionType>,
    /// User class it is limited to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_class: Option<String>,
    /// Vendor class it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor_class: Option<String>,
    /// Values, always as text; their order counts.
    pub value: Vec<String>,
    /// Name, as its definition has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The policy it is set for; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
}

/// What tells one option from another. No class and an empty name of a class are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionKey<'a> {
    /// Number of the option.
    pub id: u32,
    /// Vendor class it belongs to.
    pub vendor: &'a str,
    /// User class it is limited to.
    pub user: &'a str,
}

impl OptionValue {
    /// What tells it from other options of its place.
    #[must_use]
    pub fn key(&self) -> OptionKey<'_> {
        let (vendor, user) = (self.vendor_class.as_deref(), self.user_class.as_deref());
        OptionKey { id: self.option_id, vendor: vendor.unwrap_or(""), user: user.unwrap_or("") }
    }

    /// The lease time that it sets, where it is option 51 for all clients: how a server keeps the
    /// `LeaseDuration` of a scope and of a policy. `None` for any other option, and where its value is
    /// no number of seconds, decimal or as `0x` and hexadecimal digits.
    #[must_use]
    pub fn lease_time(&self) -> Option<TimeSpan> {
        let (OptionKey { id: 51, vendor: "", user: "" }, [value]) = (self.key(), &*self.value)
        else {
            return None;
        };
        let value = value.trim();
        let seconds = match value.strip_prefix("0x").or_else(|| value.strip_prefix("0X")) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => value.parse(),
        };
        seconds.ok().map(|seconds| TimeSpan::from_seconds(seconds.into()))
    }
}

impl OptionDefinition {
    /// The key of the values that it is for, for any user class.
    #[must_use]
    pub fn key(&self) -> OptionKey<'_> {
        let vendor = self.vendor_class.as_deref().unwrap_or("");
        OptionKey { id: self.option_id, vendor, user: "" }
    }
}

/// What an option is (`Get-DhcpServerv4OptionDefinition`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4OptionDefinition", rename_all = "PascalCase")]
pub struct OptionDefinition {
    /// Number of the option.
    pub option_id: u32,
    /// Name.
    pub name: String,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Vendor class it belongs to; none for the standard options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor_class: Option<String>,
    /// Whether it holds several values.
    pub multi_valued: bool,
    /// Type of its values.
    #[serde(rename = "Type")]
    pub kind: OptionType,
    /// Values proposed when the option is set, as text.
    #[serde(default)]
    pub default_value: Vec<String>,
}

/// A vendor or user class (`Get-DhcpServerv4Class`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4Class", rename_all = "PascalCase")]
pub struct Class {
    /// Name.
    pub name: String,
    /// What it groups clients by.
    #[serde(rename = "Type")]
    pub kind: ClassType,
    /// What the client sends: characters, or bytes as `0x` and hexadecimal digits.
    pub data: String,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn option_51_for_all_clients_is_a_lease_time() {
        let option = |id: u32, user: Option<&str>, value: &[&str]| {
            let value = value.iter().map(|value| (*value).to_owned()).collect();
            let user_class = user.map(str::to_owned);
            let (kind, vendor_class, name, policy_name) = (None, None, None, None);
            OptionValue { option_id: id, kind, user_class, vendor_class, value, name, policy_name }
                .lease_time()
        };
        let day = Some(TimeSpan::from_seconds(86_400));
        assert_eq!(option(51, None, &["86400"]), day);
        assert_eq!(option(51, Some(""), &["0x15180"]), day);
        assert!(option(51, None, &["0xffffffff"]).is_some_and(TimeSpan::is_unlimited));
        assert_eq!(option(51, Some("Kiosk"), &["86400"]), None);
        assert_eq!(option(58, None, &["86400"]), None);
        assert_eq!(option(51, None, &["86400", "1"]), None);
        assert_eq!(option(51, None, &["a day"]), None);
    }
}
