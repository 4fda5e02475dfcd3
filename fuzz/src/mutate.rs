//! Mutations of seeds, always the same ones: what a fuzzer does first, without a fuzzer.

/// Pieces that mean something to one of the formats.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b";",
    b",",
    b"\"",
    b"\\",
    b"#",
    b"//",
    b"/*",
    b"*/",
    b"<?",
    b"?>",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\x1b[31m",
    b"0x",
    b"-1",
    b"4294967296",
    b"1e999",
    b":",
    b"=",
    b"/",
    b"include \"below\";",
    b"include \"main\";",
    b"<?include \"below\"?>",
    b"<?include \"main\"?>",
    b"pool {",
    b"option ",
    b"if ",
    b"null",
    b"\\ud800",
    b"range ",
    b"\n%%\n",
    b"\nlease 192.0.2.1 {",
    b"binding state free;",
];

/// A sequence of numbers that looks random and never changes.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `bound`, which must not be 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// Changes `bytes` in one to four places.
pub(crate) fn mutate(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(out.len() + 1);
        let end = (at + numbers.below(24)).min(out.len());
        match numbers.below(6) {
            0 => out.truncate(at),
            1 => drop(out.drain(at..end)),
            2 => {
                let again = out[at..end].to_vec();
                let _ = out.splice(at..at, again).count();
            }
            3 if at < out.len() => out[at] ^= 1 << numbers.below(8),
            4 => {
                let again = out[at..end].repeat(1 + numbers.below(40));
                let _ = out.splice(at..end, again).count();
            }
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())];
                let _ = out.splice(at..at, piece.iter().copied()).count();
            }
        }
    }
    out
}
