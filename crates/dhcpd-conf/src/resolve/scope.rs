//! Variables and functions of the file while statements are executed.

use std::collections::BTreeMap;

use super::evaluate::Value;
use super::undecided::Reasons;

/// Names with their values; each call of a function has names of its own in front of the others.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scope {
    frames: Vec<BTreeMap<Box<[u8]>, Value>>,
}

impl Default for Scope {
    fn default() -> Self {
        Self { frames: vec![BTreeMap::new()] }
    }
}

impl Scope {
    pub(super) fn find(&self, name: &[u8]) -> Option<&Value> {
        self.frames.iter().rev().find_map(|frame| frame.get(name))
    }

    /// Sets a name where it is known already, else in the innermost frame.
    pub(super) fn set(&mut self, name: &[u8], value: Value) {
        if let Some(place) = self.frames.iter_mut().rev().find_map(|frame| frame.get_mut(name)) {
            *place = value;
        } else if let Some(frame) = self.frames.last_mut() {
            frame.insert(name.into(), value);
        }
    }

    /// The name stays, without a value.
    pub(super) fn unset(&mut self, name: &[u8]) {
        if self.find(name).is_some() {
            self.set(name, Value::Null);
        }
    }

    /// A function is called with these.
    pub(super) fn open(&mut self, arguments: impl Iterator<Item = (Box<[u8]>, Value)>) {
        self.frames.push(arguments.collect());
    }

    /// It returns.
    pub(super) fn close(&mut self) {
        if self.frames.len() > 1 {
            self.frames.pop();
        }
    }

    /// What differs is not known any more.
    pub(super) fn merge(&mut self, other: Self, reasons: &Reasons) {
        for (frame, mut other) in self.frames.iter_mut().zip(other.frames) {
            for (name, value) in &mut *frame {
                if other.remove(name).as_ref() != Some(value) {
                    *value = Value::Unknown(reasons.clone());
                }
            }
            for name in other.into_keys() {
                frame.insert(name, Value::Unknown(reasons.clone()));
            }
        }
    }
}
