//! Says what a lease file holds: `cargo run -p dhcpd-conf --example leases -- dhcpd.leases`.
//! With `--stream` it only counts the records, in constant memory.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use dhcpd_conf::leases::{Reader, View};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = false;
    let mut path = PathBuf::from("/var/lib/dhcp/dhcpd.leases");
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--stream") => stream = true,
            _ => path = argument.into(),
        }
    }
    let mut out = io::stdout().lock();
    if stream {
        let mut reader = Reader::new(File::open(path)?);
        let mut records = 0_u64;
        while reader.next_entry()?.is_some() {
            records += 1;
        }
        writeln!(out, "{records} records")?;
        return Ok(());
    }
    let view = View::read(File::open(path)?)?;
    for problem in view.problems() {
        writeln!(out, "{problem}")?;
    }
    for peer in view.failover() {
        let name = peer.name().to_vec();
        let states = (peer.own(), peer.partner());
        writeln!(out, "{}: {states:?}", String::from_utf8_lossy(&name).escape_debug())?;
    }
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    writeln!(out, "{:?}", view.counts(now, |_| true))?;
    writeln!(out, "{} addresses and prefixes of IPv6", view.addresses().count())?;
    Ok(())
}
