//! Enumerations that are numbers on the wire.

/// Declares an enumeration: number, variant and name; a number that is not in the list is kept.
macro_rules! codes {
    (
        $(#[$about:meta])*
        $type:ident {
            $($(#[$what:meta])* $variant:ident = $code:literal, $name:literal;)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $type {
            $($(#[$what])* $variant,)*
            /// A number that this version does not know.
            Unknown(u32),
        }

        impl $type {
            /// All that have a name.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The number on the wire.
            #[must_use]
            pub const fn code(self) -> u32 {
                match self {
                    $(Self::$variant => $code,)*
                    Self::Unknown(code) => code,
                }
            }

            /// What a number means.
            #[must_use]
            pub const fn of(code: u32) -> Self {
                match code {
                    $($code => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str($name),)*
                    Self::Unknown(code) => write!(f, "number {code}"),
                }
            }
        }
    };
}

pub(crate) use codes;
