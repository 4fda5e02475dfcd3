//! Names with values, as they stand in a message.

use std::fmt;

/// Why a message has no bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A name has a length that cannot be written.
    #[error("a name of {0} bytes: it has to be 1 to 65535")]
    Name(usize),
    /// A value has a length that cannot be written.
    #[error("a value of {0} bytes: it has to be less than 4294967296")]
    Value(usize),
}

/// Names with values in their order. Values have no type on the wire: numbers are four bytes, texts have no end
/// mark, and an empty value is none.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Attributes(Vec<Attribute>);

#[derive(Clone, PartialEq, Eq)]
struct Attribute {
    name: Box<[u8]>,
    value: Box<[u8]>,
}

impl Attributes {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The same with one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.push(name.as_bytes(), value.as_ref());
        self
    }

    /// The same with one more, whose value is a number.
    #[must_use]
    pub fn with_number(self, name: &str, value: u32) -> Self {
        self.with(name, value.to_be_bytes())
    }

    pub(super) fn push(&mut self, name: &[u8], value: &[u8]) {
        self.0.push(Attribute { name: name.into(), value: value.into() });
    }

    /// The value of the first of this name; [`None`] also where it is empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        let found = self.0.iter().find(|one| *one.name == *name.as_bytes());
        found.map(|one| &*one.value).filter(|value| !value.is_empty())
    }

    /// All of them: name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|one| (&*one.name, &*one.value))
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        for Attribute { name, value } in &self.0 {
            let length = u16::try_from(name.len()).ok().filter(|length| *length > 0);
            out.extend(length.ok_or(EncodeError::Name(name.len()))?.to_be_bytes());
            out.extend_from_slice(name);
            let length = u32::try_from(value.len()).map_err(|_| EncodeError::Value(value.len()))?;
            out.extend(length.to_be_bytes());
            out.extend_from_slice(value);
        }
        out.extend([0; 2]);
        Ok(())
    }
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |bytes: &[u8]| bytes.escape_ascii().to_string();
        f.debug_map().entries(self.iter().map(|(name, value)| (shown(name), shown(value)))).finish()
    }
}
