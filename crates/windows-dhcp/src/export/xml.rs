//! XML as a tree of elements with places: no DTD, no entities but XML's own, no depth without end.

use config_text::{FileId, Span};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// How deep elements may be nested. An export needs nine levels.
const DEPTH: usize = 32;

/// The first place that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct XmlError {
    /// In bytes from the start of the file.
    pub(super) at: u32,
    pub(super) message: String,
}

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// Attributes but those that declare namespaces.
    pub(super) attributes: Vec<(String, String)>,
    /// Its text without the blanks around it.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// From its first byte to behind its last one.
    pub(super) whole: (u32, u32),
    /// Its text in the file; `None` where it has none.
    pub(super) text_at: Option<(u32, u32)>,
}

impl Element {
    /// The bracket and the name that open it.
    pub(super) fn head(&self, file: FileId) -> Span {
        let length = u32::try_from(self.name.len()).unwrap_or(0);
        Span::new(file, self.whole.0, (self.whole.0 + 1 + length).min(self.whole.1))
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn all<'e>(&'e self, name: &str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Whether it has nothing but a text.
    pub(super) fn is_bare(&self) -> bool {
        self.children.is_empty() && self.attributes.is_empty()
    }
}

struct Parse<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    from: u32,
    open: Vec<Element>,
    root: Option<Element>,
}

/// Reads the one element of a text, from byte `from` on.
pub(super) fn parse(text: &str, from: u32) -> Result<Element, XmlError> {
    let text = text.get(from as usize..).unwrap_or("");
    let mut parse =
        Parse { text, reader: Reader::from_str(text), from, open: Vec::new(), root: None };
    loop {
        let start = parse.reader.buffer_position();
        let event = parse.reader.read_event();
        match event {
            Ok(Event::Eof) => break,
            Ok(event) => parse.take(event, start)?,
            Err(error) => {
                let at = parse.reader.error_position();
                return Err(parse.error(at, format!("not XML: {error}")));
            }
        }
    }
    let end = parse.reader.buffer_position();
    match (parse.open.last(), parse.root.take()) {
        (Some(open), _) => {
            let message = format!("the file ends inside `<{}>`", open.name);
            Err(parse.error(end, message))
        }
        (None, Some(root)) => Ok(root),
        (None, None) => Err(parse.error(end, "the file has no element".to_owned())),
    }
}

impl Parse<'_> {
    fn offset(&self, at: u64) -> u32 {
        u32::try_from(at).unwrap_or(u32::MAX).saturating_add(self.from)
    }

    fn error(&self, at: u64, message: String) -> XmlError {
        XmlError { at: self.offset(at), message }
    }

    fn take(&mut self, event: Event<'_>, start: u64) -> Result<(), XmlError> {
        let end = self.reader.buffer_position();
        match event {
            Event::Start(tag) => self.begin(&tag, start)?,
            Event::Empty(tag) => {
                self.begin(&tag, start)?;
                self.end(end);
            }
            Event::End(_) => self.end(end),
            Event::Text(text) => {
                let content = text.xml10_content();
                let content = content.map_err(|error| self.error(start, error.to_string()))?;
                self.add(&content, start, end)?;
            }
            Event::CData(text) => {
                let content = text.xml10_content();
                let content = content.map_err(|error| self.error(start, error.to_string()))?;
                self.add(&content, start, end)?;
            }
            Event::GeneralRef(reference) => {
                let content = self.resolve(&reference, start)?;
                self.add(&content, start, end)?;
            }
            Event::DocType(_) => {
                let message = "a document type is not read: no export has one".to_owned();
                return Err(self.error(start, message));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn begin(&mut self, tag: &BytesStart<'_>, start: u64) -> Result<(), XmlError> {
        if self.open.len() == DEPTH {
            let message = format!("elements are nested more than {DEPTH} deep");
            return Err(self.error(start, message));
        }
        if self.root.is_some() {
            return Err(self.error(start, "a second outermost element".to_owned()));
        }
        let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
        let mut attributes = Vec::new();
        // One that stands twice is told with the properties: looking for it here takes quadratic time.
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.error(start, error.to_string()))?;
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let value = String::from_utf8_lossy(&attribute.value).into_owned();
            if key != "xmlns" && !key.starts_with("xmlns:") {
                attributes.push((key, value));
            }
        }
        let whole = (self.offset(start), self.offset(self.reader.buffer_position()));
        self.open.push(Element { name, attributes, whole, ..Element::default() });
        Ok(())
    }

    fn end(&mut self, end: u64) {
        let end = self.offset(end);
        let Some(mut closed) = self.open.pop() else { return };
        closed.whole.1 = end;
        let trimmed = closed.text.trim_matches([' ', '\t', '\r', '\n']);
        if trimmed.len() < closed.text.len() {
            closed.text = trimmed.to_owned();
        }
        closed.text_at = closed.text_at.filter(|_| !closed.text.is_empty());
        match self.open.last_mut() {
            Some(outer) => outer.children.push(closed),
            None => self.root = Some(closed),
        }
    }

    /// Adds text to the innermost element.
    fn add(&mut self, content: &str, start: u64, end: u64) -> Result<(), XmlError> {
        let blank = content.trim_matches([' ', '\t', '\r', '\n']).is_empty();
        let (from, to) = (self.offset(start), self.offset(end));
        // Blanks around the text do not belong to it.
        let raw = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        let raw = raw.and_then(|(start, end)| self.text.get(start..end)).unwrap_or("");
        let lead = raw.len() - raw.trim_ascii_start().len();
        let trail = raw.len() - raw.trim_ascii_end().len();
        let Some(open) = self.open.last_mut() else {
            let outside = "text outside of the outermost element".to_owned();
            return if blank { Ok(()) } else { Err(self.error(start, outside)) };
        };
        open.text.push_str(content);
        if !blank {
            let lead = u32::try_from(lead).unwrap_or(0);
            let trail = u32::try_from(trail).unwrap_or(0);
            let first = open.text_at.map_or(from + lead, |(first, _)| first);
            open.text_at = Some((first, to - trail));
        }
        Ok(())
    }

    /// What a reference stands for: a character, by its number or by one of XML's five names.
    fn resolve(&self, reference: &BytesRef<'_>, start: u64) -> Result<String, XmlError> {
        let refused = |name: &str| {
            self.error(start, format!("`&{name};` is none of the characters that XML names"))
        };
        let name = reference.decode().unwrap_or_default();
        match reference.resolve_char_ref() {
            Ok(Some(c)) => return Ok(c.into()),
            Ok(None) => {}
            Err(_) => return Err(refused(&name)),
        }
        let c = match &*name {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            "apos" => "'",
            _ => return Err(refused(&name)),
        };
        Ok(c.to_owned())
    }
}
