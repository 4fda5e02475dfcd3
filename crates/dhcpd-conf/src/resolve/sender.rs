//! Who is being answered, of whichever family.

use super::evaluate::Value;
use super::undecided::Reason;
use super::{Client, Message, v6};
use crate::index::kind::Kind;

/// A described client.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sender<'w> {
    V4(&'w Client),
    V6(&'w v6::Client),
}

impl Sender<'_> {
    pub(super) fn now(self) -> Option<u32> {
        match self {
            Self::V4(client) => client.now,
            Self::V6(client) => client.now,
        }
    }

    /// Whether permits for BOOTP clients are for it. dhcpd takes every DHCPv6 client for one.
    pub(super) fn is_bootp(self) -> bool {
        match self {
            Self::V4(client) => client.message == Message::Bootp,
            Self::V6(_) => true,
        }
    }

    /// `hardware`, for the client or for one of its relays.
    pub(super) fn hardware(self, relay: Option<usize>) -> Value {
        match self {
            Self::V4(client) => {
                let mut data = vec![client.hardware_type];
                data.extend_from_slice(client.chaddr());
                Value::data(&data)
            }
            // dhcpd takes the octets of a DHCPv6 message for those of a DHCPv4 packet, and has none of
            // those inside others.
            Self::V6(client) if client.has_raw(relay) => Value::unknown(Reason::RawPacket),
            Self::V6(_) => Value::Null,
        }
    }

    /// `filename` or `server-name`; an error where the server ends.
    pub(super) fn field(self, kind: Kind, relay: Option<usize>) -> Result<Value, Reason> {
        Ok(match self {
            Self::V4(client) => {
                let field = match kind {
                    Kind::Filename => &client.file,
                    _ => &client.server_name,
                };
                // The field is a C string.
                let text = field.split(|byte| *byte == 0).next();
                text.filter(|text| !text.is_empty()).map_or(Value::Null, Value::data)
            }
            Self::V6(client) if client.has_raw(relay) => Value::unknown(Reason::RawPacket),
            // There is no packet to look into, and dhcpd looks.
            Self::V6(_) => return Err(Reason::ServerFault),
        })
    }

    /// `packet(offset, len)`
    pub(super) fn raw(self, offset: u64, len: u64, relay: Option<usize>) -> Value {
        match self {
            Self::V4(client) => match client.raw(offset, len) {
                Some(data) => Value::data(&data),
                None => Value::unknown(Reason::RawPacket),
            },
            Self::V6(client) if client.has_raw(relay) => Value::unknown(Reason::RawPacket),
            Self::V6(_) => Value::Null,
        }
    }

    /// Relays that it came through.
    pub(super) fn relays(self) -> usize {
        match self {
            Self::V4(_) => 0,
            Self::V6(client) => client.relays.len(),
        }
    }
}
