//! Words of which only some are known.

use config_text::Diagnostic;
use kea_config::{Node, nearest};

use super::judge::Judge;
use crate::rules;

/// Says which words there are, and which one was likely meant.
pub(super) fn unknown_word(judge: &mut Judge<'_>, node: Node<'_>, key: &str, words: &[&str]) {
    let listed: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    let message =
        format!("`{key}` cannot be `{}`: it is one of {}", node.shown(), listed.join(", "));
    let mut finding = Diagnostic::new(&rules::VALUE, node.name_span(), message);
    let word = node.as_str().unwrap_or_default().trim().to_ascii_lowercase();
    let meant = words.iter().find(|known| **known == word).copied();
    if let Some(near) = meant.or_else(|| nearest(&word, words.iter().copied())) {
        finding = finding.with_help(format!("did you mean `{near}`?"));
    }
    judge.push(finding);
}

pub(super) fn is_blank(node: Node<'_>) -> bool {
    node.as_str().is_some_and(|text| text.trim().is_empty())
}
