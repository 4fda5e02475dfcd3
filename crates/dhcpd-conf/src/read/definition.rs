//! Definitions of options and option spaces (dhcp-options(5), "DEFINING NEW OPTIONS").

use std::borrow::Cow;

use super::cursor::{Checked, Cursor};
use super::frame::Place;
use super::grammar::{Grammar, Named};
use super::literal::atoi;
use super::reader::{At, Reader};
use crate::index::kind::Kind;
use crate::options::{Def, Lookup, Options, Widths};
use crate::rules;
use crate::view::ItemKind;

impl Reader<'_> {
    /// `option` outside executable bodies: a definition or a value.
    pub(super) fn option(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let mut ahead = *cur;
        ahead.pos += 1;
        if ahead.peek() == Kind::Space {
            cur.pos = ahead.pos;
            return self.option_space(cur, at);
        }
        let name = if ahead.kind(ahead.pos + 1) == Kind::Dot { 3 } else { 1 };
        if ahead.kind(ahead.pos + name) != Kind::Code {
            return self.executable(cur, at, None);
        }
        let mut grammar = Grammar::check(ahead, &self.config.options, &self.names);
        let named = grammar.option_name_or_new()?;
        cur.pos = grammar.cur.pos;
        self.option_code(cur, at, named)
    }

    /// `option space NAME [code width N] [length width N] [hash size N];`
    fn option_space(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        self.unscoped(cur)?;
        cur.pos += 1;
        if !cur.next().is_identifier() {
            return Err(cur.expected("the name of an option space"));
        }
        let name = String::from_utf8_lossy(cur.text()).into_owned();
        let mut widths = Widths::default();
        loop {
            let (word, kind, fits): (_, _, fn(i32) -> bool) = match cur.next() {
                Kind::Semicolon => break,
                Kind::Code => ("`width`", Kind::Width, |width| matches!(width, 1 | 2 | 4)),
                Kind::Length => ("`width`", Kind::Width, |width| matches!(width, 1 | 2)),
                Kind::Hash => ("`size`", Kind::Size, |size| size >= 0),
                _ => return Err(cur.expected("`code width`, `length width`, `hash size` or `;`")),
            };
            let which = cur.kind(cur.pos.saturating_sub(1));
            cur.expect(kind, word)?;
            let width = cur.plain_number()?;
            match which {
                Kind::Code => widths.code = width as u8,
                Kind::Length => widths.length = width as u8,
                _ => {}
            }
            if !fits(width) {
                let found = cur.quote(cur.pos - 1);
                let message = format!("{found} is not a width or size that dhcpd knows");
                return Err(cur.fail(&rules::OPTION_DEFINITION, message));
            }
        }
        self.config.options.add_space(Cow::Owned(name), 0, widths);
        self.note(ItemKind::Listed, 0, at);
        Ok(())
    }

    /// The rest of `option [SPACE.]NAME code N = TYPE;`
    fn option_code(&mut self, cur: &mut Cursor<'_>, at: At, named: Named) -> Checked {
        self.unscoped(cur)?;
        cur.pos += 1;
        let name = match named.found {
            Lookup::Def(def) => {
                let name = self.config.options.def(def).map(|def| def.name.clone());
                self.config.options.forget(def);
                name.unwrap_or_default()
            }
            _ => Cow::Owned(String::from_utf8_lossy(cur.text_at(named.token)).into_owned()),
        };
        cur.expect(Kind::Number, "the code of the option")?;
        let code = atoi(cur.text()) as u32;
        cur.expect(Kind::Equal, "`=`")?;
        let (format, encapsulated) = TypeReader::read(cur, &self.config.options)?;
        if encapsulated.is_some_and(|space| !self.config.options.encapsulate(space)) {
            let message =
                "the option space is in another option already: dhcpd stops at a second one";
            return Err(cur.fail(&rules::OPTION_DEFINITION, message));
        }
        let span = Some(cur.file().node_span(at.node));
        let format = Cow::Owned(format);
        self.config.options.define(Def { space: named.space, code, name, format, span });
        self.note(ItemKind::Listed, 0, at);
        Ok(())
    }

    fn unscoped(&self, cur: &Cursor<'_>) -> Checked {
        if self.place() == Place::Root {
            return Ok(());
        }
        let place = self.place().name();
        let message = format!("options and option spaces cannot be defined {place}");
        Err(cur.fail(&rules::OPTION_DEFINITION, message))
    }
}

/// dhcpd's buffer for a format.
const FORMAT: usize = 128;

/// Reads a type into a format.
struct TypeReader<'c, 'a> {
    cur: &'c mut Cursor<'a>,
    options: &'c Options,
    format: String,
    record: bool,
    array: Array,
    /// Only the last part of a record can be one without an end.
    last: bool,
    /// The space whose options it holds.
    encapsulates: Option<u16>,
}

/// Which part of a type repeats.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Array {
    None,
    /// Everything.
    All,
    /// The part of a record that is being read.
    Part,
}

impl<'c, 'a> TypeReader<'c, 'a> {
    fn read(cur: &'c mut Cursor<'a>, options: &'c Options) -> Checked<(String, Option<u16>)> {
        let mut reader = Self {
            cur,
            options,
            format: String::new(),
            record: false,
            array: Array::None,
            last: false,
            encapsulates: None,
        };
        reader.all()?;
        Ok((reader.format, reader.encapsulates))
    }

    fn all(&mut self) -> Checked {
        if self.cur.eat(Kind::Array) {
            self.cur.expect(Kind::Of, "`of`")?;
            self.array = Array::All;
        }
        self.record = self.cur.eat(Kind::LBrace);
        loop {
            self.part()?;
            if !self.record || !self.more()? {
                break;
            }
        }
        self.cur.semicolon()?;
        if self.encapsulates.is_some() && self.array != Array::None {
            return Err(self.wrong("there are no arrays of encapsulated options"));
        }
        if self.array != Array::None {
            self.format.push(if self.record { 'A' } else { 'a' });
        }
        Ok(())
    }

    /// What follows a part of a record; true where it is another part.
    fn more(&mut self) -> Checked<bool> {
        let next = self.cur.next();
        if self.array == Array::Part {
            self.room(1)?;
            self.array = Array::None;
            self.format.push('a');
        }
        match next {
            Kind::Comma if self.last => {
                Err(self.wrong("text, strings, names and empty values must stand at the end"))
            }
            Kind::Comma => Ok(true),
            Kind::RBrace => Ok(false),
            _ => Err(self.cur.expected("`,` or `}`")),
        }
    }

    fn part(&mut self) -> Checked {
        let mut kind = self.cur.next();
        if self.encapsulates.is_some() {
            return Err(self.wrong("`encapsulate` must stand at the end"));
        }
        while kind == Kind::Array {
            if self.array != Array::None {
                return Err(self.wrong("there are no arrays of arrays"));
            }
            self.cur.expect(Kind::Of, "`of`")?;
            self.array = if self.record { Array::Part } else { Array::All };
            kind = self.cur.next();
            if self.record && kind == Kind::LBrace {
                return Err(self.wrong("a record can only hold arrays of simple types"));
            }
        }
        let letter = self.simple(kind)?;
        self.room(1)?;
        self.format.push(letter);
        Ok(())
    }

    fn simple(&mut self, kind: Kind) -> Checked<char> {
        match kind {
            Kind::Boolean => Ok('f'),
            Kind::Integer => self.integer(true),
            Kind::Signed | Kind::Unsigned => {
                self.cur.expect(Kind::Integer, "`integer`")?;
                self.integer(kind == Kind::Signed)
            }
            Kind::IpAddress => Ok('I'),
            Kind::Ip6Address => Ok('6'),
            Kind::DomainName => self.without_array('d'),
            Kind::DomainList if self.cur.eat(Kind::Compressed) => {
                self.format.push('D');
                self.without_array('c')
            }
            Kind::DomainList => self.without_array('D'),
            Kind::Text => self.without_array('t'),
            Kind::StringWord => self.without_array('X'),
            Kind::Zerolen => self.without_array('Z'),
            Kind::Encapsulate => self.encapsulated(),
            _ => Err(self.cur.expected("the type of an option")),
        }
    }

    fn integer(&mut self, signed: bool) -> Checked<char> {
        let letter = match self.cur.plain_number()? {
            8 => 'B',
            16 => 'S',
            32 => 'L',
            _ => return Err(self.wrong("integers have 8, 16 or 32 bits")),
        };
        Ok(if signed { letter.to_ascii_lowercase() } else { letter })
    }

    fn without_array(&mut self, letter: char) -> Checked<char> {
        if self.array != Array::None {
            return Err(self.wrong("there are no arrays of this type"));
        }
        self.last = true;
        Ok(letter)
    }

    fn encapsulated(&mut self) -> Checked<char> {
        if !self.cur.next().is_identifier() {
            return Err(self.cur.expected("the name of an option space"));
        }
        let name = self.cur.text();
        let space = self.options.space(name);
        if space.is_none() {
            let message = format!("no option space {}", self.cur.quote(self.cur.pos - 1));
            return Err(self.cur.fail(&rules::OPTION_UNKNOWN, message));
        }
        self.room(name.len() + 2)?;
        self.format.push('E');
        self.format.push_str(&String::from_utf8_lossy(name));
        self.encapsulates = space;
        Ok('.')
    }

    fn room(&self, more: usize) -> Checked {
        if self.format.len() + more <= FORMAT {
            return Ok(());
        }
        Err(self.wrong("this type has too many parts"))
    }

    fn wrong(&self, message: &str) -> Box<super::cursor::Fail> {
        self.cur.fail(&rules::OPTION_DEFINITION, message)
    }
}

/// A format in the words of a definition.
pub(crate) fn option_type(format: &str) -> String {
    let (format, array) = match format.strip_suffix('A') {
        Some(all) => (all, "array of "),
        None => (format, ""),
    };
    let mut parts: Vec<String> = Vec::new();
    let mut rest = format;
    while let Some(letter) = rest.chars().next() {
        rest = rest.get(letter.len_utf8()..).unwrap_or("");
        let word = match letter {
            'f' => "boolean",
            'b' => "integer 8",
            's' => "integer 16",
            'l' => "integer 32",
            'B' => "unsigned integer 8",
            'S' => "unsigned integer 16",
            'L' | 'T' => "unsigned integer 32",
            'I' => "ip-address",
            '6' => "ip6-address",
            'd' => "domain-name",
            'D' => "domain-list",
            't' => "text",
            'X' => "string",
            'Z' => "zerolen",
            'c' => {
                if let Some(last) = parts.last_mut() {
                    last.push_str(" compressed");
                }
                continue;
            }
            'a' => {
                if let Some(last) = parts.last_mut() {
                    last.insert_str(0, "array of ");
                }
                continue;
            }
            'E' => {
                let end = rest.find('.').unwrap_or(rest.len());
                let space = rest.get(..end).unwrap_or("").to_ascii_lowercase();
                rest = rest.get(end + 1..).unwrap_or("");
                parts.push(format!("encapsulate {space}"));
                continue;
            }
            other => {
                parts.push(other.to_string());
                continue;
            }
        };
        parts.push(word.to_owned());
    }
    match parts.as_slice() {
        [only] => format!("{array}{only}"),
        _ => format!("{array}{{ {} }}", parts.join(", ")),
    }
}
