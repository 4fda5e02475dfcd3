//! HTTP, as small as it can be: bytes there, bytes back.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use dhcpair_testbed::lab::Host;

/// How long a server may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// Over HTTP, from a host: the body of the response, whatever its status.
pub(crate) fn http(from: &Host, to: Ipv4Addr, port: u16, body: &[u8]) -> Vec<u8> {
    let response = from.inside("ask over HTTP", || {
        let mut stream = TcpStream::connect(SocketAddr::from((to, port)))?;
        stream.set_read_timeout(Some(SILENCE))?;
        write!(
            stream,
            "POST / HTTP/1.1\r\nHost: {to}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        )?;
        stream.write_all(body)?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response)?;
        Ok(response)
    });
    let response = response.unwrap();
    let head = response.windows(4).position(|window| window == b"\r\n\r\n");
    response[head.expect("a response has a head") + 4..].to_vec()
}
