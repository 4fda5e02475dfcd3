//! What a string literal stands for.

/// The bytes of a string literal's inside, with escapes resolved as Kea does: `\u0000` to `\u00ff`
/// give one byte. Broken escapes stand for themselves.
pub(crate) fn unescape(inside: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inside.len());
    let mut rest = inside;
    loop {
        rest = match rest {
            [] => return out,
            [b'\\', b'u', a, b, c, d, tail @ ..] if hex(&[*a, *b, *c, *d]).is_some() => {
                let code = hex(&[*a, *b, *c, *d]).unwrap_or(0);
                match u8::try_from(code) {
                    Ok(byte) => out.push(byte),
                    Err(_) => out.extend_from_slice(&[b'\\', b'u', *a, *b, *c, *d]),
                }
                tail
            }
            [b'\\', escaped, tail @ ..] => {
                match escaped {
                    b'b' => out.push(8),
                    b'f' => out.push(12),
                    b'n' => out.push(b'\n'),
                    b'r' => out.push(b'\r'),
                    b't' => out.push(b'\t'),
                    b'"' | b'\\' | b'/' => out.push(*escaped),
                    _ => out.extend_from_slice(&[b'\\', *escaped]),
                }
                tail
            }
            [byte, tail @ ..] => {
                out.push(*byte);
                tail
            }
        }
    }
}

fn hex(digits: &[u8; 4]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok()?;
    if text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        u32::from_str_radix(text, 16).ok()
    } else {
        None
    }
}
