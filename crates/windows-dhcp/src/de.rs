//! Reads the typed classes from a [`Document`], with places and in every shape PowerShell writes.
//!
//! What `ConvertTo-Json` makes of a list depends on how many elements it has and on the edition: a
//! list, a lone element, `null`, or an object of `value` and `Count`. All of them are read as
//! the list that was meant, `null` only where the list may be left away: elsewhere it could be a
//! cmdlet that failed. Properties that a class does not have are kept aside instead of ending the
//! reading.

mod object;
mod problem;
#[cfg(test)]
mod tests;
mod value;

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::json::Document;
use crate::record::Place;
pub(crate) use problem::{Problem, ProblemKind};
use value::Value;
pub(crate) use value::whole;

/// A property that its class does not have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stray {
    /// The object it is in.
    pub(crate) object: u32,
    /// The class of that object.
    pub(crate) class: &'static str,
    /// Node of its name; the value is the next node.
    pub(crate) name: u32,
    /// The property whose name differs in upper and lower case only.
    pub(crate) meant: Option<&'static str>,
}

/// What a reading gathers beside the value.
#[derive(Debug)]
pub(crate) struct Gathered<'d> {
    document: &'d Document,
    problems: RefCell<Vec<Problem>>,
    strays: RefCell<Vec<Stray>>,
}

/// What became of a document.
#[derive(Debug)]
pub(crate) struct Outcome<T> {
    /// The value; `None` where one of its outer objects cannot be read.
    pub(crate) value: Option<T>,
    /// What cannot be read, in written order.
    pub(crate) problems: Vec<Problem>,
    /// Properties beyond the classes, in written order.
    pub(crate) strays: Vec<Stray>,
}

/// Reads a value from a document.
pub(crate) fn from_document<T: for<'de> Deserialize<'de>>(document: &Document) -> Outcome<T> {
    let gathered = Gathered { document, problems: RefCell::default(), strays: RefCell::default() };
    let read = T::deserialize(Value { gathered: &gathered, at: 0 });
    let (mut problems, strays) = (gathered.problems.into_inner(), gathered.strays.into_inner());
    let value = match read {
        Ok(value) => Some(value),
        Err(problem) => {
            problems.push(problem.placed(document.head(0)));
            None
        }
    };
    problems.sort_by_key(|problem| problem.span.map(|span| span.start));
    Outcome { value, problems, strays }
}

/// Strays by the object they are in.
pub(crate) fn by_object(strays: &[Stray]) -> BTreeMap<Place, Vec<Stray>> {
    let mut all: BTreeMap<Place, Vec<Stray>> = BTreeMap::new();
    for stray in strays {
        all.entry(Place(stray.object)).or_default().push(*stray);
    }
    all
}
