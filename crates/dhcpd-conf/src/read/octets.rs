//! Hardware and IPv4 addresses as nearly all are written, read at one go. INVARIANT: what is read
//! here, [`Cursor`](super::Cursor) reads in the same way token by token.

use crate::index::bytes::{class_of, digit_of};

/// The octets of `00:16:3e:00:00:01` at the beginning of a text: what nearly all are. `None` for
/// all others, such as those with a blank or fewer digits, which are read token by token.
pub(super) fn six_octets(text: &[u8]) -> Option<[u8; 6]> {
    let (written, behind) = text.split_first_chunk::<17>()?;
    if matches!(behind, [b':', ..]) || behind.first().is_some_and(|byte| class_of(*byte).is_word())
    {
        return None;
    }
    let mut octets = [0; 6];
    let mut wrong = 0;
    for (octet, part) in octets.iter_mut().zip(written.chunks(3)) {
        let ([high, low] | [high, low, b':']) = *part else {
            return None;
        };
        let (high, low) = (digit_of(high), digit_of(low));
        wrong |= (high | low) & 0xf0;
        *octet = high << 4 | (low & 0xf);
    }
    (wrong == 0).then_some(octets)
}

/// The octets of `192.0.2.1` at the beginning of a text, if it is written without a blank and each
/// has at most three digits.
pub(super) fn dotted(text: &[u8]) -> Option<[u8; 4]> {
    let (first, rest) = octet(text)?;
    let (second, rest) = octet(rest.strip_prefix(b".")?)?;
    let (third, rest) = octet(rest.strip_prefix(b".")?)?;
    let (fourth, rest) = octet(rest.strip_prefix(b".")?)?;
    let ends = rest.first().is_none_or(|byte| !class_of(*byte).is_word());
    ends.then_some([first, second, third, fourth])
}

/// The number of up to three digits at the beginning of a text, and what follows: more digits show
/// there.
#[inline]
fn octet(text: &[u8]) -> Option<(u8, &[u8])> {
    let digit = |byte: u8| u16::from(byte & 0xf);
    let (value, rest) = match text {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..] => {
            (digit(*a) * 100 + digit(*b) * 10 + digit(*c), rest)
        }
        [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] => (digit(*a) * 10 + digit(*b), rest),
        [a @ b'0'..=b'9', rest @ ..] => (digit(*a), rest),
        _ => return None,
    };
    Some((u8::try_from(value).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use config_text::Sources;

    use crate::read::FileIndex;
    use crate::read::cursor::{Checked, Cursor};

    /// What is read from a text, and how many tokens that takes; `None` where it is refused.
    fn read<T>(text: &str, take: impl Fn(&mut Cursor<'_>) -> Checked<T>) -> Option<(T, u32)> {
        let mut sources = Sources::new();
        let file = FileIndex::new(sources.add("", text.as_bytes()), text.as_bytes().into());
        let mut cur = Cursor::new(&file, 0);
        take(&mut cur).ok().map(|value| (value, cur.pos))
    }

    /// With a blank around each sign, it is read token by token.
    fn apart(text: &str, sign: char) -> String {
        text.replace(sign, &format!(" {sign} "))
    }

    #[test]
    fn octets_and_addresses_are_what_their_tokens_say() {
        let ends = ["", ";", " ;", "a;", "-;", ".7;", ":07;", ":", "\u{e4};"];
        let octets =
            ["00:16:3e:00:00:01", "Ab:cD:ef:09:a0:0a", "0:16:3e:00:00:01", "00:16:3g:00:00:01"];
        for text in octets.iter().flat_map(|text| ends.map(|end| format!("{text}{end}"))) {
            let (found, slow) =
                (read(&text, |cur| cur.octets()), read(&apart(&text, ':'), |cur| cur.octets()));
            assert_eq!(found, slow, "{text}");
        }
        assert_eq!(
            read("00:16:3e:00:00:0A;", |cur| cur.octets()),
            Some((vec![0, 22, 62, 0, 0, 10], 11))
        );
        let addresses = [
            "192.0.2.1",
            "010.000.255.1",
            "256.0.0.1",
            "1.2.3",
            "0001.2.3.4",
            "1.2.3.x",
            "-1.2.3.4",
        ];
        for text in addresses.iter().flat_map(|text| ends.map(|end| format!("{text}{end}"))) {
            let (found, slow) =
                (read(&text, |cur| cur.ipv4()), read(&apart(&text, '.'), |cur| cur.ipv4()));
            assert_eq!(found, slow, "{text}");
        }
        assert_eq!(read("192.0.2.1;", |cur| cur.ipv4()), Some(([192, 0, 2, 1].into(), 7)));
    }
}
