//! Spellings that mean the same.

/// A client identifier or hardware address in one spelling: `1a-2b-3c-4d-5e-6f`.
///
/// Windows takes the bytes in hexadecimal with dashes, colons, dots, blanks or nothing between
/// them. What is not hexadecimal stays as it is.
///
/// ```
/// assert_eq!(windows_dhcp::client_id("1A:2B:3C:4D:5E:6F"), "1a-2b-3c-4d-5e-6f");
/// assert_eq!(windows_dhcp::client_id("RAS client"), "RAS client");
/// ```
#[must_use]
pub fn client_id(text: &str) -> String {
    bytes(text).unwrap_or_else(|| text.to_owned())
}

/// The same for a hardware address that may end in `*`, which stands for any rest:
/// `1a-2b-3c-*`.
///
/// ```
/// assert_eq!(windows_dhcp::hardware_pattern("1A2B3C*"), "1a-2b-3c-*");
/// ```
#[must_use]
pub fn hardware_pattern(text: &str) -> String {
    let start = text.trim().strip_suffix('*').map(|start| start.trim_end_matches(['-', ':', '.']));
    match start {
        Some("") => "*".to_owned(),
        Some(start) => bytes(start).map_or_else(|| text.to_owned(), |start| format!("{start}-*")),
        None => client_id(text),
    }
}

fn bytes(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, '-' | ':' | '.' | ' '))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !hex || digits.len() % 2 == 1 {
        return None;
    }
    let mut out = String::with_capacity(digits.len() * 3 / 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 2 == 0 {
            out.push('-');
        }
        out.push(digit);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_case_make_no_difference() {
        for text in ["1A2B3C4D5E6F", "1a-2b-3c-4d-5e-6f", "1a2b.3c4d.5e6f", "1A 2B:3C:4D:5E:6F"] {
            assert_eq!(client_id(text), "1a-2b-3c-4d-5e-6f");
        }
        assert_eq!(client_id("abc"), "abc");
        assert_eq!(client_id(""), "");
    }

    #[test]
    fn patterns_keep_their_star() {
        for text in ["00-1B-2C-*", "001b2c*", "00:1b:2c:*"] {
            assert_eq!(hardware_pattern(text), "00-1b-2c-*");
        }
        assert_eq!(hardware_pattern("*"), "*");
        assert_eq!(hardware_pattern("00-1B-2C-3D-4E-5F"), "00-1b-2c-3d-4e-5f");
    }
}
