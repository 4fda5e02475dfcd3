//! Canonical text: one spelling for everything that means the same to dhcpd.

use std::fmt::Write as _;

use super::steps::Step;

/// Collects canonical text, or nothing where only the check is wanted.
#[derive(Debug, Default)]
pub(crate) struct Out {
    on: bool,
    text: String,
    /// Steps, where they are wanted.
    steps: Option<Vec<Step>>,
}

impl Out {
    /// Drops everything.
    pub(crate) fn off() -> Self {
        Self::default()
    }

    /// Keeps everything.
    pub(crate) fn on() -> Self {
        Self { on: true, ..Self::default() }
    }

    /// Keeps steps instead of text.
    pub(crate) fn steps() -> Self {
        Self { steps: Some(Vec::new()), ..Self::default() }
    }

    pub(crate) fn has_steps(&self) -> bool {
        self.steps.is_some()
    }

    /// One step.
    pub(crate) fn step(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &mut self.steps {
            steps.push(step());
        }
    }

    /// The steps since the last call.
    pub(crate) fn take_steps(&mut self) -> Vec<Step> {
        self.steps.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// One part, with a blank before it where two parts would run together.
    #[inline]
    pub(crate) fn put(&mut self, part: &str) {
        if self.on {
            self.append(part);
        }
    }

    fn append(&mut self, part: &str) {
        if !matches!(part, "," | ";" | ")") {
            self.separate();
        }
        self.text.push_str(part);
    }

    /// A blank where a part would run into the one before.
    fn separate(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('(') {
            self.text.push(' ');
        }
    }

    /// A part that touches the one before.
    pub(crate) fn glue(&mut self, part: &str) {
        if self.on {
            self.text.push_str(part);
        }
    }

    /// A word in small letters.
    #[inline]
    pub(crate) fn lower(&mut self, word: &[u8]) {
        if self.on {
            self.append_lower(word);
        }
    }

    fn append_lower(&mut self, word: &[u8]) {
        self.append(&String::from_utf8_lossy(word).to_ascii_lowercase());
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
            self.separate();
            quote_onto(&mut self.text, &bytes());
        }
    }

    /// Data: in quotes where all of it can be read, else octets.
    pub(crate) fn data(&mut self, bytes: &[u8]) {
        if self.on {
            self.put(&data(bytes));
        }
    }

    /// Octets as `00:01:0a`; nothing for none.
    pub(crate) fn octets(&mut self, bytes: &[u8]) {
        if self.on && !bytes.is_empty() {
            self.separate();
            octets_onto(&mut self.text, bytes);
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
    quote_onto(&mut out, bytes);
    out
}

fn quote_onto(out: &mut String, bytes: &[u8]) {
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        if valid.bytes().all(|byte| matches!(byte, 0x20..=0x7e) && !matches!(byte, b'"' | b'\\')) {
            out.push_str(valid);
        } else {
            valid.chars().for_each(|c| escape_onto(out, c));
        }
        chunk.invalid().iter().for_each(|byte| octal(out, *byte));
    }
    out.push('"');
}

fn escape_onto(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        c if c.is_control() => {
            let mut utf8 = [0; 4];
            c.encode_utf8(&mut utf8).bytes().for_each(|byte| octal(out, byte));
        }
        c => out.push(c),
    }
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
    octets_onto(&mut out, bytes);
    out
}

fn octets_onto(out: &mut String, bytes: &[u8]) {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 {
            out.push(':');
        }
        out.push(digit(byte >> 4));
        out.push(digit(byte & 0xf));
    }
}
