//! Spoils a text: one change of the kinds that people and tools make, half of them of a single
//! token, half of a whole statement.

use dhcpair_testbed::Dice;
use dhcpd_conf::Family;

use crate::samples::Samples;
use crate::text::Text;

/// A text with its changes.
#[derive(Debug)]
pub(crate) struct Mutant {
    /// The sample that it was.
    pub(crate) sample: String,
    pub(crate) family: Family,
    pub(crate) change: Change,
    pub(crate) text: Vec<u8>,
}

/// What was done to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    DeleteToken,
    DoubleToken,
    SwapTokens,
    ReplaceToken,
    SpoilToken,
    DeleteStatement,
    DoubleStatement,
    MoveStatement,
    InsertStatement,
    WrapStatement,
}

impl Change {
    pub(crate) const ALL: [Self; 10] = [
        Self::DeleteToken,
        Self::DoubleToken,
        Self::SwapTokens,
        Self::ReplaceToken,
        Self::SpoilToken,
        Self::DeleteStatement,
        Self::DoubleStatement,
        Self::MoveStatement,
        Self::InsertStatement,
        Self::WrapStatement,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DeleteToken => "token deleted",
            Self::DoubleToken => "token doubled",
            Self::SwapTokens => "token swapped with the next one",
            Self::ReplaceToken => "token replaced by another one",
            Self::SpoilToken => "number, quote or semicolon changed",
            Self::DeleteStatement => "statement deleted",
            Self::DoubleStatement => "statement doubled",
            Self::MoveStatement => "statement moved to another place",
            Self::InsertStatement => "statement of another file inserted",
            Self::WrapStatement => "statement wrapped into a block",
        }
    }
}

/// Words and signs that are put into texts, besides those of all samples.
const WORDS: &[&str] = &[
    ";",
    "{",
    "}",
    ",",
    ".",
    ":",
    "/",
    "=",
    "(",
    ")",
    "\"x\"",
    "\"\"",
    "0",
    "1",
    "-1",
    "256",
    "010",
    "0x1f",
    "65536",
    "4294967295",
    "4294967296",
    "1f",
    "x",
    "true",
    "off",
    "infinite",
    "all",
    "known",
    "clients",
    "default:",
    "!",
    "~",
    "+",
    "-",
    "*",
    "%",
    "&",
    "|",
    "^",
    "@",
    "else",
    "elsif",
];

/// Numbers at the limits of what dhcpd stores.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "7",
    "8",
    "16",
    "32",
    "63",
    "64",
    "127",
    "128",
    "129",
    "200",
    "254",
    "255",
    "256",
    "257",
    "65535",
    "65536",
    "70000",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "-1",
    "010",
    "08",
    "0x10",
    "00",
    "1f",
    "3600",
    "infinite",
];

/// Blocks that a statement is put into.
const BLOCKS: &[(&str, &str)] = &[
    ("group { ", " }"),
    ("group named { ", " }"),
    ("shared-network wrapped { ", " }"),
    ("subnet 10.99.0.0 netmask 255.255.255.0 { ", " }"),
    ("subnet6 2001:db8:99::/64 { ", " }"),
    ("pool { ", " }"),
    ("pool6 { ", " }"),
    ("host wrapped { ", " }"),
    ("class \"wrapped\" { ", " }"),
    ("if known { ", " }"),
    ("if known { } else { ", " }"),
    ("if known { } elsif exists host-name { ", " }"),
    ("on commit { ", " }"),
    ("switch (option host-name) { case \"a\": ", " }"),
    ("switch (option host-name) { default: ", " break; }"),
    ("define wrapped(a) { ", " return a; }"),
    ("set wrapped(a) { ", " }"),
    ("{ ", " }"),
];

/// The mutant of this number in the series of a seed.
pub(crate) fn mutant(samples: &Samples, seed: u64, number: u64) -> Mutant {
    let spread = number.wrapping_mul(0xd134_2543_de82_ef95);
    let mut dice = Dice::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ spread);
    let sample = samples.pick(&mut dice);
    let tokens = number.is_multiple_of(2);
    let mut text = sample.text.clone();
    let mut change = Change::DeleteToken;
    for _ in 0..samples.changes {
        (change, text) = if tokens {
            token(text, samples, &mut dice)
        } else {
            statement(text, samples, sample.family, &mut dice)
        };
    }
    let text = text.pieces.concat();
    Mutant { sample: sample.name.clone(), family: sample.family, change, text }
}

fn token(mut text: Text, samples: &Samples, dice: &mut Dice) -> (Change, Text) {
    let at = *dice.pick(&text.tokens);
    let pieces = &mut text.pieces;
    let change = match dice.below(8) {
        0 => Change::DeleteToken,
        1 => Change::DoubleToken,
        2 => Change::SwapTokens,
        3 | 4 => Change::ReplaceToken,
        _ => Change::SpoilToken,
    };
    match change {
        Change::DeleteToken => pieces[at].clear(),
        Change::DoubleToken => {
            let again = [pieces[at].as_slice(), b" "].concat();
            pieces.insert(at, again);
        }
        Change::SwapTokens => {
            let next = text.tokens.iter().copied().find(|place| *place > at).unwrap_or(at);
            pieces.swap(at, next);
        }
        Change::ReplaceToken => pieces[at] = another(&pieces[at], samples, dice),
        _ => spoil(&mut text, dice),
    }
    (change, Text::new(&text.pieces.concat()))
}

/// A token of any sample or of the list above; half of them of the same kind.
fn another(token: &[u8], samples: &Samples, dice: &mut Dice) -> Vec<u8> {
    let kind = |token: &[u8]| match token.first() {
        Some(b'"') => 0,
        Some(byte) if byte.is_ascii_digit() => 1,
        Some(byte) if byte.is_ascii_alphabetic() => 2,
        _ => 3,
    };
    if dice.one_in(6) {
        return dice.pick(WORDS).as_bytes().to_vec();
    }
    let same = dice.one_in(2);
    for _ in 0..20 {
        let found = dice.pick(&samples.tokens);
        if !same || kind(found) == kind(token) {
            return found.clone();
        }
    }
    token.to_vec()
}

/// Changes a number, a string, a `;` or a word a little.
fn spoil(text: &mut Text, dice: &mut Dice) {
    let wanted: fn(&[u8]) -> bool = match dice.below(5) {
        0..=2 => |token| token[0].is_ascii_digit(),
        3 => |token| token[0] == b'"',
        _ => |token| token == b";",
    };
    let fitting: Vec<usize> =
        text.tokens.iter().copied().filter(|at| wanted(&text.pieces[*at])).collect();
    let at = *dice.pick(if fitting.is_empty() { &text.tokens } else { &fitting });
    let piece = &mut text.pieces[at];
    if piece[0].is_ascii_digit() && !dice.one_in(4) {
        *piece = dice.pick(NUMBERS).as_bytes().to_vec();
        return;
    }
    if piece == b";" {
        *piece = dice.pick(&[",", ";;", ":", "; ;", " ", "}", "{", "};"]).as_bytes().to_vec();
        return;
    }
    let byte = dice.below(piece.len());
    match dice.below(4) {
        0 => piece[byte] = *dice.pick(b"aZ0-_.;\"\\{}\xe4"),
        1 => piece.insert(byte, *dice.pick(b"aZ0-_.;\"\\{}#\xe4")),
        2 => drop(piece.remove(byte)),
        _ => piece.truncate(byte),
    }
}

fn statement(text: Text, samples: &Samples, family: Family, dice: &mut Dice) -> (Change, Text) {
    let Text { pieces, statements, places, .. } = &text;
    if statements.is_empty() {
        return (Change::DeleteStatement, text);
    }
    let one = dice.pick(statements);
    let (start, end) = (one.pieces.start, one.pieces.end);
    let bytes = text.bytes(one);
    let place = *dice.pick(places);
    let (change, put, at) = match dice.below(5) {
        0 => (Change::DeleteStatement, Vec::new(), start),
        1 => (Change::DoubleStatement, [&bytes[..], b"\n"].concat(), start),
        2 => (Change::MoveStatement, [&bytes[..], b"\n"].concat(), place),
        3 => {
            // Seldom of the other family: that is nearly always refused.
            let any = dice.one_in(10);
            (Change::InsertStatement, samples.statement(family, any, dice), place)
        }
        _ => {
            let (before, behind) = *dice.pick(BLOCKS);
            let wrapped = [before.as_bytes(), &bytes, behind.as_bytes()].concat();
            (Change::WrapStatement, wrapped, start)
        }
    };
    let removed =
        matches!(change, Change::DeleteStatement | Change::MoveStatement | Change::WrapStatement);
    let mut out = Vec::new();
    for (number, piece) in pieces.iter().enumerate() {
        if number == at {
            out.extend_from_slice(&put);
        }
        if !(removed && (start..end).contains(&number)) {
            out.extend_from_slice(piece);
        }
    }
    if at == pieces.len() {
        out.extend_from_slice(&put);
    }
    (change, Text::new(&out))
}
