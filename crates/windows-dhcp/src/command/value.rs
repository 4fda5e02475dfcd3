//! What a parameter can be given, and of which type that is.

use std::fmt;
use std::net::Ipv4Addr;

use crate::TimeSpan;
use crate::quote::Text;

/// The type of a parameter, by the .NET type behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `IPAddress`
    Address,
    /// `IPAddress[]`
    Addresses,
    /// `Boolean`, which needs a value
    Boolean,
    /// `UInt32`
    Number,
    /// `UInt32[]`
    Numbers,
    /// `UInt16`
    Small,
    /// `TimeSpan`
    Span,
    /// `SwitchParameter`, which is on by being there
    Switch,
    /// `String`
    Text,
    /// `String[]`
    Texts,
}

impl Kind {
    /// The .NET type, without its namespace.
    #[must_use]
    pub const fn dotnet(self) -> &'static str {
        match self {
            Self::Address => "IPAddress",
            Self::Addresses => "IPAddress[]",
            Self::Boolean => "Boolean",
            Self::Number => "UInt32",
            Self::Numbers => "UInt32[]",
            Self::Small => "UInt16",
            Self::Span => "TimeSpan",
            Self::Switch => "SwitchParameter",
            Self::Text => "String",
            Self::Texts => "String[]",
        }
    }
}

/// A shared secret. It is never shown, and no two are compared.
#[derive(Clone)]
pub struct Secret(Text);

impl Secret {
    /// Takes a secret.
    #[must_use]
    pub const fn new(secret: Text) -> Self {
        Self(secret)
    }

    /// The secret itself, for the one that carries it to the server.
    pub(crate) const fn reveal(&self) -> &Text {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// What a parameter is given.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Address(Ipv4Addr),
    Addresses(Vec<Ipv4Addr>),
    Boolean(bool),
    /// One of the texts that the parameter accepts.
    Choice(&'static str),
    /// `$null`, where that means something to a text.
    Null,
    Number(u32),
    Numbers(Vec<u32>),
    Secret(Secret),
    Small(u16),
    Span(TimeSpan),
    Switch,
    Text(Text),
    Texts(Vec<Text>),
}

impl Value {
    /// The type of the parameter that it is for.
    #[cfg(test)]
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Address(_) => Kind::Address,
            Self::Addresses(_) => Kind::Addresses,
            Self::Boolean(_) => Kind::Boolean,
            Self::Choice(_) | Self::Null | Self::Secret(_) | Self::Text(_) => Kind::Text,
            Self::Number(_) => Kind::Number,
            Self::Numbers(_) => Kind::Numbers,
            Self::Small(_) => Kind::Small,
            Self::Span(_) => Kind::Span,
            Self::Switch => Kind::Switch,
            Self::Texts(_) => Kind::Texts,
        }
    }
}

/// A time span for a parameter: days always there, since .NET takes `24:00:00` for 24 days, and no
/// fraction, since DHCP has none.
pub(crate) fn span(span: TimeSpan) -> String {
    let seconds = span.seconds();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    format!("{days}.{:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_days_and_never_24_hours() {
        let of = |seconds| span(TimeSpan::from_seconds(seconds));
        assert_eq!(of(0), "0.00:00:00");
        assert_eq!(of(3_600), "0.01:00:00");
        assert_eq!(of(86_400), "1.00:00:00");
        assert_eq!(of(u64::from(u32::MAX)), "49710.06:28:15");
        for seconds in [1, 59, 60, 3_599, 86_399, 90_061, 691_200] {
            assert_eq!(of(seconds).parse::<TimeSpan>().map(TimeSpan::seconds), Ok(seconds));
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let secret = Secret::new(Text::new("hunter2").unwrap());
        assert_eq!(format!("{:?}", Value::Secret(secret)), "Secret((secret))");
    }
}
