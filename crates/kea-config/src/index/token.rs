//! What a token is.

/// Kinds of tokens. White space, comments and include directives are between tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// Behind the last token.
    End,
    /// Bytes that mean nothing to Kea.
    Bad,
    LBrace,
    RBrace,
    LBracket,
    RBracket,
    Comma,
    Colon,
    String,
    Integer,
    Float,
    True,
    False,
    Null,
}

impl Kind {
    /// Whether a value can begin with it.
    pub(crate) const fn starts_value(self) -> bool {
        matches!(self, Self::LBrace | Self::LBracket) || self.is_scalar()
    }

    /// Whether it is a value by itself.
    pub(crate) const fn is_scalar(self) -> bool {
        matches!(
            self,
            Self::String | Self::Integer | Self::Float | Self::True | Self::False | Self::Null
        )
    }

    /// The words used in messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::End => "the end of the file",
            Self::Bad => "something that is not JSON",
            Self::LBrace => "`{`",
            Self::RBrace => "`}`",
            Self::LBracket => "`[`",
            Self::RBracket => "`]`",
            Self::Comma => "`,`",
            Self::Colon => "`:`",
            Self::String => "a string",
            Self::Integer => "an integer",
            Self::Float => "a number with a fraction",
            Self::True | Self::False => "a boolean",
            Self::Null => "`null`",
        }
    }
}

/// What the lexer itself refuses, whatever stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Bytes that begin no token.
    Character,
    /// The byte order mark of UTF-8.
    ByteOrderMark,
    /// A quote without its partner on the same line.
    OpenString,
    /// A raw control character in a string.
    Control,
    /// An escape that JSON does not have.
    Escape,
    /// A `\u` escape above `\u00ff`.
    HighEscape,
    /// An integer beyond 64 bits.
    BigInteger,
    /// Something like a number, and none.
    Number,
    /// `True`, `FALSE`, `Null` ...
    Case,
    /// A `/*` without `*/`.
    OpenComment,
    /// `<?` without a well-formed `include "file" ?>` behind it.
    Directive,
}

impl Flaw {
    /// Whether nobody can say what the text means. A big number or an odd escape that Kea refuses
    /// is still there to be looked at.
    pub(crate) const fn loses_text(self) -> bool {
        matches!(
            self,
            Self::Character | Self::OpenString | Self::Number | Self::OpenComment | Self::Directive
        )
    }

    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::Character => "this is not JSON",
            Self::ByteOrderMark => {
                "the file begins with a byte order mark, which Kea takes for garbage"
            }
            Self::OpenString => "this string has no closing quote",
            Self::Control => "this string holds a raw control character, such as a tab",
            Self::Escape => "bad escape in this string",
            Self::HighEscape => "escapes above `\\u00ff` are not known to Kea: write the character",
            Self::BigInteger => "this integer does not fit in 64 bits",
            Self::Number => "this is not a number",
            Self::Case => "`true`, `false` and `null` are written in lower case",
            Self::OpenComment => "this comment is not closed: `*/` is missing",
            Self::Directive => "only `<?include \"file\"?>` may stand here",
        }
    }
}
