//! Which definition of an option counts.

use std::collections::HashMap;

use crate::table::{Standard, Type, standard};
use crate::version::Version;
use crate::view::{Family, OptionDefinition};

/// What is known of an option's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) code: u16,
    pub(crate) space: String,
    /// One type, or the fields of a record.
    pub(crate) types: Vec<Type>,
    pub(crate) record: bool,
    /// The value (of a record, its last field) repeats.
    pub(crate) array: bool,
    pub(crate) encapsulates: String,
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
            name: written.name()?.into_owned(),
            code: u16::try_from(written.code()?).ok()?,
            space: written.space().into_owned(),
            types: types.filter(|types| !types.is_empty())?,
            record,
            array: written.is_array(),
            encapsulates: written.encapsulates().unwrap_or_default().into_owned(),
        })
    }

    fn standard(row: &Standard, space: &str) -> Self {
        Self {
            name: row.name.to_owned(),
            code: row.code,
            space: space.to_owned(),
            types: row.types.to_vec(),
            record: row.types.len() > 1,
            array: row.array,
            encapsulates: row.encapsulates.to_owned(),
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
    own: HashMap<String, Vec<Definition>>,
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
        let mut own: HashMap<String, Vec<Definition>> = HashMap::new();
        for definition in written.iter().filter_map(Definition::of) {
            own.entry(definition.space.clone()).or_default().push(definition);
        }
        Self { family, version, own }
    }

    /// Looks an option up as Kea does: a class's own definitions, standard ones, the
    /// configuration's, and last the vendor option that nobody defines.
    pub(crate) fn find(&self, space: &str, wanted: Wanted<'_>, local: &[Definition]) -> Found {
        let mine = local.iter().find(|own| own.space == space && own.is(wanted));
        if let Some(own) = mine {
            return Found { candidates: vec![own.clone()], maybe_none: false };
        }
        let is_last = |row: &Standard| self.family == Family::V4 && row.code == LAST_RESORT;
        let rows = standard(self.family, space).iter().filter(|row| match wanted {
            Wanted::Code(code) => row.code == code,
            Wanted::Name(name) => row.name == name,
        });
        let rows: Vec<_> = rows.filter(|row| row.may_be_in(self.version)).collect();
        let mut candidates = Vec::new();
        let mut sure = false;
        for row in rows.iter().filter(|row| !is_last(row)) {
            candidates.push(Definition::standard(row, space));
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
                candidates.push(Definition::standard(row, space));
                sure = true;
            }
        }
        Found { candidates, maybe_none: !sure }
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
