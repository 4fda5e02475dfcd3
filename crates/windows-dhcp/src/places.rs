//! Where the records of a state are written.

use std::collections::BTreeMap;

use config_text::Span;

use crate::de::{Stray, by_object};
use crate::json::Document;
use crate::record::Place;

/// A property that the class of its object does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownProperty {
    /// Its name.
    pub name: String,
    /// Its value as JSON, without blanks; `None` where the name says that it is a secret.
    pub value: Option<String>,
    /// The value's place.
    pub span: Span,
}

/// The text of a state: gives each [`Place`] its span.
#[derive(Debug, Clone)]
pub struct Places {
    document: Document,
    strays: BTreeMap<Place, Vec<Stray>>,
}

impl Places {
    pub(crate) fn new(document: Document, strays: &[Stray]) -> Self {
        Self { document, strays: by_object(strays) }
    }

    /// The opening bracket of an object.
    #[must_use]
    pub fn of(&self, place: Place) -> Span {
        self.document.head(place.0)
    }

    /// An object from its first to its last bracket.
    #[must_use]
    pub fn whole(&self, place: Place) -> Span {
        self.document.span(place.0)
    }

    /// The value of a property, or its object where the property is left away.
    #[must_use]
    pub fn property(&self, place: Place, name: &str) -> Span {
        let value = self.document.property(place.0, name).map(|(_, value)| value);
        self.document.head(value.unwrap_or(place.0))
    }

    /// The properties of an object that its class does not have, in written order.
    #[must_use]
    pub fn unknown(&self, place: Place) -> Vec<UnknownProperty> {
        let strays = self.strays.get(&place).map_or(&[][..], Vec::as_slice);
        strays.iter().map(|stray| self.unknown_property(stray)).collect()
    }

    fn unknown_property(&self, stray: &Stray) -> UnknownProperty {
        let name = self.document.text(stray.name).into_owned();
        let value = stray.name + 1;
        let secret = names_secret(&name);
        UnknownProperty {
            value: (!secret).then(|| self.document.tokens(value)),
            span: self.document.head(value),
            name,
        }
    }
}

/// Whether a property's name says that its value must not be shown.
pub(crate) fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["secret", "password", "passwd"].iter().any(|word| name.contains(word))
}
