//! POSIX extended regular expressions (`~=`, `~~`): only what can be told to match in the same way.

/// Whether a pattern is found in a text; `None` where it has signs that are not read here.
///
/// dhcpd hands both to the C library as strings: they end at a NUL.
pub(super) fn find(pattern: &[u8], text: &[u8], any_case: bool) -> Option<bool> {
    let cut = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        let mut out = bytes.get(..end).unwrap_or(&[]).to_vec();
        if any_case {
            out.make_ascii_lowercase();
        }
        out
    };
    let (pattern, text) = (cut(pattern), cut(text));
    let branches = pattern.split(|byte| *byte == b'|');
    let mut found = false;
    for branch in branches {
        let branch = Branch::read(branch)?;
        found |= branch.is_in(&text);
    }
    Some(found)
}

/// One alternative: items one after the other.
struct Branch {
    at_start: bool,
    at_end: bool,
    items: Vec<Item>,
}

/// A set of bytes, and how often it may come.
struct Item {
    set: Set,
    least: usize,
    most: usize,
}

enum Set {
    Any,
    Byte(u8),
    /// Ranges, and whether they are those that do not count.
    Ranges(Vec<(u8, u8)>, bool),
}

impl Set {
    fn has(&self, byte: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Byte(one) => *one == byte,
            Self::Ranges(ranges, not) => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&byte)) != *not
            }
        }
    }
}

impl Branch {
    fn read(branch: &[u8]) -> Option<Self> {
        let (at_start, rest) = match branch.split_first() {
            Some((b'^', rest)) => (true, rest),
            _ => (false, branch),
        };
        let (at_end, mut rest) = match rest.split_last() {
            Some((b'$', before)) if before.last() != Some(&b'\\') => (true, before),
            _ => (false, rest),
        };
        // An empty alternative means something else to every library.
        if branch.is_empty() {
            return None;
        }
        let mut items = Vec::new();
        while let Some((byte, behind)) = rest.split_first() {
            let (set, behind) = match byte {
                b'.' => (Set::Any, behind),
                b'\\' => {
                    let (byte, behind) = behind.split_first()?;
                    if byte.is_ascii_alphanumeric() {
                        return None;
                    }
                    (Set::Byte(*byte), behind)
                }
                b'[' => bracket(behind)?,
                b'(' | b')' | b'*' | b'+' | b'?' | b'{' | b'}' | b'^' | b'$' | 0x80.. => {
                    return None;
                }
                byte => (Set::Byte(*byte), behind),
            };
            let (least, most, behind) = match behind.split_first() {
                Some((b'*', behind)) => (0, usize::MAX, behind),
                Some((b'+', behind)) => (1, usize::MAX, behind),
                Some((b'?', behind)) => (0, 1, behind),
                _ => (1, 1, behind),
            };
            items.push(Item { set, least, most });
            rest = behind;
        }
        Some(Self { at_start, at_end, items })
    }

    fn is_in(&self, text: &[u8]) -> bool {
        // Every place where the items so far may end.
        let mut ends: Vec<bool> = vec![!self.at_start; text.len() + 1];
        if let Some(first) = ends.first_mut() {
            *first = true;
        }
        for item in &self.items {
            ends = item.behind(&ends, text);
        }
        match self.at_end {
            true => ends.last() == Some(&true),
            false => ends.contains(&true),
        }
    }
}

impl Item {
    /// Where it may end, after these places.
    fn behind(&self, before: &[bool], text: &[u8]) -> Vec<bool> {
        let mut ends = vec![false; before.len()];
        let mut many = false;
        for (at, end) in ends.iter_mut().enumerate() {
            let byte = at.checked_sub(1).and_then(|at| text.get(at));
            let fits = byte.is_some_and(|byte| self.set.has(*byte));
            let one = at.checked_sub(1).and_then(|at| before.get(at)).copied().unwrap_or(false);
            many = fits && (one || (many && self.most > 1));
            *end = many || (self.least == 0 && before.get(at).copied().unwrap_or(false));
        }
        ends
    }
}

/// `[...]`, without classes and names.
fn bracket(text: &[u8]) -> Option<(Set, &[u8])> {
    let (not, text) = match text.split_first() {
        Some((b'^', rest)) => (true, rest),
        _ => (false, text),
    };
    // A `]` in front counts as a sign.
    let end = text.iter().skip(1).position(|byte| *byte == b']')? + 1;
    let (mut inside, rest) = (text.get(..end)?, text.get(end + 1..)?);
    let mut ranges = Vec::new();
    while let Some((low, behind)) = inside.split_first() {
        if *low == b'[' || *low >= 0x80 {
            return None;
        }
        match behind {
            [b'-', high, ..] if high < low => return None,
            [b'-', high, rest @ ..] => {
                ranges.push((*low, *high));
                inside = rest;
            }
            rest => {
                ranges.push((*low, *low));
                inside = rest;
            }
        }
    }
    Some((Set::Ranges(ranges, not), rest))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn simple_patterns_are_found() {
        for (pattern, text, expected) in [
            ("^foo", "foobar", Some(true)),
            ("^foo", "afoo", Some(false)),
            ("bar$", "foobar", Some(true)),
            ("bar$", "bars", Some(false)),
            ("o+b", "foobar", Some(true)),
            ("^fo*bar$", "fbar", Some(true)),
            ("^f.?o", "fo", Some(true)),
            ("^[a-f0-9]+$", "00ab", Some(true)),
            ("^[^a-f]+$", "00ab", Some(false)),
            ("abc|^foo", "foo", Some(true)),
            ("a\\.b", "axb", Some(false)),
            ("a\\.b", "xa.b", Some(true)),
            ("(a|b)", "a", None),
            ("a{2}", "aa", None),
            ("[[:digit:]]", "1", None),
            ("\\w", "a", None),
            ("", "a", None),
        ] {
            assert_eq!(find(pattern.as_bytes(), text.as_bytes(), false), expected, "{pattern}");
        }
        assert_eq!(find(b"^FOO", b"foo", true), Some(true));
        assert_eq!(find(b"^FOO", b"foo", false), Some(false));
        assert_eq!(find(b"a\0b", b"xa", false), Some(true));
    }
}
