//! What a server answers to `config-get` means what its file says: a server that is seen by what it runs
//! differs in nothing from a partner whose file is read.

use std::path::Path;

use dhcpair_testbed::lab::{Host, Kea, Lab};
use dhcpair_testbed::{Depth, Family, KeaRoot, Sample, Verdict, kea_check};
use failover_model::{Basis, Knowledge, Observation, drift};
use kea_config::{Document, Version};
use kea_ha::command::{Channel, ConfigGet, ConfigSet, Configuration, ReplyError, Server};
use serde_json::{Value, json};

use crate::ground::{Ground, top};
use crate::site::compare;
use crate::{real, render};

/// Pairs made by chance, of each family.
const RANDOM: u64 = 10;

/// A pair: its name, its family, and what both servers say.
struct Case {
    name: String,
    v6: bool,
    sides: [Value; 2],
}

fn cases() -> Option<Vec<Case>> {
    let real = real::all()?.into_iter();
    let real = real.map(|real| Case { name: real.name, v6: real.v6, sides: real.sides });
    let made = crate::grounds(RANDOM).into_iter().enumerate();
    let made =
        made.map(|(at, Ground { v6, sides })| Case { name: format!("pair {at}"), v6, sides });
    Some(real.chain(made).collect())
}

/// A server that takes one configuration after the other.
struct Running {
    kea: Kea,
    server: Server,
    version: &'static str,
}

impl Running {
    fn start(root: Option<&KeaRoot>, host: &Host, v6: bool, version: &'static str) -> Self {
        let family = if v6 { Family::V6 } else { Family::V4 };
        let text = |folder: &Path| localised(&json!({ top(v6): {} }), v6, folder).to_string();
        let kea = match root {
            Some(root) => Kea::start_in(root, host, family, text),
            None => Kea::start(host, family, text),
        };
        let family = if v6 { kea_config::Family::V6 } else { kea_config::Family::V4 };
        let known = Version::parse(version).unwrap();
        let server = Server { family, version: known, channel: Channel::UnixSocket };
        Self { kea: kea.unwrap(), server, version }
    }

    fn ask<C: kea_ha::command::Command>(&self, command: &C) -> Result<C::Response, ReplyError> {
        let request = self.server.request(command).unwrap();
        let body = str::from_utf8(request.body()).unwrap();
        request.decode(self.kea.command("kea.sock", body).unwrap().as_bytes())
    }

    /// What it runs once it was given a configuration; `None` where it does not take it.
    fn run(&self, config: &Value) -> Option<Value> {
        let document = Document::of_value(config.to_string()).unwrap();
        let configuration = Configuration::of(&document).unwrap();
        match self.ask(&ConfigSet(configuration)) {
            Ok(_) => {}
            Err(ReplyError::Failed(_)) => return None,
            Err(other) => panic!("{other}"),
        }
        let running = self.ask(&ConfigGet).unwrap();
        Some(serde_json::from_slice(running.text()).unwrap())
    }
}

/// The configuration as a server of the lab can run it: without what it needs others for.
fn localised(config: &Value, v6: bool, folder: &Path) -> Value {
    let mut config = config.clone();
    let server = config[top(v6)].as_object_mut().unwrap();
    for key in [
        "config-control",
        "control-socket",
        "control-sockets",
        "data-directory",
        "hosts-database",
        "hosts-databases",
        "loggers",
    ] {
        server.remove(key);
    }
    let socket = folder.join("kea.sock");
    let socket = json!({ "socket-type": "unix", "socket-name": socket.to_str().unwrap() });
    server.insert("control-socket".to_owned(), socket);
    server.insert("interfaces-config".to_owned(), json!({ "interfaces": [] }));
    let leases = json!({ "type": "memfile", "persist": false });
    server.insert("lease-database".to_owned(), leases);
    if v6 {
        // Otherwise it wants an interface whose address it can take.
        let id =
            json!({ "type": "EN", "enterprise-id": 2495, "identifier": "0123", "persist": false });
        server.insert("server-id".to_owned(), id);
    }
    config
}

/// Takes the libraries out of a configuration: partners of a pair cannot be reached here.
fn without_libraries(config: &Value, v6: bool) -> Value {
    let mut config = config.clone();
    config[top(v6)].as_object_mut().unwrap().remove("hooks-libraries");
    config
}

/// Whether the server takes it as a file.
fn loads(root: Option<&KeaRoot>, config: &Value, v6: bool) -> bool {
    let family = if v6 { Family::V6 } else { Family::V4 };
    let text = config.to_string();
    let verdict = match root {
        Some(root) => root.check(text.as_bytes(), family, Depth::Configuration),
        None => {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), text).unwrap();
            kea_check(file.path(), family)
        }
    };
    !matches!(verdict, Some(Verdict::Rejected { .. }))
}

/// What differs where both are one server: its file, and what it runs.
fn against_file(file: &Observation, running: &Observation) -> Vec<String> {
    let of = |seen: &Observation| seen.configs.known().unwrap()[0].clone();
    let (config, basis) = Basis::of(file, of(file), of(running));
    let family = config.family();
    let seen = Observation {
        configs: Knowledge::Known(vec![config]),
        bases: vec![(family, basis)],
        ..file.clone()
    };
    let found = drift::compare(&[seen], &[], &[]).differences;
    found.iter().map(|one| format!("{} {:?}", one.path, one.sides)).collect()
}

fn what_runs_is_what_is_written(root: Option<&KeaRoot>, version: &'static str, programs: &[&str]) {
    let Some(cases) = cases() else { return };
    let Some(lab) = Lab::new(programs).unwrap() else { return };
    let host = lab.host("server").unwrap();
    let both = [false, true].map(|v6| Running::start(root, &host, v6, version));
    let (mut taken, mut wrong, mut sample) = (0, Vec::new(), Sample::new());
    for Case { name, v6, sides } in &cases {
        if !sample.takes() {
            continue;
        }
        let kea = &both[usize::from(*v6)];
        let [file, other] = sides.each_ref().map(|side| localised(side, *v6, &kea.kea.inside()));
        let Some(mut running) = kea.run(&without_libraries(&other, *v6)) else {
            continue;
        };
        running[top(*v6)]["hooks-libraries"] = other[top(*v6)]["hooks-libraries"].clone();
        taken += 1;
        let file = render::plain(&file, *v6, kea.version).observe("a");
        let own = render::plain(&other, *v6, kea.version).observe("b");
        let running = render::plain(&running, *v6, kea.version).observe("b");
        let mut found: Vec<String> =
            compare(&file, &running).iter().map(|one| format!("{one:?}")).collect();
        found.extend(against_file(&own, &running));
        // Of what it does not know a server takes some as a command, and drops it, that it refuses in a file.
        if !found.is_empty()
            && loads(
                root,
                &localised(&without_libraries(&sides[0], *v6), *v6, Path::new("/tmp")),
                *v6,
            )
        {
            wrong.push(format!("{name}: {found:#?}"));
        }
    }
    println!("{taken} of {} configurations run on Kea {version}", cases.len());
    assert!(wrong.is_empty(), "{} of {taken} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(taken >= Sample::least(90), "only {taken}");
}

#[test]
fn kea_2_2_runs_what_is_written() {
    what_runs_is_what_is_written(None, "2.2.0", &["kea-dhcp4", "kea-dhcp6"]);
}

#[test]
fn kea_2_6_runs_what_is_written() {
    let Some(root) = KeaRoot::find("trixie") else { return };
    let version = String::from(root.version()).leak();
    what_runs_is_what_is_written(Some(&root), version, &["chroot"]);
}

#[test]
fn kea_3_0_runs_what_is_written() {
    let Some(root) = KeaRoot::find("forky") else { return };
    let version = String::from(root.version()).leak();
    what_runs_is_what_is_written(Some(&root), version, &["chroot"]);
}
