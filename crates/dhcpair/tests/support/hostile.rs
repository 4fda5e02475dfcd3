//! What goes wrong on the way to a server, and several such cases at a time.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};

/// How many cases are tried at a time: dhcpd lets one connection of OMAPI wait, and drops the others for a second.
const AT_A_TIME: usize = 3;

/// A way to a server, what is said of it, and what is said to help.
pub(crate) type Case = (String, &'static str, &'static str);

/// Tries all cases, some at a time: who asks mostly waits.
pub(crate) fn each(cases: &[Case], says: impl Fn(&str, &str, &str) + Sync) {
    for some in cases.chunks(AT_A_TIME) {
        std::thread::scope(|scope| {
            for (way, what, help) in some {
                scope.spawn(|| says(way, what, help));
            }
        });
    }
}

/// Whether the page of errors has this word.
pub(crate) fn documented(code: &str) -> bool {
    include_str!("../../../../docs/errors.md").contains(&format!("\n| `{code}` | "))
}

/// Stands before a server, and lets this many bytes of its answers on each connection through. To be called on the host of
/// those who ask; gives the port on its loopback interface.
pub(crate) fn cut_off_after(bytes: u64, server: SocketAddr) -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            std::thread::spawn(move || drop(pass(client, bytes, server)));
        }
    });
    Ok(port)
}

fn pass(mut client: TcpStream, bytes: u64, server: SocketAddr) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    let (mut asks, mut there) = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn(move || drop(io::copy(&mut asks, &mut there)));
    io::copy(&mut server.take(bytes), &mut client)?;
    client.flush()?;
    client.shutdown(Shutdown::Both)
}
