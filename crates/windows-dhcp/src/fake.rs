//! A fake of two Windows DHCP servers, for tests: strict, stateful, and no Windows.
//!
//! It sees what a Windows computer would see, a command line and standard input, and reads the
//! script with the tokenizer, not from the types that built it. It refuses cmdlets, parameters, sets
//! and types that the tables do not have, questions that nobody would answer, and second hops
//! without credentials, with the error ids that PowerShell has for these. The servers follow
//! Microsoft's documents: what is added is made on both, what is removed stays on the addressed
//! server and goes from its partner, a replication replaces the partner's copy, and a fault in the
//! middle leaves half of the work.
//!
//! What the documents leave open is decided in one way here, which a real server may not take: the
//! order of the steps within a cmdlet, that a setting of a relationship is changed on both servers,
//! that a cmdlet of one server does all of its work or nothing, and that dynamic DNS shows the
//! server's setting where a scope has none. What values an option takes is not judged.
//!
//! ```
//! use windows_dhcp::command::failover::GetFailovers;
//! use windows_dhcp::command::{Builder, ServerName};
//! use windows_dhcp::fake::FakePair;
//! use windows_dhcp::runner::carry_out;
//! use windows_dhcp::script::{AfterError, Run, RunId};
//!
//! let mut pair = FakePair::new("win-1", "win-2");
//! let command = GetFailovers {}.at(&ServerName::new("win-1")?);
//! let run = Run::new(RunId::new("5f3a9c01d2").unwrap(), &[command], AfterError::Stop)?;
//! assert!(carry_out(&mut pair, &run)?.is_done(0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ask;
mod bind;
mod definition;
mod export;
mod level;
mod local;
mod policy;
mod read;
mod server;
mod setting;
#[cfg(test)]
mod tests;
mod work;

use std::collections::BTreeMap;
use std::io;

use chrono::{TimeDelta, Utc};
use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::base64;
use crate::class::InDirectory;
use crate::command::{Cmdlet, Effect};
use crate::fault::Code;
use crate::hop::Session;
use crate::runner::{Output, PowerShellRunner};
use crate::script::Run;
use crate::state::RecordedState;

use bind::{Bound, bind};
use read::{Call, Read, script};
pub use server::FakeServer;

/// Two servers, and a session on one computer.
#[derive(Debug, Clone)]
pub struct FakePair {
    /// The servers.
    pub servers: [FakeServer; 2],
    /// How the session came to the computer.
    pub session: Session,
    /// The computer: a server's name, or another one.
    pub on: String,
    /// Whether the servers reach each other, and the computer the one that it is not.
    pub connected: bool,
    /// Whether the service of each runs.
    pub runs: [bool; 2],
    /// Exports by the names of their files.
    pub files: BTreeMap<String, FakeServer>,
    /// The servers that the directory lets serve.
    pub directory: Vec<InDirectory>,
    /// What goes wrong.
    pub fault: Option<FakeFault>,
    /// How far the computer's clock is ahead of the system's.
    pub ahead: TimeDelta,
    steps: usize,
}

/// One step of work that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FakeFault {
    /// Which, counted from 0 since the pair was made: each is one change of one server, or one
    /// answer.
    pub step: usize,
    /// With what.
    pub code: Code,
    /// Whether it was done all the same: the way to the server broke behind it.
    pub done: bool,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    id: String,
    category: &'static str,
}

impl Refusal {
    fn dhcp(code: u32) -> Self {
        let category = match code {
            20005 | 20010 | 20115 | 20116 => "ObjectNotFound",
            20052 | 20114 => "ResourceExists",
            _ => "InvalidData",
        };
        Self { id: format!("DHCP {code}"), category }
    }

    fn win32(code: u32) -> Self {
        let category = if code == 5 { "PermissionDenied" } else { "NotSpecified" };
        Self { id: format!("WIN32 {code}"), category }
    }

    fn binding(id: &str) -> Self {
        Self { id: id.to_owned(), category: "InvalidArgument" }
    }
}

impl FakePair {
    /// Two servers without anything, which reach each other; somebody is logged on on another
    /// computer.
    #[must_use]
    pub fn new(first: &str, second: &str) -> Self {
        Self {
            servers: [FakeServer::new(first), FakeServer::new(second)],
            session: Session::LoggedOn,
            on: "management".to_owned(),
            connected: true,
            runs: [true; 2],
            files: BTreeMap::new(),
            directory: Vec::new(),
            fault: None,
            ahead: TimeDelta::zero(),
            steps: 0,
        }
    }

    /// Two servers that have what these states say.
    #[must_use]
    pub fn of(states: [&RecordedState; 2]) -> Self {
        Self { servers: states.map(FakeServer::of), ..Self::new("", "") }
    }

    /// How many steps of work were done on the servers since it was made.
    #[must_use]
    pub const fn steps(&self) -> usize {
        self.steps
    }

    /// The computer as `%COMPUTERNAME%` has it.
    #[must_use]
    pub fn computer(&self) -> String {
        let label = self.on.split('.').next().unwrap_or_default();
        label.chars().take(15).collect::<String>().to_ascii_uppercase()
    }

    /// Whether each finds the other one's service.
    fn meet(&self) -> bool {
        self.connected && self.runs == [true; 2]
    }

    /// Time passes: relationships on both servers become Normal where they reach each other.
    pub fn settle(&mut self) {
        let connected = self.meet();
        for server in &mut self.servers {
            server.settle(connected);
        }
    }

    /// One step of work, which may be the one that fails, before its effect or behind it.
    fn step(
        &mut self,
        effect: impl FnOnce(&mut Self) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let fault = self.fault.filter(|fault| fault.step == self.steps);
        self.steps += 1;
        if fault.is_none_or(|fault| fault.done) {
            effect(self)?;
        }
        match fault.map(|fault| fault.code.0) {
            Some(code) if code >= 20_000 => Err(Refusal::dhcp(code)),
            Some(code) => Err(Refusal::win32(code)),
            None => Ok(()),
        }
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.servers.iter().position(|server| server.server.name.eq_ignore_ascii_case(name))
    }

    /// Runs a readable script, as somebody would who pastes it and types the secrets. What fails
    /// ends it.
    ///
    /// # Errors
    /// The error id of the call that failed, or what the script is not.
    pub fn paste(&mut self, text: &str) -> Result<usize, String> {
        let calls = read::block(text)?;
        for call in &calls {
            self.call(call).map_err(|refusal| refusal.id)?;
        }
        Ok(calls.len())
    }

    fn call(&mut self, call: &Call) -> Result<Vec<Json>, Refusal> {
        let named = |mut refusal: Refusal| {
            refusal.id = format!("{},{}", refusal.id, call.cmdlet);
            refusal
        };
        let objects = self.bound(call).map_err(named)?;
        Ok(objects.iter().filter_map(|object| call.taken.of(object)).collect())
    }

    fn bound(&mut self, call: &Call) -> Result<Vec<Json>, Refusal> {
        let bound = bind(call)?;
        if bound.cmdlet == Cmdlet::GetInDirectory {
            return self.directory();
        }
        let addressed = bound.text("ComputerName").unwrap_or(&self.on).to_owned();
        let at = self.index(&addressed).ok_or_else(|| Refusal::win32(1722))?;
        let local = addressed.eq_ignore_ascii_case(&self.on);
        let hops = !local || bound.cmdlet.effect() == Effect::ChangesBoth;
        if hops && !self.session.goes_on() {
            return Err(Refusal::win32(5));
        }
        if !self.runs.get(at).copied().unwrap_or_default() {
            return Err(Refusal::win32(1753));
        }
        self.work(at, &bound)
    }

    /// `Get-DhcpServerInDC` asks the directory and none of the servers.
    fn directory(&mut self) -> Result<Vec<Json>, Refusal> {
        if !self.session.goes_on() {
            return Err(Refusal::win32(5));
        }
        self.step(|_| Ok(()))?;
        Ok(self.directory.iter().map(object).collect())
    }

    fn report(&mut self, request: &Read) -> Json {
        let (mut results, mut faults) = (Vec::new(), Vec::new());
        for call in &request.calls {
            match self.call(call) {
                Ok(data) => results.push(json!({ "step": call.step, "data": data })),
                Err(refusal) => {
                    // In the language of the server: nothing may be read out of it.
                    faults.push(json!({
                        "step": call.step, "id": refusal.id, "category": refusal.category,
                        "message": "Vorgang fehlgeschlagen.",
                    }));
                    if !call.goes_on {
                        break;
                    }
                }
            }
        }
        self.said(results, faults)
    }

    /// What the bootstrap reports.
    fn said(&self, results: Vec<Json>, faults: Vec<Json>) -> Json {
        let now = (Utc::now() + self.ahead).to_rfc3339();
        json!({
            "results": results, "faults": faults, "version": "5.1.0 (fake)",
            "computer": self.computer(), "now": now,
        })
    }
}

impl PowerShellRunner for FakePair {
    fn run(&mut self, command_line: &str, stdin: &[u8]) -> io::Result<Output> {
        if command_line != Run::command_line() {
            let stderr = b"#< CLIXML\r\n<Objs><S S=\"Error\">not the bootstrap</S></Objs>".to_vec();
            return Ok(Output { stdout: Vec::new(), stderr, code: Some(1) });
        }
        let (id, report) = match script(stdin) {
            Ok(request) => (request.id.clone(), self.report(&request)),
            Err(why) => {
                let fault =
                    json!({ "step": -1, "id": why, "category": "ParserError", "message": "" });
                let id = read::id(stdin).unwrap_or_default();
                (id, self.said(Vec::new(), vec![fault]))
            }
        };
        let coded = base64::encode(report.to_string().as_bytes());
        let length = coded.len();
        let text = format!("DHCPAIR-BEGIN {id}\r\n{coded}\r\nDHCPAIR-END {id} {length}\r\n");
        Ok(Output { stdout: text.into_bytes(), stderr: Vec::new(), code: Some(0) })
    }
}

/// The object that a cmdlet gives for a record: the properties of its class and nothing that is told
/// by others.
fn object<T: Serialize>(record: &T) -> Json {
    let mut object = serde_json::to_value(record).unwrap_or(Json::Null);
    if let Json::Object(all) = &mut object {
        all.retain(|name, _| name.starts_with(|first: char| first.is_ascii_uppercase()));
    }
    object
}
