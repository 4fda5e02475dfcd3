//! What the text is made of.

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    True,
    False,
    Number,
    /// A string or a property's name, without escapes.
    Text,
    /// The same with escapes.
    EscapedText,
    List,
    /// Names and values take turns among the nodes behind it.
    Object,
}

impl Kind {
    /// With an article, for messages.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::True => "`true`",
            Self::False => "`false`",
            Self::Number => "a number",
            Self::Text | Self::EscapedText => "a text",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

/// One value: where it is written, and which node follows it and all it contains.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) after: u32,
}
