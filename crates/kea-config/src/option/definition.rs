//! Which definition of an option counts.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::table::{Standard, Type, standard};
use crate::version::Version;
use crate::view::{Family, OptionDefinition};

/// What is known of an option's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) name: Cow<'static, str>,
    pub(crate) code: u16,
    pub(crate) space: Cow<'static, str>,
    /// One type, or the fields of a record.
    pub(crate) types: Cow<'static, [Type]>,
    pub(crate) record: bool,
    /// The value (of a record, its last field) repeats.
    pub(crate) array: bool,
    pub(crate) encapsulates: Cow<'static, str>,
}

impl Definition {
    /// A definition as the configuration writes it; `None` where it does not make sense.
    pub(crate) fn of(written: &OptionDefinition<'_>) -> Option<Self> {
        let word = written.data_type()?;
        let record = word == "record";
        let types: Option<Vec<_>> = if record {
            written.record_types().iter().map(|word| Type::of(word)).collect()
        } else {
            Type::of(&word).map(|one| vec![one])
        };
        Some(Self {
            name: Cow::Owned(written.name()?.into_owned()),
            code: u16::try_from(written.code()?).ok()?,
            space: Cow::Owned(written.space().into_owned()),
            types: Cow::Owned(types.filter(|types| !types.is_empty())?),
            record,
            array: written.is_array(),
            encapsulates: Cow::Owned(written.encapsulates().unwrap_or_default().into_owned()),
        })
    }

    /// Nothing is copied in the family's own space: a configuration has millions of options.
    fn standard(row: &'static Standard, space: &str, family: Family) -> Self {
        let own = family.option_space();
        Self {
            name: Cow::Borrowed(row.name),
            code: row.code,
            space: if space == own { Cow::Borrowed(own) } else { Cow::Owned(space.to_owned()) },
            types: Cow::Borrowed(row.types),
            record: row.types.len() > 1,
            array: row.array,
            encapsulates: Cow::Borrowed(row.encapsulates),
        }
    }

    fn is(&self, wanted: Wanted<'_>) -> bool {
        match wanted {
            Wanted::Code(code) => self.code == code,
            Wanted::Name(name) => self.name == name,
        }
    }
}

/// How an option is asked for: by code where one is given, else by name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted<'a> {
    Code(u16),
    Name(&'a str),
}

/// All definitions of a server.
pub(crate) struct Definitions {
    family: Family,
    version: Version,
    own: HashMap<Cow<'static, str>, Vec<Definition>>,
    /// The standard options of the family's own space, where nearly all are looked for.
    by_name: HashMap<&'static str, Vec<&'static Standard>>,
}

/// What was found of an option.
pub(crate) struct Found {
    /// Every definition that may count, with several where versions differ.
    pub(crate) candidates: Vec<Definition>,
    /// Whether some version that is meant may have no definition at all.
    pub(crate) maybe_none: bool,
}

/// DHCPv4 option 43, unless the configuration defines it.
const LAST_RESORT: u16 = 43;

impl Definitions {
    pub(crate) fn new(family: Family, version: Version, written: &[OptionDefinition<'_>]) -> Self {
        let mut own: HashMap<Cow<'static, str>, Vec<Definition>> = HashMap::new();
        for definition in written.iter().filter_map(Definition::of) {
            own.entry(definition.space.clone()).or_default().push(definition);
        }
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        for row in standard(family, family.option_space()) {
            by_name.entry(row.name).or_default().push(row);
        }
        Self { family, version, own, by_name }
    }

    /// Looks an option up as Kea does: a class's own definitions, standard ones, the
    /// configuration's, and last the vendor option that nobody defines.
    pub(crate) fn find(&self, space: &str, wanted: Wanted<'_>, local: &[Definition]) -> Found {
        let mine = local.iter().find(|own| own.space == space && own.is(wanted));
        if let Some(own) = mine {
            return Found { candidates: vec![own.clone()], maybe_none: false };
        }
        let is_last = |row: &Standard| self.family == Family::V4 && row.code == LAST_RESORT;
        let rows = self.rows(space, wanted);
        let mut candidates = Vec::new();
        let mut sure = false;
        for row in rows.iter().filter(|row| !is_last(row)) {
            candidates.push(Definition::standard(row, space, self.family));
            sure |= row.is_always_in(self.version);
        }
        if !sure {
            let own = self.own.get(space).into_iter().flatten().find(|own| own.is(wanted));
            if let Some(own) = own {
                candidates.push(own.clone());
                sure = true;
            }
        }
        if !sure {
            for row in rows.iter().filter(|row| is_last(row)) {
                candidates.push(Definition::standard(row, space, self.family));
                sure = true;
            }
        }
        Found { candidates, maybe_none: !sure }
    }

    /// The standard options that the version may know by this name or code.
    fn rows(&self, space: &str, wanted: Wanted<'_>) -> Vec<&'static Standard> {
        let known = |row: &&'static Standard| row.may_be_in(self.version);
        match wanted {
            Wanted::Name(name) if space == self.family.option_space() => {
                let rows = self.by_name.get(name).into_iter().flatten();
                rows.copied().filter(known).collect()
            }
            Wanted::Name(name) => {
                let rows = standard(self.family, space).iter();
                rows.filter(|row| row.name == name).filter(known).collect()
            }
            Wanted::Code(code) => {
                let rows = standard(self.family, space).iter();
                rows.filter(|row| row.code == code).filter(known).collect()
            }
        }
    }

    /// The standard option that a definition must not replace.
    pub(crate) fn standard_clash(
        &self,
        space: &str,
        name: &str,
        code: u16,
    ) -> Option<&'static str> {
        // Vendor spaces are open, and option 43 is for everybody to define.
        if space.starts_with("vendor-") {
            return None;
        }
        let rows = standard(self.family, space).iter();
        let clash = rows.filter(|row| !(self.family == Family::V4 && row.code == LAST_RESORT));
        clash
            .filter(|row| row.is_always_in(self.version))
            .find(|row| row.code == code || row.name == name)
            .map(|row| row.name)
    }
}
