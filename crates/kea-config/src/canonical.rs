//! One text for all spellings of a value.

use config_text::Fingerprint;

use crate::node::{Kind, Node};
use crate::secret::is_secret_key;

/// A value's canonical text, and a fingerprint of the secrets in it.
///
/// Two values with equal text and equal fingerprint say the same to Kea.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Canonical {
    /// JSON without blanks and comments, members sorted by name, secrets masked.
    pub text: String,
    /// All secrets in it, in the order of the text; `None` where it holds none.
    pub secrets: Option<Fingerprint>,
}

impl Node<'_> {
    /// The canonical text: blanks, comments, the order of members and the spelling of numbers and
    /// strings do not show in it. The order of lists does.
    #[must_use]
    pub fn canonical(self) -> Canonical {
        let mut writer = Writer { text: String::new(), secrets: Vec::new() };
        let mut todo = vec![Step::Value(self, self.is_secret())];
        while let Some(step) = todo.pop() {
            match step {
                Step::Text(text) => writer.text.push_str(text),
                Step::Key(node) => writer.string(&node.key().unwrap_or_default()),
                Step::Value(node, secret) => match node.kind() {
                    Kind::Map => open_map(node, secret, &mut todo, &mut writer),
                    Kind::List => open_list(node, secret, &mut todo, &mut writer),
                    _ if secret => writer.secret(node),
                    _ => writer.scalar(node),
                },
            }
        }
        let secrets = (!writer.secrets.is_empty()).then(|| Fingerprint::of(&writer.secrets));
        Canonical { text: writer.text, secrets }
    }
}

enum Step<'d> {
    Text(&'static str),
    Key(Node<'d>),
    /// A value, and whether a key above it names a secret.
    Value(Node<'d>, bool),
}

fn open_map<'d>(node: Node<'d>, secret: bool, todo: &mut Vec<Step<'d>>, writer: &mut Writer) {
    let mut members: Vec<_> = node.members().collect();
    members.sort_by(|one, other| one.key.cmp(&other.key));
    writer.text.push('{');
    todo.push(Step::Text("}"));
    for (nth, member) in members.into_iter().enumerate().rev() {
        todo.push(Step::Value(member.value, secret || is_secret_key(&member.key)));
        todo.push(Step::Text(":"));
        todo.push(Step::Key(member.value));
        if nth > 0 {
            todo.push(Step::Text(","));
        }
    }
}

fn open_list<'d>(node: Node<'d>, secret: bool, todo: &mut Vec<Step<'d>>, writer: &mut Writer) {
    writer.text.push('[');
    todo.push(Step::Text("]"));
    let items: Vec<_> = node.items().collect();
    for (nth, item) in items.into_iter().enumerate().rev() {
        todo.push(Step::Value(item, secret));
        if nth > 0 {
            todo.push(Step::Text(","));
        }
    }
}

struct Writer {
    text: String,
    secrets: Vec<u8>,
}

impl Writer {
    fn scalar(&mut self, node: Node<'_>) {
        match node.kind() {
            Kind::String => {
                let bytes = node.as_bytes().unwrap_or_default();
                let text = String::from_utf8_lossy(&bytes);
                let masked = config_text::mask_credentials(&text);
                if masked != text {
                    self.secrets.extend_from_slice(&bytes);
                    self.secrets.push(0);
                }
                self.string(&masked);
            }
            Kind::Integer => match node.as_i64() {
                Some(number) => self.text.push_str(&number.to_string()),
                None => self.text.push_str(&String::from_utf8_lossy(node.token_bytes())),
            },
            Kind::Float => match node.as_f64() {
                Some(number) => self.text.push_str(&format!("{number:?}")),
                None => self.text.push_str(&String::from_utf8_lossy(node.token_bytes())),
            },
            Kind::Boolean => {
                self.text.push_str(if node.as_bool() == Some(true) { "true" } else { "false" });
            }
            _ => self.text.push_str("null"),
        }
    }

    fn secret(&mut self, node: Node<'_>) {
        let secret = node.as_bytes().unwrap_or_else(|| node.token_bytes().into());
        self.secrets.extend_from_slice(&secret);
        self.secrets.push(0);
        self.text.push_str("\"(secret)\"");
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                _ if (c as u32) < 0x20 => self.text.push_str(&format!("\\u{:04x}", c as u32)),
                _ => self.text.push(c),
            }
        }
        self.text.push('"');
    }
}
