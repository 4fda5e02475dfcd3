use std::collections::BTreeSet;
use std::fs;

use dhcpair_testbed::{Dice, shared};
use serde_json::Value as Json;

use super::builder::Registered;
use super::*;

/// Every builder there is.
pub(crate) fn builders() -> Vec<Registered> {
    let modules = [
        failover::registered(),
        option::registered(),
        policy::registered(),
        reservation::registered(),
        scope::registered(),
        server::registered(),
    ];
    modules.into_iter().flatten().collect()
}

/// Parameters that no builder gives, and that the table therefore does not have.
const LEFT_OUT: &[&str] = &["CimSession", "ThrottleLimit", "AsJob", "WhatIf", "Confirm"];

fn documented() -> Option<Json> {
    let file = shared("windows/dhcpserver-cmdlets.json")?;
    Some(serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
}

fn find(documented: &Json, cmdlet: Cmdlet) -> &Json {
    let all = documented["cmdlets"].as_array().unwrap();
    all.iter().find(|one| one["cmdlet"] == cmdlet.as_str()).unwrap()
}

#[test]
fn the_table_is_what_microsoft_documents() {
    let Some(documented) = documented() else { return };
    for cmdlet in Cmdlet::ALL {
        let theirs = find(&documented, *cmdlet);
        let sets = theirs["parameter_sets"].as_object().unwrap();
        let ours = cmdlet.sets();
        assert_eq!(theirs["default_parameter_set"], ours[0].name, "{cmdlet:?}");
        assert_eq!(sets.len(), ours.len(), "{cmdlet:?}");
        for set in ours {
            let all = sets[set.name].as_array().unwrap();
            let theirs: BTreeSet<String> = all
                .iter()
                .filter(|one| !LEFT_OUT.contains(&one["name"].as_str().unwrap()))
                .map(|one| {
                    let accepts =
                        one.get("accepted_values").cloned().unwrap_or(Json::Array(vec![]));
                    format!("{} {} {} {accepts}", one["name"], one["type"], one["required"])
                })
                .collect();
            let ours: BTreeSet<String> = set
                .parameters
                .iter()
                .map(|one| {
                    let accepts = serde_json::to_string(one.accepts).unwrap();
                    let kind = one.kind.dotnet();
                    format!("{:?} {kind:?} {} {accepts}", one.name, one.required)
                })
                .collect();
            assert_eq!(theirs, ours, "{cmdlet:?} {}", set.name);
            let confirms = all.iter().any(|one| one["name"] == "Confirm");
            assert_eq!(confirms, cmdlet.effect() != Effect::Reads, "{cmdlet:?}");
        }
    }
}

#[test]
fn every_cmdlet_has_a_builder_and_every_name_is_one_builder_s() {
    let builders = builders();
    for cmdlet in Cmdlet::ALL {
        assert!(builders.iter().any(|builder| builder.cmdlet == *cmdlet), "{cmdlet:?}");
    }
    let names: BTreeSet<&str> = builders.iter().map(|builder| builder.name).collect();
    assert_eq!(names.len(), builders.len());
}

#[test]
fn every_builder_fills_parameters_of_its_set_with_their_types() {
    for builder in builders() {
        let sets = builder.cmdlet.sets();
        let set = sets.iter().find(|set| set.name == builder.set).expect(builder.name);
        let mut filled = BTreeSet::new();
        let always = builder.always.iter().map(|(name, value)| (*name, value.kind()));
        for (name, kind) in builder.needs.iter().chain(&builder.may).copied().chain(always) {
            let parameter = set.parameters.iter().find(|one| one.name == name);
            let parameter = parameter.unwrap_or_else(|| panic!("{}: no {name}", builder.name));
            assert_eq!(parameter.kind, kind, "{}: {name}", builder.name);
            assert!(filled.insert(name), "{}: {name} twice", builder.name);
        }
        let missing = set.parameters.iter().find(|one| one.required && !filled.contains(one.name));
        assert_eq!(missing, None, "{}", builder.name);
    }
}

/// The parameter sets that PowerShell has left for what is given, as about_Parameter_Sets tells.
pub(crate) fn candidates(cmdlet: Cmdlet, given: &[&str]) -> Vec<&'static ParameterSet> {
    let takes = |set: &&ParameterSet| {
        let known = |name: &&str| set.parameters.iter().any(|one| one.name == *name);
        let required = |one: &&Parameter| one.required;
        given.iter().all(known)
            && set.parameters.iter().filter(required).all(|one| given.contains(&one.name))
    };
    cmdlet.sets().iter().filter(takes).collect()
}

#[test]
fn every_command_has_one_parameter_set() {
    let mut dice = Dice::new(5);
    for builder in builders() {
        for _ in 0..200 {
            let command = (builder.sample)(&mut dice);
            let given: Vec<&str> = command.arguments().iter().map(|one| one.name).collect();
            let left = candidates(builder.cmdlet, &given);
            // Where several are left, PowerShell takes the default one.
            let one = left.len() == 1 || left.contains(&&builder.cmdlet.sets()[0]);
            let chosen = left.first().map(|set| set.name);
            assert!(one && chosen == Some(builder.set), "{}: {given:?}: {left:?}", builder.name);
            for argument in command.arguments() {
                let parameter = left[0].parameters.iter().find(|one| one.name == argument.name);
                let parameter = parameter.unwrap();
                if let Value::Choice(choice) = argument.value {
                    assert!(parameter.accepts.contains(&choice), "{}: {choice}", builder.name);
                } else {
                    assert!(parameter.accepts.is_empty(), "{}: {argument:?}", builder.name);
                }
            }
        }
    }
}

/// Cmdlets that act on more where a parameter is left out, and that parameter.
const NARROWED: &[(Cmdlet, &str, &[&str])] = &[
    (Cmdlet::GetFailover, "Name", &["GetFailovers", "GetFailoverOfScopes"]),
    (Cmdlet::RemoveExclusionRange, "StartRange", &["RemoveAllExclusionsOfScope"]),
    (Cmdlet::RemovePolicyIPRange, "StartRange", &["RemoveAllRangesOfPolicy"]),
    (Cmdlet::RemoveReservation, "IPAddress", &["RemoveAllReservationsOfScope"]),
    (Cmdlet::RemoveSuperscope, "ScopeId", &["RemoveWholeSuperscope"]),
    (Cmdlet::Replicate, "ScopeId", &["ReplicateRelationship", "ReplicateWholeServer"]),
    (Cmdlet::Replicate, "Name", &["ReplicateScopes", "ReplicateWholeServer"]),
    (Cmdlet::ExportServer, "ScopeId", &["ExportWholeServer"]),
    (Cmdlet::ImportServer, "ScopeId", &[]),
    (Cmdlet::GetScope, "ScopeId", &["GetAllScopes"]),
    (Cmdlet::GetExclusionRange, "ScopeId", &["GetAllExclusions"]),
    (Cmdlet::GetScopeStatistics, "ScopeId", &["GetAllScopeStatistics"]),
    (Cmdlet::GetLease, "ScopeId", &[]),
];

#[test]
fn what_acts_on_more_says_so_in_its_name() {
    for (cmdlet, narrowing, broad) in NARROWED {
        let found: BTreeSet<&str> = builders()
            .iter()
            .filter(|one| one.cmdlet == *cmdlet)
            .filter(|one| !one.needs.iter().any(|(name, _)| name == narrowing))
            .map(|one| one.name)
            .collect();
        assert_eq!(found, broad.iter().copied().collect(), "{cmdlet:?} -{narrowing}");
    }
}

#[test]
fn force_is_given_where_its_meaning_is_wanted() {
    let force = |builder: &&Registered| {
        let always = builder.always.iter().any(|(name, _)| *name == "Force");
        let fields = builder.needs.iter().chain(&builder.may);
        always || fields.into_iter().any(|(name, _)| *name == "Force")
    };
    let all = builders();
    let found: BTreeSet<&str> = all.iter().filter(force).map(|one| one.name).collect();
    let wanted = [
        // The question whether a secret may cross the network in clear.
        "AddHotStandby",
        "AddLoadBalance",
        "RemoveAuthentication",
        "SetSharedSecret",
        // The question whether it is meant.
        "ImportScopes",
        "RemoveFailover",
        "ReplicateRelationship",
        "ReplicateScopes",
        "ReplicateWholeServer",
        "SwitchToHotStandby",
        "SwitchToLoadBalance",
        // More than a question: its builders are named for it, or have a field for it.
        "ExportScopes",
        "ExportWholeServer",
        "MoveToSuperscope",
        "RemoveFailoverScopesInAnyState",
        "RemoveScopeWithLeases",
        "SetUncheckedDnsServers",
    ];
    assert_eq!(found, BTreeSet::from(wanted));
}

/// Nothing builds a command without being held against the table: the list of builders and the
/// builders themselves come out of one macro.
#[test]
fn only_the_macro_makes_builders() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut files = vec![folder.into()];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        let path: std::path::PathBuf = path;
        if path.is_dir() {
            files.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let allowed = path.ends_with("command/builder.rs") || path.ends_with("command/tests.rs");
        let text = fs::read_to_string(&path).unwrap();
        seen += 1;
        for sign in ["Sealed for", "Command { cmdlet"] {
            assert!(allowed || !text.contains(sign), "{}: {sign}", path.display());
        }
    }
    assert!(seen > 40);
}
