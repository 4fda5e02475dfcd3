//! DHCP packets as they are on the wire: the fields of BOOTP, and options as bytes.
//!
//! ```text
//!  0       op  htype  hlen  hops          RFC 951, RFC 2131 section 2
//!  4       xid
//!  8       secs          flags
//! 12..28   ciaddr  yiaddr  siaddr  giaddr
//! 28..44   chaddr
//! 44..108  sname
//! 108..236 file
//! 236..240 99 130 83 99, then options     RFC 2132: code, length, value
//! ```

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};

/// What stands before the options (RFC 2131, section 3).
const COOKIE: [u8; 4] = [99, 130, 83, 99];

/// Codes of options that say how the packet is to be read (RFC 2132).
const PAD: u8 = 0;
const OVERLOAD: u8 = 52;
const MESSAGE_TYPE: u8 = 53;
const END: u8 = 255;

/// The shortest packet: some servers drop shorter ones (RFC 1542, section 2.1).
const SHORTEST: usize = 300;

/// Option 53: what a packet is (RFC 2132, section 9.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MessageType {
    /// A client looks for servers.
    Discover = 1,
    /// A server offers an address.
    Offer = 2,
    /// A client asks for an address.
    Request = 3,
    /// A client found an address in use.
    Decline = 4,
    /// A server agrees.
    Ack = 5,
    /// A server refuses: the client has to begin anew.
    Nak = 6,
    /// A client gives its address back.
    Release = 7,
    /// A client has an address and wants the rest.
    Inform = 8,
}

impl MessageType {
    const ALL: [Self; 8] = [
        Self::Discover,
        Self::Offer,
        Self::Request,
        Self::Decline,
        Self::Ack,
        Self::Nak,
        Self::Release,
        Self::Inform,
    ];
}

/// A DHCP or BOOTP packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// `op`: 1 from a client, 2 from a server.
    pub op: u8,
    /// `htype`: the type of the hardware address, 1 for Ethernet.
    pub hardware_type: u8,
    /// `hops`: relays on the way.
    pub hops: u8,
    /// `xid`: the same in a request and its answer.
    pub transaction: u32,
    /// `secs`: since when the client tries, in seconds.
    pub seconds: u16,
    /// The highest bit of `flags`: the client wants its answer broadcast.
    pub broadcast: bool,
    /// `ciaddr`: the address that the client uses already.
    pub client: Ipv4Addr,
    /// `yiaddr`: the address that the server gives.
    pub yours: Ipv4Addr,
    /// `siaddr`: the next server to boot from.
    pub next_server: Ipv4Addr,
    /// `giaddr`: the relay, in whose network the client is.
    pub relay: Ipv4Addr,
    /// `chaddr`: the hardware address, at most 16 bytes.
    pub hardware: Vec<u8>,
    /// `sname`: the name of the server, without the zeros behind it; at most 64 bytes.
    pub server_name: Vec<u8>,
    /// `file`: the boot file, without the zeros behind it; at most 128 bytes.
    pub file: Vec<u8>,
    /// The options in their order, without pad, end and overload: code and value.
    pub options: Vec<(u8, Vec<u8>)>,
}

/// What is wrong with bytes that should be a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PacketError {
    /// It is shorter than the fields of BOOTP.
    #[error("it has {0} bytes, fewer than the 240 before the options")]
    Short(usize),
    /// The options do not begin with their mark.
    #[error("its options do not begin with 99.130.83.99")]
    Cookie,
    /// An option goes beyond the packet.
    #[error("option {0} goes beyond the end")]
    Option(u8),
}

impl Packet {
    /// What an Ethernet client sends, with a transaction id of its own, and an answer wanted by
    /// broadcast.
    #[must_use]
    pub fn new(message: MessageType, hardware: [u8; 6]) -> Self {
        Self { options: vec![(MESSAGE_TYPE, vec![message as u8])], ..Self::bootp(hardware) }
    }

    /// What a BOOTP client sends: no options at all (RFC 951).
    #[must_use]
    pub fn bootp(hardware: [u8; 6]) -> Self {
        static TRANSACTIONS: AtomicU32 = AtomicU32::new(1);
        Self {
            op: 1,
            hardware_type: 1,
            hops: 0,
            transaction: TRANSACTIONS.fetch_add(1, Ordering::Relaxed),
            seconds: 0,
            broadcast: true,
            client: Ipv4Addr::UNSPECIFIED,
            yours: Ipv4Addr::UNSPECIFIED,
            next_server: Ipv4Addr::UNSPECIFIED,
            relay: Ipv4Addr::UNSPECIFIED,
            hardware: hardware.to_vec(),
            server_name: Vec::new(),
            file: Vec::new(),
            options: Vec::new(),
        }
    }

    /// The same with one option more.
    #[must_use]
    pub fn with(mut self, code: u8, value: impl Into<Vec<u8>>) -> Self {
        self.options.push((code, value.into()));
        self
    }

    /// The value of an option.
    #[must_use]
    pub fn option(&self, code: u8) -> Option<&[u8]> {
        self.options.iter().find(|(one, _)| *one == code).map(|(_, value)| value.as_slice())
    }

    /// What it is; [`None`] for BOOTP.
    #[must_use]
    pub fn message_type(&self) -> Option<MessageType> {
        let [code] = *self.option(MESSAGE_TYPE)? else { return None };
        MessageType::ALL.into_iter().find(|one| *one as u8 == code)
    }

    /// Its bytes. Values longer than 255 bytes are split (RFC 3396); a hardware address, name or
    /// file that is too long is cut.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let hardware = self.hardware.len().min(16);
        let mut out = vec![self.op, self.hardware_type, hardware as u8, self.hops];
        out.extend(self.transaction.to_be_bytes());
        out.extend(self.seconds.to_be_bytes());
        out.extend((u16::from(self.broadcast) << 15).to_be_bytes());
        for address in [self.client, self.yours, self.next_server, self.relay] {
            out.extend(address.octets());
        }
        for (field, length) in [(&self.hardware, 16), (&self.server_name, 64), (&self.file, 128)] {
            let zeros = std::iter::repeat(&0);
            out.extend(field.iter().chain(zeros).take(length));
        }
        out.extend(COOKIE);
        for (code, value) in &self.options {
            let parts = value.chunks(255).chain(value.is_empty().then_some(&[][..]));
            for part in parts {
                out.extend([*code, part.len() as u8]);
                out.extend(part);
            }
        }
        out.push(END);
        out.resize(out.len().max(SHORTEST), PAD);
        out
    }

    /// Reads bytes. Options of one code are put together (RFC 3396); options that overflow into
    /// `file` and `sname` are read from there (option 52).
    ///
    /// # Errors
    /// If they are no packet.
    pub fn decode(bytes: &[u8]) -> Result<Self, PacketError> {
        let short = || PacketError::Short(bytes.len());
        let (fixed, rest) = bytes.split_first_chunk::<236>().ok_or_else(short)?;
        let (cookie, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        if *cookie != COOKIE {
            return Err(PacketError::Cookie);
        }
        let [op, hardware_type, hardware, hops, fields @ ..] = fixed;
        let (transaction, fields) = take::<4>(fields);
        let (seconds, fields) = take::<2>(fields);
        let (flags, fields) = take::<2>(fields);
        let (client, fields) = take::<4>(fields);
        let (yours, fields) = take::<4>(fields);
        let (next_server, fields) = take::<4>(fields);
        let (relay, fields) = take::<4>(fields);
        let (address, fields) = take::<16>(fields);
        let (server_name, file) = take::<64>(fields);

        let mut options = Vec::new();
        read_options(rest, &mut options)?;
        let overload = options.iter().find(|(code, _)| *code == OVERLOAD);
        let overload = overload.and_then(|(_, value)| value.first()).copied().unwrap_or(0);
        let (in_file, in_name) = (overload & 1 != 0, overload & 2 != 0);
        for (_, field) in [(in_file, file), (in_name, &server_name[..])].iter().filter(|one| one.0)
        {
            read_options(field, &mut options)?;
        }
        options.retain(|(code, _)| *code != OVERLOAD);
        Ok(Self {
            op: *op,
            hardware_type: *hardware_type,
            hops: *hops,
            transaction: u32::from_be_bytes(transaction),
            seconds: u16::from_be_bytes(seconds),
            broadcast: flags[0] & 0x80 != 0,
            client: client.into(),
            yours: yours.into(),
            next_server: next_server.into(),
            relay: relay.into(),
            hardware: address.into_iter().take(usize::from(*hardware)).collect(),
            server_name: if in_name { Vec::new() } else { until_zero(&server_name) },
            file: if in_file { Vec::new() } else { until_zero(file) },
            options,
        })
    }
}

/// The first bytes of a field block that is long enough: what is missing reads as zero.
fn take<const N: usize>(bytes: &[u8]) -> ([u8; N], &[u8]) {
    bytes.split_first_chunk::<N>().map_or(([0; N], &[]), |(head, rest)| (*head, rest))
}

fn until_zero(field: &[u8]) -> Vec<u8> {
    field.iter().copied().take_while(|byte| *byte != 0).collect()
}

fn read_options(mut bytes: &[u8], into: &mut Vec<(u8, Vec<u8>)>) -> Result<(), PacketError> {
    while let Some((&code, rest)) = bytes.split_first() {
        bytes = rest;
        match code {
            PAD => continue,
            END => break,
            _ => {}
        }
        let beyond = || PacketError::Option(code);
        let (&length, rest) = bytes.split_first().ok_or_else(beyond)?;
        let (value, rest) = rest.split_at_checked(length.into()).ok_or_else(beyond)?;
        bytes = rest;
        match into.iter_mut().find(|(known, _)| *known == code) {
            Some((_, known)) => known.extend_from_slice(value),
            None => into.push((code, value.to_vec())),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Packet {
        Packet {
            op: 2,
            hops: 1,
            seconds: 7,
            client: [192, 0, 2, 1].into(),
            yours: [192, 0, 2, 2].into(),
            next_server: [192, 0, 2, 3].into(),
            relay: [192, 0, 2, 4].into(),
            server_name: b"boot".to_vec(),
            file: vec![b'f'; 128],
            ..Packet::new(MessageType::Ack, [2, 0, 0, 0, 0, 9])
        }
        .with(3, [192, 0, 2, 254])
        .with(12, vec![b'n'; 600])
        .with(80, [])
    }

    #[test]
    fn a_packet_comes_back_as_it_was() {
        let packet = full();
        assert_eq!(Packet::decode(&packet.encode()), Ok(packet));
        let short = Packet::bootp([2; 6]).encode();
        assert_eq!(short.len(), SHORTEST);
        assert_eq!(Packet::decode(&short).unwrap().message_type(), None);
    }

    #[test]
    fn options_overflow_into_file_and_name() {
        let mut packet = full().with(OVERLOAD, [3]);
        packet.file = vec![15, 2, b'a', b'b', END];
        packet.server_name = vec![15, 1, b'c', END, 9];
        let read = Packet::decode(&packet.encode()).unwrap();
        assert_eq!(read.option(15), Some(&b"abc"[..]));
        assert_eq!((read.file, read.server_name), (vec![], vec![]));
        assert_eq!(read.options.iter().filter(|(code, _)| *code == OVERLOAD).count(), 0);
    }

    #[test]
    fn what_is_no_packet_is_said() {
        let bytes = full().encode();
        assert_eq!(Packet::decode(&bytes[..239]), Err(PacketError::Short(239)));
        assert_eq!(Packet::decode(&[0; 300]), Err(PacketError::Cookie));
        let cut = Packet::decode(&bytes[..250]);
        assert_eq!(cut, Err(PacketError::Option(12)));
    }
}
