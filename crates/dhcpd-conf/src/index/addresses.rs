//! Hardware and IPv4 addresses as nearly all are written, cut at one go: two of three tokens of a
//! file full of hosts stand in one, and word by word they cost as much as all the rest.
//!
//! INVARIANT: the tokens are those that the lexer makes of them word by word.

use super::bytes::{class_of, digit_of};
use super::kind::Kind;
use super::tokens::Tokens;

/// Cuts the rest of `00:16:3e:00:00:01`, which stands at `at` and of which the first two digits are
/// taken already. Gives the length; `None`, and no token, for all others, such as those with fewer
/// digits.
pub(super) fn six_octets(text: &[u8], at: usize, tokens: &mut Tokens) -> Option<usize> {
    let (written, behind) = text.get(2..)?.split_first_chunk::<15>()?;
    if continues(behind) {
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
    let parts = letters.map(|letters| {
        let kind = if letters { Kind::NumberOrName } else { Kind::Number };
        [(Kind::Colon, 1), (kind, 2)]
    });
    let [[a, b], [c, d], [e, f], [g, h], [i, j]] = parts;
    tokens.push_row(at + 2, [a, b, c, d, e, f, g, h, i, j]);
    Some(2 + written.len())
}

/// Cuts the rest of `192.0.2.1`, which stands at `at` and of which the first digits are taken already.
/// Gives the length; `None`, and no token, where three numbers of up to three digits do not follow.
pub(super) fn dotted(text: &[u8], digits: usize, at: usize, tokens: &mut Tokens) -> Option<usize> {
    let (first, behind) = digits_behind(text.get(digits..)?)?;
    let (second, behind) = digits_behind(behind)?;
    let (third, behind) = digits_behind(behind)?;
    if continues(behind) {
        return None;
    }
    let dot = (Kind::Dot, 1);
    let number = |digits| (Kind::Number, digits);
    let row = [dot, number(first), dot, number(second), dot, number(third)];
    tokens.push_row(at + digits, row);
    Some(text.len() - behind.len())
}

/// How many digits, up to three, stand behind the `.` here, and what follows. Whether they go on shows
/// at what has to stand behind them.
#[inline]
fn digits_behind(text: &[u8]) -> Option<(u32, &[u8])> {
    let digit = |byte: &u8| byte.is_ascii_digit();
    match text {
        [b'.', a, b, c, behind @ ..] if digit(a) && digit(b) && digit(c) => Some((3, behind)),
        [b'.', a, b, behind @ ..] if digit(a) && digit(b) => Some((2, behind)),
        [b'.', a, behind @ ..] if digit(a) => Some((1, behind)),
        _ => None,
    }
}

/// Whether the word that ends before this text goes on in it.
#[inline]
fn continues(behind: &[u8]) -> bool {
    behind.first().is_some_and(|byte| class_of(*byte).is_word())
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
    fn they_are_cut_alike_at_every_place_of_a_block_of_tokens() {
        let far = format!("#{}\n", "-".repeat(0xf000));
        for before in ["", "; ", &far, &far.repeat(2)] {
            for ends in 0..3 {
                let each = format!("00:16:3e:00:00:01{0} 192.0.2.1{0} ", ";".repeat(ends));
                let text = format!("a {before}{}", each.repeat(300));
                let apart = text.replace(':', " : ").replace('.', " . ");
                assert_eq!(tokens(&text), tokens(&apart));
            }
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
