//! The laws of the text floor: edits and positions.

use config_text::{EditError, Edits, LineIndex, Position, Sources, Span};

/// One replacement, as the reference sees it.
type Replacement = (u32, u32, Vec<u8>);

/// Edits over any bytes equal a slow reference, and positions equal counting.
///
/// The first byte says how many edits there are; each takes a start, a length and a byte that is
/// put there that many times over; the rest is the text.
pub fn edits(data: &[u8]) {
    let (replacements, text) = interpret(data);
    let mut sources = Sources::new();
    let file = sources.add("text", text);
    let mut edits = Edits::new();
    for (start, end, new) in &replacements {
        edits.replace(Span::new(file, *start, *end), new.clone());
    }
    match (edits.apply(&sources, file), reference(text, &replacements)) {
        (Ok(applied), Some(expected)) => assert_eq!(applied, expected),
        (Err(EditError::Overlap { .. } | EditError::OutOfFile { .. }), None) => {}
        (applied, expected) => panic!("{applied:?}, the reference says {expected:?}"),
    }
    positions(text);
}

fn interpret(data: &[u8]) -> (Vec<Replacement>, &[u8]) {
    let Some((count, rest)) = data.split_first() else { return (Vec::new(), data) };
    let wanted = usize::from(count % 6);
    let edits: Vec<Replacement> = rest
        .chunks_exact(3)
        .take(wanted)
        .map(|bytes| {
            let (start, length) = (u32::from(bytes[0]), u32::from(bytes[1] % 16));
            (start, start + length, vec![bytes[2]; usize::from(bytes[2] % 5)])
        })
        .collect();
    let text = rest.get(edits.len() * 3..).unwrap_or_default();
    (edits, text)
}

/// Byte by byte: what stands before each place, then the place itself unless it is replaced.
fn reference(text: &[u8], replacements: &[Replacement]) -> Option<Vec<u8>> {
    let mut sorted: Vec<&Replacement> = replacements.iter().collect();
    sorted.sort_by_key(|(start, end, _)| (*start, *end));
    let overlap = sorted.windows(2).any(|pair| pair[1].0 < pair[0].1);
    if overlap || sorted.iter().any(|(_, end, _)| *end as usize > text.len()) {
        return None;
    }
    let mut out = Vec::new();
    for at in 0..=text.len() {
        for (_, _, new) in sorted.iter().filter(|(start, _, _)| *start as usize == at) {
            out.extend_from_slice(new);
        }
        let replaced =
            |(start, end, _): &&Replacement| (*start as usize..*end as usize).contains(&at);
        if at < text.len() && !sorted.iter().copied().any(|edit| replaced(&edit)) {
            out.push(text[at]);
        }
    }
    Some(out)
}

fn positions(text: &[u8]) {
    let index = LineIndex::new(text);
    let mut expected = Position { line: 1, column: 1 };
    for (at, byte) in text.iter().enumerate() {
        assert_eq!(index.position(at as u32), expected, "at {at}");
        if *byte == b'\n' {
            expected = Position { line: expected.line + 1, column: 1 };
        } else {
            expected.column += 1;
        }
    }
    assert_eq!(index.position(text.len() as u32), expected, "at the end");
    assert_eq!(index.line_count(), expected.line);
}
