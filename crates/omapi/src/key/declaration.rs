//! `key NAME { algorithm A; secret S; }` as text.

use zeroize::Zeroizing;

use super::{Algorithm, Key, Secret, SecretError};

/// Why a text is no declaration of a key. None of it is shown: it has a secret somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Something else stands there.
    #[error("line {line}: expected {what}")]
    Expected {
        /// Counted from 1.
        line: usize,
        /// What should stand there.
        what: &'static str,
    },
    /// No algorithm of dhcpd.
    #[error(
        "line {line}: this is no algorithm of a key: one of hmac-md5, hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384, hmac-sha512"
    )]
    Algorithm {
        /// Counted from 1.
        line: usize,
    },
    /// The secret cannot be read.
    #[error("line {line}: the secret cannot be read")]
    Secret {
        /// Counted from 1.
        line: usize,
        /// Why.
        #[source]
        source: SecretError,
    },
    /// A key has one of each.
    #[error("line {line}: `{statement}` stands here again")]
    Twice {
        /// Counted from 1.
        line: usize,
        /// `algorithm` or `secret`.
        statement: &'static str,
    },
    /// A key has one of each.
    #[error("the key has no `{statement}`")]
    Missing {
        /// `algorithm` or `secret`.
        statement: &'static str,
    },
}

impl Key {
    /// Reads the declaration of one key, as a dhcpd.conf has it (`dhcpd.conf(5)`) and `tsig-keygen` writes it: the file that
    /// is included there can be given as it is. Comments may stand around it, and nothing else.
    ///
    /// ```
    /// let text = "key \"reader\" {\n\talgorithm hmac-sha256;\n\tsecret \"c2VjcmV0\";\n};\n";
    /// let key = omapi::Key::from_declaration(text)?;
    /// assert_eq!((key.name(), key.algorithm()), ("reader", omapi::Algorithm::HmacSha256));
    /// # Ok::<(), omapi::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// If it is anything else, or lacks algorithm or secret.
    pub fn from_declaration(text: &str) -> Result<Self, KeyError> {
        let mut words = Words { rest: text, line: 1 };
        words.keyword("key", "`key`")?;
        let name = words.value("the name of the key")?;
        words.mark('{', "`{`")?;
        let (mut algorithm, mut secret) = (None, None);
        loop {
            match words.next() {
                Some(Word::Plain(word)) if word.eq_ignore_ascii_case("algorithm") => {
                    words.only(&algorithm, "algorithm")?;
                    algorithm = Some(words.algorithm()?);
                }
                Some(Word::Plain(word)) if word.eq_ignore_ascii_case("secret") => {
                    words.only(&secret, "secret")?;
                    secret = Some(words.secret()?);
                }
                Some(Word::Mark('}')) => break,
                _ => return Err(words.expected("`algorithm`, `secret` or `}`")),
            }
        }
        let behind = words.next().filter(|word| *word != Word::Mark(';')).or_else(|| words.next());
        if behind.is_some() {
            return Err(words.expected("nothing behind the key"));
        }
        let algorithm = algorithm.ok_or(KeyError::Missing { statement: "algorithm" })?;
        let secret = secret.ok_or(KeyError::Missing { statement: "secret" })?;
        Ok(Self::new(name, algorithm, secret))
    }
}

/// A text, word by word.
struct Words<'a> {
    rest: &'a str,
    /// That of the word taken last.
    line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word<'a> {
    Plain(&'a str),
    Quoted(&'a str),
    Mark(char),
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            let text = self.rest.trim_ascii_start();
            let blanks = self.rest.len() - text.len();
            self.skip(blanks);
            if !text.starts_with('#') {
                break;
            }
            self.skip(text.find('\n').unwrap_or(text.len()));
        }
        let mark = self.rest.chars().next()?;
        if let Some(inside) = self.rest.strip_prefix('"')
            && let Some(length) = inside.find('"')
        {
            let word = inside.get(..length)?;
            self.skip(length + 2);
            return Some(Word::Quoted(word));
        }
        let ends = |c: char| c.is_ascii_whitespace() || "{};\"#".contains(c);
        let length = self.rest.find(ends).unwrap_or(self.rest.len());
        if length == 0 {
            self.skip(mark.len_utf8());
            return Some(Word::Mark(mark));
        }
        let word = self.rest.get(..length)?;
        self.skip(length);
        Some(Word::Plain(word))
    }

    fn skip(&mut self, length: usize) {
        let (skipped, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.line += skipped.bytes().filter(|byte| *byte == b'\n').count();
        self.rest = rest;
    }

    const fn expected(&self, what: &'static str) -> KeyError {
        KeyError::Expected { line: self.line, what }
    }

    fn keyword(&mut self, keyword: &str, what: &'static str) -> Result<(), KeyError> {
        match self.next() {
            Some(Word::Plain(word)) if word.eq_ignore_ascii_case(keyword) => Ok(()),
            _ => Err(self.expected(what)),
        }
    }

    fn mark(&mut self, mark: char, what: &'static str) -> Result<(), KeyError> {
        if self.next() == Some(Word::Mark(mark)) { Ok(()) } else { Err(self.expected(what)) }
    }

    fn value(&mut self, what: &'static str) -> Result<&'a str, KeyError> {
        match self.next() {
            Some(Word::Plain(word) | Word::Quoted(word)) => Ok(word),
            _ => Err(self.expected(what)),
        }
    }

    /// A statement of which there may be one.
    const fn only<T>(&self, known: &Option<T>, statement: &'static str) -> Result<(), KeyError> {
        match known {
            Some(_) => Err(KeyError::Twice { line: self.line, statement }),
            None => Ok(()),
        }
    }

    fn algorithm(&mut self) -> Result<Algorithm, KeyError> {
        let name = self.value("an algorithm")?;
        let algorithm = name.parse().map_err(|_| KeyError::Algorithm { line: self.line })?;
        self.mark(';', "`;` behind the algorithm")?;
        Ok(algorithm)
    }

    fn secret(&mut self) -> Result<Secret, KeyError> {
        // Room for all, so that no copies of it stay behind in memory.
        let mut text = Zeroizing::new(String::with_capacity(self.rest.len()));
        loop {
            match self.next() {
                Some(Word::Plain(word) | Word::Quoted(word)) => text.push_str(word),
                Some(Word::Mark(';')) => break,
                _ => return Err(self.expected("`;` behind the secret")),
            }
        }
        let line = self.line;
        Secret::from_base64(&text).map_err(|source| KeyError::Secret { line, source })
    }
}
