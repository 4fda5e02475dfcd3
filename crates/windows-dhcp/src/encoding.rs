//! Whether the bytes of a file are text that JSON can be read from.

/// Why they are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EncodingError {
    /// Where, in bytes.
    pub(crate) at: u32,
    pub(crate) message: &'static str,
    pub(crate) help: Option<&'static str>,
}

const SAVE_AS_UTF8: &str = "Save the file as UTF-8: Windows PowerShell's `>` and `Out-File` write UTF-16 unless they \
     are told `-Encoding utf8`.";

/// Where the text begins: behind the byte order mark, if there is one.
///
/// UTF-16 is refused instead of converted: places in a converted copy would not be places in the
/// file.
pub(crate) fn text_start(bytes: &[u8]) -> Result<u32, EncodingError> {
    let fail = |at: usize, message, help| {
        Err(EncodingError { at: u32::try_from(at).unwrap_or(u32::MAX), message, help })
    };
    let from: u32 = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            return fail(0, "the file is UTF-16, not UTF-8", Some(SAVE_AS_UTF8));
        }
        // The first character of a document is ASCII: a NUL beside it is the rest of a wide one.
        [b'{' | b' ' | b'\r' | b'\n', 0, ..] | [0, b'{' | b' ' | b'\r' | b'\n', ..] => {
            return fail(0, "the file looks like UTF-16 without a mark", Some(SAVE_AS_UTF8));
        }
        [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 0,
    };
    match std::str::from_utf8(bytes) {
        Ok(_) => Ok(from),
        Err(error) => fail(error.valid_up_to(), "a byte that is not UTF-8", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], wanted: Result<u32, (u32, &str)>) {
        let found = text_start(bytes);
        let found = found.as_ref().map(|from| *from).map_err(|e| (e.at, e.message));
        assert_eq!(found, wanted, "{bytes:?}");
    }

    #[test]
    fn a_mark_is_skipped_and_wide_text_is_named() {
        check(b"{}", Ok(0));
        check(b"\xef\xbb\xbf{}", Ok(3));
        check(b"\xff\xfe{\0}\0", Err((0, "the file is UTF-16, not UTF-8")));
        check(b"\xfe\xff\0{\0}", Err((0, "the file is UTF-16, not UTF-8")));
        check(b"{\0}\0", Err((0, "the file looks like UTF-16 without a mark")));
        check(b"{\"\xe9\"}", Err((2, "a byte that is not UTF-8")));
    }
}
