//! The rules that this crate can fire.

mod content;
mod syntax;

pub(crate) use content::*;
pub(crate) use syntax::*;

use config_text::{Rule, joined_rules};

/// Fired for passwords of hook libraries, too, by the crate that knows the library.
pub static PLAIN_PASSWORD: &Rule = &PASSWORD_PLAIN;

/// Every rule that this crate can fire.
pub static RULES: &[&Rule] =
    &joined_rules::<{ SYNTAX_RULES.len() + CONTENT_RULES.len() }>(&[SYNTAX_RULES, CONTENT_RULES]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_texts_are_sentences() {
        for (at, rule) in RULES.iter().enumerate() {
            assert!(rule.id.starts_with("kea-"), "{}", rule.id);
            assert!(RULES[..at].iter().all(|other| other.id != rule.id), "{}", rule.id);
            for text in [rule.summary, rule.why, rule.fix] {
                assert!(text.ends_with('.') && text.len() > 20, "{}: {text}", rule.id);
            }
        }
    }
}
