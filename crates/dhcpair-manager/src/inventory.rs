//! `dhcpair.toml`: the servers, how to reach each, and what the relationships should be.

pub(crate) use convert::nearest;
pub use convert::seconds;

mod convert;
#[cfg(test)]
mod tests;
mod ways;
mod wire;

use std::path::{Path, PathBuf};

use config_text::read_regular_text;
use dhcpair_drivers::Target;
use failover_model::Seconds;
use failover_model::drift::{Desired, Expected};
use failover_model::pairing::GivenName;

use crate::contract::ErrorCode;

/// The largest inventory in bytes: one of 10,000 servers has some 2 MB.
const LARGEST: u64 = 16 << 20;

/// An inventory, read and checked.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// What the fleet is called; the folder's name where the file does not say.
    pub name: String,
    /// Where it was read from.
    pub path: PathBuf,
    /// How long the free addresses of a pair should last with one side alone; where it is not said, the lead time and
    /// one lease time.
    pub headroom: Option<Seconds>,
    /// The servers, by name.
    pub servers: Vec<Server>,
    /// Names that the inventory gives to relationships.
    pub names: Vec<GivenName>,
    /// What relationships should be.
    pub desired: Vec<Desired>,
    /// Differences that are meant.
    pub expected: Vec<Expected>,
}

/// One server of the inventory.
#[derive(Debug, Clone)]
pub struct Server {
    /// What its driver must know.
    pub target: Target,
    /// The inventory's word for how it is reached.
    pub access: &'static str,
    /// Patterns of files that another tool writes.
    pub generated: Vec<String>,
}

/// Why an inventory cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InventoryError {
    /// No file was found at any of the usual places.
    #[error("no inventory: looked for {}", list(places))]
    Missing {
        /// Where it was looked for.
        places: Vec<PathBuf>,
    },
    /// The file cannot be read.
    #[error("inventory `{}` cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is not a valid inventory.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u32,
        /// Column, from 1.
        column: u32,
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
}

impl InventoryError {
    /// A stable code, listed in `docs/errors.md`.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Missing { .. } => ErrorCode::InventoryMissing,
            Self::Unreadable { .. } => ErrorCode::InventoryUnreadable,
            Self::Invalid { .. } => ErrorCode::InventoryInvalid,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Missing { .. } => {
                "name one with `--config FILE`, or write one with `dhcpair init FILE...`".to_owned()
            }
            Self::Unreadable { .. } => "check the path and its permissions".to_owned(),
            Self::Invalid { help, .. } => {
                help.clone().unwrap_or_else(|| "see `docs/inventory.md` for every key".to_owned())
            }
        }
    }
}

fn list(places: &[PathBuf]) -> String {
    places.iter().map(|place| format!("`{}`", place.display())).collect::<Vec<_>>().join(", ")
}

impl Inventory {
    /// Reads an inventory file. Relative paths in it start at the file's folder.
    ///
    /// # Errors
    /// [`InventoryError`] with line and column for whatever is wrong inside the file.
    pub fn read(path: &Path) -> Result<Self, InventoryError> {
        let text = read_regular_text(path, LARGEST)
            .map_err(|source| InventoryError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(&text, path)
    }

    /// Parses the text of an inventory that lies (or would lie) at `path`.
    ///
    /// # Errors
    /// As [`Inventory::read`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, InventoryError> {
        let wire: wire::File = toml::from_str(text).map_err(|error| invalid(text, path, &error))?;
        convert::inventory(wire, text, path)
    }

    /// The usual places: `./dhcpair.toml`, the user's configuration folder, `/etc/dhcpair`.
    #[must_use]
    pub fn usual_places(config_home: Option<PathBuf>) -> Vec<PathBuf> {
        let home = config_home.map(|home| home.join("dhcpair/dhcpair.toml"));
        let first = std::iter::once(PathBuf::from("dhcpair.toml"));
        first
            .chain(home)
            .chain(std::iter::once(PathBuf::from("/etc/dhcpair/dhcpair.toml")))
            .collect()
    }

    /// Reads the first inventory among `places` that exists.
    ///
    /// # Errors
    /// [`InventoryError::Missing`] where none does; otherwise as [`Inventory::read`].
    pub fn find(places: Vec<PathBuf>) -> Result<Self, InventoryError> {
        match places.iter().find(|place| place.exists()) {
            Some(place) => Self::read(place),
            None => Err(InventoryError::Missing { places }),
        }
    }

    /// A server by name.
    #[must_use]
    pub fn server(&self, name: &str) -> Option<&Server> {
        self.servers.iter().find(|server| server.target.name.as_str() == name)
    }
}

/// The parser's own complaint, with its place.
fn invalid(text: &str, path: &Path, error: &toml::de::Error) -> InventoryError {
    let at = error.span().map_or(0, |span| span.start);
    let (line, column) = place(text, at);
    // The parser shows expected keys in the same sentence: keep its first line.
    let message = error.message().lines().next().unwrap_or("not valid TOML").to_owned();
    let help = convert::suggestion(&message);
    InventoryError::Invalid { path: path.to_owned(), line, column, message, help }
}

/// Line and column, in characters, of a byte offset.
fn place(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}
