//! Keys that messages are signed with.

mod declaration;
mod secret;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};

pub use declaration::KeyError;
pub use secret::{Secret, SecretError};

/// What dhcpd appends to the name of an algorithm that has no dot (`dhcpd.conf(5)` writes it without).
const SUFFIX: &str = ".SIG-ALG.REG.INT.";

/// The `algorithm` of a key. dhcpd before 4.4 knows only [`Algorithm::HmacMd5`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// `hmac-md5`
    HmacMd5,
    /// `hmac-sha1`
    HmacSha1,
    /// `hmac-sha224`
    HmacSha224,
    /// `hmac-sha256`
    HmacSha256,
    /// `hmac-sha384`
    HmacSha384,
    /// `hmac-sha512`
    HmacSha512,
}

/// A text that is no algorithm of dhcpd.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no algorithm of a key: one of hmac-md5, hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384, hmac-sha512", text.escape_debug())]
pub struct AlgorithmError {
    text: String,
}

impl Algorithm {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::HmacMd5,
        Self::HmacSha1,
        Self::HmacSha224,
        Self::HmacSha256,
        Self::HmacSha384,
        Self::HmacSha512,
    ];

    /// Its name in a configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HmacMd5 => "hmac-md5",
            Self::HmacSha1 => "hmac-sha1",
            Self::HmacSha224 => "hmac-sha224",
            Self::HmacSha256 => "hmac-sha256",
            Self::HmacSha384 => "hmac-sha384",
            Self::HmacSha512 => "hmac-sha512",
        }
    }

    /// Its name in a message.
    pub(crate) fn full_name(self) -> String {
        format!("{}{SUFFIX}", self.name())
    }

    /// How many bytes a signature has.
    #[must_use]
    pub const fn signature_length(self) -> u32 {
        match self {
            Self::HmacMd5 => 16,
            Self::HmacSha1 => 20,
            Self::HmacSha224 => 28,
            Self::HmacSha256 => 32,
            Self::HmacSha384 => 48,
            Self::HmacSha512 => 64,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// In whatever case, alone or with what dhcpd makes of it: `HMAC-MD5.SIG-ALG.REG.INT`.
impl FromStr for Algorithm {
    type Err = AlgorithmError;

    fn from_str(text: &str) -> Result<Self, AlgorithmError> {
        let matches = |one: &&Self| {
            let full = one.full_name();
            let dotless = full.trim_end_matches('.');
            [one.name(), &full, dotless].iter().any(|name| name.eq_ignore_ascii_case(text))
        };
        let found = Self::ALL.iter().find(matches);
        found.copied().ok_or_else(|| AlgorithmError { text: text.to_owned() })
    }
}

/// Evaluates an expression with the hash function of an algorithm.
macro_rules! with_hash {
    ($algorithm:expr, $hash:ident => $value:expr) => {
        with_hash!(
            $algorithm, $hash => $value;
            HmacMd5 = Md5, HmacSha1 = Sha1, HmacSha224 = Sha224, HmacSha256 = Sha256,
            HmacSha384 = Sha384, HmacSha512 = Sha512
        )
    };
    ($algorithm:expr, $hash:ident => $value:expr; $($variant:ident = $type:ident),*) => {
        match $algorithm {
            $(Algorithm::$variant => {
                type $hash = $type;
                $value
            })*
        }
    };
}

/// A key: the one that `omapi-key` of a dhcpd.conf names.
///
/// ```
/// use omapi::{Algorithm, Key, Secret};
///
/// // key "reader" { algorithm hmac-sha256; secret c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ==; }
/// let secret = Secret::from_base64("c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ==")?;
/// let key = Key::new("reader", Algorithm::HmacSha256, secret);
/// assert!(!format!("{key:?}").contains("secret of"));
/// # Ok::<(), omapi::SecretError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Key {
    name: String,
    algorithm: Algorithm,
    secret: Secret,
}

impl Key {
    /// A key of this name. dhcpd does not tell capitals in names.
    #[must_use]
    pub fn new(name: impl Into<String>, algorithm: Algorithm, secret: Secret) -> Self {
        Self { name: name.into(), algorithm, secret }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it signs.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The signature of bytes.
    pub(crate) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        with_hash!(self.algorithm, Hash => {
            let mac = self.mac::<Hmac<Hash>>(bytes);
            mac.map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default()
        })
    }

    /// Whether this is the signature of bytes. The time it takes does not tell how much of it is right.
    pub(crate) fn verifies(&self, bytes: &[u8], signature: &[u8]) -> bool {
        with_hash!(self.algorithm, Hash => {
            let mac = self.mac::<Hmac<Hash>>(bytes);
            mac.is_some_and(|mac| mac.verify_slice(signature).is_ok())
        })
    }

    // INVARIANT: HMAC takes keys of any length, so there always is one.
    fn mac<M: Mac + KeyInit>(&self, bytes: &[u8]) -> Option<M> {
        let mac = <M as KeyInit>::new_from_slice(self.secret.bytes()).ok()?;
        Some(mac.chain_update(bytes))
    }
}
