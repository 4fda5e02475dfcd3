//! Parentheses in conditions, dropped where they change nothing.
//!
//! dhcpd binds `and` and `or` alike, from left to right, and comparisons more tightly than both
//! (dhcp-eval(5) does not say so). Around a whole condition, around its left part, and around one
//! comparison, parentheses are a matter of taste. All others are kept.

/// A condition, or statements with conditions in them, without needless parentheses. The text is
/// canonical: one blank between words, none between a function and its `(`.
pub(super) fn settled(text: &str) -> String {
    if !text.contains('(') {
        return text.to_owned();
    }
    let tokens = tokens(text);
    let mut needless = Vec::new();
    let mut open: Vec<Group> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "(" => open.push(Group { at, before: Before::of(text, &tokens, at), joins: false }),
            ")" => {
                let Some(group) = open.pop() else { continue };
                let behind = tokens.get(at + 1).map_or("", |token| token.text);
                let ends = matches!(behind, "" | ")" | "{" | "and" | "or");
                let alone = match group.before {
                    Before::Start => true,
                    Before::Join => !group.joins,
                    Before::Other => false,
                };
                if ends && alone {
                    let opened = tokens.get(group.at).map(|token| token.start);
                    needless.extend(opened.into_iter().chain([token.start]));
                    // What was inside stands in the group around it now.
                    if let Some(around) = open.last_mut() {
                        around.joins |= group.joins;
                    }
                }
            }
            "and" | "or" => {
                if let Some(group) = open.last_mut() {
                    group.joins = true;
                }
            }
            _ => {}
        }
    }
    needless.sort_unstable();
    without(text, &needless)
}

/// A pair of parentheses that is open.
struct Group {
    at: usize,
    before: Before,
    /// Whether `and` or `or` stands directly in it.
    joins: bool,
}

/// What an opening parenthesis follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The start of a condition.
    Start,
    /// `and` or `or`.
    Join,
    /// A function, `not`, an operator.
    Other,
}

impl Before {
    fn of(text: &str, tokens: &[Token<'_>], at: usize) -> Self {
        let Some(before) = at.checked_sub(1).and_then(|at| tokens.get(at)) else {
            return Self::Start;
        };
        let start = tokens.get(at).map_or(0, |token| token.start);
        let glued = text.get(..start).is_some_and(|head| !head.ends_with([' ', '(']));
        match before.text {
            _ if glued => Self::Other,
            // Arguments of a function are no conditions; those of a group are.
            "(" => match Self::of_group(text, before) {
                true => Self::Start,
                false => Self::Other,
            },
            "if" | "elsif" => Self::Start,
            "and" | "or" => Self::Join,
            _ => Self::Other,
        }
    }

    /// Whether an opening parenthesis belongs to no function.
    fn of_group(text: &str, open: &Token<'_>) -> bool {
        text.get(..open.start).is_some_and(|head| head.is_empty() || head.ends_with([' ', '(']))
    }
}

struct Token<'a> {
    text: &'a str,
    start: usize,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(token) = super::order::token(rest) {
        let start = text.len() - rest.len() + (rest.len() - rest.trim_start().len());
        found.push(Token { text: token, start });
        rest = text.get(start + token.len()..).unwrap_or_default();
    }
    found
}

/// `text` without the bytes at these places, which hold one ASCII sign each.
fn without(text: &str, places: &[usize]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for place in places {
        out.push_str(text.get(from..*place).unwrap_or_default());
        from = place + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::settled;

    fn check(written: &str, expected: &str) {
        assert_eq!(settled(written), expected);
        assert_eq!(settled(expected), expected);
    }

    #[test]
    fn needless_parentheses_go() {
        check("(a = b)", "a = b");
        check("((a = b))", "a = b");
        check("(a = b) and (c = d)", "a = b and c = d");
        check("(a = b and c = d) or e = f", "a = b and c = d or e = f");
        check("if (known) { x ; }", "if known { x ; }");
        check(
            "(substring(option user-class, 0, 4) = \"a(b\")",
            "substring(option user-class, 0, 4) = \"a(b\"",
        );
    }

    #[test]
    fn parentheses_with_a_meaning_stay() {
        for kept in [
            "a = b or (c = d and e = f)",
            "not (a = b)",
            "(x % 2) = 0",
            "known and (x % 2) = 0",
            "substring(option user-class, 0, (4 + 1)) = \"x\"",
        ] {
            check(kept, kept);
        }
        check("a = b or ((c = d and e = f))", "a = b or (c = d and e = f)");
        check("a = b or (c = d or (e = f and g = h))", "a = b or (c = d or (e = f and g = h))");
    }

    #[test]
    fn deep_nesting_costs_no_stack() {
        let deep = format!("{}known{}", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(settled(&deep), "known");
    }
}
