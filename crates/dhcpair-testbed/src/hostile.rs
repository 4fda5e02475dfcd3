//! Texts that break out of where they are put, if anything lets them.

use crate::Dice;

/// Characters that mean something to a shell, or look like one that does.
const CHARACTERS: &[char] = &[
    '\'',
    '"',
    '`',
    '$',
    '@',
    '#',
    ';',
    '|',
    '&',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '<',
    '>',
    ',',
    '%',
    '=',
    '!',
    '*',
    '\\',
    '/',
    ':',
    '-',
    '+',
    '.',
    '~',
    '^',
    '?',
    ' ',
    '\t',
    '\n',
    '\r',
    '\u{b}',
    '\u{c}',
    '\0',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{a0}',
    '\u{2018}',
    '\u{2019}',
    '\u{201a}',
    '\u{201b}',
    '\u{201c}',
    '\u{201d}',
    '\u{201e}',
    '\u{201f}',
    '\u{2010}',
    '\u{2011}',
    '\u{2012}',
    '\u{2013}',
    '\u{2014}',
    '\u{2015}',
    '\u{2028}',
    '\u{2029}',
    '\u{202e}',
    '\u{2032}',
    '\u{2033}',
    '\u{2bc}',
    '\u{b4}',
    '\u{60c}',
    '\u{ff02}',
    '\u{ff04}',
    '\u{ff07}',
    '\u{ff1b}',
    '\u{ff40}',
    '\u{feff}',
    '\u{fffd}',
    '\u{ffff}',
    '\u{10ffff}',
    '\u{d7ff}',
    '\u{e000}',
    '\u{1f600}',
];

/// Pieces that end a literal, begin another command, or are replaced.
const PIECES: &[&str] = &[
    "'; Remove-Item C:\\ -Recurse #",
    "\u{2019}; Remove-Item C:\\ -Recurse #",
    "\u{201b}); Stop-Service dhcpserver; (\u{2018}",
    "\"; exit 1 #",
    "\u{201d}; exit 1 #",
    "$(Get-Date)",
    "${env:Path}",
    "$env:Path",
    "@'\n",
    "\n'@\n",
    "\n\"@; exit #",
    "''",
    "'\u{2019}",
    "\u{2018}\u{2018}'",
    "`'",
    "`n",
    "`0",
    "\r\n",
    "\n\n",
    "#>",
    "<#",
    "--%",
    " -Force ",
    " \u{2013}Force",
    ":$false",
    "-Confirm:$true",
    "| Remove-DhcpServerv4Scope",
    "&&",
    "2>&1",
    "%COMSPEC%",
    "^&",
    "/*",
    "\\'",
    "\\\"",
    "\\u0027",
    "&#39;",
    "_x0027_",
    "]]>",
    "</S>",
    "/Date(0)/",
    "2026-11-22T13:58:04Z",
    "1e3",
    "0x10",
    "5kb",
    "$null",
    "True",
];

/// Any text of Unicode, weighted to what is dangerous in a PowerShell script, in JSON and in XML;
/// empty now and then.
///
/// ```
/// use dhcpair_testbed::{Dice, hostile_text};
///
/// let (mut one, mut other) = (Dice::new(7), Dice::new(7));
/// assert_eq!(hostile_text(&mut one), hostile_text(&mut other));
/// ```
pub fn hostile_text(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(12) {
        match dice.below(10) {
            0..=2 => text.push(*dice.pick(CHARACTERS)),
            3 | 4 => text.push_str(dice.pick::<&str>(PIECES)),
            5 => text.extend(char::from_u32(dice.between(0, 0x9f))),
            6 => text.extend(char::from_u32(dice.between(0x2000, 0x206f))),
            7 => text.extend(char::from_u32(dice.between(0x20, 0x7e))),
            // Surrogates are no characters: they give nothing.
            _ => text.extend(char::from_u32(dice.between(0, 0x10_ffff))),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_danger_comes_and_so_does_every_plane() {
        let mut dice = Dice::new(1);
        let all: Vec<String> = (0..20_000).map(|_| hostile_text(&mut dice)).collect();
        let have = |part: &str| all.iter().any(|text| text.contains(part));
        assert!(PIECES.iter().all(|piece| have(piece)));
        assert!(CHARACTERS.iter().all(|c| have(&c.to_string())));
        let planes: std::collections::BTreeSet<u32> =
            all.iter().flat_map(|text| text.chars()).map(|c| u32::from(c) >> 16).collect();
        assert!(planes.into_iter().eq(0..=16));
        assert!(all.iter().any(String::is_empty));
    }
}
