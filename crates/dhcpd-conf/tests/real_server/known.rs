//! Where this crate and dhcpd still disagree, and why. Every disagreement that mutants turn up belongs
//! to one of these classes; a new one is a defect until it is named here.

use dhcpd_conf::Family;

use crate::ask::{Outcome, compare};

/// One reason to disagree.
#[derive(Debug)]
pub(crate) struct Class {
    /// A heading.
    pub(crate) name: &'static str,
    /// What dhcpd does, and why this crate says something else: a paragraph of Markdown.
    pub(crate) why: &'static str,
    pub(crate) side: Side,
    /// A short text that shows it.
    pub(crate) example: &'static str,
    /// Whether a disagreement is of this class, by the first message of the side that refuses, and
    /// the line of the text that it names.
    fits: fn(&str, &str) -> bool,
}

/// Who is alone with its opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Only this crate accepts it.
    FalseAccept,
    /// Only this crate refuses it.
    FalseReject,
}

const LOG: Class = Class {
    name: "`log` without an expression",
    why: "Where an expression should begin in `log()` and none does, dhcpd says nothing: it drops the statement, and the whole \
          `if`, `switch` or `on` around it, and loads the rest. What the file says is not what the server does then, so it \
          is refused here.",
    side: Side::FalseReject,
    example: "if known { log(info, ); option domain-name \"lost\"; }",
    fits: |message, line| message.contains("expected an expression") && line.contains("log"),
};

const CALL: Class = Class {
    name: "a call without an argument behind `option NAME =`",
    why: "Whether dhcpd complains depends on memory that it never set. Where it does not, it drops the statement and loads \
          the rest; it is refused here.",
    side: Side::FalseReject,
    example: "option domain-name = name();",
    fits: |message, line| message.contains("expected an expression") && !line.contains("log"),
};

const EXECUTED: Class = Class {
    name: "what the outermost statements compute",
    why: "At the end of `-t` dhcpd executes the statements outside all blocks (commands of `execute` as well) and then looks \
          at some parameters: ports and addresses of its own, the OMAPI key, the update style. A value that an \
          expression computes, or that stands in an `if` or `switch`, is not followed here, and neither is `log(fatal, ...)`.",
    side: Side::FalseAccept,
    example: "switch (\"a\") { case \"a\": omapi-key nobody; }",
    fits: |message, _| message.trim() == "exiting.",
};

/// All of them.
pub(crate) const CLASSES: &[&Class] = &[&LOG, &CALL, &EXECUTED];

/// The class of a disagreement, if it has a name.
pub(crate) fn class_of(outcome: &Outcome, text: &[u8]) -> Option<&'static Class> {
    let (side, message) = match outcome {
        Outcome::FalseAccept(complaint) => (Side::FalseAccept, complaint.as_str()),
        Outcome::FalseReject(errors) => (Side::FalseReject, errors.first()?.as_str()),
        _ => return None,
    };
    let number = message.split(" line ").nth(1).and_then(|rest| rest.split(':').next());
    let number = number.and_then(|number| number.parse::<usize>().ok()).unwrap_or(0);
    let text = String::from_utf8_lossy(text);
    let line = number.checked_sub(1).and_then(|at| text.split('\n').nth(at)).unwrap_or("");
    CLASSES.iter().copied().find(|class| class.side == side && (class.fits)(message, line))
}

/// Fails where the two have come to agree: then the class is to go.
fn still_disagree(class: &Class) {
    if dhcpair_testbed::program("dhcpd").is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let text = class.example.as_bytes();
    let outcome = compare(text, Family::V4, folder.path());
    let found = class_of(&outcome, text).map(|class| class.name);
    assert_eq!(found, Some(class.name), "{outcome:?}");
}

#[test]
fn a_log_without_an_expression_is_dropped_by_dhcpd_and_refused_here() {
    still_disagree(&LOG);
}

#[test]
fn a_call_without_an_argument_is_dropped_by_dhcpd_and_refused_here() {
    still_disagree(&CALL);
}

#[test]
fn what_dhcpd_executes_at_the_end_is_not_followed_here() {
    still_disagree(&EXECUTED);
}
