//! What came back from a [`Run`]: answers and faults, out of whatever surrounds them.
//!
//! The report stands as base64 between two lines that name the run, the second of which says how
//! long it is: what a profile, a banner or a progress bar prints around it does not matter, and a
//! report that was cut off is not taken for a short one. What a run says on standard error is read
//! by [`stderr_text`], for the case that there is no report. [`read_pasted`] reads what somebody's own
//! `ConvertTo-Json` printed.

mod clixml;
mod frame;
mod half;
mod pasted;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::class::{
    AuditLog, Binding, Class, Database, DnsCredential, DnsSetting, ExclusionRange, Failover,
    Filter, FilterList, InDirectory, Lease, OptionDefinition, OptionValue, PolicyRange,
    ScopeStatistics, ServerSetting, ServerStatistics, ServerVersion,
};
use crate::fault::{Fault, FaultId};
use crate::script::{Form, Run, Shape, shape};

pub use clixml::stderr_text;
pub use pasted::{PastedError, read_pasted};

/// The properties of one object.
pub type Properties = Map<String, Value>;

/// What a run gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    answers: BTreeMap<usize, Vec<Value>>,
    /// What failed, in the order of the steps.
    pub faults: Vec<Fault>,
    /// The version of PowerShell that ran it.
    pub version: String,
    /// The computer on which it ran.
    pub computer: String,
    /// That computer's clock at the end of the run, where it told it.
    pub now: Option<DateTime<Utc>>,
}

/// There is no report of the run, so nothing is known of what it did.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The output does not have the line that begins the report.
    #[error("the output has no report of run `{id}`; standard error may say why")]
    Missing {
        /// The run.
        id: String,
    },
    /// The report begins and does not end, or is not as long as it should be.
    #[error(
        "the report of run `{id}` is cut off: what was changed is not known, read both servers"
    )]
    CutOff {
        /// The run.
        id: String,
    },
    /// The report cannot be decoded.
    #[error("the report of run `{id}` cannot be decoded: {why}")]
    Undecodable {
        /// The run.
        id: String,
        /// What is wrong with it.
        why: String,
    },
}

/// A step has no such answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The step failed, or was not reached.
    #[error("step {step} gave no answer: it failed or was not reached")]
    None {
        /// The step, counted from 0.
        step: usize,
    },
    /// The objects are of another class, or not as the class has them.
    #[error("the answer of step {step} is no `{class}`: {why}")]
    Other {
        /// The step, counted from 0.
        step: usize,
        /// The class that was wanted.
        class: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

/// A class that a step can answer with as a whole. Those with parts that other cmdlets give, such
/// as scopes with their exclusions, are had as [`Properties`].
pub trait Answer: DeserializeOwned {
    /// Its name.
    const CLASS: &'static str;
}

macro_rules! answers {
    ($($type:ty = $class:literal,)+) => {$(
        impl Answer for $type {
            const CLASS: &'static str = $class;
        }
    )+};
}

answers! {
    AuditLog = "DhcpServerAuditLog",
    Binding = "DhcpServerv4Binding",
    Class = "DhcpServerv4Class",
    Database = "DhcpServerDatabase",
    DnsCredential = "DhcpServerDnsCredential",
    DnsSetting = "DhcpServerv4DnsSetting",
    ExclusionRange = "DhcpServerv4ExclusionRange",
    Failover = "DhcpServerv4Failover",
    Filter = "DhcpServerv4Filter",
    FilterList = "DhcpServerv4FilterList",
    InDirectory = "DhcpServerInDC",
    Lease = "DhcpServerv4Lease",
    OptionDefinition = "DhcpServerv4OptionDefinition",
    OptionValue = "DhcpServerv4OptionValue",
    PolicyRange = "DhcpServerv4PolicyIPRange",
    ScopeStatistics = "DhcpServerv4ScopeStatistics",
    ServerSetting = "DhcpServerSetting",
    ServerStatistics = "DhcpServerv4Statistics",
    ServerVersion = "DhcpServerVersion",
}

/// The report as it is written.
#[derive(Deserialize)]
struct Wire {
    results: Value,
    faults: Value,
    version: String,
    #[serde(default)]
    computer: Option<String>,
    #[serde(default)]
    now: Option<String>,
}

#[derive(Deserialize)]
struct WireFault {
    step: i64,
    id: Option<String>,
    category: Option<String>,
    message: Option<String>,
}

#[derive(Deserialize)]
struct WireResult {
    step: usize,
    data: Value,
}

/// Reads the report of a run from its standard output. Halves of surrogate pairs, which Windows may
/// have in a name, come out as U+FFFD: no command takes such a name back.
///
/// # Errors
/// [`ReportError`] where there is none, or a part of one. The exit code says less than this.
pub fn read_report(run: &Run, stdout: &[u8]) -> Result<Report, ReportError> {
    let id = run.id().as_str();
    let text = half::replaced(frame::text(id, stdout)?);
    let undecodable = |error: serde_json::Error| ReportError::Undecodable {
        id: id.to_owned(),
        why: error.to_string(),
    };
    let wire: Wire = serde_json::from_slice(&text).map_err(undecodable)?;
    let mut answers = BTreeMap::new();
    for result in elements(wire.results) {
        let result: WireResult = serde_json::from_value(result).map_err(undecodable)?;
        let shape = run.cmdlets().get(result.step).and_then(|cmdlet| shape(*cmdlet));
        let objects = elements(result.data).into_iter();
        let objects = objects.map(|one| shape.map_or(one.clone(), |shape| normal(shape, one)));
        answers.insert(result.step, objects.collect());
    }
    let mut faults = Vec::new();
    for fault in elements(wire.faults) {
        let fault: WireFault = serde_json::from_value(fault).map_err(undecodable)?;
        faults.push(Fault {
            step: usize::try_from(fault.step).ok(),
            id: FaultId::read(&fault.id.unwrap_or_default()),
            category: fault.category.unwrap_or_default(),
            message: run.without_secrets(fault.message.unwrap_or_default()),
        });
    }
    let computer = wire.computer.unwrap_or_default();
    // A clock that cannot be read is no reason to lose the rest.
    let now = wire.now.and_then(|now| DateTime::parse_from_rfc3339(&now).ok());
    let now = now.map(|now| now.to_utc());
    Ok(Report { answers, faults, version: wire.version, computer, now })
}

impl Report {
    /// The objects that a step gave, typed.
    ///
    /// # Errors
    /// [`AnswerError`] where the step gave none, or others.
    pub fn answer<T: Answer>(&self, step: usize) -> Result<Vec<T>, AnswerError> {
        let objects = self.answers.get(&step).ok_or(AnswerError::None { step })?;
        let read = objects.iter().map(|one| serde_json::from_value(one.clone()));
        let other = |error: serde_json::Error| AnswerError::Other {
            step,
            class: T::CLASS,
            why: error.to_string(),
        };
        read.collect::<Result<_, _>>().map_err(other)
    }

    /// The objects that a step gave, as they are.
    ///
    /// # Errors
    /// [`AnswerError`] where the step gave none, or no objects.
    pub fn objects(&self, step: usize) -> Result<Vec<&Properties>, AnswerError> {
        let objects = self.answers.get(&step).ok_or(AnswerError::None { step })?;
        let other = || AnswerError::Other { step, class: "object", why: "a bare value".to_owned() };
        objects.iter().map(|one| one.as_object().ok_or_else(other)).collect()
    }

    /// The texts that a step gave: the scopes that were replicated.
    ///
    /// # Errors
    /// [`AnswerError`] where the step gave none, or no texts.
    pub fn texts(&self, step: usize) -> Result<Vec<&str>, AnswerError> {
        let objects = self.answers.get(&step).ok_or(AnswerError::None { step })?;
        let other = || AnswerError::Other { step, class: "String", why: "an object".to_owned() };
        objects.iter().map(|one| one.as_str().ok_or_else(other)).collect()
    }

    /// Whether a step was done.
    #[must_use]
    pub fn is_done(&self, step: usize) -> bool {
        self.answers.contains_key(&step)
    }
}

/// The elements of what should be a list: `ConvertTo-Json` of Windows PowerShell may also write a
/// lone element, nothing, or an object of `value` and `Count`.
fn elements(value: Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(all) => all,
        Value::Object(mut object) if object.len() == 2 && object.contains_key("Count") => {
            match object.remove("value") {
                Some(Value::Array(all)) => all,
                Some(one) => vec![one],
                None => vec![Value::Object(object)],
            }
        }
        one => vec![one],
    }
}

/// An object with the properties of its class, those left out that have no value.
fn normal(shape: &Shape, object: Value) -> Value {
    let Value::Object(mut object) = object else { return object };
    let mut out = Properties::new();
    for (name, form) in shape.properties {
        let value = object.remove(*name).unwrap_or(Value::Null);
        let value = match form {
            Form::List => Some(Value::Array(elements(value))),
            Form::Word | Form::Time => Some(value).filter(|value| *value != "" && !value.is_null()),
            Form::Plain => Some(value).filter(|value| !value.is_null()),
            Form::Text => Some(value),
        };
        out.extend(value.map(|value| ((*name).to_owned(), value)));
    }
    Value::Object(out)
}
