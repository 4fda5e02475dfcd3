//! Where secrets stand although no word announces them.
//!
//! Whoever mistypes `secret`, leaves it out, or writes the secret where the name of the key belongs,
//! has a secret in the file all the same. So in a `key` block everything but the algorithm is one,
//! and so is what stands behind the name in `key NAME;` and `omapi-key NAME;`.

use super::bytes::part;
use super::kind::Kind;
use super::tokens::Tokens;

/// How many tokens are looked at: no key is longer.
const FAR: u32 = 256;

/// Adds those places to [`Tokens::secrets`].
pub(super) fn complete(bytes: &[u8], tokens: &mut Tokens) {
    let keys = std::mem::take(&mut tokens.keys);
    if keys.is_empty() {
        return;
    }
    let mut found = Vec::new();
    let mut done = 0;
    for key in keys.into_iter().filter(|key| starts_statement(tokens, *key)) {
        if key < done {
            continue;
        }
        let head = end(tokens, key + 1);
        if tokens.kind(head) == Kind::LBrace && tokens.kind(key) == Kind::Key {
            done = block(bytes, tokens, head, &mut found);
        } else {
            found.extend(behind_name(tokens, key, head));
        }
    }
    tokens.secrets.extend(found);
    tokens.secrets.sort_unstable();
    tokens.secrets.dedup();
}

fn starts_statement(tokens: &Tokens, at: u32) -> bool {
    at.checked_sub(1).is_none_or(|before| ends(tokens.kind(before)))
}

const fn ends(kind: Kind) -> bool {
    matches!(kind, Kind::Semicolon | Kind::LBrace | Kind::RBrace | Kind::End)
}

/// The token that ends a statement or opens its block.
fn end(tokens: &Tokens, from: u32) -> u32 {
    let bound = from.saturating_add(FAR);
    (from..bound).find(|at| ends(tokens.kind(*at))).unwrap_or(bound)
}

/// The statements of a key, from its `{` on; returns the token that ends it.
fn block(bytes: &[u8], tokens: &Tokens, open: u32, found: &mut Vec<u32>) -> u32 {
    let mut before = open;
    loop {
        let first = before + 1;
        let last = end(tokens, first);
        match tokens.kind(first) {
            // The word is known to the lexer.
            Kind::Secret => {}
            Kind::Algorithm => found.extend(behind_name(tokens, first, last)),
            _ if last == first => {}
            _ => {
                let (start, end) = tokens.range(first);
                let shown = is_slip(part(bytes, start, end));
                found.push(if shown { first } else { before });
            }
        }
        if tokens.kind(last) != Kind::Semicolon || last.saturating_sub(open) > FAR {
            return last;
        }
        before = last;
    }
}

/// Whether a word is a mistyped `secret` or `algorithm`, and no secret itself.
fn is_slip(word: &[u8]) -> bool {
    let starts = |known: &[u8]| {
        word.get(..3).zip(known.get(..3)).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    word.len() <= 12 && (starts(b"secret") || starts(b"algorithm"))
}

/// The token behind which something stands that is no name, in `WORD NAME ...` up to `end`.
fn behind_name(tokens: &Tokens, word: u32, end: u32) -> Option<u32> {
    let is_name = |at: u32| tokens.kind(at).is_identifier() || tokens.kind(at) == Kind::Number;
    let mut last = word + 1;
    while is_name(last) && tokens.kind(last + 1) == Kind::Dot && is_name(last + 2) {
        last += 2;
    }
    let next = last + 1;
    if next >= end {
        return None;
    }
    // A sign of base64 behind a name: the name is a part of a secret.
    let whole = is_name(next) || tokens.kind(next) == Kind::Quoted;
    Some(if whole { last } else { word })
}
