//! Standard error of PowerShell, which is XML where it is no console.

/// What PowerShell says on standard error: the error records of CLIXML as text, or the text as it is.
/// Progress is left out; a text that is not empty does not mean that anything failed.
///
/// ```
/// let stderr = b"#< CLIXML\r\n<Objs><S S=\"Error\">It failed._x000D__x000A_</S></Objs>";
/// assert_eq!(windows_dhcp::report::stderr_text(stderr), "It failed.\n");
/// ```
#[must_use]
pub fn stderr_text(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let Some(at) = text.find("#< CLIXML") else { return text.into_owned() };
    let mut out = text.get(..at).unwrap_or("").to_owned();
    let mut rest = text.get(at..).unwrap_or("");
    while let Some((_, behind)) = rest.split_once("<S S=\"Error\">") {
        let (inside, behind) = behind.split_once("</S>").unwrap_or((behind, ""));
        out.push_str(&unescape(inside));
        rest = behind;
    }
    out.replace("\r\n", "\n")
}

/// Resolves XML's entities and then `_x000D_`, which stands for a 16-bit unit.
fn unescape(text: &str) -> String {
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    let text = entities.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some(unit) = escaped_unit(rest) {
            units.push(unit);
            rest = rest.get(7..).unwrap_or("");
        } else {
            units.extend(c.encode_utf16(&mut [0; 2]).iter());
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        }
    }
    // Half a character is shown as what stands for one that could not be read.
    String::from_utf16_lossy(&units)
}

/// The unit of `_xHHHH_` at the start of a text.
fn escaped_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let closed = text.get(6..7) == Some("_");
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (closed && hexadecimal).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_joined_and_progress_is_left_out() {
        let stderr = "#< CLIXML\r\n<Objs Version=\"1.1.0.1\"><Obj S=\"progress\" RefId=\"0\"><S>x</S></Obj>\
                      <S S=\"Error\">Get-X : &lt;no&gt; _x2019_a_x000D__x000A_</S>\
                      <S S=\"Error\">second_xD83D__xDE00__xZZZZ_</S></Objs>";
        assert_eq!(
            stderr_text(stderr.as_bytes()),
            "Get-X : <no> \u{2019}a\nsecond\u{1f600}_xZZZZ_"
        );
        assert_eq!(stderr_text(b"plain"), "plain");
        assert_eq!(stderr_text(b"#< CLIXML\n<Objs></Objs>"), "");
        assert_eq!(stderr_text(b"#< CLIXML\n<S S=\"Error\">cut_xD800_"), "cut\u{fffd}");
        assert_eq!(stderr_text(b"x\xff"), "x\u{fffd}");
    }
}
