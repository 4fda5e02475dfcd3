//! Sending DHCP packets from a host, and what comes back.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, UdpSocket};
use std::time::{Duration, Instant};

use super::{Host, LabError, Packet};

/// The ports of DHCP (RFC 2131, section 4.1).
const SERVER: u16 = 67;
const CLIENT: u16 = 68;

/// How long [`Station::ask`] waits for an answer.
const ANSWER: Duration = Duration::from_secs(5);

/// The shortest wait: the system takes none for ever.
const SHORTEST: Duration = Duration::from_millis(1);

/// The longest datagram that is read.
const LONGEST: usize = 65_535;

/// A place from which packets are sent: a client on the link, or the relay of other networks.
#[derive(Debug)]
pub struct Station {
    socket: UdpSocket,
}

/// What a server sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The server's address, as the datagram has it.
    pub from: Ipv4Addr,
    /// The packet.
    pub packet: Packet,
    /// The bytes of the packet.
    pub bytes: Vec<u8>,
}

impl Station {
    /// The relay agent on a host that [`super::Lab::relay`] made: sends from port 67, where servers
    /// answer to the address in [`Packet::relay`].
    ///
    /// # Errors
    /// If the port is taken.
    pub fn relay(host: &Host) -> Result<Self, LabError> {
        Self::on(host, SERVER)
    }

    /// A client on the link: sends from port 68. Answers reach it where [`Packet::broadcast`] is
    /// set, or where the host has the address that they are sent to.
    ///
    /// # Errors
    /// If the port is taken.
    pub fn client(host: &Host) -> Result<Self, LabError> {
        Self::on(host, CLIENT)
    }

    fn on(host: &Host, port: u16) -> Result<Self, LabError> {
        let socket = host.inside(&format!("listen on port {port}"), || {
            let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port))?;
            socket.set_broadcast(true)?;
            Ok(socket)
        })?;
        Ok(Self { socket })
    }

    /// Sends a packet to a server, or to all on the link with [`Ipv4Addr::BROADCAST`].
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn send(&mut self, to: Ipv4Addr, packet: &Packet) -> Result<(), LabError> {
        let sent = self.socket.send_to(&packet.encode(), SocketAddrV4::new(to, SERVER));
        sent.map(drop).map_err(LabError::system(format!("send to `{to}`")))
    }

    /// The next answer; [`None`] where none has come until then.
    ///
    /// # Errors
    /// If what comes is no DHCP packet.
    pub fn receive(&mut self, deadline: Instant) -> Result<Option<Reply>, LabError> {
        let mut bytes = vec![0; LONGEST];
        let Some((length, from)) = self.next(&mut bytes, deadline)? else { return Ok(None) };
        bytes.truncate(length);
        let packet =
            Packet::decode(&bytes).map_err(|source| LabError::BadReply { server: from, source })?;
        Ok(Some(Reply { from, packet, bytes }))
    }

    /// The length and the sender of the next datagram; [`None`] where none has come until then.
    fn next(
        &mut self,
        bytes: &mut [u8],
        deadline: Instant,
    ) -> Result<Option<(usize, Ipv4Addr)>, LabError> {
        loop {
            // What is there already counts, however late it is.
            let left = deadline.saturating_duration_since(Instant::now());
            let ready = self.socket.set_read_timeout(Some(left.max(SHORTEST)));
            match ready.and_then(|()| self.socket.recv_from(bytes)) {
                Ok((length, SocketAddr::V4(from))) => return Ok(Some((length, *from.ip()))),
                Ok((_, SocketAddr::V6(_))) => {}
                Err(error) if is_no_end(&error) => {}
                Err(error) => return Err(LabError::system("receive an answer")(error)),
            }
            if left.is_zero() {
                return Ok(None);
            }
        }
    }

    /// Sends a packet and waits for the answer to it, which has the same transaction id; other
    /// answers are dropped.
    ///
    /// # Errors
    /// If none comes within 5 s.
    pub fn ask(&mut self, server: Ipv4Addr, packet: &Packet) -> Result<Reply, LabError> {
        self.send(server, packet)?;
        let deadline = Instant::now() + ANSWER;
        while let Some(reply) = self.receive(deadline)? {
            if reply.packet.transaction == packet.transaction {
                return Ok(reply);
            }
        }
        Err(LabError::NoReply { server, within: ANSWER })
    }
}

/// Whether it is only the time that has passed, or a signal that came: the deadline decides.
pub(super) fn is_no_end(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}
