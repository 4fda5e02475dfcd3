//! The rules that this crate can fire.

mod load;
mod pools;
mod service;

pub(crate) use load::*;
pub(crate) use pools::*;
pub(crate) use service::*;

use config_text::Rule;

/// Declares rules: name, id, phase and level, then summary, why, fix.
macro_rules! rules {
    ($list:ident: $(
        $name:ident $id:literal $phase:ident $severity:ident $summary:literal $why:literal $fix:literal
    )*) => {
        $(
            pub(crate) static $name: config_text::Rule = config_text::Rule {
                id: $id,
                phase: config_text::Phase::$phase,
                severity: config_text::Severity::$severity,
                summary: $summary,
                why: $why,
                fix: $fix,
            };
        )*
        pub(super) const $list: &[&config_text::Rule] = &[$(&$name,)*];
    };
}
use rules;

/// Every rule that this crate can fire.
pub static RULES: &[&Rule] = &joined::<{ LOAD.len() + SERVICE.len() + POOLS.len() }>();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler; the sizes are the lists'")]
const fn joined<const COUNT: usize>() -> [&'static Rule; COUNT] {
    let mut all = [LOAD[0]; COUNT];
    let mut at = 0;
    while at < COUNT {
        all[at] = if at < LOAD.len() {
            LOAD[at]
        } else if at < LOAD.len() + SERVICE.len() {
            SERVICE[at - LOAD.len()]
        } else {
            POOLS[at - LOAD.len() - SERVICE.len()]
        };
        at += 1;
    }
    all
}

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
