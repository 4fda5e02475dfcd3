//! The pages under `docs/rules`, made from the rules.

use config_text::Rule;

use super::rules::all;

/// The groups of rules: prefix, name of the page, heading.
const GROUPS: [(&str, &str, &str); 4] = [
    ("any-", "any.md", "Rules for all vendors"),
    ("isc-", "isc.md", "Rules for ISC dhcpd"),
    ("kea-", "kea.md", "Rules for Kea"),
    ("win-", "windows.md", "Rules for Windows"),
];

/// Every page, with its name: an index, and one page for each group of rules.
#[must_use]
pub fn pages() -> Vec<(&'static str, String)> {
    let rules = all();
    let mut index = String::from(
        "# Rules\n\n\
         What `check` and `drift` look for. These pages are made from the code by `cargo xtask docs`;\n\
         `dhcpair check --explain RULE` shows the same.\n\n\
         **Phase** says when a problem shows: *load*, the server refuses the file; *start*, it loads and\n\
         will not start or not serve; *runtime*, it works and hurts; *pair*, only both halves show it;\n\
         *environment*, it needs more than the configuration. **Level**: *error*, service is lost,\n\
         addresses are handed out twice, or the server refuses; *warning*, it hurts after a failure or\n\
         surprises; *note*, good to know.\n\n\
         A finding can be allowed where it stands, by a comment on its line or alone on the line above.\n\
         It needs a reason, and is itself reported when it no longer matches:\n\n\
         \x20   # dhcpair: allow isc-mclt-extreme -- agreed with the network team\n",
    );
    let mut pages = Vec::new();
    for (prefix, name, heading) in GROUPS {
        let mine: Vec<&Rule> = rules.iter().copied().filter(|r| r.id.starts_with(prefix)).collect();
        index.push_str(&format!(
            "\n## [{heading}]({name})\n\n| rule | phase | level | when |\n|---|---|---|---|\n"
        ));
        let mut page = format!("# {heading}\n\nAll others: [rules](README.md).\n");
        for rule in mine {
            let when = cell(&sentence(rule.summary));
            let (id, phase, level) = (rule.id, rule.phase, rule.severity);
            index.push_str(&format!("| [{id}]({name}#{id}) | {phase} | {level} | {when} |\n"));
            page.push_str(&section(rule));
        }
        pages.push((name, page));
    }
    pages.push(("README.md", index));
    pages
}

fn section(rule: &Rule) -> String {
    format!(
        "\n## {}\n\n*{}, {}.* {}\n\n**Why it matters.** {}\n\n**What to do.** {}\n",
        rule.id,
        rule.severity,
        rule.phase,
        sentence(rule.summary),
        sentence(rule.why),
        sentence(rule.fix),
    )
}

/// A text as a sentence: capital letter, full stop. Angle brackets would be read as markup.
fn sentence(text: &str) -> String {
    let text = text.replace('<', "&lt;");
    let mut letters = text.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_in_the_index_and_on_its_page() {
        let pages = pages();
        let of = |name: &str| &pages.iter().find(|(known, _)| *known == name).unwrap().1;
        for rule in all() {
            let (_, name, _) = GROUPS.iter().find(|(p, ..)| rule.id.starts_with(p)).unwrap();
            assert!(of("README.md").contains(&format!("({name}#{})", rule.id)), "{}", rule.id);
            assert!(of(name).contains(&format!("\n## {}\n", rule.id)), "{}", rule.id);
        }
    }

    #[test]
    fn texts_become_sentences() {
        assert_eq!(sentence("a file is empty"), "A file is empty.");
        assert_eq!(sentence("Write `<?include?>`."), "Write `&lt;?include?>`.");
        assert_eq!(cell("a | b"), "a \\| b");
    }
}
