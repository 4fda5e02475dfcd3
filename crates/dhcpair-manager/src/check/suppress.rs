//! Findings that a comment in the file allows: `# dhcpair: allow RULE -- reason`.
//!
//! A comment counts for its own line, and for the next one when it stands alone. Several may stand
//! above each other. It must name a rule that exists and give a reason; otherwise it is reported
//! itself, and so is one that allows nothing any more.

use config_text::{Diagnostic, FileId, LineIndex, Phase, Sources, Span};

use super::comments::{self, Comment};
use super::{Format, rules};

/// What a comment starts with that speaks to this program.
const MARK: &str = "dhcpair:";

/// The comments of one reading that allow something.
#[derive(Debug, Default)]
pub(crate) struct Allowances {
    entries: Vec<Entry>,
    invalid: Vec<Diagnostic>,
}

/// One rule that is allowed at one place.
#[derive(Debug)]
struct Entry {
    rule: &'static config_text::Rule,
    span: Span,
    /// The lines it counts for.
    lines: (u32, u32),
    used: bool,
}

impl Allowances {
    /// Reads the comments of every file.
    pub(crate) fn of(sources: &Sources, files: impl IntoIterator<Item = (FileId, Format)>) -> Self {
        let mut all = Self::default();
        for (file, format) in files {
            let Some(source) = sources.get(file) else { continue };
            let comments = comments::with(MARK, source.bytes(), format);
            if comments.is_empty() {
                continue;
            }
            for (at, comment) in comments.iter().enumerate() {
                let lines = reach(source.lines(), comment, comments.get(at + 1..).unwrap_or(&[]));
                all.read(file, comment, lines);
            }
        }
        all
    }

    fn read(&mut self, file: FileId, comment: &Comment, lines: (u32, u32)) {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let span = Span::new(file, offset(comment.range.start), offset(comment.range.end));
        let Some(words) = comment.text.strip_prefix(MARK).map(str::trim_start) else { return };
        let mut complain = |message: String, help: Option<String>| {
            let found = Diagnostic::new(&rules::ANY_SUPPRESSION_INVALID, span, message);
            self.invalid.push(match help {
                Some(help) => found.with_help(help),
                None => found,
            });
        };
        let Some(named) = words.strip_prefix("allow").filter(|rest| rest.starts_with([' ', '\t']))
        else {
            let word = words.split_whitespace().next().unwrap_or("");
            return complain(format!("`{word}` is nothing to tell dhcpair; `allow` is"), None);
        };
        let (named, reason) = named.split_once("--").unwrap_or((named, ""));
        let names: Vec<&str> =
            named.split([',', ' ', '\t']).filter(|name| !name.is_empty()).collect();
        if names.is_empty() {
            return complain("the comment allows no rule by name".to_owned(), None);
        }
        if reason.trim().is_empty() {
            let message = format!("allowing `{}` needs a reason", names.join("`, `"));
            return complain(message, None);
        }
        for name in names {
            match rules::named(name) {
                Ok(rule) => self.entries.push(Entry { rule, span, lines, used: false }),
                Err(error) => complain(format!("no rule `{name}`"), Some(error.help())),
            }
        }
    }

    /// Leaves out what is allowed. A finding of a pair is allowed on either side.
    pub(crate) fn apply(&mut self, sources: &Sources, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        found.into_iter().filter(|one| self.keeps(sources, one)).collect()
    }

    /// Whether a finding is left: nothing allows it.
    pub(crate) fn keeps(&mut self, sources: &Sources, found: &Diagnostic) -> bool {
        self.entries.is_empty() || !self.allows(sources, found)
    }

    fn allows(&mut self, sources: &Sources, found: &Diagnostic) -> bool {
        let places = if found.phase == Phase::Pair { found.labels.len() } else { 1 };
        let places: Vec<(FileId, u32)> = found
            .labels
            .iter()
            .take(places)
            .map(|label| (label.span.file, sources.position(label.span).line))
            .collect();
        let mut allowed = false;
        for entry in self.entries.iter_mut().filter(|entry| entry.rule.id == found.rule.id) {
            let here = |(file, line): &(FileId, u32)| {
                *file == entry.span.file && (entry.lines.0..=entry.lines.1).contains(line)
            };
            if places.iter().any(here) {
                entry.used = true;
                allowed = true;
            }
        }
        allowed
    }

    /// Comments that cannot count, and those that allowed nothing although their rule was looked
    /// for.
    pub(crate) fn leftovers(
        self,
        looked_for: impl Fn(&config_text::Rule) -> bool,
    ) -> Vec<Diagnostic> {
        let unused = self.entries.iter().filter(|entry| !entry.used && looked_for(entry.rule));
        let unused = unused.map(|entry| {
            let message = format!("`{}` finds nothing here", entry.rule.id);
            Diagnostic::new(&rules::ANY_SUPPRESSION_UNUSED, entry.span, message)
        });
        let mut all = self.invalid;
        all.extend(unused);
        all
    }
}

/// The first and the last line a comment counts for.
fn reach(lines: &LineIndex, comment: &Comment, following: &[Comment]) -> (u32, u32) {
    let line = |at: usize| lines.position(u32::try_from(at).unwrap_or(u32::MAX)).line;
    let first = line(comment.range.start);
    let mut last = line(comment.range.end);
    if !comment.alone {
        return (first, last);
    }
    last += 1;
    for next in following {
        if !next.alone || line(next.range.start) != last {
            break;
        }
        last = line(next.range.end) + 1;
    }
    (first, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of findings of `any-scope-unprotected`, one on each of `lines`.
    fn left(text: &str, lines: &[u32]) -> (Vec<u32>, Vec<String>) {
        let mut sources = Sources::new();
        let file = sources.add("x.conf", text.as_bytes().to_vec());
        let mut allowances = Allowances::of(&sources, [(file, Format::Isc)]);
        let at = |line: &u32| {
            let start = sources.get(file).unwrap().lines().line_start(*line);
            let span = Span::new(file, start, start + 1);
            Diagnostic::new(&rules::ANY_SCOPE_UNPROTECTED, span, "")
        };
        let found = allowances.apply(&sources, lines.iter().map(at).collect());
        let line = |one: &Diagnostic| sources.position(one.span().unwrap()).line;
        let rest = allowances.leftovers(|_| true);
        let rest = rest.into_iter().map(|one| format!("{}: {}", line(&one), one.message));
        (found.iter().map(line).collect(), rest.collect())
    }

    const NOTHING: Vec<String> = Vec::new();

    #[test]
    fn a_comment_counts_for_its_line_and_alone_for_the_next() {
        let text = "a # dhcpair: allow any-scope-unprotected -- lab\nb\n";
        assert_eq!(left(text, &[1, 2]), (vec![2], NOTHING));
        let text = "\t# dhcpair: allow any-scope-unprotected -- lab\nb\nc\n";
        assert_eq!(left(text, &[2, 3]), (vec![3], NOTHING));
    }

    #[test]
    fn several_comments_may_stand_above_each_other() {
        let text = "# dhcpair: allow any-scope-unprotected -- lab\n\
                    # dhcpair: allow any-side-unknown -- lab\nb\n";
        let unused = "2: `any-side-unknown` finds nothing here".to_owned();
        assert_eq!(left(text, &[3]), (vec![], vec![unused]));
        let both = "# dhcpair: allow any-side-unknown, any-scope-unprotected -- lab\nb\n";
        assert_eq!(left(both, &[2]).0, Vec::<u32>::new());
    }

    #[test]
    fn without_reason_or_rule_nothing_is_allowed() {
        for (text, complaint) in [
            ("# dhcpair: allow any-scope-unprotected\nb\n", "needs a reason"),
            ("# dhcpair: allow any-scope-unprotected -- \nb\n", "needs a reason"),
            ("# dhcpair: allow -- why\nb\n", "no rule by name"),
            ("# dhcpair: allow any-scope-unprotectet -- why\nb\n", "no rule `any-scope-unprot"),
            ("# dhcpair: ignore any-scope-unprotected -- why\nb\n", "`ignore` is nothing"),
        ] {
            let (found, complaints) = left(text, &[2]);
            assert_eq!(found, [2], "{text}");
            assert!(complaints.len() == 1 && complaints[0].contains(complaint), "{complaints:?}");
        }
    }

    #[test]
    fn a_comment_that_allows_nothing_is_reported() {
        let text = "# dhcpair: allow any-scope-unprotected -- lab\n\nb\n";
        let (found, rest) = left(text, &[3]);
        assert_eq!((found, rest.len()), (vec![3], 1));
    }
}
