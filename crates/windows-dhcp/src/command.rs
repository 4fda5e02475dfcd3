//! Commands for a Windows DHCP server that can only be built right.
//!
//! Each builder is one meaning of one cmdlet: relationships in load balance and in hot standby are
//! made by different types, a call that acts on everything has a type that says so, and `-Force`
//! is there only where its meaning is: it differs from cmdlet to cmdlet. Parameters are always
//! named, for the positions in Microsoft's help are not those of its syntax lines. What a name, a
//! percentage or a time may be is held by its type.
//!
//! A builder and the server it is for make a [`Command`]; `script` makes text of commands.
//! What the cmdlets take is a table ([`Cmdlet::sets`]), and every builder is held against it.
//!
//! ```
//! use windows_dhcp::command::failover::{AddLoadBalance, Authentication};
//! use windows_dhcp::command::{Builder, Percent, RelationshipName, Scopes, ServerName};
//!
//! let scopes = Scopes::new(vec!["10.30.8.0".parse()?, "10.30.9.0".parse()?])?;
//! let add = AddLoadBalance::new(
//!     RelationshipName::new("branch")?,
//!     ServerName::new("win-2.example.net")?,
//!     scopes,
//!     Percent::new(50)?,
//!     Authentication::None,
//! );
//! let command = add.at(&ServerName::new("win-1.example.net")?);
//! assert_eq!(command.cmdlet().as_str(), "Add-DhcpServerv4Failover");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod argument;
mod builder;
pub mod failover;
mod limit;
pub mod option;
pub mod policy;
pub mod reservation;
pub mod scope;
pub mod server;
mod table;
#[cfg(test)]
pub(crate) mod tests;
mod value;

pub use argument::{Given, One};
pub use builder::Builder;
pub use limit::{
    ClientId, LimitError, Many, Name, Percent, RelationshipName, ScopeName, Scopes, ServerName,
    Time,
};
pub use table::Cmdlet;
pub use value::{Kind, Secret};
pub(crate) use value::{Value, span};

/// What a cmdlet does to servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Reads from the addressed server.
    Reads,
    /// Changes the addressed server.
    Changes,
    /// Changes the addressed server and its partner: whoever runs it speaks to both, one after the
    /// other, and may stop between the two.
    ChangesBoth,
}

impl Cmdlet {
    /// Whether it can be told which server to speak to.
    fn takes_server(self) -> bool {
        let mut all = self.sets().iter().flat_map(|set| set.parameters);
        all.any(|parameter| parameter.name == "ComputerName")
    }
}

/// A way in which a cmdlet can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterSet {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub parameters: &'static [Parameter],
}

/// A parameter of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether the set needs it.
    pub required: bool,
    /// The texts that it accepts; any where there are none.
    pub accepts: &'static [&'static str],
}

/// One call of a cmdlet, with named parameters.
#[derive(Debug, Clone)]
pub struct Command {
    cmdlet: Cmdlet,
    arguments: Vec<Argument>,
    server: Option<ServerName>,
}

/// A parameter and what it is given.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
}

impl Command {
    /// The cmdlet that is called.
    #[must_use]
    pub const fn cmdlet(&self) -> Cmdlet {
        self.cmdlet
    }

    /// The addressed server; `None` for the one on which it is run.
    #[must_use]
    pub const fn server(&self) -> Option<&ServerName> {
        self.server.as_ref()
    }

    /// What is given, the addressed server first.
    pub(crate) fn arguments(&self) -> &[Argument] {
        &self.arguments
    }
}
