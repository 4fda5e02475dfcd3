//! Names of namespaces: unique on the machine, and each tells which process it belongs to.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use super::LabError;
use super::ip::Ip;

/// How the name of every namespace of a lab begins.
const PREFIX: &str = "dhcpair-lab";

/// A process: its number, and when it started (in clock ticks after boot), since numbers come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Process {
    pid: u32,
    started: u64,
}

impl Process {
    fn running(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name of the program, in parentheses, may hold anything: what counts comes behind it.
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        if *fields.first()? == "Z" {
            return None;
        }
        let started = fields.get(19)?.parse().ok()?;
        Some(Self { pid, started })
    }

    /// The process that a namespace belongs to, by its name.
    fn of(namespace: &str) -> Option<Self> {
        let mut parts = namespace.strip_prefix(PREFIX)?.strip_prefix('-')?.split('-');
        Some(Self { pid: parts.next()?.parse().ok()?, started: parts.next()?.parse().ok()? })
    }
}

/// The names in one lab.
#[derive(Debug)]
pub(super) struct Names {
    owner: Process,
    lab: u32,
}

impl Names {
    /// The names of a new lab.
    pub(super) fn new() -> Result<Self, LabError> {
        static LABS: AtomicU32 = AtomicU32::new(0);
        let gone = || std::io::Error::other("the process has no entry in `/proc`");
        let owner = Process::running(std::process::id())
            .ok_or_else(|| LabError::system("read `/proc`")(gone()))?;
        Ok(Self { owner, lab: LABS.fetch_add(1, Ordering::Relaxed) })
    }

    /// The namespace of a host.
    pub(super) fn of(&self, host: &str) -> String {
        let Process { pid, started } = self.owner;
        format!("{PREFIX}-{pid}-{started}-{}-{host}", self.lab)
    }
}

/// Removes the namespaces of processes that are no more, with all that still runs in them.
pub(super) fn remove_remains(ip: &Ip) -> Result<(), LabError> {
    for line in ip.run(&["netns", "list"])?.lines() {
        // Behind the name there may be a number in parentheses.
        let name = line.split(' ').next().unwrap_or_default();
        let Some(owner) = Process::of(name) else { continue };
        if Process::running(owner.pid) != Some(owner) {
            // Another lab may be doing the same: what is gone is gone.
            let _ = ip.remove(name);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_process_and_no_two_are_alike() {
        let me = Process::running(std::process::id()).unwrap();
        let (one, other) = (Names::new().unwrap(), Names::new().unwrap());
        assert_eq!(Process::of(&one.of("a-b")), Some(me));
        assert_ne!(one.of("a"), other.of("a"));
        assert_eq!(Process::of("dhcpair-lab-x-1-0-a"), None);
        assert_eq!(Process::of("other"), None);
    }

    #[test]
    fn what_a_dead_process_left_is_removed() {
        let Some(ip) = Ip::find().filter(|_| rustix::process::geteuid().is_root()) else { return };
        let names = Names { owner: Process { pid: std::process::id(), started: 1 }, lab: 0 };
        let name = names.of("left");
        ip.run(&["netns", "add", &name]).unwrap();
        let mut running = ip.exec(&name, "sleep").arg("60").spawn().unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
        // Another lab on this machine may remove it first.
        while ip.run(&["netns", "pids", &name]).is_ok_and(|pids| pids.is_empty()) {
            assert!(std::time::Instant::now() < deadline);
        }
        remove_remains(&ip).unwrap();
        assert!(!ip.run(&["netns", "list"]).unwrap().contains(&name));
        assert!(!running.wait().unwrap().success());
    }

    #[test]
    fn a_process_that_has_ended_runs_no_more() {
        let mut child = std::process::Command::new("/bin/sh").args(["-c", ":"]).spawn().unwrap();
        let pid = child.id();
        child.wait().unwrap();
        assert_eq!(Process::running(pid), None);
    }
}
