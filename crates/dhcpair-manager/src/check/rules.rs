//! Every rule there is, and the pages made from them.

use config_text::{Phase, Rule, Severity};

use super::CheckError;
use crate::contract::{ExplainDocument, RulePage};
use crate::inventory::nearest;

/// The rules that this crate itself fires.
pub static RULES: &[&Rule] = &[
    &ANY_SIDE_UNKNOWN,
    &ANY_FILE_UNREADABLE,
    &ANY_FILE_WRONG_KIND,
    &ANY_SCOPE_UNPROTECTED,
    &ANY_SUPPRESSION_INVALID,
    &ANY_SUPPRESSION_UNUSED,
    &ANY_PAIR_UNRELATED,
    &ANY_FILE_GENERATED,
    &ANY_OBSERVATION_STALE,
];

pub(super) static ANY_SIDE_UNKNOWN: Rule = Rule {
    id: "any-side-unknown",
    phase: Phase::Environment,
    severity: Severity::Note,
    summary: "One side could not be read as a whole, so the two sides were not compared.",
    why: "What a side lacks and what was lost while reading it look the same. A difference reported \
          from half a configuration would be a guess, and so would be the word that there is none.",
    fix: "Make the missing part readable (`--root` says where absolute includes lie, `--cwd` where \
          relative ones start) or correct the text that makes no sense, then compare again.",
};

pub(crate) static ANY_OBSERVATION_STALE: Rule = Rule {
    id: "any-observation-stale",
    phase: Phase::Environment,
    severity: Severity::Warning,
    summary: "While watching, more than three looks at a server in turn were in vain.",
    why: "What was seen of it last may not hold any more: its partner may have been told that it is down, and it may \
          serve again without anybody seeing it. One look in vain is often a busy moment; four are not.",
    fix: "See what `dhcpair doctor SERVER` says about the way to it. Decide nothing about the pair by what the \
          server said last.",
};

pub(super) static ANY_FILE_UNREADABLE: Rule = Rule {
    id: "any-file-unreadable",
    phase: Phase::Environment,
    severity: Severity::Error,
    summary: "A file named on the command line could not be read.",
    why: "Nothing was checked in it, and an empty list of findings would look like a clean file.",
    fix: "Check the name and the permissions of the file.",
};

pub(super) static ANY_FILE_WRONG_KIND: Rule = Rule {
    id: "any-file-wrong-kind",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "A file is readable and is not what it was given for.",
    why: "A server reads only its own kind of file; findings about anything else would mean nothing.",
    fix: "Leave `--format` at `auto`, or name the format that the file really has.",
};

pub(super) static ANY_SCOPE_UNPROTECTED: Rule = Rule {
    id: "any-scope-unprotected",
    phase: Phase::Runtime,
    severity: Severity::Note,
    summary: "A scope hands out addresses, the server has a relationship, and the scope is in none.",
    why: "Its clients get no new lease, and soon no renewal, while this server is away. Often the \
          scope was added later and the step that protects it was forgotten.",
    fix: "Put the scope into a relationship, or allow the rule at the scope and say why it may stand \
          alone.",
};

pub(super) static ANY_SUPPRESSION_INVALID: Rule = Rule {
    id: "any-suppression-invalid",
    phase: Phase::Runtime,
    severity: Severity::Warning,
    summary: "A comment that should allow a rule gives no reason, or names no rule.",
    why: "A finding that was silenced without a reason cannot be judged later, so the comment does \
          not count and the finding is still reported.",
    fix: "Write `dhcpair: allow RULE -- reason` in a comment, with the rule's exact name.",
};

pub(super) static ANY_SUPPRESSION_UNUSED: Rule = Rule {
    id: "any-suppression-unused",
    phase: Phase::Runtime,
    severity: Severity::Note,
    summary: "A comment allows a rule that finds nothing there.",
    why: "The cause is gone, or the comment stands at the wrong line. Left in place it would silence \
          a later finding that nobody has looked at.",
    fix: "Remove the comment, or move it to the line of the finding or the line above.",
};

pub(super) static ANY_PAIR_UNRELATED: Rule = Rule {
    id: "any-pair-unrelated",
    phase: Phase::Pair,
    severity: Severity::Error,
    summary: "Two files were given as the halves of a pair, and no relationship joins them.",
    why: "Without a relationship neither server knows the leases of the other. What they hand out is \
          coordinated by nothing.",
    fix: "Declare the relationship on both sides: the same name, opposite roles, and addresses that \
          point at each other.",
};

pub(super) static ANY_FILE_GENERATED: Rule = Rule {
    id: "any-file-generated",
    phase: Phase::Environment,
    severity: Severity::Note,
    summary: "A file is written by another tool: a line at its head says so, or the inventory does (`generated`).",
    why: "What is edited in such a file by hand is gone with the next run of the tool. No edit is planned in it; the text to put \
          into that tool is shown instead.",
    fix: "Change it where the tool has it from. Where no tool writes the file any more, remove the line at its head, or the pattern.",
};

/// Every rule of every crate, sorted by name.
#[must_use]
pub fn all() -> Vec<&'static Rule> {
    let lists = [
        dhcpd_conf::RULES,
        kea_config::RULES,
        kea_ha::RULES,
        windows_dhcp::RULES,
        failover_model::drift::RULES,
        failover_model::joint::RULES,
        RULES,
    ];
    let mut rules: Vec<_> = lists.into_iter().flatten().copied().collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup_by_key(|rule| rule.id);
    rules
}

/// The rule of a name.
pub(super) fn named(id: &str) -> Result<&'static Rule, CheckError> {
    let rules = all();
    if let Some(found) = rules.iter().find(|rule| rule.id == id) {
        return Ok(found);
    }
    let help = match nearest(id, rules.iter().map(|rule| rule.id)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`dhcpair check --explain all` lists every rule".to_owned(),
    };
    Err(CheckError::NoRule { rule: id.to_owned(), help })
}

/// The page of a rule, or with `all` the pages of every rule.
///
/// # Errors
/// [`CheckError::NoRule`] where there is no such rule.
pub fn explain(rule: &str) -> Result<ExplainDocument, CheckError> {
    let rules = if rule == "all" { all() } else { vec![named(rule)?] };
    let rules = rules.into_iter().map(page).collect();
    Ok(ExplainDocument { schema: "dhcpair.rules/1", rules })
}

const fn page(rule: &'static Rule) -> RulePage {
    RulePage {
        rule: rule.id,
        phase: rule.phase.as_str(),
        severity: rule.severity.as_str(),
        summary: rule.summary,
        why: rule.why,
        fix: rule.fix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_names_and_texts_of_their_own() {
        let lists = [
            dhcpd_conf::RULES,
            kea_config::RULES,
            kea_ha::RULES,
            windows_dhcp::RULES,
            failover_model::drift::RULES,
            failover_model::joint::RULES,
            RULES,
        ];
        let listed: usize = lists.iter().map(|list| list.len()).sum();
        assert_eq!(all().len(), listed, "two crates list a rule of the same name");
        for rule in all() {
            let prefix = rule.id.split('-').next();
            assert!(matches!(prefix, Some("any" | "isc" | "kea" | "win")), "{}", rule.id);
            for text in [rule.summary, rule.why, rule.fix] {
                assert!(text.len() > 5 && !text.contains("  "), "{}: `{text}`", rule.id);
            }
        }
    }

    #[test]
    fn a_mistyped_rule_gets_a_guess() {
        let error = explain("any-side-unknwon").unwrap_err();
        assert_eq!(error.help(), "did you mean `any-side-unknown`?");
        assert_eq!(explain("any-side-unknown").unwrap().rules.len(), 1);
        assert_eq!(explain("all").unwrap().rules.len(), all().len());
    }
}
