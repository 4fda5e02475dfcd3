//! Configurations as text in Kea's dialect: in one layout, or in any.

use std::collections::BTreeMap;

use dhcpair_testbed::Dice;
use serde_json::{Map, Number, Value};

use crate::site::{MAIN, Site};

/// Writes a configuration with everything that has no meaning chosen by chance: blanks, comments of
/// all styles, the order of members, commas too many, escapes, and members moved into includes.
pub(crate) fn random(config: &Value, v6: bool, version: &'static str, dice: &mut Dice) -> Site {
    let mut writer = Writer { files: BTreeMap::new(), dice, includes: 0 };
    let mut text = writer.gap();
    writer.value(config, 0, &mut text);
    text.push_str(&writer.gap());
    let mut files = writer.files;
    files.insert(MAIN.to_owned(), text);
    Site { files, v6, version }
}

/// A number with zeros that change nothing.
fn respelled(number: &Number) -> String {
    match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) if whole >= 0 => format!("00{whole}"),
        (None, Some(fraction)) => format!("{:?}0e-1", fraction * 10.0),
        _ => number.to_string(),
    }
}

/// Writes a configuration as plain JSON.
pub(crate) fn plain(config: &Value, v6: bool, version: &'static str) -> Site {
    let text = serde_json::to_string_pretty(config).unwrap();
    Site { files: BTreeMap::from([(MAIN.to_owned(), text)]), v6, version }
}

struct Writer<'a> {
    files: BTreeMap<String, String>,
    dice: &'a mut Dice,
    includes: usize,
}

impl Writer<'_> {
    /// What may stand between any two tokens.
    fn gap(&mut self) -> String {
        let comments = [
            "# was: \"valid-lifetime\": 1,\n",
            "// } ] ,\n",
            "/* \"option-data\": [ */",
            "/* two\n lines */ ",
            "#\n",
        ];
        match self.dice.below(12) {
            0 => "\n".to_owned(),
            1 => "\n\t ".to_owned(),
            2 => String::new(),
            3 if self.dice.one_in(3) => format!(" {}", self.dice.pick(&comments)),
            4 => "  ".to_owned(),
            _ => " ".to_owned(),
        }
    }

    fn value(&mut self, value: &Value, depth: usize, out: &mut String) {
        match value {
            Value::Object(map) => self.map(map, depth, out),
            Value::Array(items) => self.list(items, depth, out),
            Value::String(text) => out.push_str(&self.string(text)),
            Value::Number(number) if self.dice.one_in(20) => out.push_str(&respelled(number)),
            other => out.push_str(&other.to_string()),
        }
    }

    fn map(&mut self, map: &Map<String, Value>, depth: usize, out: &mut String) {
        let mut members: Vec<_> = map.iter().collect();
        self.dice.shuffle(&mut members);
        let written: Vec<String> = members
            .into_iter()
            .map(|(key, value)| {
                let mut text = format!("\"{key}\"{}:{}", self.gap(), self.gap());
                self.value(value, depth + 1, &mut text);
                text
            })
            .collect();
        // The one map that the server takes no comma too many in.
        let relay = map.keys().all(|key| matches!(key.as_str(), "ip-address" | "ip-addresses"));
        self.between(['{', '}'], written, depth, !relay, out);
    }

    fn list(&mut self, items: &[Value], depth: usize, out: &mut String) {
        let written: Vec<String> = items
            .iter()
            .map(|item| {
                let mut text = String::new();
                self.value(item, depth + 1, &mut text);
                text
            })
            .collect();
        self.between(['[', ']'], written, depth, true, out);
    }

    /// Members or items between brackets; a run of them may move into a file of its own.
    fn between(
        &mut self,
        [open, close]: [char; 2],
        written: Vec<String>,
        depth: usize,
        spare_comma: bool,
        out: &mut String,
    ) {
        out.push(open);
        let moved = depth >= 1 && written.len() > 1 && self.dice.one_in(30);
        let from = if moved { self.dice.below(written.len()) } else { written.len() };
        let (stay, go) = written.split_at(from);
        for (at, text) in stay.iter().enumerate() {
            let (before, after) = (self.gap(), self.gap());
            out.push_str(&format!("{before}{text}{after}"));
            let last = at + 1 == stay.len() && go.is_empty();
            if !last || (spare_comma && self.dice.one_in(12)) {
                out.push(',');
            }
        }
        if !go.is_empty() {
            self.includes += 1;
            let path = format!("/etc/kea/part{}.json", self.includes);
            out.push_str(&format!(" <?include \"{path}\"?> "));
            self.files.insert(path, format!("{}\n", go.join(",\n")));
        }
        out.push_str(&self.gap());
        out.push(close);
    }

    fn string(&mut self, text: &str) -> String {
        // The server takes its own words only as they are.
        const WORDS: [&str; 17] = [
            "EN",
            "JSON",
            "LL",
            "LLT",
            "UDP",
            "all",
            "circuit-id",
            "client-id",
            "duid",
            "flex-id",
            "hw-address",
            "memfile",
            "never",
            "raw",
            "udp",
            "unix",
            "when-present",
        ];
        if WORDS.contains(&text) {
            return format!("\"{text}\"");
        }
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '/' if self.dice.one_in(8) => out.push_str("\\/"),
                _ if c.is_ascii_alphanumeric() && self.dice.one_in(400) => {
                    out.push_str(&format!("\\u{:04x}", c as u32));
                }
                _ => out.push(c),
            }
        }
        out.push('"');
        out
    }
}

/// Reads the dialect: comments, includes and commas too many, by a few lines that share nothing with
/// the reader under test.
///
/// # Errors
/// Says what is no JSON then.
pub(crate) fn parse(main: &str, files: &dyn Fn(&str) -> String) -> Result<Value, String> {
    let mut text = String::new();
    strip(main, files, &mut text);
    let mut plain = String::new();
    let mut quoted = false;
    let mut escaped = false;
    for c in text.chars() {
        if quoted {
            quoted = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
        } else if c == '"' {
            quoted = true;
        } else if matches!(c, '}' | ']' | ',') {
            let kept = plain.trim_end().trim_end_matches(',').len();
            plain.truncate(kept);
        }
        plain.push(c);
    }
    serde_json::from_str(&plain).map_err(|error| error.to_string())
}

/// How long the text in quotes at the start is.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

fn strip(text: &str, files: &dyn Fn(&str) -> String, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if c == '"' {
            let length = quoted(rest);
            out.push_str(&rest[..length]);
            length
        } else if c == '#' || rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").unwrap() + 2
        } else if let Some(include) = rest.strip_prefix("<?include \"") {
            let end = include.find('"').unwrap();
            strip(&files(&include[..end]), files, out);
            rest.find("?>").unwrap() + 2
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = &rest[length..];
    }
}
