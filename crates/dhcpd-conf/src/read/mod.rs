//! The reading: walks the statements of a file and its includes as dhcpd does, checks them, and
//! notes what the views need.
//!
//! The checks follow the order in which dhcpd takes tokens, so that the first failure of a statement
//! is dhcpd's, at dhcpd's line. After a failure the whole statement or block is left out, which
//! keeps follow-on findings few.

mod block;
mod class;
mod cursor;
mod date;
pub(crate) mod decode;
mod definition;
pub(crate) mod domain;
mod duid;
pub(crate) mod executable;
pub(crate) mod expression;
mod failover;
mod frame;
pub(crate) mod functions;
pub(crate) mod grammar;
mod host;
mod include;
pub(crate) mod literal;
mod names;
mod network;
mod octets;
pub(crate) mod out;
mod pool;
mod range;
mod reader;
mod security;
mod source;
mod statement;
pub(crate) mod steps;
pub(crate) mod text;
pub(crate) mod value;

pub(crate) use cursor::Cursor;
pub(crate) use definition::option_type;
pub(crate) use executable::permission_value;
pub(crate) use grammar::Grammar;
pub(crate) use host::FixedAddress;
pub(crate) use names::{ClosedHost, Names};
pub(crate) use source::FileIndex;

use std::path::Path;

use config_text::{LoadError, MemoryLoader, SourceLoader, Sources};

use crate::view::{Config, ScopeKind};
use crate::{Build, Family};

/// Reads a main file with its includes.
pub(crate) fn run(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    family: Family,
    build: Build,
) -> Result<Config, LoadError> {
    let bytes = loader.load(path)?;
    let id = sources.add(path, std::sync::Arc::clone(&bytes));
    let main = FileIndex::new(id, bytes);
    Ok(reader::Reader::new(sources, loader, Config::new(family, build)).run(path, main))
}

/// Reads a text by itself, with the options that a configuration knows. It includes nothing.
pub(crate) fn alone(text: &str, around: &Config) -> Config {
    let (mut sources, loader) = (Sources::new(), MemoryLoader::new());
    let bytes: std::sync::Arc<[u8]> = text.as_bytes().into();
    let id = sources.add("", std::sync::Arc::clone(&bytes));
    let mut config = Config::new(around.family(), Build::DEBIAN);
    config.options = around.options.clone();
    let main = FileIndex::new(id, bytes);
    reader::Reader::new(&mut sources, &loader, config).run(Path::new(""), main)
}

/// Reads a text by itself, with the options that a configuration knows and the classes and named
/// groups that it declares, as far as the text names them; and where it begins in the reading.
pub(crate) fn alone_with_names(text: &str, around: &Config) -> (Config, u32) {
    let named = |name: &str| text.contains(name);
    let classes = around.classes().iter().map(|class| class.name.as_str());
    let mut before: String = classes
        .filter(|name| named(name))
        .map(|name| format!("class {} {{ match hardware; }} ", out::quote(name.as_bytes())))
        .collect();
    for (_, node) in around.scopes() {
        if let ScopeKind::Group { name: Some(name) } = &node.kind
            && named(name)
        {
            before += &format!("group {} {{ }} ", out::quote(name.as_bytes()));
        }
    }
    let start = u32::try_from(before.len()).unwrap_or(u32::MAX);
    (alone(&(before + text), around), start)
}

#[cfg(test)]
mod tests;
