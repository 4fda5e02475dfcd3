//! Canonical text: one spelling for everything that means the same to dhcpd.

use std::fmt::Write as _;

/// Collects canonical text, or nothing where only the check is wanted.
#[derive(Debug, Default)]
pub(crate) struct Out {
    on: bool,
    text: String,
}

impl Out {
    /// Drops everything.
    pub(crate) fn off() -> Self {
        Self::default()
    }

    /// Keeps everything.
    pub(crate) fn on() -> Self {
        Self { on: true, text: String::new() }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// One part, with a blank before it where two parts would run together.
    pub(crate) fn put(&mut self, part: &str) {
        if !self.on {
            return;
        }
        let tight = matches!(part, "," | ";" | ")") || self.text.ends_with('(');
        if !tight && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(part);
    }

    /// A part that touches the one before.
    pub(crate) fn glue(&mut self, part: &str) {
        if self.on {
            self.text.push_str(part);
        }
    }

    /// A word in small letters.
    pub(crate) fn lower(&mut self, word: &[u8]) {
        if self.on {
            self.put(&String::from_utf8_lossy(word).to_ascii_lowercase());
        }
    }

    /// A word as it is written.
    pub(crate) fn word(&mut self, word: &[u8]) {
        if self.on {
            self.put(&plain(word));
        }
    }

    /// Text: always in quotes.
    pub(crate) fn quoted(&mut self, bytes: impl FnOnce() -> Vec<u8>) {
        if self.on {
            self.put(&quote(&bytes()));
        }
    }

    /// Data: in quotes where all of it can be read, else octets.
    pub(crate) fn data(&mut self, bytes: &[u8]) {
        if self.on {
            self.put(&data(bytes));
        }
    }

    pub(crate) fn number(&mut self, value: i64) {
        if self.on {
            self.put(&value.to_string());
        }
    }
}

/// A name as text: as it is where it is UTF-8, else with octal escapes.
pub(crate) fn plain(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let quoted = quote(bytes);
            quoted.trim_matches('"').to_owned()
        }
    }
}

/// The same for a name that is not needed any more.
pub(crate) fn plain_owned(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| plain(error.as_bytes()))
}

/// A string as dhcpd would read it back: `\"`, `\\` and octal escapes only.
pub(crate) fn quote(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                c if c.is_control() => {
                    let mut utf8 = [0; 4];
                    c.encode_utf8(&mut utf8).bytes().for_each(|byte| octal(&mut out, byte));
                }
                c => out.push(c),
            }
        }
        chunk.invalid().iter().for_each(|byte| octal(&mut out, *byte));
    }
    out.push('"');
    out
}

fn octal(out: &mut String, byte: u8) {
    // Writing to a String cannot fail.
    let _ = write!(out, "\\{byte:03o}");
}

/// Octets: `"text"` where every byte is printable ASCII, `0a:1b` else.
pub(crate) fn data(bytes: &[u8]) -> String {
    if !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, 0x20..=0x7e)) {
        return quote(bytes);
    }
    if bytes.is_empty() {
        return "\"\"".to_owned();
    }
    octets(bytes)
}

/// `00:01:0a`.
pub(crate) fn octets(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3);
    for (at, byte) in bytes.iter().enumerate() {
        let colon = if at == 0 { "" } else { ":" };
        let _ = write!(out, "{colon}{byte:02x}");
    }
    out
}
