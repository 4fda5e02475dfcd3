//! Keys and DNS zones.

use config_text::{Fingerprint, Span};

use super::failover::Spanned;

/// `key NAME { }`. The secret itself is never kept.
#[derive(Debug, Clone)]
pub struct Key {
    /// The name; letter case does not count.
    pub name: String,
    /// The whole declaration.
    pub span: Span,
    /// `algorithm NAME;`, in small letters, without dhcpd's `.sig-alg.reg.int`.
    pub algorithm: Option<Spanned<String>>,
    /// `secret ...;`, to be compared only.
    pub secret: Option<Spanned<Fingerprint>>,
}

/// `zone NAME { }`.
#[derive(Debug, Clone)]
pub struct Zone {
    /// The name in small letters, with a dot at its end.
    pub name: String,
    /// The whole declaration.
    pub span: Span,
    /// `primary` and `primary6`, canonical, in order.
    pub primaries: Vec<Spanned<String>>,
    /// `secondary` and `secondary6`, canonical, in order.
    pub secondaries: Vec<Spanned<String>>,
    /// `key NAME;`
    pub key: Option<Spanned<String>>,
}
