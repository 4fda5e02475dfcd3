//! Sending DHCPv6 messages from a host, and what comes back.

use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};
use std::time::{Duration, Instant};

use super::network::INTERFACE;
use super::{Host, LabError, Message};

/// The ports of DHCPv6 (RFC 8415, section 7.2).
const SERVER: u16 = 547;
const CLIENT: u16 = 546;

/// All servers and relays on a link (RFC 8415, section 7.1).
const SERVERS: Ipv6Addr = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 1, 2);

/// The shortest wait: the system takes none for ever.
const SHORTEST: Duration = Duration::from_millis(1);

/// The longest datagram that is read.
const LONGEST: usize = 65_535;

/// A place from which DHCPv6 messages are sent: a client on the link, or the relay of other networks.
#[derive(Debug)]
pub struct StationV6 {
    socket: UdpSocket,
    /// The number of the host's interface.
    interface: u32,
}

impl StationV6 {
    /// A relay agent: sends from port 547, where servers answer to it.
    ///
    /// # Errors
    /// If the port is taken.
    pub fn relay(host: &Host) -> Result<Self, LabError> {
        Self::on(host, SERVER)
    }

    /// A client on the link: sends from port 546.
    ///
    /// # Errors
    /// As [`StationV6::relay`].
    pub fn client(host: &Host) -> Result<Self, LabError> {
        Self::on(host, CLIENT)
    }

    fn on(host: &Host, port: u16) -> Result<Self, LabError> {
        let (socket, interface) = host.inside(&format!("listen on port {port}"), || {
            let interface = interface()?;
            Ok((UdpSocket::bind((Ipv6Addr::UNSPECIFIED, port))?, interface))
        })?;
        Ok(Self { socket, interface })
    }

    /// Sends a message to one server.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn send(&mut self, to: Ipv6Addr, message: &Message) -> Result<(), LabError> {
        let sent = self.socket.send_to(&message.encode(), SocketAddrV6::new(to, SERVER, 0, 0));
        sent.map(drop).map_err(LabError::system(format!("send to `{to}`")))
    }

    /// Sends a message to all servers on the link.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn send_to_all(&mut self, message: &Message) -> Result<(), LabError> {
        let to = SocketAddrV6::new(SERVERS, SERVER, 0, self.interface);
        let sent = self.socket.send_to(&message.encode(), to);
        sent.map(drop).map_err(LabError::system("send to all servers"))
    }

    /// Sends a message to a server and waits for the answer to it; other answers are dropped. [`None`] where
    /// there is none until then.
    ///
    /// # Errors
    /// If the system refuses it, or what comes is no DHCPv6 message.
    pub fn ask(
        &mut self,
        server: Ipv6Addr,
        message: &Message,
        deadline: Instant,
    ) -> Result<Option<Message>, LabError> {
        self.send(server, message)?;
        while let Some(answer) = self.receive(deadline)? {
            if answer.transaction == message.transaction {
                return Ok(Some(answer));
            }
        }
        Ok(None)
    }

    /// The next answer; [`None`] where none has come until then.
    ///
    /// # Errors
    /// If what comes is no DHCPv6 message.
    pub fn receive(&mut self, deadline: Instant) -> Result<Option<Message>, LabError> {
        let mut bytes = vec![0; LONGEST];
        loop {
            // What is there already counts, however late it is.
            let left = deadline.saturating_duration_since(Instant::now());
            let ready = self.socket.set_read_timeout(Some(left.max(SHORTEST)));
            match ready.and_then(|()| self.socket.recv_from(&mut bytes)) {
                Ok((length, SocketAddr::V6(from))) => {
                    let message = Message::decode(bytes.get(..length).unwrap_or_default());
                    let server = *from.ip();
                    return message
                        .map(Some)
                        .map_err(|source| LabError::BadMessage { server, source });
                }
                Ok((_, SocketAddr::V4(_))) => {}
                Err(error) if super::client::is_no_end(&error) => {}
                Err(error) => return Err(LabError::system("receive an answer")(error)),
            }
            if left.is_zero() {
                return Ok(None);
            }
        }
    }
}

/// The number of the interface of the host that this thread is on.
fn interface() -> std::io::Result<u32> {
    // Address, number in hexadecimal digits, length, scope, flags and name: proc_net(5).
    let text = std::fs::read_to_string("/proc/thread-self/net/if_inet6")?;
    let number = text.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, number, .., INTERFACE] = words.as_slice() else { return None };
        u32::from_str_radix(number, 16).ok()
    });
    number.ok_or_else(|| std::io::Error::other("the host has no IPv6 address"))
}
