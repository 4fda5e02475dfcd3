//! The functions and constants of dhcp-eval(5).

use super::expression::Type;
use crate::index::kind::Kind;

/// What a built-in function wants between its parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument {
    Data,
    Numeric,
    /// 8, 16 or 32.
    Size,
    /// A string in quotes.
    Text,
    /// The name of a variable.
    Variable,
}

impl Argument {
    /// The type that an expression at this place must have.
    pub(crate) fn kind(self) -> Option<Type> {
        match self {
            Self::Data => Some(Type::Data),
            Self::Numeric => Some(Type::Numeric),
            Self::Size | Self::Text | Self::Variable => None,
        }
    }
}

/// A built-in function.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    arguments: &'static [Argument],
    /// Whether the last argument may be given more often.
    repeats: bool,
    pub(crate) result: Type,
}

impl Function {
    const fn new(name: &'static str, arguments: &'static [Argument], result: Type) -> Self {
        Self { name, arguments, repeats: false, result }
    }

    const fn repeating(self) -> Self {
        Self { repeats: true, ..self }
    }

    pub(crate) fn argument(&self, at: usize) -> Option<Argument> {
        let last = self.arguments.last().filter(|_| self.repeats);
        self.arguments.get(at).or(last).copied()
    }

    pub(crate) fn required(&self) -> usize {
        self.arguments.len()
    }
}

use Argument::{Data as D, Numeric as N, Size, Text, Variable};

static SUBSTRING: Function = Function::new("substring", &[D, N, N], Type::Data);
static SUFFIX: Function = Function::new("suffix", &[D, N], Type::Data);
static LCASE: Function = Function::new("lcase", &[D], Type::Data);
static UCASE: Function = Function::new("ucase", &[D], Type::Data);
static CONCAT: Function = Function::new("concat", &[D, D], Type::Data).repeating();
static BINARY_TO_ASCII: Function = Function::new("binary-to-ascii", &[N, N, D, D], Type::Data);
static REVERSE: Function = Function::new("reverse", &[N, D], Type::Data);
static PICK: Function = Function::new("pick-first-value", &[D], Type::Data).repeating();
static PACKET: Function = Function::new("packet", &[N, N], Type::Data);
static EXTRACT_INT: Function = Function::new("extract-int", &[D, Size], Type::Numeric);
static ENCODE_INT: Function = Function::new("encode-int", &[N, Size], Type::Data);
static DEFINED: Function = Function::new("defined", &[Variable], Type::Boolean);
static GETHOSTNAME: Function = Function::new("gethostname", &[], Type::Data);
static GETHOSTBYNAME: Function = Function::new("gethostbyname", &[Text], Type::Data);
static V6RELAY: Function = Function::new("v6relay", &[N, D], Type::Data);

/// The function that a keyword names.
pub(crate) fn function(kind: Kind) -> Option<&'static Function> {
    Some(match kind {
        Kind::Substring => &SUBSTRING,
        Kind::Suffix => &SUFFIX,
        Kind::Lcase => &LCASE,
        Kind::Ucase => &UCASE,
        Kind::Concat => &CONCAT,
        Kind::BinaryToAscii => &BINARY_TO_ASCII,
        Kind::Reverse => &REVERSE,
        Kind::Pick | Kind::PickFirstValue => &PICK,
        Kind::Packet => &PACKET,
        Kind::ExtractInt => &EXTRACT_INT,
        Kind::EncodeInt => &ENCODE_INT,
        Kind::Defined => &DEFINED,
        Kind::Gethostname => &GETHOSTNAME,
        Kind::Gethostbyname => &GETHOSTBYNAME,
        Kind::V6relay => &V6RELAY,
        _ => return None,
    })
}

/// The type of a keyword that is a value by itself.
pub(crate) fn constant(kind: Kind) -> Option<Type> {
    Some(match kind {
        Kind::Static | Kind::Known => Type::Boolean,
        Kind::Hardware
        | Kind::LeasedAddress
        | Kind::Filename
        | Kind::ServerName
        | Kind::Null
        | Kind::HostDeclName => Type::Data,
        Kind::LeaseTime | Kind::ClientState => Type::Numeric,
        // Answers of a name server.
        Kind::Formerr
        | Kind::Noerror
        | Kind::Notauth
        | Kind::Notimp
        | Kind::Notzone
        | Kind::Nxdomain
        | Kind::Nxrrset
        | Kind::Refused
        | Kind::Servfail
        | Kind::Yxdomain
        | Kind::Yxrrset => Type::Numeric,
        // States of a client.
        Kind::Booting
        | Kind::Reboot
        | Kind::Select
        | Kind::Request
        | Kind::Bound
        | Kind::Renew
        | Kind::Rebind => Type::Numeric,
        _ => return None,
    })
}
