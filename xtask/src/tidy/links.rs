//! Every relative link of the documentation leads to a file of the tree, and to a heading there.

use std::collections::BTreeSet;

use super::{Finding, Tree};
use crate::workspace::TextFile;

/// A link as it stands in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    line: usize,
    target: String,
}

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let pages = tree.texts.iter().filter(|file| is_page(&file.path));
    pages.flat_map(|page| check_page(page, tree)).collect()
}

/// `docs/**/*.md` and the Markdown files of every folder above.
fn is_page(path: &str) -> bool {
    path.ends_with(".md")
}

fn check_page(page: &TextFile, tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for link in links(&page.text) {
        if let Some(what) = objection(page, &link.target, tree) {
            findings.push(Finding::error(format!("{}:{}", page.path, link.line), what));
        }
    }
    findings
}

fn objection(page: &TextFile, target: &str, tree: &Tree) -> Option<String> {
    let has_scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    if has_scheme || target.is_empty() {
        return None;
    }
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let resolved = if path.is_empty() { page.path.clone() } else { resolve(&page.path, path) };
    let folder = format!("{resolved}/");
    let leads_somewhere = resolved.is_empty()
        || tree.files.contains(&resolved)
        || tree.files.range(folder.clone()..).next().is_some_and(|file| file.starts_with(&folder));
    if !leads_somewhere {
        return Some(format!("the link `{target}` leads nowhere"));
    }
    let linked =
        tree.text(&resolved).filter(|_| resolved.ends_with(".md") && !heading.is_empty())?;
    (!headings(linked).contains(heading))
        .then(|| format!("`{resolved}` has no heading for the link `{target}`"))
}

/// A link's path, from the top folder.
fn resolve(page: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { parents(page) };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                // One step too many leads out of the tree, where nothing is tracked.
                if parts.pop().is_none() {
                    return "..".to_owned();
                }
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

fn parents(page: &str) -> Vec<&str> {
    page.rsplit_once('/').map(|(folder, _)| folder.split('/').collect()).unwrap_or_default()
}

/// The links of a page: inline, references' definitions, and mdBook's includes. Code is left out.
fn links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for (line, prose) in prose(text) {
        let found = inline(&prose).into_iter().chain(definition(&prose)).chain(include(&prose));
        links.extend(found.map(|target| Link { line, target: clean(target) }));
    }
    links
}

/// The lines outside of code fences, numbered from 1, with code spans taken out.
fn prose(text: &str) -> Vec<(usize, String)> {
    let mut fence = None;
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(opens)) => fence = Some(opens),
            (Some(open), Some(closes)) if open == closes => fence = None,
            (None, None) => lines.push((number + 1, without_code(line))),
            (Some(_), _) => {}
        }
    }
    lines
}

fn without_code(line: &str) -> String {
    let parts = line.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { part } else { "" }).collect()
}

fn inline(line: &str) -> Vec<&str> {
    let starts = line.match_indices("](").map(|(at, mark)| at + mark.len());
    let rests = starts.filter_map(|at| line.get(at..));
    rests.filter_map(|rest| rest.find(')').and_then(|end| rest.get(..end))).collect()
}

fn definition(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('[')?;
    rest.split_once("]: ").map(|(_, target)| target)
}

fn include(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("{{#include ")?;
    rest.split_once("}}").map(|(target, _)| target.split(':').next().unwrap_or(target))
}

/// A target without its title and brackets.
fn clean(target: &str) -> String {
    let target = target.trim().trim_start_matches('<');
    target.split([' ', '"', '>']).next().unwrap_or(target).to_owned()
}

/// The names by which a page's headings can be reached.
fn headings(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let marked = text.lines().filter(|line| line.starts_with('#'));
    for line in marked {
        let name = slug(line.trim_start_matches('#').trim());
        let mut free = name.clone();
        let mut number = 0;
        while names.contains(&free) {
            number += 1;
            free = format!("{name}-{number}");
        }
        names.insert(free);
    }
    names
}

fn slug(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let kept = lower.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    fn found(page: &str) -> Vec<Finding> {
        check(&Tree::of(&[
            ("docs/guide/a.md", page),
            ("docs/b.md", "# One thing\n\n## `code` & more\n"),
            ("examples/campus/dhcpair.toml", ""),
        ]))
    }

    #[test]
    fn links_that_lead_somewhere() {
        let page = "# Here\n[b](../b.md) [c](../../examples/campus) [d](/docs/b.md#one-thing)\n\
                    [e](#here) [f](https://example.net/x) ![g](<../b.md> \"title\")\n[h]: ../b.md\n\
                    [i](../b.md#code--more) {{#include ../../examples/campus/dhcpair.toml:3}}\n";
        assert_eq!(found(page), []);
    }

    #[test]
    fn links_that_lead_nowhere() {
        for broken in [
            "[x](b.md)",
            "[x](../../../b.md)",
            "[x](../../exa)",
            "[x]: gone.md",
            "{{#include gone.toml}}",
            "[x](../b.md#two-things)",
            "[x](#elsewhere)",
            "[`code`](gone.md)",
        ] {
            assert_eq!(
                places(&found(&format!("text\n{broken}\n"))),
                ["docs/guide/a.md:2"],
                "{broken}"
            );
        }
    }

    #[test]
    fn code_has_no_links() {
        assert_eq!(found("`[x](gone.md)`\n```text\n[x](gone.md)\n```\n"), []);
    }

    #[test]
    fn headings_of_the_same_name_are_numbered() {
        let names = headings("# A b\n# A b\n");
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a-b", "a-b-1"]);
    }
}
