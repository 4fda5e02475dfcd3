//! Whether all of an answer has come.

use config_text::escape_control;

use crate::error::ControlError;
use crate::fault::Scene;

/// That an answer is one of Kea's, as far as can be seen without reading it, and all of it is there.
pub(crate) fn check(scene: Scene<'_>, body: &[u8]) -> Result<(), ControlError> {
    let text = body.trim_ascii();
    match text.first() {
        None => Err(scene.closed(0)),
        Some(b'{' | b'[') if is_whole(text) => Ok(()),
        Some(b'{' | b'[') => Err(scene.closed(body.len())),
        Some(_) => Err(scene.not_kea(format!("`{}`", start(text)))),
    }
}

/// The first words of something, safe to be shown.
fn start(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    escape_control(&short)
}

/// Whether every bracket of a JSON text is closed.
fn is_whole(text: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth == 0 && !in_string
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_beginning_of_an_answer_is_whole() {
        let text = br#"[ { "result": 0, "text": "a \" } ]", "arguments": { "x": [ {} ] } } ]"#;
        assert!(is_whole(text));
        for end in 1..text.len() {
            assert!(!is_whole(&text[..end]), "{}", String::from_utf8_lossy(&text[..end]));
        }
    }

    #[test]
    fn what_is_not_kea_is_shown_shortly() {
        assert_eq!(start(b"SSH-2.0-\x1b[31mOpenSSH\r\nmore"), "SSH-2.0-\\x1b[31mOpenSSH");
        assert_eq!(start(&[b'<'; 1000]).len(), 40);
    }
}
