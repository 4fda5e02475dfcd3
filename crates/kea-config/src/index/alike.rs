//! Whether two parts of streams are written with the same tokens.

use super::stream::Stream;

impl Stream {
    /// Whether the tokens of a part, first and last one included, are those of another stream's part:
    /// kinds and bytes, whatever stands between them.
    pub(crate) fn is_alike(&self, part: (u32, u32), other: &Self, its: (u32, u32)) -> bool {
        let ((first, last), (its_first, its_last)) = (part, its);
        if last.checked_sub(first) != its_last.checked_sub(its_first) {
            return false;
        }
        // Mostly what stands between them is equal, too, and one look is enough.
        if let Some((own, theirs)) = self.text_of(part).zip(other.text_of(its))
            && own == theirs
        {
            return true;
        }
        (first..=last)
            .zip(its_first..=its_last)
            .all(|(at, its)| self.kind(at) == other.kind(its) && self.bytes(at) == other.bytes(its))
    }

    /// The bytes from one token to another one; `None` where there may be several files.
    fn text_of(&self, (first, last): (u32, u32)) -> Option<&[u8]> {
        let [file] = self.files() else { return None };
        let (start, _) = self.range(first);
        let (_, end) = self.range(last);
        file.bytes.get(start as usize..end as usize)
    }
}

#[cfg(test)]
mod tests {
    use config_text::{MemoryLoader, Sources};

    use crate::Document;

    fn read(text: &str) -> Document {
        let loader = MemoryLoader::new().with("m", text).with("inner", "[ 1, 2 ]");
        crate::read(&mut Sources::new(), &loader, "m".as_ref()).unwrap()
    }

    #[test]
    fn blanks_comments_and_files_do_not_count_and_tokens_do() {
        let alike = |one: &str, other: &str| {
            let (one, other) = (read(one), read(other));
            one.root().unwrap().is_written_like(other.root().unwrap())
        };
        let text = r#"{ "a": [ 1, 2 ] }"#;
        assert!(alike(text, text));
        assert!(alike(text, "{\"a\" : [1, # one\n 2 ] }"));
        assert!(alike(text, "{ \"a\": <?include \"inner\"?> }"));
        assert!(!alike(text, r#"{ "a": [ 1, 3 ] }"#));
        assert!(!alike(text, r#"{ "a": [ 1, 2, 3 ] }"#));
        assert!(!alike(text, r#"{ "a": [ 1, "2" ] }"#));
        assert!(!alike(r#"{ "a": [ 1 "#, r#"{ "a": [ 1 "#));
    }
}
