//! DHCPv6 messages, as a relay sends them (RFC 8415).

use std::net::Ipv6Addr;
use std::sync::atomic::{AtomicU32, Ordering};

/// Types of messages (RFC 8415, section 7.3).
const SOLICIT: u8 = 1;
const RELAY_FORW: u8 = 12;
const RELAY_REPL: u8 = 13;

/// Options (RFC 8415, section 21).
const CLIENT_ID: u16 = 1;
const IA_NA: u16 = 3;
const IA_ADDRESS: u16 = 5;
const ORO: u16 = 6;
const RELAY_MESSAGE: u16 = 9;

/// The bytes of a relayed message before its options.
const RELAY_HEAD: usize = 34;

/// The bytes of an IA_NA before its options: its number and two times.
const IA_HEAD: usize = 12;

/// A DHCPv6 message between client and server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `msg-type`: 1 SOLICIT, 2 ADVERTISE, 7 REPLY.
    pub kind: u8,
    /// `transaction-id`, of 24 bits: the same in a request and its answer.
    pub transaction: u32,
    /// The options in their order: code and value.
    pub options: Vec<(u16, Vec<u8>)>,
}

/// What is wrong with bytes that should be a relayed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// It is no answer to a relay with a message in it.
    #[error("it is no relayed answer")]
    NotRelayed,
    /// An option goes beyond the message.
    #[error("option {0} goes beyond the end")]
    Option(u16),
}

impl Message {
    /// SOLICIT of a client with this DUID, which wants one address and these options.
    #[must_use]
    pub fn solicit(duid: &[u8], wish: Option<Ipv6Addr>, wanted: &[u16]) -> Self {
        static TRANSACTIONS: AtomicU32 = AtomicU32::new(1);
        let mut ia = 1_u32.to_be_bytes().to_vec();
        ia.resize(IA_HEAD, 0);
        if let Some(address) = wish {
            let hint = [&address.octets()[..], &[0; 8]].concat();
            put(&mut ia, IA_ADDRESS, &hint);
        }
        let oro: Vec<u8> = wanted.iter().flat_map(|code| code.to_be_bytes()).collect();
        // Servers refuse one that wants nothing.
        let oro = Some((ORO, oro)).filter(|_| !wanted.is_empty());
        let options = [(CLIENT_ID, duid.to_vec()), (IA_NA, ia)];
        Self {
            kind: SOLICIT,
            transaction: TRANSACTIONS.fetch_add(1, Ordering::Relaxed) & 0xff_ffff,
            options: options.into_iter().chain(oro).collect(),
        }
    }

    /// The value of an option.
    #[must_use]
    pub fn option(&self, code: u16) -> Option<&[u8]> {
        self.options.iter().find(|(one, _)| *one == code).map(|(_, value)| value.as_slice())
    }

    /// The first address in it, with its preferred and valid lifetime in seconds.
    #[must_use]
    pub fn address(&self) -> Option<(Ipv6Addr, u32, u32)> {
        let inside = read(self.option(IA_NA)?.get(IA_HEAD..)?).ok()?;
        let (_, value) = inside.into_iter().find(|(code, _)| *code == IA_ADDRESS)?;
        let (address, rest) = value.split_first_chunk::<16>()?;
        let (preferred, rest) = rest.split_first_chunk::<4>()?;
        let (valid, _) = rest.split_first_chunk::<4>()?;
        let number = |bytes: &[u8; 4]| u32::from_be_bytes(*bytes);
        Some((Ipv6Addr::from(*address), number(preferred), number(valid)))
    }

    /// Its bytes as a relay sends them to a server, for a client in the network of `link`.
    #[must_use]
    pub fn relayed(&self, link: Ipv6Addr) -> Vec<u8> {
        let [_, a, b, c] = self.transaction.to_be_bytes();
        let mut message = vec![self.kind, a, b, c];
        for (code, value) in &self.options {
            put(&mut message, *code, value);
        }
        let client = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0x99);
        let mut out = vec![RELAY_FORW, 0];
        out.extend(link.octets());
        out.extend(client.octets());
        put(&mut out, RELAY_MESSAGE, &message);
        out
    }

    /// Reads what a server answers to a relay.
    ///
    /// # Errors
    /// If it is no such answer.
    pub fn from_relayed(bytes: &[u8]) -> Result<Self, MessageError> {
        let (head, rest) = bytes.split_at_checked(RELAY_HEAD).ok_or(MessageError::NotRelayed)?;
        if head.first() != Some(&RELAY_REPL) {
            return Err(MessageError::NotRelayed);
        }
        let inside = read(rest)?.into_iter().find(|(code, _)| *code == RELAY_MESSAGE);
        let (_, message) = inside.ok_or(MessageError::NotRelayed)?;
        let (head, rest) = message.split_first_chunk::<4>().ok_or(MessageError::NotRelayed)?;
        let [kind, a, b, c] = *head;
        let transaction = u32::from_be_bytes([0, a, b, c]);
        Ok(Self { kind, transaction, options: read(rest)? })
    }
}

fn put(out: &mut Vec<u8>, code: u16, value: &[u8]) {
    out.extend(code.to_be_bytes());
    out.extend((value.len() as u16).to_be_bytes());
    out.extend(value);
}

fn read(mut bytes: &[u8]) -> Result<Vec<(u16, Vec<u8>)>, MessageError> {
    let mut options = Vec::new();
    while let Some((head, rest)) = bytes.split_first_chunk::<4>() {
        let [a, b, c, d] = *head;
        let (code, length) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        let (value, rest) =
            rest.split_at_checked(length.into()).ok_or(MessageError::Option(code))?;
        options.push((code, value.to_vec()));
        bytes = rest;
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_gives_its_address_and_options() {
        let address = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7);
        let asked = Message::solicit(&[0, 3, 0, 1, 9], Some(address), &[23, 24]);
        let mut bytes = asked.relayed(Ipv6Addr::LOCALHOST);
        assert_eq!(Message::from_relayed(&bytes), Err(MessageError::NotRelayed));
        bytes[0] = RELAY_REPL;
        let read = Message::from_relayed(&bytes).unwrap();
        assert_eq!(read, asked);
        assert_eq!(read.address(), Some((address, 0, 0)));
        assert_eq!(read.option(ORO), Some(&[0, 23, 0, 24][..]));
    }

    #[test]
    fn what_is_cut_is_no_message() {
        let mut bytes = Message::solicit(&[1], None, &[]).relayed(Ipv6Addr::LOCALHOST);
        bytes[0] = RELAY_REPL;
        assert_eq!(Message::from_relayed(&bytes).unwrap().address(), None);
        for length in 0..bytes.len() {
            assert!(Message::from_relayed(&bytes[..length]).is_err(), "{length}");
        }
    }
}
