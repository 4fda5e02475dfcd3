//! How long scripts for a Windows server take to build and to encode.

use std::io;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use windows_dhcp::command::reservation::AddReservation;
use windows_dhcp::command::scope::{Activity, AddScope};
use windows_dhcp::command::{Builder, ClientId, Command, LimitError, ScopeName, ServerName};
use windows_dhcp::quote::Text;
use windows_dhcp::script::{AfterError, Run, RunId, TooLarge};

use crate::measure::median;

/// Scopes of the server.
pub const SCOPES: u32 = 1_000;
/// Reservations in each of them.
const EACH: u32 = 10;

/// The median time of building and encoding what makes a server with 1,000 scopes and 10,000
/// reservations, and how many bytes that is.
///
/// # Errors
/// If a command cannot be built.
pub fn built(runs: usize) -> io::Result<(Duration, usize)> {
    let (mut times, mut bytes) = (Vec::new(), 0);
    for _ in 0..runs {
        let started = Instant::now();
        let commands = commands().map_err(io::Error::other)?;
        let all = encoded(&commands)?;
        times.push(started.elapsed());
        bytes = all.iter().map(|run| run.input().as_bytes().len()).sum();
    }
    let took = median(&times).ok_or_else(|| io::Error::other("no runs"))?;
    Ok((took, bytes))
}

fn commands() -> Result<Vec<Command>, LimitError> {
    let server = ServerName::new("win-1.example.net")?;
    let mut all = Vec::new();
    for number in 0..SCOPES {
        let net = 0x0a00_0000 + number * 256;
        let at = |last: u32| Ipv4Addr::from(net + last);
        let name = ScopeName::new(&format!("Building {number}, floor \u{2019}2\u{2019}"))?;
        let mask = Ipv4Addr::new(255, 255, 255, 0);
        all.push(AddScope::new(name, at(20), at(250), mask, Activity::Active).at(&server));
        for client in 1..=EACH {
            let id = ClientId::new(&format!("02000000{number:04x}{client:02x}"))?;
            let mut reservation = AddReservation::new(at(0), at(client), id);
            reservation.name = Some(Text::new(format!("printer-{number}-{client}"))?);
            all.push(reservation.at(&server));
        }
    }
    Ok(all)
}

/// As few runs as they fit into.
fn encoded(commands: &[Command]) -> io::Result<Vec<Run>> {
    let (mut rest, mut all) = (commands, Vec::new());
    while !rest.is_empty() {
        let id = RunId::new(&format!("bench{:04}", all.len()));
        let id = id.ok_or_else(|| io::Error::other("no id"))?;
        let (run, left) = match Run::new(id.clone(), rest, AfterError::Stop) {
            Ok(run) => (run, [].as_slice()),
            Err(TooLarge { fits }) => {
                let (first, left) = rest.split_at(fits.clamp(1, rest.len()));
                let run = Run::new(id, first, AfterError::Stop);
                (run.map_err(io::Error::other)?, left)
            }
        };
        all.push(run);
        rest = left;
    }
    Ok(all)
}
