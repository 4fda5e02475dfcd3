//! Aligned tables and paragraphs that fit 80 columns.

use clap::builder::styling::Style;
use unicode_width::UnicodeWidthChar;

use crate::style::{HEADING, styled};

/// Columns a screen is taken to have.
pub(crate) const WIDTH: usize = 80;
/// No name is cut to less than this.
const SHORT: usize = 5;
/// No column gets narrower than this, if its content is wider.
const NARROW: usize = 8;

/// Text in a cell, with the style it is shown in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// What stands behind the text and is the last to be cut.
    pub(crate) tail: String,
    pub(crate) style: Style,
}

impl Cell {
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), tail: String::new(), style }
    }

    /// All of it.
    pub(crate) fn whole(&self) -> String {
        format!("{}{}", self.text, self.tail)
    }

    /// Columns that it takes where there is room.
    fn width(&self) -> usize {
        width(&self.text) + width(&self.tail)
    }

    /// What is shown of it in so many columns.
    fn fitted(&self, room: usize) -> String {
        match room.checked_sub(width(&self.tail)) {
            _ if self.tail.is_empty() => fit(&self.text, room),
            Some(left @ SHORT..) => squeeze(&self.text, left) + &self.tail,
            _ => fit(&self.whole(), room),
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text, Style::new())
    }
}

/// How a column is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text; cut with an ellipsis where there is no room.
    Text,
    /// Text that is never cut: where there is no room it gets lines of its own.
    Key,
    /// Numbers, to the right; never cut.
    Number,
}

enum Line<const N: usize> {
    Row([Cell; N]),
    Text(String),
}

/// A table in the making.
pub(crate) struct Table<const N: usize> {
    columns: [(&'static str, Kind); N],
    lines: Vec<Line<N>>,
}

impl<const N: usize> Table<N> {
    pub(crate) const fn new(columns: [(&'static str, Kind); N]) -> Self {
        Self { columns, lines: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [Cell; N]) {
        self.lines.push(Line::Row(cells));
    }

    /// A remark below the last row.
    pub(crate) fn remark(&mut self, text: &str) {
        let lines = paragraph(text, WIDTH - 5);
        self.lines.extend(lines.into_iter().map(|line| Line::Text(format!("     {line}"))));
    }

    /// The text, with headings. A table without rows is empty text.
    pub(crate) fn render(&self) -> String {
        if self.lines.is_empty() {
            return String::new();
        }
        let widths = self.widths();
        let headings = self.columns.map(|(text, _)| Cell::new(text, HEADING));
        let mut out = self.line(&headings, &widths);
        for line in &self.lines {
            match line {
                Line::Row(cells) => out.push_str(&self.line(cells, &widths)),
                Line::Text(text) => {
                    out.push_str(text);
                    out.push('\n');
                }
            }
        }
        out
    }

    /// The widths of the columns: what they need, or less where the screen is too narrow.
    fn widths(&self) -> [usize; N] {
        let mut widths = self.columns.map(|(heading, _)| width(heading));
        for line in &self.lines {
            let Line::Row(cells) = line else { continue };
            for (room, cell) in widths.iter_mut().zip(cells) {
                *room = (*room).max(cell.width());
            }
        }
        // A key that gets lines of its own leaves its column to the others.
        let shrunk = self.shrunk(widths);
        for (at, ((heading, kind), room)) in self.columns.iter().zip(shrunk).enumerate() {
            let rows = self.lines.iter().filter_map(|line| match line {
                Line::Row(cells) => cells.get(at).map(Cell::width),
                Line::Text(_) => None,
            });
            let fits = rows.filter(|needs| *needs <= room).max().unwrap_or(0);
            if let Some(wanted) = widths.get_mut(at).filter(|wanted| room < **wanted)
                && *kind == Kind::Key
            {
                *wanted = fits.max(width(heading));
            }
        }
        self.shrunk(widths)
    }

    /// What there is room for: the widest columns are cut first.
    fn shrunk(&self, mut widths: [usize; N]) -> [usize; N] {
        let room = WIDTH - self.gaps();
        while widths.iter().sum::<usize>() > room {
            let columns = widths.iter_mut().zip(&self.columns);
            let widest = columns
                .filter(|(_, (_, kind))| *kind != Kind::Number)
                .map(|(room, _)| room)
                .max_by_key(|room| **room);
            match widest {
                Some(widest) if *widest > NARROW => *widest -= 1,
                _ => break,
            }
        }
        widths
    }

    /// Blanks between all columns: two, but one behind a column without heading (the mark).
    fn gaps(&self) -> usize {
        let before_last = self.columns.iter().take(N.saturating_sub(1));
        before_last.map(|(heading, _)| gap(heading)).sum()
    }

    fn line(&self, cells: &[Cell; N], widths: &[usize; N]) -> String {
        let mut out = String::new();
        let mut at = 0;
        for ((cell, room), (heading, kind)) in cells.iter().zip(widths).zip(&self.columns) {
            let needs = cell.width();
            let start = at;
            at += room + gap(heading);
            match kind {
                Kind::Number => {
                    out.push_str(&" ".repeat(room.saturating_sub(needs)));
                    out.push_str(&styled(cell.style, &cell.text));
                }
                Kind::Key if needs > *room => {
                    for piece in paragraph(&cell.text, WIDTH.saturating_sub(start).max(NARROW)) {
                        out.push_str(&styled(cell.style, &piece));
                        out.push('\n');
                        out.push_str(&" ".repeat(start));
                    }
                    out.push_str(&" ".repeat(*room));
                }
                Kind::Text | Kind::Key => {
                    let text = cell.fitted(*room);
                    out.push_str(&styled(cell.style, &text));
                    out.push_str(&" ".repeat(room.saturating_sub(width(&text))));
                }
            }
            out.push_str(&" ".repeat(gap(heading)));
        }
        let lines: Vec<&str> = out.split('\n').map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }
}

const fn gap(heading: &str) -> usize {
    if heading.is_empty() { 1 } else { 2 }
}

/// Columns that a text takes on a terminal: those of its characters. That of a whole text may be another one where characters
/// join (an emoji and its variant); then the width of a part and of the rest would not make up that of the whole, and what is cut to
/// fit would not.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// `text` cut to `room` columns, with an ellipsis where something is missing.
pub(crate) fn fit(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut taken = 0;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken + 1 > room {
            break;
        }
        kept.push(c);
    }
    format!("{kept}…")
}

/// A name cut to `room` columns in its middle: names differ at their ends more often than inside.
pub(crate) fn squeeze(name: &str, room: usize) -> String {
    if width(name) <= room {
        return name.to_owned();
    }
    let kept = room.saturating_sub(1);
    let some = |chars: &mut dyn Iterator<Item = char>, room: usize| -> Vec<char> {
        let mut taken = 0;
        let fits = chars.take_while(|c| {
            taken += c.width().unwrap_or(0);
            taken <= room
        });
        fits.collect()
    };
    let begin = some(&mut name.chars(), kept.div_ceil(2));
    let end = some(&mut name.chars().rev(), kept / 2);
    begin.into_iter().chain(['…']).chain(end.into_iter().rev()).collect()
}

/// `1 server`, `2 servers`, `2 classes`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ if noun.ends_with('s') => format!("{number} {noun}es"),
        _ => format!("{number} {noun}s"),
    }
}

/// `text` broken at blanks into lines of at most `room` columns; a word that is longer than a line
/// is broken behind a slash or another mark between its parts, else where the line ends.
pub(crate) fn paragraph(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').flat_map(|word| pieces(word, room)) {
        let (word, glued) = word;
        let last = lines.last().map_or(0, |line| width(line));
        let blank = usize::from(last > 0 && !glued);
        if last > 0 && last + blank + width(word) > room {
            lines.push(word.to_owned());
        } else if let Some(line) = lines.last_mut() {
            line.push_str(if blank == 1 { " " } else { "" });
            line.push_str(word);
        }
    }
    lines
}

/// A word in pieces that each fit, and whether a piece continues the one before it.
fn pieces(word: &str, room: usize) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while width(rest) > room {
        let mut taken = 0;
        let inside = rest.char_indices().take_while(|(_, c)| {
            taken += c.width().unwrap_or(0);
            taken <= room
        });
        let end = inside.last().map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let (line, _) = rest.split_at(end);
        let good =
            line.rfind(['/', ',', ':', '-', '.', '_']).map(|at| at + 1).filter(|at| *at > room / 3);
        let (piece, behind) = rest.split_at(good.unwrap_or(end));
        if behind.len() == rest.len() {
            break;
        }
        pieces.push((piece, !pieces.is_empty()));
        rest = behind;
    }
    pieces.push((rest, !pieces.is_empty()));
    pieces
}

/// A line that opens something: a mark, a name, and a word about it; below each other what does not
/// fit beside each other.
pub(crate) fn title(mark: Option<&Cell>, name: &str, style: Style, about: &str) -> String {
    let mark = mark.map(|mark| (styled(mark.style, &mark.text) + " ", width(&mark.text) + 1));
    let (mark, indent) = mark.unwrap_or_default();
    let names = paragraph(name, WIDTH - indent);
    let taken = indent + names.last().map_or(0, |line| width(line));
    let names: Vec<String> = names.iter().map(|line| styled(style, line)).collect();
    let mut out = mark + &names.join(&format!("\n{}", " ".repeat(indent)));
    if taken + 3 + width(about) <= WIDTH {
        out.push_str(format!("   {about}").trim_end());
    } else {
        out.extend(paragraph(about, WIDTH - 3).iter().map(|line| format!("\n   {line}")));
    }
    out + "\n"
}

/// Labels to the left, paragraphs to the right.
pub(crate) fn fields(rows: &[(&str, String)]) -> String {
    let label = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    let mut out = String::new();
    for (name, text) in rows {
        let lines = text.split('\n').flat_map(|line| paragraph(line, WIDTH - label - 4));
        for (at, line) in lines.enumerate() {
            let name = if at == 0 { name } else { "" };
            let pad = " ".repeat(label - width(name));
            out.push_str(format!("  {name}{pad}  {line}").trim_end());
            out.push('\n');
        }
    }
    out
}

/// Labels to the left and one column for each server; long texts are wrapped inside their column.
/// A row whose texts differ is marked; a text equal to the first one is shown as `same`.
pub(crate) struct Beside {
    servers: Vec<String>,
    rows: Vec<(String, Vec<String>, bool)>,
}

impl Beside {
    pub(crate) const fn new(servers: Vec<String>) -> Self {
        Self { servers, rows: Vec::new() }
    }

    /// A row; `marked` rows are the ones to look at.
    pub(crate) fn row(&mut self, label: impl Into<String>, texts: Vec<String>, marked: bool) {
        self.rows.push((label.into(), texts, marked));
    }

    pub(crate) fn render(&self, mark: Style) -> String {
        let widest = self.rows.iter().map(|(label, ..)| width(label)).max().unwrap_or(0);
        let columns = self.servers.len().max(1);
        let label = widest.clamp(8, if columns > 2 { 18 } else { 26 });
        // Beside the mark and the label; two blanks before each column.
        let room = ((WIDTH - 3 - label) / columns).saturating_sub(2).max(8);
        let headings =
            self.servers.iter().map(|name| vec![squeeze(name, room)]).collect::<Vec<_>>();
        let blank = " ".repeat(3);
        let mut out = lay_out(&blank, &[String::new()], label, &headings, room, HEADING);
        for (name, texts, marked) in &self.rows {
            let cells: Vec<Vec<String>> = texts.iter().map(|text| paragraph(text, room)).collect();
            let lead = if *marked { styled(mark, "!!") + " " } else { blank.clone() };
            let names = paragraph(name, label);
            out.push_str(&lay_out(&lead, &names, label, &cells, room, Style::new()));
        }
        out
    }
}

fn lay_out(
    lead: &str,
    names: &[String],
    label: usize,
    cells: &[Vec<String>],
    room: usize,
    style: Style,
) -> String {
    let height = cells.iter().map(Vec::len).chain([names.len()]).max().unwrap_or(0);
    let mut out = String::new();
    for line in 0..height {
        let name = names.get(line).map_or("", String::as_str);
        let mut text = if line == 0 { lead.to_owned() } else { " ".repeat(3) };
        text.push_str(name);
        text.push_str(&" ".repeat(label.saturating_sub(width(name))));
        for cell in cells {
            let cell = cell.get(line).map_or("", String::as_str);
            text.push_str("  ");
            text.push_str(&if cell.is_empty() { String::new() } else { styled(style, cell) });
            text.push_str(&" ".repeat(room.saturating_sub(width(cell))));
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn a_table_never_exceeds_the_screen() {
        let mut table = Table::new([
            ("", Kind::Text),
            ("SCOPE", Kind::Key),
            ("A", Kind::Text),
            ("N", Kind::Number),
        ]);
        let long = "2001:db8:1111:2222:3333:4444:5555:6666/128";
        table.row(["ok".into(), long.into(), "word ".repeat(30).into(), "340282366920".into()]);
        let longest = "0123456789".repeat(12);
        table.row(["ok".into(), longest.as_str().into(), "here".into(), "2".into()]);
        table.row(["!!".into(), "10.0.0.0/8".into(), "日本語".repeat(20).into(), "1".into()]);
        table.remark(&"a remark that goes on ".repeat(9));
        let text = plain(&table.render());
        assert!(text.lines().all(|line| width(line) <= WIDTH), "{text}");
        assert!(text.contains(long) && text.contains("340282366920"), "{text}");
        let joined: String = text.split_whitespace().collect();
        assert!(joined.contains(&longest), "{text}");
    }

    /// A cloud and its variant are one column apart, and two together: what is cut must fit all the same.
    #[test]
    fn what_is_cut_fits_where_characters_join() {
        for text in ["\u{2601}\u{fe0f}".repeat(30), "\u{1f468}\u{200d}\u{1f469}".repeat(30)] {
            for room in 1..60 {
                assert!(width(&squeeze(&text, room)) <= room, "{room}: {text}");
                assert!(width(&fit(&text, room)) <= room, "{room}: {text}");
            }
        }
    }

    #[test]
    fn a_key_with_lines_of_its_own_takes_no_room_from_others() {
        let mut table = Table::new([("KEY", Kind::Key), ("A", Kind::Text), ("B", Kind::Text)]);
        let text = "x".repeat(32);
        table.row(["key ".repeat(20).into(), text.as_str().into(), text.as_str().into()]);
        table.row(["short-key".into(), "here".into(), "there".into()]);
        let shown = plain(&table.render());
        assert_eq!(shown.matches(&text).count(), 2, "{shown}");
        assert!(shown.contains("\nshort-key  here  "), "{shown}");
    }

    #[test]
    fn wide_characters_are_cut_by_columns() {
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abcd", 3), "ab…");
    }

    #[test]
    fn names_are_cut_in_the_middle() {
        assert_eq!(squeeze("a-server-of-the-north-1", 9), "a-se…th-1");
        assert_eq!(squeeze("a-server", 8), "a-server");
        assert_eq!(squeeze("日本語の長い名前", 7), "日…前");
        for room in 1..20 {
            assert!(width(&squeeze("日本語の長い名前-1", room)) <= room, "{room}");
        }
    }

    #[test]
    fn what_stands_behind_a_name_stays() {
        let cell = Cell { tail: " COMM-INT".to_owned(), ..Cell::from("a-server-of-the-north-1") };
        assert_eq!(cell.fitted(40), "a-server-of-the-north-1 COMM-INT");
        assert_eq!(cell.fitted(18), "a-se…th-1 COMM-INT");
        assert_eq!(cell.fitted(10), "a-server-…");
    }

    #[test]
    fn paragraphs_break_at_blanks_and_long_words_at_marks() {
        assert_eq!(paragraph("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(paragraph("/etc/dhcp/conf.d", 10), ["/etc/dhcp/", "conf.d"]);
        assert_eq!(paragraph("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(paragraph("", 3), [""]);
    }

    #[test]
    fn servers_stand_beside_each_other() {
        let mut beside = Beside::new(vec!["dhcp-a".to_owned(), "dhcp-b".to_owned()]);
        beside.row("option routers", vec!["10.0.0.1".to_owned(), "10.0.0.2".to_owned()], true);
        beside.row("x", vec!["y ".repeat(60), String::new()], false);
        let text = plain(&beside.render(Style::new()));
        assert!(text.contains("!! option routers  10.0.0.1"), "{text}");
        assert!(text.lines().all(|line| width(line) <= WIDTH), "{text}");
    }

    #[test]
    fn nouns_agree_with_their_number() {
        assert_eq!([count(1, "server"), count(2, "class")], ["1 server", "2 classes"]);
    }
}
