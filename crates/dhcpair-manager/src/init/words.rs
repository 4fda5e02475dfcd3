//! Names, paths and texts as TOML has them.

use std::path::Path;

use config_text::steers_terminal;

/// A path, as a string.
pub(super) fn path(path: &Path) -> String {
    string(&path.to_string_lossy())
}

/// A TOML key: bare where that is possible.
pub(super) fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { string(name) }
}

/// A TOML basic string, with escapes for what is not to reach a terminal.
pub(super) fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if steers_terminal(c) && u32::from(c) > 0xffff => {
                out.push_str(&format!("\\U{:08X}", u32::from(c)));
            }
            c if steers_terminal(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What is to stand in a comment.
pub(super) fn one_line(text: &str) -> String {
    config_text::escape_control(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_keys_survive_toml() {
        let hidden = "\u{9b}\u{202e}\u{2028}\u{e0041}\u{7f}";
        for text in
            ["plain", "two words", "q\"uote", "back\\slash", "line\nbreak", "tab\t", "ü", hidden]
        {
            let line = format!("{} = {}\n", key(text), string(text));
            assert!(!line.trim_end().contains(steers_terminal), "{line:?}");
            let table: toml::Table = toml::from_str(&line).unwrap();
            assert_eq!(table.get(text).and_then(toml::Value::as_str), Some(text), "{line}");
        }
    }
}
