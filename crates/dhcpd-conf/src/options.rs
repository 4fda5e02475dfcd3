//! Option spaces and definitions as they stand at a place of the reading.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use config_text::Span;

use crate::Build;
use crate::table::{DHCP, DHCP6, LDAP, Row, SERVER, SPACES};

/// Numbers an option or parameter within one reading.
pub(crate) type DefIx = u32;

/// For names and addresses: they are short and come from configuration files, which may only harm
/// themselves. Eight bytes a step, where most hashes take one at a time and each step waits for the
/// one before.
#[derive(Clone)]
pub(crate) struct ShortHasher(u64);

impl Default for ShortHasher {
    fn default() -> Self {
        // Not 0, from which no number of zeros would lead away.
        Self(1)
    }
}

impl Hasher for ShortHasher {
    /// What a multiplication moves is always moved up: the lower half gets its share here.
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks();
        for eight in eights {
            self.write_u64(u64::from_le_bytes(*eight));
        }
        // How many there are takes the place of the eighth.
        let value =
            rest.iter().fold(rest.len() as u64, |value, byte| value << 8 | u64::from(*byte));
        if !rest.is_empty() {
            self.write_u64(value);
        }
    }
}

/// A map by short names.
pub(crate) type NameMap<K, V> = HashMap<K, V, BuildHasherDefault<ShortHasher>>;

/// One option: built in or defined by the file.
#[derive(Debug, Clone)]
pub(crate) struct Def {
    pub(crate) space: u16,
    pub(crate) code: u32,
    /// In small letters for built-in options and parameters, as written for the file's own.
    pub(crate) name: Cow<'static, str>,
    pub(crate) format: Cow<'static, str>,
    /// Where the file defines it.
    pub(crate) span: Option<Span>,
}

/// A definition with the canonical name of what sets it.
#[derive(Debug, Clone)]
struct Known {
    def: Def,
    /// `option routers`, `option dhcp6.name-servers`, `default-lease-time`.
    key: Arc<str>,
}

/// How many octets code and length of an option take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Widths {
    pub(crate) code: u8,
    pub(crate) length: u8,
}

impl Default for Widths {
    fn default() -> Self {
        Self { code: 1, length: 1 }
    }
}

#[derive(Debug, Clone)]
struct Space {
    name: Cow<'static, str>,
    end: u32,
    widths: Widths,
    /// Whether an option holds the options of this space: only one may.
    encapsulated: bool,
    by_name: NameMap<Box<[u8]>, DefIx>,
    by_code: HashMap<u32, DefIx>,
}

/// All options known so far.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    spaces: Vec<Space>,
    by_name: NameMap<Box<[u8]>, u16>,
    defs: Vec<Known>,
}

/// What a name means in a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lookup {
    Def(DefIx),
    /// `unknown-N` of a code without a definition: octets or a string.
    Code(u32),
    /// `unknown-N` with a code that cannot be an option.
    BadCode,
    Missing,
}

impl Options {
    /// The built-in spaces of a dhcpd built like this.
    pub(crate) fn new(build: Build) -> Self {
        let mut options =
            Self { spaces: Vec::new(), by_name: NameMap::default(), defs: Vec::new() };
        for (at, space) in (0u16..).zip(SPACES) {
            let (code, length) = space.widths;
            options.add_space(Cow::Borrowed(space.name), space.end, Widths { code, length });
            if !matches!(at, DHCP | DHCP6 | SERVER) {
                options.encapsulate(at);
            }
            options.define_rows(at, space.rows);
        }
        if build.ldap {
            options.define_rows(SERVER, LDAP);
        }
        options
    }

    fn define_rows(&mut self, space: u16, rows: &'static [Row]) {
        for row in rows {
            self.define(Def {
                space,
                code: row.code,
                name: Cow::Borrowed(row.name),
                format: Cow::Borrowed(row.format),
                span: None,
            });
        }
    }

    /// Adds a space; one of the same name hides the older one.
    pub(crate) fn add_space(&mut self, name: Cow<'static, str>, end: u32, widths: Widths) -> u16 {
        let at = u16::try_from(self.spaces.len()).unwrap_or(u16::MAX);
        self.by_name.insert(folded(name.as_bytes()), at);
        let (by_name, by_code) = (NameMap::default(), HashMap::new());
        self.spaces.push(Space { name, end, widths, encapsulated: false, by_name, by_code });
        at
    }

    /// An option holds the options of a space; false where another one does already.
    pub(crate) fn encapsulate(&mut self, space: u16) -> bool {
        let space = self.spaces.get_mut(usize::from(space));
        space.is_some_and(|space| !std::mem::replace(&mut space.encapsulated, true))
    }

    pub(crate) fn space(&self, name: &[u8]) -> Option<u16> {
        if name.is_empty() {
            return Some(DHCP);
        }
        with_folded(name, |name| self.by_name.get(name).copied())
    }

    pub(crate) fn space_name(&self, space: u16) -> &str {
        self.spaces.get(usize::from(space)).map_or("", |space| space.name.as_ref())
    }

    pub(crate) fn widths(&self, space: u16) -> Widths {
        self.spaces.get(usize::from(space)).map(|space| space.widths).unwrap_or_default()
    }

    /// The code that ends the options of a space.
    pub(crate) fn end(&self, space: u16) -> u32 {
        self.spaces.get(usize::from(space)).map_or(0, |space| space.end)
    }

    /// The option of a space that has a code.
    pub(crate) fn by_code(&self, space: u16, code: u32) -> Option<&Def> {
        let space = self.spaces.get(usize::from(space))?;
        self.def(*space.by_code.get(&code)?)
    }

    /// The lowest code of a space's options.
    pub(crate) fn lowest_code(&self, space: u16) -> Option<u32> {
        self.spaces.get(usize::from(space))?.by_code.keys().min().copied()
    }

    /// All options that have a code, in no order.
    pub(crate) fn coded(&self) -> impl Iterator<Item = &Def> {
        self.spaces.iter().flat_map(|space| space.by_code.values()).filter_map(|at| self.def(*at))
    }

    /// Finds an option of a space by its name or as `unknown-N`.
    pub(crate) fn find(&self, space: u16, name: &[u8]) -> Lookup {
        let Some(space) = self.spaces.get(usize::from(space)) else {
            return Lookup::Missing;
        };
        // Nearly all names are written in small letters.
        let found = space.by_name.get(name).copied();
        let large = found.is_none() && name.iter().any(u8::is_ascii_uppercase);
        let folded = || with_folded(name, |name| space.by_name.get(name).copied());
        if let Some(def) = if large { folded() } else { found } {
            return Lookup::Def(def);
        }
        let Some((head, number)) = name.split_at_checked(8) else {
            return Lookup::Missing;
        };
        if !head.eq_ignore_ascii_case(b"unknown-") {
            return Lookup::Missing;
        }
        let code = crate::read::literal::atoi(number) as u32;
        if code == 0 || code == space.end {
            return Lookup::BadCode;
        }
        space.by_code.get(&code).map_or(Lookup::Code(code), |def| Lookup::Def(*def))
    }

    /// Makes an option known by name and code; it replaces another one's name and code.
    pub(crate) fn define(&mut self, def: Def) -> DefIx {
        let at = self.keep(def.clone());
        if let Some(space) = self.spaces.get_mut(usize::from(def.space)) {
            space.by_name.insert(folded(def.name.as_bytes()), at);
            space.by_code.insert(def.code, at);
        }
        at
    }

    fn keep(&mut self, def: Def) -> DefIx {
        let at = u32::try_from(self.defs.len()).unwrap_or(u32::MAX);
        let key = self.key_of(def.space, &def.name);
        self.defs.push(Known { def, key: key.into() });
        at
    }

    /// The canonical name of statements that set an option of this name.
    pub(crate) fn key_of(&self, space: u16, name: &str) -> String {
        let name = self.name_in(space, name);
        if space == SERVER { name } else { format!("option {name}") }
    }

    /// Forgets an option's name and code: its definition follows.
    pub(crate) fn forget(&mut self, def: DefIx) {
        let Some(Known { def, .. }) = self.defs.get(def as usize) else {
            return;
        };
        if let Some(space) = self.spaces.get_mut(usize::from(def.space)) {
            space.by_name.remove(&folded(def.name.as_bytes()));
            space.by_code.remove(&def.code);
        }
    }

    /// A number for an option that has only a code; names do not find it.
    pub(crate) fn nameless(&mut self, space: u16, code: u32) -> DefIx {
        let name = Cow::Owned(format!("unknown-{code}"));
        self.keep(Def { space, code, name, format: Cow::Borrowed("X"), span: None })
    }

    pub(crate) fn def(&self, at: DefIx) -> Option<&Def> {
        self.defs.get(at as usize).map(|known| &known.def)
    }

    /// The canonical name of statements that set an option or parameter.
    pub(crate) fn key(&self, at: DefIx) -> Option<Arc<str>> {
        self.defs.get(at as usize).map(|known| Arc::clone(&known.key))
    }

    /// The definitions that the files themselves make, in order.
    pub(crate) fn defined(&self) -> impl Iterator<Item = (&Def, Span)> {
        let defs = self.defs.iter().map(|known| &known.def);
        defs.filter_map(|def| def.span.map(|span| (def, span)))
    }

    /// `routers`, `dhcp6.name-servers`; a parameter without its space.
    pub(crate) fn full_name(&self, def: &Def) -> String {
        self.name_in(def.space, &def.name)
    }

    fn name_in(&self, space: u16, name: &str) -> String {
        let name = name.to_ascii_lowercase();
        if space == DHCP || space == SERVER {
            return name;
        }
        format!("{}.{name}", self.space_name(space).to_ascii_lowercase())
    }
}

fn folded(name: &[u8]) -> Box<[u8]> {
    name.to_ascii_lowercase().into()
}

/// Runs a look-up with the name in small letters, without a heap allocation for short ones.
pub(crate) fn with_folded<T>(name: &[u8], look: impl FnOnce(&[u8]) -> T) -> T {
    let mut buffer = [0u8; 64];
    match buffer.get_mut(..name.len()) {
        Some(place) => {
            place.copy_from_slice(name);
            place.make_ascii_lowercase();
            look(place)
        }
        None => look(&name.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_have_hashes_of_their_own() {
        let hash = |text: &[u8]| {
            let mut hasher = ShortHasher::default();
            hasher.write(text);
            hasher.finish()
        };
        let texts: Vec<Vec<u8>> = (0..20).map(|len| vec![0; len]).collect();
        let names = (0..10_000).map(|number| format!("printer-{number}").into_bytes());
        let ends = (0..10_000).map(|number| format!("{number}-of-the-printers").into_bytes());
        let mut hashes: Vec<u64> =
            texts.into_iter().chain(names).chain(ends).map(|text| hash(&text)).collect();
        let all = hashes.len();
        // Tables use the lowest bits and the highest ones.
        let low = hashes.iter().filter(|hash| **hash & 15 == 3).count();
        let high = hashes.iter().filter(|hash| **hash >> 60 == 3).count();
        assert!(
            [low, high].iter().all(|count| (all / 20..all / 13).contains(count)),
            "{low} {high}"
        );
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), all);
    }
}
