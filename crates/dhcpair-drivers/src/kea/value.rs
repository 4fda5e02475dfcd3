//! Values in one spelling.

use std::net::IpAddr;
use std::sync::Arc;

use config_text::Fingerprint;
use failover_model::{Setting, Value};
use kea_config::{Kind, Node};

/// What a parameter's value is, and so which spellings of it mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A whole number: seconds, milliseconds, a count.
    Number,
    /// A number with a fraction.
    Ratio,
    /// `true` or `false`.
    Flag,
    /// Text; an empty one is a value like any other.
    Text,
    /// Text of which an empty one says nothing.
    Said,
    /// A name that means something on this host only: what counts is whether there is one.
    Present,
    /// An address.
    Address,
    /// A list of names whose order counts.
    Names,
    /// A list of options by name or code, whose order does not count.
    Options,
    /// A map with parameters of its own.
    Map,
    /// It shows in another way, or not at all.
    Other,
}

/// The settings that a member says, usually one.
///
/// A value that does not fit its form is not understood. A secret inside something that is not
/// understood is a setting of its own, so that it never shows.
pub(super) fn settings(key: &str, form: Form, node: Node<'_>) -> Vec<Setting> {
    let understood = match form {
        Form::Number => node.as_i64().map(|number| number.to_string()),
        Form::Ratio => node.as_f64().map(|number| number.to_string()),
        Form::Flag => node.as_bool().map(|flag| flag.to_string()),
        Form::Text => text(node),
        Form::Said => match text(node) {
            Some(text) if text.is_empty() => return Vec::new(),
            said => said,
        },
        Form::Present => match text(node) {
            Some(text) if text.is_empty() => return Vec::new(),
            name => name.map(|_| "(of this host)".to_owned()),
        },
        Form::Address => text(node).map(|text| address(&text)),
        Form::Names => names(node).map(|names| names.join(", ")),
        Form::Options | Form::Map | Form::Other => None,
    };
    match understood {
        Some(_) if node.is_secret() => vec![secret(key, node)],
        Some(value) => vec![Setting::new(key, value, Some(node.span()))],
        None => not_understood(key, node),
    }
}

/// A secret, which compares and never shows.
pub(super) fn secret(key: &str, node: Node<'_>) -> Setting {
    let bytes = node
        .as_bytes()
        .map_or_else(|| node.canonical().text.into_bytes(), std::borrow::Cow::into_owned);
    with_value(key, Value::Secret(Fingerprint::of(&bytes)), node)
}

/// A value without a typed view.
pub(super) fn not_understood(key: &str, node: Node<'_>) -> Vec<Setting> {
    let canonical = node.canonical();
    let secrets = canonical
        .secrets
        .map(|secrets| with_value(&format!("{key} secrets"), Value::Secret(secrets), node));
    let shown = with_value(key, Value::NotUnderstood(canonical.text.into()), node);
    std::iter::once(shown).chain(secrets).collect()
}

fn with_value(key: &str, value: Value, node: Node<'_>) -> Setting {
    Setting { value, ..Setting::new(key, "", Some(node.span())) }
}

/// An address in its shortest spelling; other text as it is.
pub(super) fn address(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |ip: IpAddr| ip.to_string())
}

/// The texts of a list of texts; `None` for anything else.
pub(super) fn names(node: Node<'_>) -> Option<Vec<String>> {
    (node.kind() == Kind::List).then(|| node.items().map(text).collect())?
}

/// A string's text. Octets that are not UTF-8 are written out, so that no two texts look alike.
pub(super) fn text(node: Node<'_>) -> Option<String> {
    let bytes = node.as_bytes()?;
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    Some(out)
}

/// A member that is a string with something in it.
pub(super) fn said(node: Node<'_>, key: &str) -> Option<Arc<str>> {
    node.get(key).and_then(text).filter(|text| !text.is_empty()).map(Arc::from)
}
