//! Parameters bound as PowerShell binds them, by the tables and stricter.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::TimeSpan;
use crate::command::{Cmdlet, Effect, Kind, Parameter};

use super::Refusal;
use super::read::{Call, Given};

/// A call whose parameters are what the cmdlet takes.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) cmdlet: Cmdlet,
    pub(super) set: &'static str,
    values: BTreeMap<&'static str, Value>,
}

/// A value of the parameter's type.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Switch,
    Boolean(bool),
    Null,
    Number(u32),
    Span(u64),
    Text(String),
    Texts(Vec<String>),
    Address(Ipv4Addr),
    Addresses(Vec<Ipv4Addr>),
    Numbers(Vec<u32>),
}

impl Bound {
    pub(super) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Whether no parameter names a part of the server.
    pub(super) fn is_for_server(&self) -> bool {
        !["ScopeId", "PolicyName", "IPAddress", "ReservedIP"].iter().any(|name| self.has(name))
    }

    pub(super) fn is_null(&self, name: &str) -> bool {
        self.values.get(name) == Some(&Value::Null)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.values.get(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        match self.values.get(name) {
            Some(Value::Text(text)) => vec![text.clone()],
            Some(Value::Texts(all)) => all.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn addresses(&self, name: &str) -> Vec<Ipv4Addr> {
        match self.values.get(name) {
            Some(Value::Address(one)) => vec![*one],
            Some(Value::Addresses(all)) => all.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn address(&self, name: &str) -> Option<Ipv4Addr> {
        self.addresses(name).first().copied()
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        match self.values.get(name)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn numbers(&self, name: &str) -> Vec<u32> {
        match self.values.get(name) {
            Some(Value::Number(one)) => vec![*one],
            Some(Value::Numbers(all)) => all.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn seconds(&self, name: &str) -> Option<u64> {
        match self.values.get(name)? {
            Value::Span(seconds) => Some(*seconds),
            _ => None,
        }
    }

    pub(super) fn span(&self, name: &str) -> Option<TimeSpan> {
        self.seconds(name).map(TimeSpan::from_seconds)
    }

    /// A value of a list of values: the binding has held it against that list already.
    pub(super) fn choice<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_value(self.text(name)?.into()).ok()
    }

    pub(super) fn boolean(&self, name: &str) -> Option<bool> {
        match self.values.get(name)? {
            Value::Boolean(on) => Some(*on),
            _ => None,
        }
    }
}

/// Binds a call.
pub(super) fn bind(call: &Call) -> Result<Bound, Refusal> {
    let cmdlet = Cmdlet::ALL.iter().find(|one| one.as_str() == call.cmdlet);
    let cmdlet = *cmdlet.ok_or_else(|| Refusal::binding("CommandNotFoundException"))?;
    let stops = Given::Words(vec!["Stop".to_owned()]);
    let mut given: Vec<&(String, Given)> = call.given.iter().collect();
    if given.pop_if(|one| one.0 == "ErrorAction" && one.1 == stops).is_none() {
        return Err(Refusal::binding("ErrorsWouldNotStop"));
    }
    let silent = given.pop_if(|one| one.0 == "Confirm" && one.1 == Given::Boolean(false)).is_some();
    if silent != (cmdlet.effect() != Effect::Reads) {
        return Err(Refusal::binding(if silent { "NamedParameterNotFound" } else { "WouldAsk" }));
    }
    let sets = cmdlet.sets();
    let find = |parameters: &'static [Parameter], name: &str| {
        parameters.iter().find(|one| one.name == name)
    };
    if given.iter().any(|one| sets.iter().all(|set| find(set.parameters, &one.0).is_none())) {
        return Err(Refusal::binding("NamedParameterNotFound"));
    }
    let known = |set: &&crate::command::ParameterSet| {
        given.iter().all(|one| find(set.parameters, &one.0).is_some())
    };
    let left: Vec<_> = sets.iter().filter(known).collect();
    if left.is_empty() {
        return Err(Refusal::binding("AmbiguousParameterSet"));
    }
    let complete = |set: &&&crate::command::ParameterSet| {
        let mut required = set.parameters.iter().filter(|one| one.required);
        required.all(|one| given.iter().any(|given| given.0 == one.name))
    };
    let set = left.iter().find(complete);
    let set = *set.ok_or_else(|| Refusal::binding("MissingMandatoryParameter"))?;
    let mut values = BTreeMap::new();
    for (name, given) in given {
        let Some(parameter) = find(set.parameters, name) else { continue };
        let value = convert(parameter, given)?;
        if values.insert(parameter.name, value).is_some() {
            return Err(Refusal::binding("ParameterAlreadyBound"));
        }
    }
    Ok(Bound { cmdlet, set: set.name, values })
}

fn convert(parameter: &Parameter, given: &Given) -> Result<Value, Refusal> {
    let refused = || Refusal::binding("ParameterArgumentTransformationError");
    let kind = parameter.kind;
    let value = match given {
        Given::Switch => (kind == Kind::Switch).then_some(Value::Switch),
        Given::Boolean(on) => (kind == Kind::Boolean).then_some(Value::Boolean(*on)),
        Given::Null => (kind == Kind::Text).then_some(Value::Null),
        Given::Literals(all) => texts(kind, all),
        Given::Words(all) => numbers(kind, all),
        Given::Cast(to, value) => cast(kind, to, value),
    };
    let value = value.ok_or_else(refused)?;
    match &value {
        Value::Text(text) if !parameter.accepts.is_empty() => {
            let accepted = parameter.accepts.contains(&text.as_str());
            if accepted {
                Ok(value)
            } else {
                Err(Refusal::binding("ParameterArgumentValidationError"))
            }
        }
        _ => Ok(value),
    }
}

fn texts(kind: Kind, all: &[String]) -> Option<Value> {
    let addresses = || all.iter().map(|one| one.parse().ok()).collect::<Option<Vec<Ipv4Addr>>>();
    match (kind, all) {
        (Kind::Text, [one]) => Some(Value::Text(one.clone())),
        (Kind::Texts, _) => Some(Value::Texts(all.to_vec())),
        (Kind::Address, [one]) => one.parse().ok().map(Value::Address),
        (Kind::Addresses, _) => addresses().map(Value::Addresses),
        // .NET would take 24:00:00 for 24 days: the days have to be there.
        (Kind::Span, [one]) if one.contains('.') => {
            one.parse::<TimeSpan>().ok().map(|span| Value::Span(span.seconds()))
        }
        _ => None,
    }
}

fn numbers(kind: Kind, all: &[String]) -> Option<Value> {
    let parsed = all.iter().map(|one| one.parse().ok()).collect::<Option<Vec<u32>>>()?;
    match (kind, parsed.as_slice()) {
        (Kind::Number, [one]) => Some(Value::Number(*one)),
        (Kind::Small, [one]) if *one <= u16::MAX.into() => Some(Value::Number(*one)),
        (Kind::Numbers, _) => Some(Value::Numbers(parsed)),
        _ => None,
    }
}

/// A value of standard input, cast to what is no other type than the parameter's.
fn cast(kind: Kind, to: &str, value: &Json) -> Option<Value> {
    let wanted = match kind {
        Kind::Address => "ipaddress",
        Kind::Addresses => "ipaddress[]",
        Kind::Boolean => "bool",
        Kind::Number => "uint32",
        Kind::Numbers => "uint32[]",
        Kind::Small => "uint16",
        Kind::Span => "timespan",
        Kind::Switch => return None,
        Kind::Text => "string",
        Kind::Texts => "string[]",
    };
    if to != wanted {
        return None;
    }
    let elements: Vec<&Json> = match value {
        Json::Array(all) => all.iter().collect(),
        one => vec![one],
    };
    if let Json::Bool(on) = value {
        return (kind == Kind::Boolean).then_some(Value::Boolean(*on));
    }
    let strings: Option<Vec<String>> =
        elements.iter().map(|one| one.as_str().map(str::to_owned)).collect();
    match strings {
        Some(all) => texts(kind, &all),
        None => numbers(kind, &elements.iter().map(ToString::to_string).collect::<Vec<_>>()),
    }
}
