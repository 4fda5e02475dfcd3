//! Files of known hosts: the format of `sshd(8)`, *SSH_KNOWN_HOSTS FILE FORMAT*.

use std::io;
use std::path::{Path, PathBuf};

use config_text::read_regular;
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use russh::keys::PublicKey;
use sha1::Sha1;

/// The largest file of known hosts, in bytes.
const LARGEST: u64 = 16 << 20;

/// What is known of one host.
#[derive(Debug, Default)]
pub(crate) struct Known {
    keys: Vec<KnownKey>,
}

#[derive(Debug)]
struct KnownKey {
    revoked: bool,
    kind: String,
    blob: Vec<u8>,
    file: PathBuf,
    line: usize,
}

/// What is to be thought of a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the host's.
    Known,
    /// Nothing is known of the host, or no key of this kind.
    Unknown,
    /// The host had another of this kind, or this one was revoked.
    Changed { file: PathBuf, line: usize },
}

impl Known {
    /// Looks a host up. A file that is not there knows nothing.
    pub(crate) fn of(
        host: &str,
        port: u16,
        files: &[PathBuf],
    ) -> Result<Self, (PathBuf, io::Error)> {
        let mut known = Self::default();
        for file in files {
            match read_regular(file, LARGEST) {
                Ok(bytes) => known.add(&name(host, port), file, &bytes),
                Err(missing) if missing.kind() == io::ErrorKind::NotFound => {}
                Err(failed) => return Err((file.clone(), failed)),
            }
        }
        Ok(known)
    }

    fn add(&mut self, name: &str, file: &Path, bytes: &[u8]) {
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let entry = std::str::from_utf8(line).ok().and_then(|line| entry(name, line));
            if let Some((revoked, kind, blob)) = entry {
                let (file, line) = (file.to_path_buf(), index + 1);
                self.keys.push(KnownKey { revoked, kind, blob, file, line });
            }
        }
    }

    /// Kinds of keys that are known of the host: these are asked for first, so that a host with several
    /// shows the one that can be compared.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().filter(|key| !key.revoked).map(|key| key.kind.as_str())
    }

    pub(crate) fn judge(&self, key: &PublicKey) -> Verdict {
        let Ok(blob) = key.to_bytes() else {
            return Verdict::Unknown;
        };
        let changed = |known: &KnownKey| {
            let (file, line) = (known.file.clone(), known.line);
            Verdict::Changed { file, line }
        };
        let same = || self.keys.iter().filter(|known| known.blob == blob);
        if let Some(revoked) = same().find(|known| known.revoked) {
            return changed(revoked);
        }
        if same().next().is_some() {
            return Verdict::Known;
        }
        let kind = key.algorithm();
        let other = self.keys.iter().find(|known| !known.revoked && known.kind == kind.as_str());
        other.map_or(Verdict::Unknown, changed)
    }
}

/// What a host is called in the files.
pub(crate) fn name(host: &str, port: u16) -> String {
    let host = host.to_ascii_lowercase();
    if port == 22 { host } else { format!("[{host}]:{port}") }
}

/// Whether the key is revoked, its kind and the key, where the line is for this host. Keys of
/// authorities are passed over: certificates of hosts are not asked for.
fn entry(name: &str, line: &str) -> Option<(bool, String, Vec<u8>)> {
    let mut words = line.split_ascii_whitespace();
    let mut hosts = words.next().filter(|word| !word.starts_with('#'))?;
    let revoked = hosts == "@revoked";
    if hosts.starts_with('@') {
        if !revoked {
            return None;
        }
        hosts = words.next()?;
    }
    if !is_for(name, hosts) {
        return None;
    }
    let (kind, key) = (words.next()?, words.next()?);
    let blob = BASE64.decode(key.as_bytes()).ok()?;
    // A line that is cut off says nothing of the host.
    PublicKey::from_bytes(&blob).ok()?;
    Some((revoked, kind.to_owned(), blob))
}

/// Whether a list of patterns, or a hash, is for this name.
fn is_for(name: &str, hosts: &str) -> bool {
    if let Some(hashed) = hosts.strip_prefix("|1|") {
        return is_hash_of(name, hashed).unwrap_or(false);
    }
    let mut found = false;
    for pattern in hosts.split(',') {
        match pattern.strip_prefix('!') {
            Some(pattern) if matches(pattern, name) => return false,
            Some(_) => {}
            None => found |= matches(pattern, name),
        }
    }
    found
}

fn is_hash_of(name: &str, hashed: &str) -> Option<bool> {
    let (salt, hash) = hashed.split_once('|')?;
    let decode = |text: &str| BASE64.decode(text.as_bytes()).ok();
    let hmac = Hmac::<Sha1>::new_from_slice(&decode(salt)?).ok()?;
    Some(hmac.chain_update(name).verify_slice(&decode(hash)?).is_ok())
}

/// Whether `name` is as the pattern says, in which `*` is any text and `?` any character. Takes
/// time in the product of the lengths at most.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = name.get(n) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(wanted) if *wanted == b'?' || wanted == byte => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((at, from)) = star else {
                    return false;
                };
                star = Some((at, from + 1));
                (p, n) = (at + 1, from + 1);
            }
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests;
