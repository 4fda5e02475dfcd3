//! A tokenizer for PowerShell: what a script text is to PowerShell, told by somebody who did not
//! write it.
//!
//! It knows the lexical grammar that concerns commands: words, parameters, variables, the four
//! kinds of string, here-strings, comments, brackets, separators, redirections and operators, with
//! every character that PowerShell takes for a quote, a dash or a blank. Nothing in it comes from
//! [`quote`](crate::quote), so that a mistake there is seen here. It is not a parser, and it tells
//! command mode from expression mode only as far as tokens need it: a number or an operator in a
//! command's arguments is a [`Kind::Word`], as it is to PowerShell.
//!
//! Source: about_Parsing, about_Quoting_Rules, about_Special_Characters of PowerShell 5.1. No
//! PowerShell was at hand to compare with.
//!
//! ```
//! use windows_dhcp::token::{Kind, tokenize};
//!
//! let tokens = tokenize("Get-X -Name 'it\u{2019}; Stop-Service dhcpserver #'");
//! let kinds: Vec<&Kind> = tokens.iter().map(|token| &token.kind).collect();
//! assert_eq!(kinds[2], &Kind::Literal("it".to_owned()));
//! assert_eq!(kinds[3], &Kind::Separator);
//! assert_eq!(kinds[4], &Kind::Word("Stop-Service".to_owned()));
//! ```

mod character;
mod scan;
#[cfg(test)]
mod tests;

pub use scan::tokenize;

use std::ops::Range;

/// A token and where it stands, in bytes of the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub at: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A name, number, operator or argument without quotes at its start, escapes resolved. Quotes
    /// inside belong to it.
    Word(String),
    /// A dash and a name, with a colon where its value follows at once.
    Parameter {
        /// The name.
        name: String,
        /// Whether a colon ends it.
        colon: bool,
    },
    /// A variable by its name, the scope included: `env:Path`.
    Variable(String),
    /// `@` and the name of a variable: its elements become parameters.
    Splat(String),
    /// A string in which nothing is replaced, here-strings included: its value.
    Literal(String),
    /// A string in which variables and escapes are replaced, here-strings included: its inside as
    /// it is written.
    Expandable(String),
    /// `(`, `[`, `{`, `@(`, `@{` or `$(`.
    Open(&'static str),
    /// `)`, `]` or `}`.
    Close(char),
    /// `,`.
    Comma,
    /// `;`, or the end of a line.
    Separator,
    /// `|`, `||`, `&` or `&&`: one command ends and another begins, or a command is called by its name.
    Chain(&'static str),
    /// `>`, `>>`, `<`, with the stream in front and what it is merged into.
    Redirection(String),
    /// `=`, `.`, `::`, `..`, `!`, `%`, `+` and others where they are no part of a word.
    Operator(String),
    /// `#` to the end of the line, or `<#` to `#>`.
    Comment,
    /// A string or comment that does not end, or a character that begins nothing.
    Broken,
}

impl Kind {
    /// The same without what it says: two scripts with equal shapes do the same to other values.
    /// Words and parameters keep their names, for they are what is done.
    #[must_use]
    pub fn shape(&self) -> Self {
        match self {
            Self::Literal(_) => Self::Literal(String::new()),
            other => other.clone(),
        }
    }
}
