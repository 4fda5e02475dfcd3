//! Domain names on the wire (RFC 1035, sections 3.1 and 4.1.4).

/// Names one after the other; compressed ones refer to what stands before them.
pub(crate) fn encode(names: &[Vec<u8>], compressed: bool) -> Vec<u8> {
    join(&names.iter().map(|name| labels(name)).collect::<Vec<_>>(), compressed)
}

/// The same from labels.
pub(crate) fn join(names: &[Vec<Vec<u8>>], compressed: bool) -> Vec<u8> {
    let mut out = Vec::new();
    // What later names may end in, and where it stands.
    let mut seen: Vec<(Vec<Vec<u8>>, u16)> = Vec::new();
    for name in names {
        let mut rest = name.as_slice();
        loop {
            let Some((label, behind)) = rest.split_first() else {
                out.push(0);
                break;
            };
            let suffix: Vec<Vec<u8>> = rest.iter().map(|one| one.to_ascii_lowercase()).collect();
            if compressed {
                if let Some((_, at)) = seen.iter().find(|(known, _)| *known == suffix) {
                    out.extend((at | 0xc000).to_be_bytes());
                    break;
                }
                if let Some(at) = u16::try_from(out.len()).ok().filter(|at| *at < 0x4000) {
                    seen.push((suffix, at));
                }
            }
            out.push(u8::try_from(label.len()).unwrap_or(63));
            out.extend_from_slice(label);
            rest = behind;
        }
    }
    out
}

/// More labels than all names of an option have: references to references would make millions of a
/// few octets.
const LABELS: usize = 1 << 16;

/// The names in octets, with references followed; `None` where they are no names.
pub(crate) fn decode(octets: &[u8]) -> Option<Vec<Vec<Vec<u8>>>> {
    let mut names = Vec::new();
    let (mut at, mut all) = (0, 0);
    while at < octets.len() {
        let (mut name, mut here, mut jumped) = (Vec::new(), at, false);
        // A reference to itself would never end; a name has at most 127 labels (RFC 1035, 2.3.4).
        for _ in 0..256 {
            let len = usize::from(*octets.get(here)?);
            match len {
                0 => {
                    at = if jumped { at } else { here + 1 };
                    break;
                }
                0xc0.. => {
                    at = if jumped { at } else { here + 2 };
                    jumped = true;
                    here = (len & 0x3f) << 8 | usize::from(*octets.get(here + 1)?);
                }
                _ => {
                    name.push(octets.get(here + 1..here + 1 + len)?.to_vec());
                    here += 1 + len;
                }
            }
        }
        all += name.len();
        if all > LABELS {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

/// The labels of a name as text: `\` escapes a sign or, with three digits, an octet.
fn labels(name: &[u8]) -> Vec<Vec<u8>> {
    let mut labels = vec![Vec::new()];
    let mut rest = name.iter().copied();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'.' => {
                labels.push(Vec::new());
                continue;
            }
            b'\\' => escaped(&mut rest),
            byte => byte,
        };
        if let Some(last) = labels.last_mut() {
            last.push(byte);
        }
    }
    labels.retain(|label| !label.is_empty());
    labels
}

fn escaped(rest: &mut impl Iterator<Item = u8>) -> u8 {
    let first = rest.next().unwrap_or(0);
    if !first.is_ascii_digit() {
        return first;
    }
    let digits = [Some(first), rest.next(), rest.next()].into_iter().flatten();
    digits.fold(0u8, |value, digit| value.wrapping_mul(10).wrapping_add(digit.wrapping_sub(b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compressed_and_read_again() {
        let names = ["a.example.org", "example.org.", "b.Example.org", "org"];
        let names: Vec<Vec<u8>> = names.iter().map(|name| name.as_bytes().to_vec()).collect();
        let octets = encode(&names, true);
        assert_eq!(octets, b"\x01a\x07example\x03org\0\xc0\x02\x01b\xc0\x02\xc0\x0a");
        let plain = decode(&octets).expect("names");
        assert_eq!(join(&plain, false).len(), 15 + 13 + 15 + 5);
        assert_eq!(decode(b"\xc0\x00").map(|names| names.len()), Some(1));
        assert_eq!(decode(b"\x05ab"), None);
        assert_eq!(encode(&[b"a\\.b\\065".to_vec()], false), b"\x04a.bA\0");
    }
}
