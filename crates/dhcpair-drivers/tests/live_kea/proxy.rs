//! What stands before a server and passes on what its partner says: as it is, not at all, or with another
//! time in its answers.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use chrono::{DateTime, TimeDelta};
use dhcpair_testbed::lab::Host;

/// How it passes on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Manner {
    /// As it is.
    Pass,
    /// Not at all: connections are closed.
    Refuse,
    /// With the server's clock ahead.
    Ahead(TimeDelta),
}

/// Something that stands before a server.
pub(crate) struct Proxy {
    manner: Arc<Mutex<Manner>>,
}

impl Proxy {
    /// Takes connections on one port of a host, for what listens on another.
    pub(crate) fn start(host: &Arc<Host>, port: u16, behind: u16) -> Self {
        let address = host.address();
        let listener = host.inside("listen", || TcpListener::bind((address, port))).unwrap();
        let manner = Arc::new(Mutex::new(Manner::Pass));
        let (host, current) = (Arc::downgrade(host), Arc::clone(&manner));
        thread::spawn(move || {
            for partner in listener.incoming() {
                // Goes with its host.
                let Some(host) = host.upgrade() else { break };
                let server = host.inside("connect", || TcpStream::connect((address, behind)));
                let (Ok(partner), Ok(server)) = (partner, server) else { continue };
                let current = Arc::clone(&current);
                thread::spawn(move || pass_on(&partner, &server, &current));
            }
        });
        Self { manner }
    }

    pub(crate) fn set(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }
}

/// Passes on requests and answers, until one side has enough.
fn pass_on(partner: &TcpStream, server: &TcpStream, manner: &Mutex<Manner>) -> io::Result<()> {
    let (mut requests, mut answers) = (BufReader::new(partner), BufReader::new(server));
    let (mut to_partner, mut to_server) = (partner, server);
    loop {
        let request = message(&mut requests)?;
        if matches!(*manner.lock().unwrap(), Manner::Refuse) {
            return Ok(());
        }
        to_server.write_all(&request)?;
        let mut answer = message(&mut answers)?;
        if let Manner::Ahead(ahead) = *manner.lock().unwrap() {
            set_clock(&mut answer, ahead);
        }
        to_partner.write_all(&answer)?;
    }
}

/// One message of HTTP with its body.
fn message(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let (mut message, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        message.extend_from_slice(line.as_bytes());
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    from.take(length).read_to_end(&mut message)?;
    Ok(message)
}

/// Moves the time of a heartbeat, which has as many letters whatever it is.
fn set_clock(answer: &mut Vec<u8>, ahead: TimeDelta) {
    let text = String::from_utf8(std::mem::take(answer)).unwrap();
    let key = "\"date-time\": \"";
    let Some(at) = text.find(key).map(|at| at + key.len()) else {
        assert!(!text.contains("date-time"), "{text}");
        *answer = text.into_bytes();
        return;
    };
    let end = at + text[at..].find('"').unwrap();
    let time = DateTime::parse_from_rfc2822(&text[at..end]).unwrap().to_utc() + ahead;
    let time = time.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    assert_eq!(time.len(), end - at);
    *answer = format!("{}{time}{}", &text[..at], &text[end..]).into_bytes();
}
