//! Names for what differs: stable, readable, and usable in the inventory's `expected` entries.

use std::fmt;
use std::sync::Arc;

/// Where a difference belongs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// To one relationship, by its id.
    Relationship(String),
    /// To two servers as a whole.
    Pair(String, String),
    /// To one server: what it runs against its own file.
    Server(String),
}

/// A step from the place to the thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// `scope`, `pool`, `reservation`, `class` ...
    pub kind: &'static str,
    /// Its name: a network, a range, the name of a host.
    pub name: Arc<str>,
}

/// A difference's name, for instance `relationship.campus/scope.10.1.9.0/24/option.routers`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// Where it belongs.
    pub place: Place,
    /// Steps from there.
    pub steps: Vec<Step>,
    /// The field of that thing; `None` where the thing itself is on one side only.
    pub field: Option<Arc<str>>,
}

impl Path {
    /// The place itself.
    #[must_use]
    pub const fn new(place: Place) -> Self {
        Self { place, steps: Vec::new(), field: None }
    }

    /// One step further.
    #[must_use]
    pub fn step(mut self, kind: &'static str, name: impl fmt::Display) -> Self {
        self.steps.push(Step { kind, name: name.to_string().into() });
        self
    }

    /// A field of the thing.
    #[must_use]
    pub fn field(mut self, field: impl Into<Arc<str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The relationship's id, where it belongs to one.
    #[must_use]
    pub fn relationship(&self) -> Option<&str> {
        match &self.place {
            Place::Relationship(id) => Some(id),
            Place::Pair(..) | Place::Server(_) => None,
        }
    }

    /// The path without its place: `scope.10.1.9.0/24/option.routers`.
    #[must_use]
    pub fn within(&self) -> String {
        let path = self.to_string();
        let place = Self::new(self.place.clone()).to_string();
        let rest = path.strip_prefix(&place).unwrap_or(&path);
        rest.strip_prefix('/').unwrap_or(rest).to_owned()
    }

    /// The thing without its place: `scope 10.1.9.0/24, pool 10.1.9.10-10.1.9.99`.
    #[must_use]
    pub fn thing(&self) -> String {
        let steps = self.steps.iter().map(|step| format!("{} {}", step.kind, step.name));
        steps.collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Relationship(id) => write!(f, "relationship.{id}")?,
            Place::Pair(one, two) => write!(f, "pair.{one}+{two}")?,
            Place::Server(name) => write!(f, "server.{name}")?,
        }
        for step in &self.steps {
            write!(f, "/{}.{}", step.kind, step.name)?;
        }
        match &self.field {
            Some(field) => write!(f, "/{}", field.replace(' ', ".")),
            None => Ok(()),
        }
    }
}
