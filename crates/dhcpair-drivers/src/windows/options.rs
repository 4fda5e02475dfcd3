//! Options: what they are called in the model, and one spelling for each value.

use failover_model::ContextIx;
use windows_dhcp::{OptionKey, OptionType, OptionValue, Records, TimeSpan};

use super::lower::Lower;

impl Lower<'_> {
    /// Adds the options of a context, without those that are only how the server keeps what is said
    /// beside them: 51 the lease time, 81 the settings for DNS. A 51 that says another time than
    /// `lease` stays: nobody knows which of the two the server goes by.
    pub(super) fn options(
        &mut self,
        context: ContextIx,
        options: &Records<OptionValue>,
        (lease, dns): (Option<TimeSpan>, bool),
    ) {
        for option in options {
            let key = option.key();
            let same = option.lease_time().zip(lease).is_some_and(|(one, two)| one.means(two));
            let kept_dns = dns && key == OptionKey { id: 81, vendor: "", user: "" };
            if same || kept_dns {
                continue;
            }
            let defined = self.types.get(&(key.id, key.vendor)).copied();
            let name = name(key);
            let value = value(option, defined);
            self.set_as(context, &name, (option.at, "Value"), value);
            self.keep_unknown(context, option.at, &format!("{name} "));
        }
    }
}

/// `option 3`, with the classes it is for.
pub(super) fn name(key: OptionKey<'_>) -> String {
    let mut name = format!("option {}", key.id);
    for (word, class) in [(" of ", key.vendor), (" for ", key.user)] {
        if !class.is_empty() {
            name.push_str(word);
            name.push_str(class);
        }
    }
    name
}

/// The values in one spelling. A type that is not the definition's is said.
fn value(option: &OptionValue, defined: Option<OptionType>) -> String {
    let kind = option.kind.or(defined);
    let text = canonical(&option.value, kind);
    match (option.kind, defined) {
        (Some(kind), Some(defined)) if kind != defined => format!("{text} ({kind})"),
        _ => text,
    }
}

/// Values of a type in one spelling.
pub(super) fn canonical(values: &[String], kind: Option<OptionType>) -> String {
    use OptionType::{
        BinaryData, Byte, DWord, DWordDWord, EncapsulatedData, IPv4Address, String, Word,
    };
    let each = |spelled: &dyn Fn(&str) -> Option<std::string::String>| {
        let all = values.iter().map(|value| spelled(value.trim()).unwrap_or_else(|| value.clone()));
        all.collect::<Vec<_>>().join(", ")
    };
    match kind {
        Some(Byte | Word | DWord | DWordDWord) => {
            each(&|value| number(value).map(|number| number.to_string()))
        }
        Some(IPv4Address) => each(&|value| {
            value.parse::<std::net::Ipv4Addr>().ok().map(|address| address.to_string())
        }),
        Some(BinaryData | EncapsulatedData) => bytes(values).unwrap_or_else(|| each(&|_| None)),
        Some(String) | None => texts(values.iter().map(std::string::String::as_str)),
    }
}

/// A number, decimal or as `0x` and hexadecimal digits.
fn number(text: &str) -> Option<u64> {
    match hex_digits(text) {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn hex_digits(text: &str) -> Option<&str> {
    text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))
}

/// Bytes, however many of them stand in one value: `0x0a 0x1b` and `0x0a1b` are the same.
fn bytes(values: &[String]) -> Option<String> {
    values.first()?;
    let mut all = String::from("0x");
    for value in values {
        let digits = hex_digits(value.trim())?;
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        // One digit is one byte.
        if digits.len() % 2 == 1 {
            all.push('0');
        }
        all.push_str(&digits.to_ascii_lowercase());
    }
    Some(all)
}

/// Several texts as one that cannot be mistaken for other ones.
pub(super) fn texts<'t>(values: impl Iterator<Item = &'t str>) -> String {
    let quoted = |value: &str| {
        let ambiguous = value.is_empty() || value.contains([',', '"']);
        if ambiguous { format!("{value:?}") } else { value.to_owned() }
    };
    values.map(quoted).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: OptionType, same: &[&[&str]], other: &[&str]) {
        let spelled = |values: &[&str]| {
            let values: Vec<_> = values.iter().map(|value| (*value).to_owned()).collect();
            canonical(&values, Some(kind))
        };
        let first = spelled(same[0]);
        for values in same {
            assert_eq!(spelled(values), first, "{values:?}");
        }
        assert_ne!(spelled(other), first, "{other:?}");
    }

    #[test]
    fn spellings_of_a_value_are_the_same() {
        check(OptionType::DWord, &[&["691200"], &["0xA8C00"], &["0x000a8c00"]], &["691201"]);
        check(OptionType::Byte, &[&["10", "2"], &["0xa", "0x02"]], &["2", "10"]);
        check(
            OptionType::BinaryData,
            &[&["0x0A", "0x1b"], &["0x0a1B"], &["0xA", "0x1B"]],
            &["0x1b"],
        );
        check(OptionType::IPv4Address, &[&["10.0.0.1", "10.0.0.2"]], &["10.0.0.2", "10.0.0.1"]);
        check(OptionType::String, &[&["a", "b"]], &["a, b"]);
        check(OptionType::String, &[&["a", ""]], &["a"]);
        assert_eq!(canonical(&[], Some(OptionType::BinaryData)), "");
    }

    #[test]
    fn a_type_beside_the_definitions_is_said() {
        let option = OptionValue {
            option_id: 3,
            kind: Some(OptionType::String),
            user_class: None,
            vendor_class: None,
            value: vec!["10.0.0.1".to_owned()],
            name: None,
            policy_name: None,
        };
        assert_eq!(value(&option, Some(OptionType::IPv4Address)), "10.0.0.1 (String)");
        assert_eq!(value(&option, None), "10.0.0.1");
        assert_eq!(name(OptionKey { id: 1, vendor: "A", user: "B" }), "option 1 of A for B");
    }
}
