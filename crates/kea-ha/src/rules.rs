//! The rules that this crate can fire.

mod load;
mod pools;
mod running;
mod service;

pub(crate) use load::*;
pub(crate) use pools::*;
pub(crate) use running::*;
pub(crate) use service::*;

use config_text::{Rule, joined_rules};

/// Every rule that this crate can fire.
pub static RULES: &[&Rule] = &joined_rules::<
    { LOAD.len() + SERVICE.len() + POOLS.len() + RUNNING.len() },
>(&[LOAD, SERVICE, POOLS, RUNNING]);

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
