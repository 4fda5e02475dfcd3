//! Real servers on real links: hosts in network namespaces, with dhcpd and Kea started on them,
//! watched, cut off, killed and restarted, and clients that send packets we describe.
//!
//! A [`Lab`] is one link: a bridge in a namespace of its own. Each [`Host`] on it is a namespace with
//! one interface, `eth0`. A [`Dhcpd`], a [`Kea`] or any other [`Daemon`] runs on a host; a [`Station`] sends
//! DHCP packets from one, as a client on the link or as the relay of any other network: the host
//! that [`Lab::relay`] makes answers for every address that no other host has. A [`StationV6`] does the same with
//! the [`Message`]s of DHCPv6 clients.
//!
//! ```
//! use std::net::Ipv4Addr;
//! use dhcpair_testbed::lab::{Dhcpd, Lab, LabError, MessageType, Packet, Station};
//!
//! # fn main() -> Result<(), LabError> {
//! let Some(lab) = Lab::new(&["dhcpd"])? else { return Ok(()) };
//! let (server, relay) = (lab.host("server")?, lab.relay()?);
//! let dhcpd = Dhcpd::start(&server, "
//!     ping-check off;
//!     subnet 10.77.0.0 netmask 255.255.255.0 { }
//!     subnet 10.20.0.0 netmask 255.255.255.0 { range 10.20.0.100 10.20.0.199; }
//! ")?;
//! let mut station = Station::relay(&relay)?;
//! let mut discover = Packet::new(MessageType::Discover, [2, 0, 0, 0, 0, 1]);
//! discover.relay = Ipv4Addr::new(10, 20, 0, 1);
//! let offer = station.ask(server.address(), &discover)?;
//! assert_eq!(offer.packet.message_type(), Some(MessageType::Offer), "{}", dhcpd.log());
//! # Ok(())
//! # }
//! ```
//!
//! Names are unique in each lab, so that labs can stand side by side. What was made goes when its
//! value is dropped; what a killed process left behind goes when the next [`Lab`] is made. Readiness
//! is what a server says, and waiting for it has a limit.

mod client;
mod daemon;
mod dhcpd;
mod error;
mod ip;
mod kea;
mod message;
mod names;
mod network;
mod packet;
mod stalled;
mod station_v6;

pub use client::{Reply, Station};
pub use daemon::{Daemon, Mark};
pub use dhcpd::Dhcpd;
pub use error::LabError;
pub use kea::Kea;
pub use message::{Hop, Message, MessageError, read_options};
pub use network::{Host, Lab};
pub use packet::{MessageType, Packet, PacketError};
pub use station_v6::StationV6;

/// Writes a file of a server, closed to others: it may hold secrets.
fn write(path: &std::path::Path, text: &[u8]) -> Result<(), LabError> {
    let written = std::fs::write(path, text).and_then(|()| crate::set_mode(path, 0o640));
    written.map_err(LabError::system(format!("write `{}`", path.display())))
}
