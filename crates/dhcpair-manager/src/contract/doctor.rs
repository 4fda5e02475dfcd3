//! What can be done at servers, and what to grant.

use schemars::JsonSchema;
use serde::Serialize;

use super::ExitCode;

/// Document of `doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DoctorDocument {
    /// `dhcpair.doctor/1`.
    #[schemars(extend("const" = "dhcpair.doctor/1"))]
    pub schema: &'static str,
    /// How many checks came out how.
    pub summary: DoctorSummary,
    /// The servers, in the order of the inventory.
    pub servers: Vec<ExaminedServer>,
}

impl DoctorDocument {
    /// 6 where a server could not be looked at, else 3 where something failed, else 0.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        if self.servers.iter().any(|server| !server.reached) {
            ExitCode::Incomplete
        } else if self.summary.failed > 0 {
            ExitCode::Findings
        } else {
            ExitCode::Done
        }
    }
}

/// How many checks came out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DoctorSummary {
    /// As they should be.
    pub ok: usize,
    /// What works, and should be otherwise.
    pub warnings: usize,
    /// What does not work.
    pub failed: usize,
    /// What could not be found out.
    pub unknown: usize,
}

/// One server with its checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ExaminedServer {
    /// Its name in the inventory.
    pub server: String,
    /// `isc`, `kea` or `windows`.
    pub vendor: String,
    /// How it is reached.
    pub access: String,
    /// Whether anything could be seen of it.
    pub reached: bool,
    /// Its checks.
    pub checks: Vec<CheckRecord>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CheckRecord {
    /// What was looked at: `reach`, `read`, `lease-file`, `log`, `checker`, `restart`, `login`, `process`, `loaded`, `clock`,
    /// `partner-clock`, `peer-port` or `secrets`.
    pub check: &'static str,
    /// `ok`, `warning`, `failed`, `unknown`, or `not-applicable` where the inventory has nothing to be looked at.
    pub verdict: &'static str,
    /// What was found, or why nothing was.
    pub found: String,
    /// What to grant or to change.
    pub fix: Option<String>,
    /// What kind of failure there was on the way to the server: a stable word of `docs/errors.md`.
    pub code: Option<String>,
}
