//! How the tables say what may stand where.

use std::sync::OnceLock;

use crate::share::Share;
use crate::version::{Release, Version};
use crate::view::Family;

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    Integer,
    /// A number with a fraction: an integer will not do.
    Real,
    Boolean,
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words in any letter case.
    Folded(&'static [&'static str]),
    /// A map in which anything may stand.
    Free,
    /// The same, in the words of a hook library.
    Parameters,
    /// A list of strings.
    Texts,
    /// A list of at least one of these words.
    Choices(&'static [&'static str]),
    /// A list of at least one string.
    SomeTexts,
    /// A list in which anything may stand.
    FreeList,
    Map(&'static Level),
    /// A list of maps.
    List(&'static Level),
    /// A list of at least one map.
    SomeList(&'static Level),
}

/// A key in one place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) share: Share,
    family: Option<Family>,
    /// First releases with it, of the development line and of each stable line.
    since: &'static [Release],
    /// The first release without it.
    until: Option<Release>,
}

impl Key {
    /// A server's own.
    pub(crate) const fn identity(name: &'static str, shape: Shape) -> Self {
        Self::new(name, shape, Share::Identity)
    }

    /// To be equal on both partners.
    pub(crate) const fn equal(name: &'static str, shape: Shape) -> Self {
        Self::new(name, shape, Share::Equal)
    }

    /// Better equal on both partners.
    pub(crate) const fn advisory(name: &'static str, shape: Shape) -> Self {
        Self::new(name, shape, Share::Advisory)
    }

    const fn new(name: &'static str, shape: Shape, share: Share) -> Self {
        Self { name, shape, share, family: None, since: &[], until: None }
    }

    pub(crate) const fn v4(self) -> Self {
        Self { family: Some(Family::V4), ..self }
    }

    pub(crate) const fn v6(self) -> Self {
        Self { family: Some(Family::V6), ..self }
    }

    pub(crate) const fn since(self, since: &'static [Release]) -> Self {
        Self { since, ..self }
    }

    pub(crate) const fn until(self, major: u16, minor: u16, patch: u16) -> Self {
        Self { until: Some(Release::new(major, minor, patch)), ..self }
    }

    /// The family that has it, where one does not.
    pub(crate) const fn family(&self) -> Option<Family> {
        self.family
    }

    pub(crate) fn is_of(&self, family: Family) -> bool {
        self.family.is_none_or(|own| own == family)
    }

    fn is_in(&self, release: Release) -> bool {
        let begun = self.since.is_empty() || release.has(self.since);
        begun && self.until.is_none_or(|until| release < until)
    }

    /// Whether some release of the version knows it.
    pub(crate) fn may_be_in(&self, version: Version) -> bool {
        // A key may come and go within a range of versions.
        version == Version::ANY || version.may_be(|release| self.is_in(release))
    }

    /// `from 2.7.5 on`, `up to 2.5.8`: for messages.
    pub(crate) fn lifespan(&self) -> String {
        match (self.since.iter().max(), self.until) {
            (Some(since), _) => format!("from {since} on"),
            (None, Some(until)) => format!("before {until}"),
            (None, None) => "in every version".to_owned(),
        }
    }
}

/// Keys that stand together in several places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    pub(crate) keys: &'static [Key],
    /// First releases with the group in this place; empty where it always was.
    pub(crate) since: &'static [Release],
}

impl Group {
    pub(crate) const fn of(keys: &'static [Key]) -> Self {
        Self { keys, since: &[] }
    }

    pub(crate) fn may_be_in(&self, version: Version) -> bool {
        self.since.is_empty() || version.may_be(|release| release.has(self.since))
    }

    /// The versions that have one of its keys in its place.
    pub(crate) fn lifespan(&self, key: &Key) -> String {
        let own = key.since.iter().max();
        let later = self.since.iter().max().filter(|since| own.is_none_or(|own| own < *since));
        later.map_or_else(|| key.lifespan(), |since| format!("from {since} on"))
    }
}

/// One kind of map.
#[derive(Debug)]
pub(crate) struct Level {
    /// Where it is: `a subnet`, `the server`.
    pub(crate) name: &'static str,
    pub(crate) groups: &'static [Group],
    /// Members without which the parser refuses it.
    pub(crate) required: &'static [&'static str],
    pub(crate) may_be_empty: bool,
    /// Whether other keys may stand in it as well.
    pub(crate) open: bool,
    /// Its keys by the lengths of their names, made when it is first asked.
    by_length: OnceLock<Vec<Vec<(&'static Group, &'static Key)>>>,
}

impl Level {
    pub(crate) const fn new(name: &'static str, groups: &'static [Group]) -> Self {
        Self {
            name,
            groups,
            required: &[],
            may_be_empty: false,
            open: false,
            by_length: OnceLock::new(),
        }
    }

    pub(crate) const fn requires(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    pub(crate) const fn open(mut self) -> Self {
        self.open = true;
        self
    }

    pub(crate) const fn or_empty(mut self) -> Self {
        self.may_be_empty = true;
        self
    }

    /// Every key of every family and version.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&'static Group, &'static Key)> {
        self.groups.iter().flat_map(|group| group.keys.iter().map(move |key| (group, key)))
    }

    /// The key of a name. Letter case matters.
    pub(crate) fn key(&self, name: &[u8]) -> Option<(&'static Group, &'static Key)> {
        let known = self.by_length.get_or_init(|| by_length(self.keys()));
        let same = known.get(name.len())?;
        same.iter().find(|(_, key)| key.name.as_bytes() == name).copied()
    }
}

/// The keys of each length: few are of one, and only these need to be compared.
fn by_length(
    keys: impl Iterator<Item = (&'static Group, &'static Key)>,
) -> Vec<Vec<(&'static Group, &'static Key)>> {
    let mut all: Vec<Vec<_>> = Vec::new();
    for (group, key) in keys {
        let length = key.name.len();
        if all.len() <= length {
            all.resize(length + 1, Vec::new());
        }
        if let Some(same) = all.get_mut(length) {
            same.push((group, key));
        }
    }
    all
}
