//! The changes of one map or list to replacements of text.
//!
//! All changes of a map or list are looked at together, because they share commas: between two
//! entries there is one, and behind the last one there is one where there was one before.

use std::collections::{BTreeMap, BTreeSet};

use config_text::Span;

use super::empty;
use super::look::Look;
use super::place::{Between, Item, Text};
use super::{New, Refusal};
use crate::json::Json;
use crate::node::Node;

/// The changes of one map or list.
#[derive(Default)]
pub(super) struct Changes {
    /// Entries that go, by the number of their value.
    pub(super) removed: BTreeSet<u32>,
    /// Entries that get another value.
    pub(super) replaced: BTreeMap<u32, Json>,
    /// Entries that go and leave their comments behind.
    pub(super) bare: BTreeSet<u32>,
    /// Text that is put around entries that stay.
    pub(super) wrap: Option<Wrap>,
    /// Entries of which only a part stays: the parts that go.
    pub(super) unwrapped: BTreeMap<u32, [Span; 2]>,
    /// New entries, by how many of the old ones are in front of them.
    pub(super) inserted: BTreeMap<usize, Vec<New>>,
}

/// Text around entries that follow one another.
pub(super) struct Wrap {
    /// The values of the first and the last of them.
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) head: Vec<u8>,
    pub(super) tail: Vec<u8>,
}

/// Replacements that are disjoint.
pub(super) type Replacements = Vec<(Span, Vec<u8>)>;

/// What becomes of an entry.
enum Fate {
    Stays,
    Changes(Json),
    Goes,
    /// A new entry takes its place.
    GivesWayTo(New),
}

/// The replacements that make the changes.
pub(super) fn lower(container: Node<'_>, changes: Changes) -> Result<Replacements, Refusal> {
    let items: Vec<_> = container.items().filter_map(Item::of).collect();
    let mut groups = changes.inserted;
    let mut replaced = changes.replaced;
    let mut fates: Vec<_> = items
        .iter()
        .map(|item| match replaced.remove(&item.node.index()) {
            _ if changes.removed.contains(&item.node.index()) => Fate::Goes,
            _ if changes.bare.contains(&item.node.index()) => Fate::Goes,
            Some(json) => Fate::Changes(json),
            None => Fate::Stays,
        })
        .collect();
    if items.is_empty() {
        let news: Vec<_> = groups.into_values().flatten().collect();
        return empty::fill(container, &news);
    }
    let first_kept = fates.iter().position(|fate| !matches!(fate, Fate::Goes));
    // Where all in front of new entries goes, the first of them takes the first one's place.
    if let Some(group) = groups.first_entry()
        && first_kept.is_none_or(|kept| kept >= *group.key())
        && let Some(first @ Fate::Goes) = fates.first_mut()
    {
        let mut news = group.remove().into_iter();
        if let Some(new) = news.next() {
            *first = Fate::GivesWayTo(new);
        }
        groups.entry(1).or_default().splice(0..0, news);
    }
    let trailing = items.last().is_some_and(|item| item.commas().next().is_some());
    let last_kept = fates.iter().rposition(|fate| !matches!(fate, Fate::Goes));
    let mut lowering = Lowering {
        container,
        bare: changes.bare,
        wrap: changes.wrap,
        unwrapped: changes.unwrapped,
        out: Vec::new(),
        done: None,
    };
    let at_front = groups.remove(&0).unwrap_or_default();
    if let (Some(first), false) = (items.first(), at_front.is_empty()) {
        // Else the first one would have given way.
        lowering.in_front(first, &at_front)?;
    }
    let mut entries = items.iter().zip(fates).enumerate().peekable();
    let mut groups = groups.into_iter().peekable();
    while let Some((nth, (item, fate))) = entries.next() {
        if matches!(fate, Fate::Goes) {
            lowering.remove(item)?;
            continue;
        }
        let mut goes = Vec::new();
        while let Some((_, (gone, _))) =
            entries.next_if(|(_, (_, fate))| matches!(fate, Fate::Goes))
        {
            goes.push(gone);
        }
        let upto = nth + goes.len() + 1;
        let mut news = Vec::new();
        while let Some((_, group)) = groups.next_if(|(slot, _)| *slot <= upto) {
            news.extend(group);
        }
        lowering.keep(item, fate)?;
        lowering.behind(item, &news, last_kept != Some(nth) || trailing)?;
        for gone in goes {
            lowering.remove(gone)?;
        }
    }
    Ok(lowering.out)
}

struct Lowering<'d> {
    container: Node<'d>,
    bare: BTreeSet<u32>,
    wrap: Option<Wrap>,
    unwrapped: BTreeMap<u32, [Span; 2]>,
    out: Replacements,
    /// Where the last replacement ends, if it takes an entry out: neighbours share their blanks.
    done: Option<u32>,
}

impl Lowering<'_> {
    fn replace(&mut self, span: Span, text: impl Into<Vec<u8>>) {
        self.out.push((span, text.into()));
        self.done = None;
    }

    fn keep(&mut self, item: &Item<'_>, fate: Fate) -> Result<(), Refusal> {
        let look = Look { container: self.container };
        let ix = item.node.index();
        if let Some([head, tail]) = self.unwrapped.remove(&ix) {
            self.replace(head, "");
            self.replace(tail, "");
        }
        if let Some(wrap) = self.wrap.take_if(|wrap| wrap.first == ix) {
            self.around(item, wrap)?;
        }
        match fate {
            Fate::Stays | Fate::Goes => {}
            Fate::Changes(json) => {
                let span = whole(item.node)?;
                let text = Text::of(item.document(), span)?;
                let places = item.document().stream().inclusions_in(span);
                if !places.is_empty() {
                    return Err(Refusal::Includes { span, places });
                }
                let style = look.of_old(&text, item.node);
                self.replace(span, style.text(&json));
            }
            Fate::GivesWayTo(new) => {
                let span = whole(item.node)?;
                let text = Text::of(item.document(), span)?;
                let lead = text.lead(item);
                let indent = text.lines.indent(lead);
                let new = look.text(&text, &new, indent, Some(item));
                self.replace(text.span(lead, item.end()), new);
            }
        }
        Ok(())
    }

    /// Puts text around entries that stay, of which this is the first one.
    fn around(&mut self, item: &Item<'_>, wrap: Wrap) -> Result<(), Refusal> {
        let document = item.document();
        let last = document.node(wrap.last).and_then(Item::of).ok_or(Refusal::Foreign)?;
        let text = Text::of(document, item.first.to(last.last))?;
        self.replace(text.span(item.start(), item.start()), wrap.head);
        self.replace(text.span(last.end(), last.end()), wrap.tail);
        Ok(())
    }

    /// New entries behind one that stays, and the comma behind all of them: `more` says that one is
    /// wanted.
    fn behind(&mut self, item: &Item<'_>, news: &[New], more: bool) -> Result<(), Refusal> {
        let (any, own) = (item.commas().next(), item.comma());
        // A comma that stands elsewhere is as good as one here, but cannot be taken away from here.
        if let (Some(comma), false) = (any, more)
            && item.commas().any(|comma| comma.file != item.file())
        {
            return Err(Refusal::Crosses { places: vec![item.last, comma] });
        }
        if news.is_empty() {
            if !more {
                item.commas().for_each(|comma| self.replace(comma, ""));
            }
            return Ok(());
        }
        let look = Look { container: self.container };
        let text = Text::of(item.document(), item.last)?;
        let from = own.map_or(item.end(), |comma| comma.end as usize);
        if own.is_none() {
            self.replace(text.span(from, from), ",");
        }
        let tail = text.tail(from);
        let comment = tail.is_some_and(|tail| text.lines.blanks(from) != tail);
        let begins = item.is_whole() && text.lines.begins_line(item.start());
        let lines = begins || (comment && item.is_whole());
        let at = if lines { tail.unwrap_or(from) } else { from };
        let mut out = Vec::new();
        for (nth, new) in news.iter().enumerate() {
            let indent = if begins {
                text.lines.indent(item.start()).to_vec()
            } else if lines {
                look.column(&text, item.start())
            } else {
                text.lines.indent(item.end()).to_vec()
            };
            if lines {
                out.extend([text.lines.newline(at).as_bytes(), &indent].concat());
            } else {
                out.extend_from_slice(look.blank(&text, item));
            }
            out.append(&mut look.text(&text, new, &indent, Some(item)));
            if nth + 1 < news.len() || (own.is_some() && more) {
                out.push(b',');
            }
        }
        self.replace(text.span(at, at), out);
        Ok(())
    }

    /// New entries in front of the first one.
    fn in_front(&mut self, item: &Item<'_>, news: &[New]) -> Result<(), Refusal> {
        let look = Look { container: self.container };
        let text = Text::of(item.document(), item.first)?;
        let lead = text.lead(item);
        let indent = text.lines.indent(lead);
        let lines = text.lines.begins_line(lead);
        let at = if lines { text.lines.line_start(lead) } else { lead };
        let mut out = Vec::new();
        for new in news {
            out.extend_from_slice(if lines { indent } else { b"" });
            out.append(&mut look.text(&text, new, indent, Some(item)));
            let newline = text.lines.newline(at).as_bytes();
            out.push(b',');
            out.extend_from_slice(if lines { newline } else { look.blank(&text, item) });
        }
        self.replace(text.span(at, at), out);
        Ok(())
    }

    /// Takes an entry out, with the commas behind it and its comments, and with its lines where it has
    /// them for itself.
    fn remove(&mut self, item: &Item<'_>) -> Result<(), Refusal> {
        let commas: Vec<_> = item.commas().collect();
        if !item.is_whole() || commas.iter().any(|comma| comma.file != item.file()) {
            let places = [item.first, item.last].into_iter().chain(commas).collect();
            return Err(Refusal::Crosses { places });
        }
        let text = Text::of(item.document(), item.span())?;
        let end = commas.last().map_or(item.end(), |comma| comma.end as usize);
        let between = Between::of(text.bytes, item.end(), end);
        if !between.includes.is_empty() {
            let include = |(start, end): &(usize, usize)| text.span(*start, *end);
            let includes = between.includes.iter().map(include);
            return Err(Refusal::Crosses {
                places: std::iter::once(item.last).chain(includes).collect(),
            });
        }
        let (start, end) = self.extent(item, &text, end);
        match self.out.last_mut() {
            // A neighbour in front of it went, too.
            Some((gone, _))
                if self.done == Some(gone.end)
                    && gone.file == text.id
                    && start <= gone.end as usize =>
            {
                let begins = text.lines.begins_line(gone.start as usize);
                *gone = match text.tail(end) {
                    Some(_) if begins => {
                        let start = text.lines.line_start(gone.start as usize);
                        text.span(start, text.lines.line_end(end))
                    }
                    _ => text.span(gone.start as usize, end),
                };
            }
            _ => self.replace(text.span(start, end), ""),
        }
        self.done = self.out.last().map(|(gone, _)| gone.end);
        Ok(())
    }

    /// What goes with an entry that ends here.
    fn extent(&self, item: &Item<'_>, text: &Text<'_>, end: usize) -> (usize, usize) {
        let bare = self.bare.contains(&item.node.index());
        let lead = if bare { item.start() } else { text.lead(item) };
        if !text.lines.begins_line(lead) {
            return (text.lines.blanks_before(lead), end);
        }
        if text.tail(end).is_some_and(|tail| !bare || text.lines.blanks(end) == tail) {
            return (text.lines.line_start(lead), text.lines.line_end(end));
        }
        // The last one on the line of the closing bracket: what is in front of it moves there.
        let before = item.before();
        let from = before.end as usize;
        let white = |from| text.lines.part(from, lead).iter().all(u8::is_ascii_whitespace);
        if item.commas().next().is_none() && before.file == text.id && white(from) {
            return (from, end);
        }
        (lead, text.lines.blanks(end))
    }
}

/// The text of a value, if it lies in one file.
fn whole(node: Node<'_>) -> Result<Span, Refusal> {
    let (first, last) = node.tokens();
    let (first, last) = (node.document().token_span(first), node.document().token_span(last));
    if first.file == last.file {
        return Ok(first.to(last));
    }
    Err(Refusal::Crosses { places: vec![first, last] })
}
