//! The functions of dhcp-eval(5) over values that are known.

use super::LONGEST;
use crate::resolve::undecided::{Reason, Reasons, because};

/// Digits of a number of 32 bits in base 2, and the one too many that the server writes at times.
const MOST_DIGITS: usize = 33;

/// What a function gives: nothing where dhcpd's evaluation fails.
pub(super) type Given<T> = Result<Option<T>, Reasons>;

/// From an offset, at most so many octets; empty where the offset is behind the end.
pub(super) fn substring(data: &[u8], offset: u64, len: u64) -> Vec<u8> {
    let from = usize::try_from(offset).unwrap_or(usize::MAX);
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    data.get(from..).unwrap_or(&[]).iter().take(len).copied().collect()
}

/// The last octets.
pub(super) fn suffix(data: &[u8], len: u64) -> Vec<u8> {
    let len = usize::try_from(len).unwrap_or(usize::MAX).min(data.len());
    data.get(data.len() - len..).unwrap_or(&[]).to_vec()
}

/// Hunks of a width in reverse order.
pub(super) fn reverse(width: u64, data: &[u8]) -> Given<Vec<u8>> {
    let width = usize::try_from(width).unwrap_or(usize::MAX);
    if width == 0 {
        return Err(because(Reason::ServerFault));
    }
    if !data.len().is_multiple_of(width) {
        return Ok(None);
    }
    Ok(Some(data.chunks(width).rev().flatten().copied().collect()))
}

/// Numbers of a width in a base, with a separator between them.
pub(super) fn binary_to_ascii(
    base: u64,
    width: u64,
    separator: &[u8],
    data: &[u8],
) -> Given<Vec<u8>> {
    let octets = match width {
        8 => 1,
        16 => 2,
        32 => 4,
        _ => return Ok(None),
    };
    if !data.len().is_multiple_of(octets) {
        return Ok(None);
    }
    let most = (separator.len() + MOST_DIGITS).saturating_mul(data.len() / octets);
    if most > LONGEST {
        return Err(because(Reason::TooComplex));
    }
    let base = match base {
        1..=16 => base as u32,
        // Above, the server writes nothing for a number.
        17.. => return Ok(Some(separator.repeat((data.len() / octets).saturating_sub(1)))),
        _ if data.is_empty() => return Ok(Some(Vec::new())),
        _ => return Err(because(Reason::ServerFault)),
    };
    let numbers = data.chunks(octets).map(|chunk| {
        let value = chunk.iter().fold(0u32, |value, octet| value << 8 | u32::from(*octet));
        number(value, base)
    });
    Ok(Some(numbers.collect::<Vec<_>>().join(separator)))
}

/// As many digits as the server's arithmetic of 32 bits thinks there are.
fn number(value: u32, base: u32) -> Vec<u8> {
    let mut power = 1;
    let mut column = base;
    while value >= column {
        power += 1;
        let next = column.wrapping_mul(base);
        if next <= column {
            break;
        }
        column = next;
    }
    let mut digits = Vec::with_capacity(power);
    let mut rest = value;
    for _ in 0..power {
        let digit = char::from_digit(rest % base, 16).unwrap_or('0');
        digits.push(u8::try_from(digit).unwrap_or(b'0'));
        rest /= base;
    }
    digits.reverse();
    digits
}

/// A number in network order, cut to a width in bits.
pub(super) fn encode(number: u64, bits: u64) -> Vec<u8> {
    let octets = (bits / 8).min(8) as usize;
    number.to_be_bytes().get(8 - octets..).unwrap_or(&[]).to_vec()
}

/// The first number of a width in bits.
pub(super) fn extract(data: &[u8], bits: u64) -> Given<u64> {
    let octets = (bits / 8).min(8) as usize;
    let Some(head) = data.get(..octets) else {
        // The server reads behind an empty string for the smallest of them.
        return if octets == 1 { Err(because(Reason::ServerFault)) } else { Ok(None) };
    };
    Ok(Some(head.iter().fold(0, |value, octet| value << 8 | u64::from(*octet))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_those_of_the_server() {
        assert_eq!(substring(b"abcdef", 1, 2), b"bc");
        assert_eq!(substring(b"abc", 1, 20), b"bc");
        assert_eq!(substring(b"abc", 3, 1), b"");
        assert_eq!(suffix(b"abc", 2), b"bc");
        assert_eq!(suffix(b"abc", 9), b"abc");
        assert_eq!(reverse(1, b"abc"), Ok(Some(b"cba".to_vec())));
        assert_eq!(reverse(2, b"abcd"), Ok(Some(b"cdab".to_vec())));
        assert_eq!(reverse(2, b"abc"), Ok(None));
        assert!(reverse(0, b"abc").is_err());
        let ascii = |base, width, data: &[u8]| binary_to_ascii(base, width, b".", data);
        assert_eq!(ascii(10, 8, &[10, 0, 200]), Ok(Some(b"10.0.200".to_vec())));
        assert_eq!(ascii(16, 8, &[0, 0xa, 0xff]), Ok(Some(b"0.a.ff".to_vec())));
        assert_eq!(ascii(8, 8, &[7, 8, 64]), Ok(Some(b"7.10.100".to_vec())));
        // The server's own count of digits is one too many here.
        assert_eq!(ascii(10, 32, &[0xff; 4]), Ok(Some(b"04294967295".to_vec())));
        assert_eq!(ascii(10, 32, &[10, 0, 0, 1]), Ok(Some(b"167772161".to_vec())));
        assert_eq!(ascii(16, 32, &[0xff; 4]), Ok(Some(b"ffffffff".to_vec())));
        assert_eq!(ascii(10, 16, &[1]), Ok(None));
        assert_eq!(ascii(10, 7, &[1]), Ok(None));
        assert_eq!(ascii(1, 8, &[0, 9]), Ok(Some(b"0.00".to_vec())));
        assert!(ascii(0, 8, &[1]).is_err());
        assert_eq!(encode(0x1_0203, 16), [2, 3]);
        assert_eq!(extract(&[1, 2, 3], 16), Ok(Some(0x102)));
        assert_eq!(extract(&[1], 16), Ok(None));
        assert!(extract(&[], 8).is_err());
    }
}
