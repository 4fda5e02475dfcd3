//! DHCPv6 messages as they are on the wire, inside those of the relays that they came through.
//!
//! ```text
//! client and server          relay
//!  0     msg-type             0      msg-type           RFC 8415, sections 8 and 9
//!  1..4  transaction-id       1      hop-count
//!  4     options              2..34  link-address, peer-address
//!                             34     options, of which one is the message inside
//! ```
//!
//! An option has a code and a length of two octets each, then the value.

use std::net::Ipv6Addr;
use std::sync::atomic::{AtomicU32, Ordering};

/// Types of messages (RFC 8415, section 7.3).
const SOLICIT: u8 = 1;
const RELAY_FORWARD: u8 = 12;
const RELAY_REPLY: u8 = 13;

/// Codes of options (RFC 8415, section 21).
const CLIENT_ID: u16 = 1;
const IA_NA: u16 = 3;
const IA_ADDRESS: u16 = 5;
const ORO: u16 = 6;
const RELAY_MESSAGE: u16 = 9;

/// The bytes of an IA_NA before its options: its number and two times.
const IA_HEAD: usize = 12;

/// Relays may stand one behind the other so often (RFC 8415, section 7.6), with one more.
const MOST_RELAYS: usize = 33;

/// A DHCPv6 message of a client or a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `msg-type`: 1 for Solicit, 2 for Advertise, 7 for Reply and so on.
    pub kind: u8,
    /// `transaction-id`: 24 bits, the same in a request and its answer.
    pub transaction: u32,
    /// The options in their order; one code may be there several times.
    pub options: Vec<(u16, Vec<u8>)>,
    /// The relays it came through, the nearest to the client first.
    pub relays: Vec<Hop>,
}

/// One relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// `link-address`: tells the link that the client is on.
    pub link: Ipv6Addr,
    /// `peer-address`: from whom it has the message.
    pub peer: Ipv6Addr,
    /// Its options, without the message inside.
    pub options: Vec<(u16, Vec<u8>)>,
}

/// What is wrong with bytes that should be a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// It ends before its options begin.
    #[error("it has {0} bytes, fewer than the fields before the options")]
    Short(usize),
    /// An option goes beyond the message.
    #[error("option {0} goes beyond the end")]
    Option(u16),
    /// A relay's message has none inside.
    #[error("a relay's message has no message inside")]
    Empty,
    /// More relays than can stand in a row.
    #[error("more than {MOST_RELAYS} relays")]
    TooDeep,
}

impl Message {
    /// A message with a transaction id of its own, without options and relays.
    #[must_use]
    pub fn new(kind: u8) -> Self {
        static TRANSACTIONS: AtomicU32 = AtomicU32::new(1);
        let transaction = TRANSACTIONS.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff;
        Self { kind, transaction, options: Vec::new(), relays: Vec::new() }
    }

    /// SOLICIT of a client with this DUID, which wants one address and these options.
    #[must_use]
    pub fn solicit(duid: &[u8], wish: Option<Ipv6Addr>, wanted: &[u16]) -> Self {
        let mut ia = 1_u32.to_be_bytes().to_vec();
        ia.resize(IA_HEAD, 0);
        if let Some(address) = wish {
            let hint = [&address.octets()[..], &[0; 8]].concat();
            write_options(&mut ia, &[(IA_ADDRESS, hint)]);
        }
        let oro: Vec<u8> = wanted.iter().flat_map(|code| code.to_be_bytes()).collect();
        // Servers refuse one that wants nothing.
        let oro = Some((ORO, oro)).filter(|_| !wanted.is_empty());
        let options = [(CLIENT_ID, duid.to_vec()), (IA_NA, ia)];
        Self { options: options.into_iter().chain(oro).collect(), ..Self::new(SOLICIT) }
    }

    /// The same behind a relay in the network of `link`, and behind those that are there already.
    #[must_use]
    pub fn through(mut self, link: Ipv6Addr) -> Self {
        let peer = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0x99);
        self.relays.push(Hop { link, peer, options: Vec::new() });
        self
    }

    /// The value of an option: the first of its code.
    #[must_use]
    pub fn option(&self, code: u16) -> Option<&[u8]> {
        self.options.iter().find(|(one, _)| *one == code).map(|(_, value)| value.as_slice())
    }

    /// The first address in it, with its preferred and valid lifetime in seconds.
    #[must_use]
    pub fn address(&self) -> Option<(Ipv6Addr, u32, u32)> {
        let inside = read_options(self.option(IA_NA)?.get(IA_HEAD..)?).ok()?;
        let (_, value) = inside.into_iter().find(|(code, _)| *code == IA_ADDRESS)?;
        let (address, rest) = value.split_first_chunk::<16>()?;
        let (preferred, rest) = rest.split_first_chunk::<4>()?;
        let (valid, _) = rest.split_first_chunk::<4>()?;
        let number = |bytes: &[u8; 4]| u32::from_be_bytes(*bytes);
        Some((Ipv6Addr::from(*address), number(preferred), number(valid)))
    }

    /// Its bytes, inside those of its relays. Values longer than 65,535 bytes are cut.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.kind];
        bytes.extend(self.transaction.to_be_bytes().into_iter().skip(1));
        write_options(&mut bytes, &self.options);
        for (count, hop) in (0u8..).zip(&self.relays) {
            let mut outer = vec![RELAY_FORWARD, count];
            outer.extend(hop.link.octets());
            outer.extend(hop.peer.octets());
            write_options(&mut outer, &hop.options);
            write_options(&mut outer, &[(RELAY_MESSAGE, bytes)]);
            bytes = outer;
        }
        bytes
    }

    /// Reads bytes, and the message inside those of relays.
    ///
    /// # Errors
    /// If they are no message.
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut relays = Vec::new();
        let mut bytes = bytes.to_vec();
        while let [RELAY_FORWARD | RELAY_REPLY, rest @ ..] = bytes.as_slice() {
            if relays.len() == MOST_RELAYS {
                return Err(MessageError::TooDeep);
            }
            let short = MessageError::Short(bytes.len());
            let (fixed, rest) = rest.split_first_chunk::<33>().ok_or(short)?;
            let address = |at: usize| {
                let octets = fixed.get(at..at + 16).and_then(|octets| octets.try_into().ok());
                Ipv6Addr::from(octets.unwrap_or([0; 16]))
            };
            let (link, peer) = (address(1), address(17));
            let mut options = read_options(rest)?;
            let inside = options.iter().position(|(code, _)| *code == RELAY_MESSAGE);
            let (_, message) = options.remove(inside.ok_or(MessageError::Empty)?);
            relays.insert(0, Hop { link, peer, options });
            bytes = message;
        }
        let short = MessageError::Short(bytes.len());
        let ([kind, one, two, three], rest) = bytes.split_first_chunk::<4>().ok_or(short)?;
        Ok(Self {
            kind: *kind,
            transaction: u32::from_be_bytes([0, *one, *two, *three]),
            options: read_options(rest)?,
            relays,
        })
    }
}

fn write_options(into: &mut Vec<u8>, options: &[(u16, Vec<u8>)]) {
    for (code, value) in options {
        let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
        into.extend(code.to_be_bytes());
        into.extend(length.to_be_bytes());
        into.extend(value.iter().take(length.into()));
    }
}

/// Reads options as they stand in a message or in another option.
///
/// # Errors
/// If one goes beyond the end.
pub fn read_options(mut bytes: &[u8]) -> Result<Vec<(u16, Vec<u8>)>, MessageError> {
    let mut options = Vec::new();
    while let Some(([one, two, high, low], rest)) = bytes.split_first_chunk::<4>() {
        let (code, length) = (u16::from_be_bytes([*one, *two]), u16::from_be_bytes([*high, *low]));
        let beyond = MessageError::Option(code);
        let (value, rest) = rest.split_at_checked(length.into()).ok_or(beyond)?;
        options.push((code, value.to_vec()));
        bytes = rest;
    }
    match bytes {
        [] => Ok(options),
        _ => Err(MessageError::Short(bytes.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Message {
        let hop = |link, options| Hop { link, peer: Ipv6Addr::LOCALHOST, options };
        Message {
            options: vec![(1, vec![0, 3, 0, 1, 2]), (6, vec![0, 23]), (6, vec![])],
            relays: vec![
                hop("2001:db8::1".parse().unwrap(), vec![(18, b"port".to_vec())]),
                hop(Ipv6Addr::UNSPECIFIED, vec![]),
            ],
            ..Message::new(1)
        }
    }

    #[test]
    fn a_message_comes_back_as_it_was() {
        let packet = full();
        assert_eq!(Message::decode(&packet.encode()), Ok(packet.clone()));
        let direct = Message { relays: vec![], ..packet };
        assert_eq!(Message::decode(&direct.encode()), Ok(direct));
    }

    #[test]
    fn a_solicit_has_its_wish() {
        let address = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7);
        let asked = Message::solicit(&[0, 3, 0, 1, 9], Some(address), &[23, 24]);
        assert_eq!(asked.address(), Some((address, 0, 0)));
        assert_eq!(asked.option(ORO), Some(&[0, 23, 0, 24][..]));
        let asked = Message::solicit(&[1], None, &[]).through(Ipv6Addr::LOCALHOST);
        assert_eq!((asked.address(), asked.option(ORO)), (None, None));
        assert_eq!(asked.relays.len(), 1);
    }

    #[test]
    fn what_is_no_message_is_said() {
        let bytes = full().encode();
        assert_eq!(Message::decode(&bytes[..33]), Err(MessageError::Short(33)));
        assert_eq!(Message::decode(&bytes[..50]), Err(MessageError::Option(RELAY_MESSAGE)));
        assert_eq!(Message::decode(&bytes[..34]), Err(MessageError::Empty));
        assert_eq!(Message::decode(&[7, 0, 0]), Err(MessageError::Short(3)));
        let deep = Message { relays: vec![full().relays[1].clone(); 34], ..full() };
        assert_eq!(Message::decode(&deep.encode()), Err(MessageError::TooDeep));
    }
}
