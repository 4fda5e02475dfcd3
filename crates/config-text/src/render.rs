//! Diagnostics as text with snippets, for a terminal.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::secret::{announced_secrets, escape_control, steers_terminal, url_credentials};
use crate::source::{SourceFile, Sources, Span};

/// Columns of the screen.
const WIDTH: usize = 80;
/// How many bytes of one line a snippet shows on either side of what it points at.
const LINE_WINDOW: u32 = 200;

/// Renders one diagnostic: headline, the lines it points at, help. Ends with a line break.
///
/// Secrets that a parser marked, whatever stands behind a word such as `secret` or `password` on a
/// shown line, and the credentials of URLs are masked; control characters are shown as a dot.
#[must_use]
pub fn render(sources: &Sources, diagnostic: &Diagnostic, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    // Further lines of a headline begin below its first word.
    let head = format!("{}[{}]: ", diagnostic.severity.as_str(), diagnostic.rule.id).len();
    let message = wrapped(&escape_control(&diagnostic.message), WIDTH.saturating_sub(head).max(30));
    let title = level.primary_title(message.as_str()).id(diagnostic.rule.id);
    let excerpts: Vec<_> =
        diagnostic.labels.iter().filter_map(|label| Excerpt::of(sources, label)).collect();
    let help = escape_control(diagnostic.help.as_deref().unwrap_or(diagnostic.rule.fix));
    let last = excerpts.iter().map(|excerpt| excerpt.line).max().unwrap_or(0);
    let help = wrapped(&help, WIDTH - "  = help: ".len() - last.to_string().len());
    let mut group = Group::with_title(title);
    for (at, excerpt) in excerpts.iter().enumerate() {
        let kind = if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(excerpt.range.clone()).label(excerpt.label.as_str());
        let snippet = Snippet::source(excerpt.text.as_str())
            .line_start(excerpt.line)
            .path(excerpt.path.as_str())
            .annotation(annotation);
        group = group.element(snippet);
    }
    group = group.element(Level::HELP.message(help.as_str()));
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH);
    format!("{}\n", renderer.render(&[group]))
}

/// Text broken at blanks into lines of at most `room` characters, longer words apart.
fn wrapped(text: &str, room: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut taken = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if taken > 0 && taken + 1 + length > room {
            out.push('\n');
            taken = 0;
        } else if taken > 0 {
            out.push(' ');
            taken += 1;
        }
        out.push_str(word);
        taken += length;
    }
    out
}

/// The line (or the first of the lines) a label points at, safe to show.
struct Excerpt {
    path: String,
    line: usize,
    text: String,
    range: std::ops::Range<usize>,
    label: String,
}

impl Excerpt {
    fn of(sources: &Sources, label: &Label) -> Option<Self> {
        let file = sources.get(label.span.file)?;
        let position = sources.position(label.span);
        let start = label.span.start - (position.column - 1);
        let from = label.span.start.saturating_sub(LINE_WINDOW).max(start);
        let bytes = file.bytes();
        let tail = bytes.get(label.span.start as usize..).unwrap_or(&[]);
        let length = tail.iter().position(|byte| *byte == b'\n').unwrap_or(tail.len());
        let line_end = label.span.start + u32::try_from(length).unwrap_or(u32::MAX);
        let end = line_end.min(label.span.end.max(label.span.start).saturating_add(LINE_WINDOW));
        let shown = Span::new(label.span.file, from, end);
        let (text, range) = safe(file, sources.slice(shown), shown, label.span);
        Some(Self {
            path: escape_control(&file.path().to_string_lossy()),
            line: position.line as usize,
            text,
            range,
            label: escape_control(&label.text),
        })
    }
}

/// The text of a line with secrets masked and control characters as dots, and where in it the
/// marked range lies.
fn safe(
    file: &SourceFile,
    bytes: &[u8],
    shown: Span,
    marked: Span,
) -> (String, std::ops::Range<usize>) {
    let masked = mask(file, bytes, shown.start);
    let mut text = String::with_capacity(masked.len());
    let (mut at, mut from, mut to) = (shown.start, None, None);
    for chunk in masked.utf8_chunks() {
        let invalid = (!chunk.invalid().is_empty()).then_some('\u{fffd}');
        let lengths = chunk.valid().chars().map(|c| (c, c.len_utf8()));
        for (c, length) in lengths.chain(invalid.map(|c| (c, chunk.invalid().len()))) {
            if at >= marked.start && from.is_none() {
                from = Some(text.len());
            }
            if at >= marked.end && to.is_none() {
                to = Some(text.len());
            }
            text.push(if c == '\t' {
                ' '
            } else if steers_terminal(c) {
                '.'
            } else {
                c
            });
            at += u32::try_from(length).unwrap_or(u32::MAX);
        }
    }
    let from = from.unwrap_or(text.len());
    let to = to.unwrap_or(text.len()).max(from);
    (text, from..to)
}

/// Words behind which a secret stands in the formats we read.
const SECRET_WORDS: [&str; 3] = ["secret", "password", "passwd"];

fn mask(file: &SourceFile, bytes: &[u8], offset: u32) -> Vec<u8> {
    let mut masked = bytes.to_vec();
    let mut cover = |from: usize, to: usize| {
        for byte in masked.iter_mut().take(to).skip(from).filter(|byte| **byte != b'\n') {
            *byte = b'*';
        }
    };
    for (start, end) in file.secrets() {
        let from = start.saturating_sub(offset) as usize;
        let to = end.saturating_sub(offset) as usize;
        if *end > offset && from < bytes.len() {
            cover(from, to);
        }
    }
    url_credentials(bytes).for_each(|place| cover(place.start, place.end));
    announced_secrets(bytes).into_iter().for_each(|place| cover(place.start, place.end));
    let lower = bytes.to_ascii_lowercase();
    for word in SECRET_WORDS {
        let found = lower.windows(word.len()).position(|window| window == word.as_bytes());
        let Some(at) = found else { continue };
        let behind = at + word.len();
        let rest = lower.get(behind..).unwrap_or(&[]);
        let separator =
            |byte: &u8| matches!(byte, b' ' | b'\t' | b':' | b'=' | b'"' | b'\'' | b'[' | b'{');
        let skipped = rest.iter().take_while(|byte| separator(byte)).count();
        let value = rest.get(skipped..).unwrap_or(&[]);
        let stop = |byte: &u8| matches!(byte, b';' | b'"' | b'\'' | b',' | b'}' | b'{');
        let length = value.iter().position(stop).unwrap_or(value.len());
        if skipped > 0 {
            cover(behind + skipped, behind + skipped + length);
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Phase, Rule};

    static RULE: Rule = Rule {
        id: "test-rule",
        phase: Phase::Load,
        severity: Severity::Error,
        summary: "",
        why: "",
        fix: "write it right",
    };

    fn rendered(text: &[u8], start: u32, end: u32) -> String {
        let mut sources = Sources::new();
        let file = sources.add("dhcpd.conf", text.to_vec());
        render(&sources, &Diagnostic::new(&RULE, Span::new(file, start, end), "no `good`"), false)
    }

    #[test]
    fn points_at_the_line_and_says_what_to_do() {
        let text = rendered(b"first;\n  broken here;\n", 9, 15);
        assert!(text.contains("error[test-rule]: no `good`"), "{text}");
        assert!(text.contains("dhcpd.conf:2:3"), "{text}");
        assert!(text.contains("^^^^^^"), "{text}");
        assert!(text.contains("help: write it right"), "{text}");
    }

    #[test]
    fn long_help_is_broken_below_itself() {
        let mut sources = Sources::new();
        let file = sources.add("x", b"abc".to_vec());
        let mut found = Diagnostic::new(&RULE, Span::new(file, 0, 1), "here");
        found.help = Some(["word"; 40].join(" "));
        let text = render(&sources, &found, false);
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert!(text.contains("\n          word word"), "{text}");
    }

    #[test]
    fn what_stands_behind_secret_is_masked() {
        let text = rendered(b"key k { secret TOPSECRET==; }", 0, 3);
        assert!(!text.contains("TOPSECRET"), "{text}");
        let json = rendered(br#"{ "basic-auth-password": "TOPSECRET", "x": 1 }"#, 0, 1);
        assert!(!json.contains("TOPSECRET") && json.contains("\"x\": 1"), "{json}");
    }

    #[test]
    fn credentials_of_urls_are_masked() {
        for text in
            [&b"execute(\"curl\", \"http://u:TOPSECRET@h/\")"[..], b"\"url\": \"http://u:TOPSECRET"]
        {
            let text = rendered(text, 0, 3);
            assert!(!text.contains("TOPSECRET") && text.contains("http://"), "{text}");
        }
    }

    #[test]
    fn marked_secrets_are_masked_wherever_they_stand() {
        let mut sources = Sources::new();
        let file = sources.add("x", b"abc hunter2 def".to_vec());
        sources.mark_secret(Span::new(file, 4, 11));
        let text =
            render(&sources, &Diagnostic::new(&RULE, Span::new(file, 12, 15), "here"), false);
        assert!(text.contains("abc ******* def"), "{text}");
    }

    #[test]
    fn control_bytes_and_broken_text_do_not_reach_the_terminal() {
        let text = rendered(b"a\x1b[31m\xff\x00 b\xc3", 0, 3);
        assert!(!text.contains('\x1b') && !text.contains('\0'), "{text:?}");
    }

    #[test]
    fn a_line_of_a_megabyte_is_shown_in_part() {
        let text = rendered(&vec![b'x'; 1 << 20], 500_000, 500_004);
        assert!(text.len() < 5_000, "{}", text.len());
    }

    #[test]
    fn a_place_behind_the_end_is_shown_at_the_end() {
        assert!(rendered(b"abc", 3, 3).contains("dhcpd.conf:1:4"));
        assert!(rendered(b"", 0, 0).contains("dhcpd.conf:1:1"));
    }
}
