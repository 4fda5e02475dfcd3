//! Secrets that can be compared and never shown, and text that is safe to print.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

/// A secret, reduced to something that can only be compared within this process.
///
/// Two keyed hashes (SipHash, keys drawn when the process first needs them) of the bytes: the
/// secret itself is not kept, `Debug` and `Display` show `(secret)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u64; 2]);

impl Fingerprint {
    /// The fingerprint of a secret's bytes.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        static KEYS: OnceLock<[RandomState; 2]> = OnceLock::new();
        let [first, second] = KEYS.get_or_init(|| [RandomState::new(), RandomState::new()]);
        Self([first.hash_one(secret), second.hash_one(secret)])
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// `text` with what [`steers_terminal`] written out (`\x1b`, `\u{202e}`), line breaks as well (`\n`), so that a file or a
/// server cannot steer a terminal.
#[must_use]
pub fn escape_control(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if steers_terminal(c) => {
                out.push_str(&if (c as u32) < 0x100 {
                    format!("\\x{:02x}", c as u32)
                } else {
                    format!("\\u{{{:x}}}", c as u32)
                });
            }
            _ => out.push(c),
        }
    }
    out
}

/// Where in a text the credentials of URLs stand (`user:password` in `http://user:password@host/`),
/// as ranges of bytes in order. A URL whose end is missing or whose password has a `/` in it counts,
/// and so does one whose slashes are escaped as JSON may have them.
pub fn url_credentials(text: &[u8]) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut done = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(done..)?;
            let colon = rest.iter().position(|byte| *byte == b':')?;
            let behind = rest.get(colon + 1..)?;
            let slashes = [&b"//"[..], b"\\/\\/"].into_iter().find(|way| behind.starts_with(way));
            done += colon + 1;
            let Some(slashes) = slashes else { continue };
            done += slashes.len();
            let from = done;
            if let Some(length) = credentials(text.get(from..)?) {
                done += length;
                return Some(from..from + length);
            }
        }
    })
}

/// The length of the credentials at the start of what stands behind `://`.
fn credentials(rest: &[u8]) -> Option<usize> {
    let end = |stop: fn(&u8) -> bool| rest.iter().position(stop).unwrap_or(rest.len());
    let authority = rest.get(
        ..end(|byte| {
            byte.is_ascii_whitespace() || matches!(byte, b'/' | b'\\' | b'?' | b'#' | b'"' | b'\'')
        }),
    )?;
    if let Some(at) = authority.iter().rposition(|byte| *byte == b'@') {
        return (at > 0).then_some(at);
    }
    // `user:pass/word@host`, or a text that ends too soon: what follows the colon is no port.
    let colon = authority.iter().position(|byte| *byte == b':')?;
    let behind = authority.get(colon + 1..)?;
    let is_port = behind.iter().all(u8::is_ascii_digit);
    let is_v6 = behind.contains(&b':')
        && authority.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    if is_port || is_v6 || authority.starts_with(b"[") {
        return None;
    }
    let whole = rest.get(..end(u8::is_ascii_whitespace))?;
    Some(whole.iter().rposition(|byte| *byte == b'@').unwrap_or(authority.len()))
}

/// Words behind which programs take a secret, on a command line or in an assignment.
const ANNOUNCED: [&[u8]; 10] = [
    b"auth",
    b"password",
    b"passwd",
    b"passphrase",
    b"secret",
    b"token",
    b"apikey",
    b"api-key",
    b"api_key",
    b"pwd",
];

/// Where in a text a secret stands behind a word that announces it, as ranges of bytes in order:
/// `password=X`, `--password=X`, `--password X`, `"--password", "X"` as two words of a call, and
/// `password "X"` as in a statement.
pub fn announced_secrets(text: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.iter().position(is_word)) {
        let start = at + start;
        let word = text.get(start..).unwrap_or_default();
        let length = word.iter().position(|byte| !is_word(byte)).unwrap_or(word.len());
        let (word, end) = (word.get(..length).unwrap_or_default(), start + length);
        at = end;
        let ends = |known: &&[u8]| {
            word.len()
                .checked_sub(known.len())
                .and_then(|from| word.get(from..))
                .is_some_and(|tail| tail.eq_ignore_ascii_case(known))
        };
        if ANNOUNCED.iter().any(ends) {
            let rest = text.get(end..).unwrap_or_default();
            if let Some((skip, length)) = behind(rest, word.starts_with(b"-")) {
                found.push(end + skip..end + skip + length);
                at = end + skip + length;
            }
        }
    }
    found
}

/// How far behind an announcing word its secret begins, and how long it is.
fn behind(rest: &[u8], option: bool) -> Option<(usize, usize)> {
    let gap = |byte: &u8| match option {
        true => matches!(byte, b'=' | b' ' | b'\t' | b',' | b'"' | b'\''),
        false => matches!(byte, b'=' | b':' | b' ' | b'\t' | b'"' | b'\''),
    };
    let skip = rest.iter().position(|byte| !gap(byte)).unwrap_or(rest.len());
    let value = rest.get(skip..)?;
    let end = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b',' | b';' | b'&' | b')')
    };
    let length = value.iter().position(end).unwrap_or(value.len());
    let before = rest.get(..skip)?;
    let assigned = before.contains(&b'=');
    let quoted = matches!(before, [.., _, b'"' | b'\'']);
    // The next option is no secret.
    let next = option && !assigned && (skip == 0 || value.starts_with(b"-"));
    (length > 0 && !next && (assigned || quoted || option)).then_some((skip, length))
}

/// `text` with `(secret)` where the credentials of a URL stand in it, or a secret behind a word
/// that announces one.
#[must_use]
pub fn mask_credentials(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    let mut places = announced_secrets(text.as_bytes());
    places.extend(url_credentials(text.as_bytes()));
    places.sort_unstable_by_key(|place| place.start);
    for place in places {
        if place.start < done {
            continue;
        }
        out.push_str(text.get(done..place.start).unwrap_or_default());
        out.push_str("(secret)");
        done = place.end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether a character can change what a terminal does, or is not shown where it stands: control characters (Unicode's `Cc`, with
/// those from U+0080 on), line and paragraph separators, what turns the direction of writing (UAX #9), what has no width, and tags
/// and marks of annotations.
///
/// ```
/// use config_text::steers_terminal;
///
/// assert!(steers_terminal('\u{1b}') && steers_terminal('\u{202e}') && steers_terminal('\u{2028}'));
/// assert!(!steers_terminal('é') && !steers_terminal('日'));
/// ```
#[must_use]
pub const fn steers_terminal(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_compare_and_do_not_show() {
        assert_eq!(Fingerprint::of(b"abc"), Fingerprint::of(b"abc"));
        assert_ne!(Fingerprint::of(b"abc"), Fingerprint::of(b"abd"));
        assert_eq!(format!("{:?} {0}", Fingerprint::of(b"abc")), "(secret) (secret)");
    }

    #[test]
    fn what_a_word_announces_is_masked() {
        for (text, expected) in [
            ("execute(\"x\", \"--password=p\")", "execute(\"x\", \"--password=(secret)\")"),
            ("(\"x\", \"--password\", \"p\");", "(\"x\", \"--password\", \"(secret)\");"),
            ("curl -d api_key=p&x=1", "curl -d api_key=(secret)&x=1"),
            ("DB_PASSWORD=p run --token 'q' -v", "DB_PASSWORD=(secret) run --token '(secret)' -v"),
            ("http://u:p@h/?token=q", "http://(secret)@h/?token=(secret)"),
            ("--password-file=/etc/x --secret -v", "--password-file=/etc/x --secret -v"),
            ("the password is long, tokens=3", "the password is long, tokens=3"),
            ("if x { option dhcp6.auth \"p\"; }", "if x { option dhcp6.auth \"(secret)\"; }"),
            ("{ \"password\": \"p\" }", "{ \"password\": \"(secret)\" }"),
            ("secret", "secret"),
        ] {
            assert_eq!(mask_credentials(text), expected);
        }
    }

    #[test]
    fn credentials_of_urls_are_masked() {
        for (text, expected) in [
            ("http://u:p@10.0.0.1:8000/x@y", "http://(secret)@10.0.0.1:8000/x@y"),
            (
                "a http://token@h b https://u:p:q@r@[::1]/",
                "a http://(secret)@h b https://(secret)@[::1]/",
            ),
            ("http://u:p/w@10.0.0.1/", "http://(secret)@10.0.0.1/"),
            ("http://u:p\"w@10.0.0.1/", "http://(secret)@10.0.0.1/"),
            ("http:\\/\\/u:p@10.0.0.1", "http:\\/\\/(secret)@10.0.0.1"),
            ("http://u:hunter", "http://(secret)"),
        ] {
            assert_eq!(mask_credentials(text), expected);
        }
        for text in [
            "http://10.0.0.1:8000/",
            "a@b:c",
            "http://h/a@b",
            "http://[::1]:80/",
            "http://::1:80/",
            "tftp://server:",
            "",
            "http://",
            "http://@h",
        ] {
            assert_eq!(mask_credentials(text), text);
        }
    }

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(escape_control("a\x1b[31m\nb\u{202e}"), "a\\x1b[31m\\nb\\u{202e}");
    }
}
