//! The only way to a [`Command`], and the list of those who take it.

use super::{Argument, Cmdlet, Command, ServerName, Value};

/// Keeps [`Builder`] to this module: what builds commands is held against the tables.
pub(super) trait Sealed {
    /// The cmdlet.
    const CMDLET: Cmdlet;

    /// Adds what it is given.
    fn give(&self, to: &mut Vec<Argument>);
}

/// One meaning of a cmdlet, complete but for the server.
#[expect(private_bounds, reason = "nobody else may build commands")]
pub trait Builder: Sealed {
    /// The command for a server, wherever it is run. A cmdlet that speaks to no DHCP server is the
    /// same for each.
    #[must_use]
    fn at(&self, server: &ServerName) -> Command {
        if !Self::CMDLET.takes_server() {
            return self.here();
        }
        let value = Value::Text(server.text().clone());
        let mut arguments = vec![Argument { name: "ComputerName", value }];
        self.give(&mut arguments);
        Command { cmdlet: Self::CMDLET, arguments, server: Some(server.clone()) }
    }

    /// The command for the server on which it is run.
    #[must_use]
    fn here(&self) -> Command {
        let mut arguments = Vec::new();
        self.give(&mut arguments);
        Command { cmdlet: Self::CMDLET, arguments, server: None }
    }
}

impl<T: Sealed> Builder for T {}

/// A builder as the tests see it.
#[cfg(test)]
pub(crate) struct Registered {
    pub(crate) name: &'static str,
    pub(crate) cmdlet: Cmdlet,
    pub(crate) set: &'static str,
    /// Parameters that its needed fields fill, each with its type.
    pub(crate) needs: Vec<(&'static str, super::Kind)>,
    /// The same of fields that may be left out.
    pub(crate) may: Vec<(&'static str, super::Kind)>,
    /// What it gives in any case.
    pub(crate) always: Vec<(&'static str, Value)>,
    /// A command with any values, hostile where they are texts.
    pub(crate) sample: fn(&mut dhcpair_testbed::Dice) -> Command,
}

/// Defines builders: the cmdlet, the parameter set, the fields that are needed with the parameters
/// that they fill, those that may be left out, and what is always given.
macro_rules! builders {
    ($(
        $(#[$meta:meta])*
        $name:ident = $cmdlet:ident $set:literal {
            $($(#[$doc:meta])* $field:ident: $type:ty => $fills:expr,)*
        }
        $(+ may { $($(#[$more_doc:meta])* $more:ident: $more_type:ty => $more_fills:expr,)+ })?
        $(+ always { $($fixed:literal: $value:expr,)+ })?
    )+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone)]
            pub struct $name {
                $($(#[$doc])* pub $field: $type,)*
                $($($(#[$more_doc])* pub $more: Option<$more_type>,)+)?
            }

            $crate::command::builder::constructor! {
                $name { $($field: $type,)* } $({ $($more)+ })?
            }

            impl $crate::command::builder::Sealed for $name {
                const CMDLET: $crate::command::Cmdlet = $crate::command::Cmdlet::$cmdlet;

                fn give(&self, to: &mut Vec<$crate::command::Argument>) {
                    $($crate::command::argument::Fill::fill(&self.$field, &$fills, to);)*
                    $($(if let Some(value) = &self.$more {
                        $crate::command::argument::Fill::fill(value, &$more_fills, to);
                    })+)?
                    to.append(&mut vec![
                        $($($crate::command::Argument { name: $fixed, value: $value },)+)?
                    ]);
                }
            }
        )+

        /// The builders of this module, for the tests that hold them against the tables.
        #[cfg(test)]
        pub(super) fn registered() -> Vec<$crate::command::builder::Registered> {
            use $crate::command::argument::{Sample, pairs, together};
            vec![$($crate::command::builder::Registered {
                name: stringify!($name),
                cmdlet: $crate::command::Cmdlet::$cmdlet,
                set: $set,
                needs: together(&[$(pairs::<$type>(&$fills),)*]),
                may: together(&[$($(pairs::<$more_type>(&$more_fills),)+)?]),
                always: vec![$($(($fixed, $value),)+)?],
                sample: |dice| {
                    let builder = $name {
                        $($field: <$type as Sample>::sample(dice),)*
                        $($($more: dice.one_in(2).then(|| <$more_type as Sample>::sample(dice)),)+)?
                    };
                    let server = Sample::sample(dice);
                    $crate::command::Builder::at(&builder, &server)
                },
            },)+]
        }
    };
}

/// Where fields may be left out, a way to give only the others.
macro_rules! constructor {
    ($name:ident { $($field:ident: $type:ty,)* }) => {};
    ($name:ident { $($field:ident: $type:ty,)* } { $($more:ident)+ }) => {
        impl $name {
            /// With what it needs and nothing else.
            #[must_use]
            pub fn new($($field: $type),*) -> Self {
                Self { $($field,)* $($more: None,)+ }
            }
        }
    };
}

pub(super) use {builders, constructor};
