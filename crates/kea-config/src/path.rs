//! Places in a document: keys of maps and numbers of list elements.

use std::fmt;
use std::str::FromStr;

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The member of a map with this key.
    Key(String),
    /// The element of a list with this number, from 0 on.
    Index(usize),
}

/// The way from the outermost value to another one, in the form of [`Node::path`](crate::Node::path).
///
/// A key with a dot or a bracket in it has no written form: build the path from [`Step`]s then.
///
/// ```
/// use kea_config::{Path, Step};
///
/// let path: Path = "Dhcp4.subnet4[0].id".parse()?;
/// assert_eq!(path.steps()[2], Step::Index(0));
/// assert_eq!(path.to_string(), "Dhcp4.subnet4[0].id");
/// assert_eq!(path, Path::new().key("Dhcp4").key("subnet4").index(0).key("id"));
/// assert!("Dhcp4.subnet4[x]".parse::<Path>().is_err());
/// # Ok::<(), kea_config::PathError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    steps: Vec<Step>,
}

/// A text that is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a path such as `Dhcp4.subnet4[0].id`")]
pub struct PathError {
    text: String,
}

impl Path {
    /// The path of the outermost value.
    #[must_use]
    pub const fn new() -> Self {
        Self { steps: Vec::new() }
    }

    /// The member of a map.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.steps.push(Step::Key(key.into()));
        self
    }

    /// The element of a list, from 0 on.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.steps.push(Step::Index(index));
        self
    }

    /// The steps from the outermost value on.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self { steps: steps.into_iter().collect() }
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let bad = || PathError { text: config_text::escape_control(text) };
        let mut path = Self::new();
        if text.is_empty() {
            return Ok(path);
        }
        for (nth, part) in text.split('.').enumerate() {
            let (key, mut rest) = part.find('[').map_or((part, ""), |at| part.split_at(at));
            match key {
                "" if nth > 0 || rest.is_empty() => return Err(bad()),
                "" => {}
                _ => path = path.key(key),
            }
            while !rest.is_empty() {
                let (number, behind) =
                    rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).ok_or_else(bad)?;
                let digits = number.bytes().all(|byte| byte.is_ascii_digit());
                let number = number.parse().ok().filter(|_| digits);
                path = path.index(number.ok_or_else(bad)?);
                rest = behind;
            }
        }
        Ok(path)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, step) in self.steps.iter().enumerate() {
            match step {
                Step::Key(key) if nth > 0 => write!(f, ".{}", config_text::escape_control(key))?,
                Step::Key(key) => write!(f, "{}", config_text::escape_control(key))?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_was_read() {
        for text in ["", "Dhcp4", "[0].arguments", "a.b[10][2].c"] {
            assert_eq!(text.parse::<Path>().unwrap().to_string(), text);
        }
        for text in [".", "a.", ".a", "a[", "a[]", "a[-1]", "a[+1]", "a[1", "a[1]b", "a.[1]"] {
            assert!(text.parse::<Path>().is_err(), "{text}");
        }
    }
}
