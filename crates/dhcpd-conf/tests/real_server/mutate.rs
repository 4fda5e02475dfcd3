//! Spoils a text: small changes of the kinds that people and tools make.

use crate::samples::Sample;

/// A small generator of random numbers (xorshift): the same seed gives the same series.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 11).expect("64 bits") % end
    }
}

/// Words and signs that turn up in no sample at the place where they are put.
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
    "host",
    "group",
    "subnet",
    "pool",
    "range",
    "option",
    "class",
    "if",
    "else",
    "include",
    "failover",
    "peer",
    "no",
    "not",
    "10.0.0.1",
    "2001:db8::1",
    "example.org",
    "exists",
    "and",
    "or",
    "+",
    "case",
    "default",
    "default:",
    "deny",
    "allow",
    "array",
    "of",
    "text",
    "secret",
];

/// A text cut into pieces: blanks and comments, words, strings, single signs.
fn pieces(text: &[u8]) -> Vec<&[u8]> {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(&first) = rest.first() {
        let run =
            |wanted: &dyn Fn(u8) -> bool| rest.iter().take_while(|byte| wanted(**byte)).count();
        let len = match first {
            b'"' => 1 + rest[1..].iter().take_while(|byte| **byte != b'"').count() + 1,
            b'#' => run(&|byte| byte != b'\n'),
            byte if byte.is_ascii_whitespace() => run(&|byte| byte.is_ascii_whitespace()),
            byte if word(byte) => run(&word),
            _ => 1,
        };
        let (piece, behind) = rest.split_at(len.min(rest.len()));
        out.push(piece);
        rest = behind;
    }
    out
}

fn is_blank(piece: &[u8]) -> bool {
    piece.first().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'#')
}

/// One to three changes of a text.
pub(crate) fn mutate(text: &[u8], samples: &[Sample], random: &mut Random) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..1 + random.below(3) {
        text = if random.below(3) == 0 {
            lines(&text, random)
        } else {
            tokens(&text, samples, random)
        };
    }
    text
}

fn tokens(text: &[u8], samples: &[Sample], random: &mut Random) -> Vec<u8> {
    let mut pieces: Vec<Vec<u8>> = pieces(text).into_iter().map(<[u8]>::to_vec).collect();
    let places: Vec<usize> = (0..pieces.len()).filter(|at| !is_blank(&pieces[*at])).collect();
    if places.is_empty() {
        return text.to_vec();
    }
    let at = places[random.below(places.len())];
    let other = places[random.below(places.len())];
    match random.below(9) {
        0 => pieces[at].clear(),
        1 => {
            let again = pieces[at].clone();
            pieces.insert(at, b" ".to_vec());
            pieces.insert(at, again);
        }
        2 => {
            let next = places.iter().copied().find(|place| *place > at).unwrap_or(at);
            pieces.swap(at, next);
        }
        3 => pieces[at] = pieces[other].clone(),
        4 => {
            let word = WORDS[random.below(WORDS.len())];
            pieces[at] = word.as_bytes().to_vec();
        }
        5 => {
            let word = format!(" {} ", WORDS[random.below(WORDS.len())]);
            pieces.insert(at, word.into_bytes());
        }
        6 => {
            // A word of another sample.
            let (_, _, text) = &samples[random.below(samples.len())];
            let theirs = self::pieces(text);
            let piece = theirs[random.below(theirs.len())];
            if !is_blank(piece) {
                pieces[at] = piece.to_vec();
            }
        }
        7 => {
            let numbers: Vec<usize> =
                places.iter().copied().filter(|at| pieces[*at][0].is_ascii_digit()).collect();
            if !numbers.is_empty() {
                let at = numbers[random.below(numbers.len())];
                let number =
                    [0, 1, 7, 8, 16, 32, 64, 127, 128, 129, 200, 254, 255, 256, 65535, 70000];
                pieces[at] = number[random.below(number.len())].to_string().into_bytes();
            }
        }
        _ => {
            let piece = &mut pieces[at];
            let byte = random.below(piece.len());
            match random.below(3) {
                0 => piece[byte] = b"aZ0-_.;\"\\{}\xe4"[random.below(12)],
                1 => piece.insert(byte, b"aZ0-_.;\"\\{}#"[random.below(12)]),
                _ => piece.truncate(byte),
            }
        }
    }
    pieces.concat()
}

fn lines(text: &[u8], random: &mut Random) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let (at, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(5) {
        0 => {
            lines.remove(at);
        }
        1 => lines.insert(other, lines[at]),
        2 => lines.swap(at, other),
        3 => {
            let line = lines.remove(at);
            lines.insert(other.min(lines.len()), line);
        }
        // A whole block to another place.
        _ => {
            let end = (at + 1 + random.below(12)).min(lines.len());
            let block: Vec<&[u8]> = lines.drain(at..end).collect();
            let place = other.min(lines.len());
            lines.splice(place..place, block);
        }
    }
    lines.concat()
}
