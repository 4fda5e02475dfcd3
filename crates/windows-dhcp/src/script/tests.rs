//! What is emitted, read by the tokenizer and held against Microsoft's tables.

use std::collections::BTreeMap;

use dhcpair_testbed::{Dice, shared};
use serde_json::Value as Json;

use super::{Reading, readable};
use crate::command::tests::builders;
use crate::command::{Argument, Command, Value};
use crate::token::{Kind, tokenize};

/// How many commands with hostile texts a run tries.
const COMMANDS: usize = 100_000;

/// A call as it stands in a text.
#[derive(Debug)]
struct Call {
    cmdlet: String,
    given: Vec<(String, Given)>,
}

/// What a parameter is given, as it stands in a text.
#[derive(Debug, PartialEq)]
enum Given {
    Nothing,
    Literals(Vec<String>),
    Variable(String),
    Words(Vec<String>),
}

/// The call that a line of tokens is; what it cannot be is an error.
fn call(line: &[Kind]) -> Result<Call, String> {
    let mut tokens = line.iter().peekable();
    let Some(Kind::Word(cmdlet)) = tokens.next() else { return Err("no cmdlet".to_owned()) };
    let mut call = Call { cmdlet: cmdlet.clone(), given: Vec::new() };
    while let Some(token) = tokens.next() {
        let Kind::Parameter { name, colon } = token else { return Err(format!("{token:?}")) };
        let mut given = Given::Nothing;
        loop {
            match (tokens.peek(), &mut given) {
                (Some(Kind::Literal(text)), Given::Nothing) => {
                    given = Given::Literals(vec![text.clone()]);
                }
                (Some(Kind::Literal(text)), Given::Literals(all)) => all.push(text.clone()),
                (Some(Kind::Word(text)), Given::Nothing) => {
                    given = Given::Words(vec![text.clone()])
                }
                (Some(Kind::Word(text)), Given::Words(all)) => all.push(text.clone()),
                (Some(Kind::Variable(text)), Given::Nothing) => {
                    given = Given::Variable(text.clone());
                }
                _ => break,
            }
            tokens.next();
            if tokens.next_if(|token| **token == Kind::Comma).is_none() {
                break;
            }
        }
        if *colon && given == Given::Nothing {
            return Err(format!("-{name}: without a value"));
        }
        call.given.push((name.clone(), given));
    }
    Ok(call)
}

/// The calls within the block that a readable script is.
fn calls(script: &str) -> Vec<Call> {
    let kinds: Vec<Kind> = tokenize(script).into_iter().map(|token| token.kind).collect();
    let lines: Vec<&[Kind]> = kinds.split(|kind| *kind == Kind::Separator).collect();
    let is_call = |line: &&&[Kind]| {
        let of_module = |kind: &Kind| matches!(kind, Kind::Word(word) if word.contains("-Dhcp"));
        line.first().is_some_and(of_module)
    };
    lines.iter().filter(is_call).map(|line| call(line).unwrap()).collect()
}

/// What is wrong with a call by Microsoft's tables.
fn objection(call: &Call, documented: &BTreeMap<String, Json>) -> Option<String> {
    let Some(sets) = documented.get(&call.cmdlet) else { return Some("no such cmdlet".to_owned()) };
    let common = |name: &str| name == "ErrorAction";
    let find = |set: &Json, name: &str| {
        set.as_array().unwrap().iter().find(|one| one["name"] == name).cloned()
    };
    let fits = |set: &&Json| {
        let known = call.given.iter().all(|(name, _)| common(name) || find(set, name).is_some());
        let all = set.as_array().unwrap().iter();
        let mut required = all.filter(|one| one["required"] == true);
        known && required.all(|one| call.given.iter().any(|(name, _)| one["name"] == *name))
    };
    let left: Vec<&Json> =
        sets["parameter_sets"].as_object().unwrap().values().filter(fits).collect();
    let default = &sets["parameter_sets"][sets["default_parameter_set"].as_str().unwrap()];
    let set = match left.as_slice() {
        [] => return Some("no parameter set".to_owned()),
        [set] => set,
        more if more.contains(&default) => default,
        _ => return Some("ambiguous parameter sets".to_owned()),
    };
    call.given.iter().filter(|(name, _)| !common(name)).find_map(|(name, given)| {
        let parameter = find(set, name)?;
        let accepted = parameter.get("accepted_values").and_then(Json::as_array);
        (!fits_type(given, parameter["type"].as_str()?, accepted))
            .then(|| format!("-{name}: {given:?} is no {}", parameter["type"]))
    })
}

/// Whether a value is one that PowerShell turns into that type and no other.
fn fits_type(given: &Given, kind: &str, accepted: Option<&Vec<Json>>) -> bool {
    let address = |text: &String| text.parse::<std::net::Ipv4Addr>().is_ok();
    match (kind, given) {
        ("SwitchParameter", Given::Nothing) => true,
        ("SwitchParameter", Given::Variable(name)) => name == "false",
        ("Boolean", Given::Variable(name)) => name == "true" || name == "false",
        ("String", Given::Variable(name)) => name == "null" || name.starts_with("secret"),
        ("String", Given::Literals(all)) => {
            let is_accepted =
                |text: &str| accepted.is_none_or(|all| all.iter().any(|one| one == text));
            all.len() == 1 && all.iter().all(|text| is_accepted(text))
        }
        ("String[]", Given::Literals(_)) => true,
        ("IPAddress", Given::Literals(all)) => all.len() == 1 && all.iter().all(address),
        ("IPAddress[]", Given::Literals(all)) => all.iter().all(address),
        ("TimeSpan", Given::Literals(all)) => {
            // Days in front: without them .NET takes 24 hours for 24 days.
            let days =
                |text: &String| text.split_once('.').is_some_and(|(_, rest)| rest.len() == 8);
            all.len() == 1 && all.iter().all(days)
        }
        ("UInt32", Given::Words(all)) => all.len() == 1 && all[0].parse::<u32>().is_ok(),
        ("UInt32[]", Given::Words(all)) => all.iter().all(|one| one.parse::<u32>().is_ok()),
        ("UInt16", Given::Words(all)) => all.len() == 1 && all[0].parse::<u16>().is_ok(),
        _ => false,
    }
}

fn documented() -> Option<BTreeMap<String, Json>> {
    let text = std::fs::read(shared("windows/dhcpserver-cmdlets.json")?).unwrap();
    let all: Json = serde_json::from_slice(&text).unwrap();
    let all = all["cmdlets"].as_array().unwrap().iter();
    Some(all.map(|one| (one["cmdlet"].as_str().unwrap().to_owned(), one.clone())).collect())
}

/// The texts that a command was given, in order.
fn texts(arguments: &[Argument]) -> Vec<String> {
    let mut out = Vec::new();
    for argument in arguments {
        match &argument.value {
            Value::Text(text) => out.push(text.to_string()),
            Value::Texts(all) => out.extend(all.iter().map(ToString::to_string)),
            _ => {}
        }
    }
    out
}

/// The literals of a call that are given to parameters of texts.
fn literals(call: &Call, command: &Command) -> Vec<String> {
    let is_text = |name: &str| {
        let argument = command.arguments().iter().find(|one| one.name == name);
        argument.is_some_and(|one| matches!(one.value, Value::Text(_) | Value::Texts(_)))
    };
    let given = call.given.iter().filter(|(name, _)| is_text(name));
    let mut out = Vec::new();
    for (_, given) in given {
        if let Given::Literals(all) = given {
            out.extend(all.iter().cloned());
        }
    }
    out
}

#[test]
fn any_text_in_any_parameter_of_any_builder_is_what_was_given_and_nothing_else() {
    let Some(documented) = documented() else { return };
    let mut dice = Dice::new(0xB01D);
    let builders = builders();
    for round in 0..COMMANDS.div_ceil(builders.len()) {
        for builder in &builders {
            let command = (builder.sample)(&mut dice);
            let script = readable(std::slice::from_ref(&command), Reading::File).unwrap();
            let calls = calls(&script);
            let [call] = calls.as_slice() else { panic!("{round}: {script}") };
            assert_eq!(objection(call, &documented), None, "{}: {script}", builder.name);
            let names: Vec<&str> = call.given.iter().map(|(name, _)| name.as_str()).collect();
            let given: Vec<&str> = command.arguments().iter().map(|one| one.name).collect();
            assert!(names.starts_with(&given) && names.len() <= given.len() + 2, "{script}");
            assert_eq!(literals(call, &command), texts(command.arguments()), "{script}");
        }
    }
}

#[test]
fn what_is_pasted_has_nothing_that_a_console_acts_on() {
    let mut dice = Dice::new(0xB02D);
    let (mut taken, mut refused) = (0, 0);
    for builder in builders().iter().cycle().take(20_000) {
        let command = (builder.sample)(&mut dice);
        let hidden = |text: &String| text.chars().any(|c| c.is_control() || c == '\u{202e}');
        match readable(std::slice::from_ref(&command), Reading::Pasted) {
            Ok(script) => {
                taken += 1;
                let lines = script.lines().count();
                let secrets =
                    command.arguments().iter().filter(|one| matches!(one.value, Value::Secret(_)));
                assert_eq!(lines, 5 + secrets.count(), "{script}");
                assert!(script.chars().all(|c| c == '\n' || !c.is_control()), "{script}");
            }
            Err(error) => {
                refused += 1;
                let all = texts(command.arguments());
                assert!(all.iter().any(|text| hidden(text) || text.contains(error.why.c)));
            }
        }
    }
    assert!(taken > 2_000 && refused > 2_000, "{taken} {refused}");
}

#[test]
fn tables_refuse_what_others_have_written() {
    let Some(documented) = documented() else { return };
    for (line, wanted) in [
        // There is no -Mode on Add: what a published integration sends.
        (
            "Add-DhcpServerv4Failover -Name 'a' -PartnerServer 'b' -ScopeId '10.0.0.0' -Mode 'HotStandby'",
            "no parameter set",
        ),
        (
            "Add-DhcpServerv4Failover -Name 'a' -PartnerServer 'b' -ScopeId '10.0.0.0' -ReservePercent 5 -LoadBalancePercent 50",
            "no parameter set",
        ),
        ("Add-DhcpServerv4Failover -Name 'a' -ScopeId '10.0.0.0'", "no parameter set"),
        ("Add-DhcpServerv4FailoverScope -Name 'a' -ScopeId '10.0.0.0' -Force", "no parameter set"),
        ("Get-DhcpServerv4FailoverStatistics", "no such cmdlet"),
        ("Set-DhcpServerv4Failover -Name 'a' -MaxClientLeadTime 3600", "is no \"TimeSpan\""),
        ("Set-DhcpServerv4Failover -Name 'a' -MaxClientLeadTime '24:00:00'", "is no \"TimeSpan\""),
        ("Set-DhcpServerv4Scope -ScopeId '10.0.0.0' -ActivatePolicies", "is no \"Boolean\""),
        ("Get-DhcpServerv4Scope -ScopeId '10.1'", "is no \"IPAddress[]\""),
    ] {
        let calls = calls(line);
        let found = objection(&calls[0], &documented);
        assert!(found.as_deref().is_some_and(|text| text.contains(wanted)), "{line}: {found:?}");
    }
}
