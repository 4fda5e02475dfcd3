//! What kind of file it is, by its content and then by its name.

use std::path::Path;

/// A kind of configuration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `dhcpd.conf` for DHCPv4.
    Isc,
    /// `dhcpd.conf` for DHCPv6 (`dhcpd -6`).
    Isc6,
    /// Kea's configuration for `kea-dhcp4`.
    Kea4,
    /// Kea's configuration for `kea-dhcp6`.
    Kea6,
    /// The recorded state of a Windows server, or its export.
    Windows,
}

impl Format {
    /// The word used on the command line and in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Isc => "isc",
            Self::Isc6 => "isc6",
            Self::Kea4 => "kea4",
            Self::Kea6 => "kea6",
            Self::Windows => "windows",
        }
    }
}

/// How far into a file its kind is looked for. Kea's own key stands near the top; what comes before
/// it are comments.
const WINDOW: usize = 1 << 20;

/// The kind of a file: JSON belongs to Kea or is a recorded Windows state, XML is an export of
/// Windows, everything else is taken for dhcpd's. Where the content says nothing, the name does.
#[must_use]
pub fn detect(path: &Path, bytes: &[u8]) -> Format {
    // PowerShell may write UTF-16; neither dhcpd nor Kea reads that.
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'{', 0, ..] | [0, b'{', ..] = bytes {
        return Format::Windows;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if windows_dhcp::looks_like_export(bytes) {
        return Format::Windows;
    }
    let head = bytes.get(..WINDOW).unwrap_or(bytes);
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase());
    let name = name.unwrap_or_default();
    let named_six = name.contains('6');
    match first_byte(head) {
        Some(b'{' | b'<') => json(head, &name),
        Some(_) if dhcpd_speaks_six(head) => Format::Isc6,
        Some(_) => Format::Isc,
        None if name.contains("kea") && named_six => Format::Kea6,
        None if name.contains("kea") => Format::Kea4,
        None if named_six => Format::Isc6,
        None => Format::Isc,
    }
}

/// The first byte that is neither blank nor in a comment of any of the formats.
fn first_byte(head: &[u8]) -> Option<u8> {
    let mut rest = head;
    loop {
        rest = rest.trim_ascii_start();
        let behind = match rest {
            [b'#', ..] | [b'/', b'/', ..] => behind(rest, b"\n"),
            [b'/', b'*', ..] => behind(rest, b"*/"),
            [first, ..] => return Some(*first),
            [] => return None,
        };
        rest = behind?;
    }
}

/// What follows the first `end`.
fn behind<'a>(text: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(end.len()).position(|window| window == end)?;
    text.get(at + end.len()..)
}

fn json(head: &[u8], name: &str) -> Format {
    let has = |key: &[u8]| head.windows(key.len()).any(|window| window == key);
    if has(b"\"Dhcp4\"") {
        Format::Kea4
    } else if has(b"\"Dhcp6\"") {
        Format::Kea6
    } else if has(b"\"recorded-windows-state\"") {
        Format::Windows
    } else if name.contains('6') {
        Format::Kea6
    } else {
        Format::Kea4
    }
}

/// Whether words occur that only a DHCPv6 configuration of dhcpd has.
fn dhcpd_speaks_six(head: &[u8]) -> bool {
    let mut six = false;
    for line in head.split(|byte| *byte == b'\n') {
        let statement = line.split(|byte| *byte == b'#').next().unwrap_or(line);
        for word in statement.split(|byte| !byte.is_ascii_alphanumeric()) {
            match word {
                b"subnet" => return false,
                b"subnet6" | b"range6" | b"prefix6" | b"dhcp6" => six = true,
                _ => {}
            }
        }
    }
    six
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, text: &str) -> &'static str {
        detect(Path::new(name), text.as_bytes()).as_str()
    }

    #[test]
    fn content_decides() {
        assert_eq!(of("x", "# Kea\n// more\n/* and { more */ { \"Dhcp4\": {} }"), "kea4");
        assert_eq!(of("kea-dhcp4.conf", "{ \"Dhcp6\": {} }"), "kea6");
        assert_eq!(of("kea", "subnet 10.0.0.0 netmask 255.0.0.0 {}"), "isc");
        assert_eq!(of("x", "default-lease-time 60;\nsubnet6 2001:db8::/64 {}\n"), "isc6");
        assert_eq!(of("x", "option dhcp6.name-servers 2001:db8::1;"), "isc6");
        assert_eq!(of("x", "# subnet6 is for later\nsubnet 10.0.0.0 netmask 255.0.0.0 {}"), "isc");
        assert_eq!(of("x.json", "{ \"recorded-windows-state\": 1 }"), "windows");
        assert_eq!(of("x", "<?xml version=\"1.0\"?>\n<DHCPServer></DHCPServer>"), "windows");
    }

    #[test]
    fn the_name_decides_where_the_content_says_nothing() {
        assert_eq!(of("kea-dhcp6.conf", ""), "kea6");
        assert_eq!(of("kea-dhcp4.conf", "// nothing\n"), "kea4");
        assert_eq!(of("dhcpd6.conf", "# nothing\n"), "isc6");
        assert_eq!(of("dhcpd.conf", ""), "isc");
        assert_eq!(of("kea-dhcp6.conf", "<?include \"main.json\"?>"), "kea6");
    }

    #[test]
    fn utf_16_comes_from_windows() {
        assert_eq!(detect(Path::new("x.json"), b"\xff\xfe{\0"), Format::Windows);
        assert_eq!(detect(Path::new("x.json"), b"{\0\"\0"), Format::Windows);
    }

    #[test]
    fn a_byte_order_mark_is_no_content() {
        assert_eq!(of("x", "\u{feff}{ \"Dhcp4\": {} }"), "kea4");
    }
}
