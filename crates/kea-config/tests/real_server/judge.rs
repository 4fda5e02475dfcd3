//! The Keas that there are, and what each says of a text.

use std::fs;

use dhcpair_testbed::{Depth, Family, KEA_ROOTS, KeaRoot, Verdict, kea_check, program};

/// What a server says of the machine it runs on, or of other programs: no file can decide that.
const ENVIRONMENT: [&str; 7] = [
    "Bad directory",
    "present in the system",
    "exist in the system",
    "hooks libraries failed",
    "hook libraries failed",
    "regular expression",
    "doesn't have address",
];

/// One Kea.
pub(crate) enum Kea {
    /// Debian 12's.
    Installed,
    /// A newer one.
    Root(KeaRoot),
}

pub(crate) enum Server {
    Accepts,
    Refuses(String),
    /// Nothing can be said: the machine is to blame.
    Silent,
}

impl Kea {
    /// All that are here.
    pub(crate) fn all() -> Vec<Self> {
        let installed = program("kea-dhcp4").map(|_| Self::Installed);
        let newer = KEA_ROOTS.iter().filter_map(|release| KeaRoot::find(release)).map(Self::Root);
        installed.into_iter().chain(newer).collect()
    }

    /// Its version.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Installed => "2.2.0",
            Self::Root(root) => root.version(),
        }
    }

    pub(crate) fn ask(&self, text: &str, family: Family) -> Option<Server> {
        let verdict = match self {
            Self::Installed => {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("kea.json");
                fs::write(&file, text).unwrap();
                kea_check(&file, family)?
            }
            Self::Root(root) => root.check(text.as_bytes(), family, Depth::Configuration)?,
        };
        Some(match verdict {
            Verdict::Accepted => Server::Accepts,
            Verdict::Rejected { output } => {
                let told =
                    output.lines().filter(|line| line.contains("ERROR") || line.contains("failed"));
                let told: Vec<_> = told.collect();
                if ENVIRONMENT.iter().any(|reason| output.contains(reason)) {
                    Server::Silent
                } else {
                    Server::Refuses(told.join("\n").chars().take(600).collect())
                }
            }
            Verdict::Signal { .. } | Verdict::TimedOut => Server::Silent,
        })
    }
}
