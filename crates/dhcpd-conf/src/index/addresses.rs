//! Hardware and IPv4 addresses as nearly all are written, cut at one go: two of three tokens of a
//! file full of hosts stand in one, and word by word they cost as much as all the rest.
//!
//! INVARIANT: the tokens are those that the lexer makes of them word by word.

use super::bytes::{class_of, digit_of};
use super::kind::Kind;
use super::tokens::Tokens;

/// Cuts the rest of `00:16:3e:00:00:01`, whose first two digits are before the `:` at `colon`.
/// Gives the end; `None`, and no token, for all others, such as those with fewer digits.
#[inline]
pub(super) fn six_octets(bytes: &[u8], colon: usize, tokens: &mut Tokens) -> Option<usize> {
    let written = bytes.get(colon..)?.first_chunk::<15>()?;
    let end = colon + 15;
    if continues(bytes, end) {
        return None;
    }
    let (mut wrong, mut letters) = (0, [false; 5]);
    for (part, letters) in written.chunks_exact(3).zip(&mut letters) {
        let [b':', high, low] = *part else {
            return None;
        };
        let (high, low) = (digit_of(high), digit_of(low));
        wrong |= (high | low) & 0xf0;
        *letters = high > 9 || low > 9;
    }
    if wrong != 0 {
        return None;
    }
    let mut at = colon;
    for letters in letters {
        tokens.push(Kind::Colon, at, at + 1);
        let kind = if letters { Kind::NumberOrName } else { Kind::Number };
        tokens.push(kind, at + 1, at + 3);
        at += 3;
    }
    Some(end)
}

/// Cuts the rest of `192.0.2.1`, whose first digits are before the `.` at `dot`. Gives the end;
/// `None`, and no token, where three numbers of up to three digits do not follow.
#[inline]
pub(super) fn dotted(bytes: &[u8], dot: usize, tokens: &mut Tokens) -> Option<usize> {
    let mut ends = [0; 3];
    let mut at = dot;
    for end in &mut ends {
        at = number_end(bytes, at)?;
        *end = at;
    }
    if continues(bytes, at) {
        return None;
    }
    let mut at = dot;
    for end in ends {
        tokens.push(Kind::Dot, at, at + 1);
        tokens.push(Kind::Number, at + 1, end);
        at = end;
    }
    Some(at)
}

/// Where a number of up to three digits ends that stands behind the `.` at this place. Whether more
/// follow shows at what has to stand behind it.
#[inline]
fn number_end(bytes: &[u8], dot: usize) -> Option<usize> {
    let digit = |byte: u8| byte.is_ascii_digit();
    match *bytes.get(dot..)? {
        [b'.', a, b, c, ..] if digit(a) && digit(b) && digit(c) => Some(dot + 4),
        [b'.', a, b, ..] if digit(a) && digit(b) => Some(dot + 3),
        [b'.', a, ..] if digit(a) => Some(dot + 2),
        _ => None,
    }
}

/// Whether the word that ends here goes on.
#[inline]
fn continues(bytes: &[u8], end: usize) -> bool {
    bytes.get(end).is_some_and(|byte| class_of(*byte).is_word())
}

#[cfg(test)]
mod tests {
    use super::super::tokens::Tokens;
    use super::Kind;

    /// Kind and text of each token.
    fn tokens(text: &str) -> Vec<(Kind, String)> {
        let tokens: Tokens = super::super::lexer::lex(text.as_bytes(), |_, _| ());
        let part = |at| {
            let (start, end) = tokens.range(at);
            String::from_utf8_lossy(&text.as_bytes()[start as usize..end as usize]).into_owned()
        };
        (0..tokens.count()).map(|at| (tokens.kind(at), part(at))).collect()
    }

    #[test]
    fn they_are_cut_as_if_each_sign_stood_alone() {
        let texts = [
            "00:16:3e:00:00:01",
            "Ab:cD:ef:09:a0:0a",
            "fe:80:ad:d0:no:if",
            "0:16:3e:00:00:01",
            "00:16:3g:00:00:01",
            "00:16:3e:00:00:0",
            "-0:16:3e:00:00:01",
            "192.0.2.1",
            "010.000.255.1",
            "256.999.0.1",
            "1.2.3",
            "0001.2.3.4",
            "1.2345.3.4",
            "1.2.3.x",
            "1.2.a.4",
            "1..2.3",
            "-1.2.3.4",
            "a.2.3.4",
        ];
        let ends = ["", ";", " ;", "a", "g;", "-;", "_", ".", ".7;", ":07;", ":", "12", "\u{e4};"];
        for text in texts.iter().flat_map(|text| ends.map(|end| format!("{text}{end}"))) {
            let apart = text.replace(':', " : ").replace('.', " . ");
            assert_eq!(tokens(&text), tokens(&apart), "{text}");
        }
    }

    #[test]
    fn no_keyword_has_two_hexadecimal_digits() {
        let is_octet =
            |word: &&str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let found: Vec<_> =
            super::super::kind::KEYWORDS.iter().map(|(word, _)| *word).filter(is_octet).collect();
        assert_eq!(found, Vec::<&str>::new());
    }
}
