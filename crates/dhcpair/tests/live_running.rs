//! What running Keas do, against their files and against each other: changed by commands, changed in a file that
//! nobody loads, and not to be asked.

mod support;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use dhcpair_testbed::lab::{Host, Kea, Lab};
use dhcpair_testbed::{Family, KeaRoot};
use serde_json::{Value, json};
use support::{Run, dhcpair, folder};

/// A Kea: this machine's, or the one of another Debian.
struct Make {
    root: Option<KeaRoot>,
    hooks: PathBuf,
}

impl Make {
    fn find(release: Option<&str>) -> Option<Self> {
        let root = match release {
            Some(release) => Some(KeaRoot::find(release)?),
            None => None,
        };
        let top = root.as_ref().map_or_else(|| PathBuf::from("/"), |root| root.folder().to_owned());
        let all = std::fs::read_dir(top.join("usr/lib")).ok()?.flatten();
        let hooks = all.map(|one| one.path().join("kea/hooks")).find(|path| path.is_dir())?;
        let hooks = Path::new("/").join(hooks.strip_prefix(&top).unwrap());
        Some(Self { root, hooks })
    }

    /// Whether it has a library, as this machine sees it.
    fn has(&self, library: &str) -> bool {
        let top = self.root.as_ref().map_or(Path::new("/"), |root| root.folder());
        let hooks = self.hooks.strip_prefix("/").unwrap();
        top.join(hooks).join(library).exists()
    }

    fn library(&self, name: &str) -> Value {
        json!({ "library": self.hooks.join(name) })
    }
}

/// What both servers of a pair have in their files.
fn config(make: &Make, me: &str, v6: bool, hosts: &[Host; 2], folder: &Path) -> Value {
    let (top, subnets, net) = match v6 {
        true => ("Dhcp6", "subnet6", "2001:db8:1::"),
        false => ("Dhcp4", "subnet4", "10.20.1."),
    };
    let host = |last: &str| format!("{net}{last}");
    let address = if v6 { "ip-addresses" } else { "ip-address" };
    let given = if v6 { json!([host("55")]) } else { json!(host("55")) };
    let peers = [("kea-1", "primary"), ("kea-2", "standby")].into_iter().zip(hosts);
    let peers = peers.map(|((name, role), host)| {
        json!({ "name": name, "url": format!("http://{}:8001/", host.address()), "role": role })
    });
    let mut ha = make.library("libdhcp_ha.so");
    ha["parameters"] = json!({ "high-availability": [{
        "this-server-name": me, "mode": "hot-standby", "peers": peers.collect::<Vec<_>>(),
        "heartbeat-delay": 400, "max-response-delay": 3000,
        "multi-threading": { "enable-multi-threading": true, "http-dedicated-listener": true },
    }] });
    let mut server = json!({
        "interfaces-config": { "interfaces": [] },
        "control-socket": { "socket-type": "unix", "socket-name": folder.join("kea.sock") },
        "lease-database": { "type": "memfile", "persist": false },
        "multi-threading": { "enable-multi-threading": true, "thread-pool-size": 2 },
        "hooks-libraries": [make.library("libdhcp_lease_cmds.so"), ha],
        "valid-lifetime": 4000,
        "option-data": [{ "name": if v6 { "dns-servers" } else { "domain-name-servers" },
                          "data": host("53") }],
        "client-classes": [{ "name": "phones", "test": "member('KNOWN')" }],
    });
    if make.has("libdhcp_subnet_cmds.so") {
        let more =
            ["libdhcp_subnet_cmds.so", "libdhcp_host_cmds.so"].map(|name| make.library(name));
        server["hooks-libraries"].as_array_mut().unwrap().extend(more);
    }
    server[subnets] = json!([{
        "id": 1,
        "subnet": if v6 { "2001:db8:1::/64" } else { "10.20.1.0/24" },
        "pools": [{ "pool": format!("{} - {}", host("100"), host("199")) }],
        "reservations": [{ "hostname": "printer", address: given,
            if v6 { "duid" } else { "hw-address" }: "00:03:00:01:0a:0b" }],
    }]);
    if !v6 {
        server[subnets][0]["reservations"][0]["hw-address"] = json!("00:01:02:03:04:05");
    } else {
        server["server-id"] = json!({ "type": "EN", "enterprise-id": 2495, "identifier": me.as_bytes()[4] as char, "persist": false });
        server["server-id"]["identifier"] = json!(if me == "kea-1" { "0123" } else { "0124" });
    }
    json!({ top: server })
}

struct Pair {
    keas: [Kea; 2],
    v6: bool,
    _hosts: [Host; 2],
    _lab: Lab,
}

impl Pair {
    fn start(make: &Make, v6: bool) -> Option<Self> {
        Self::start_of([make, make], v6, |_, _| ())
    }

    /// Each of them of its own release, and changed.
    fn start_of(makes: [&Make; 2], v6: bool, change: impl Fn(usize, &mut Value)) -> Option<Self> {
        let programs: &[&str] =
            if makes[0].root.is_some() { &["chroot"] } else { &["kea-dhcp4", "kea-dhcp6"] };
        let lab = Lab::new(programs).unwrap()?;
        let hosts = ["kea-1", "kea-2"].map(|name| lab.host(name).unwrap());
        let family = if v6 { Family::V6 } else { Family::V4 };
        let start = |at: usize| {
            let name = ["kea-1", "kea-2"][at];
            let text = |folder: &Path| {
                let mut config = config(makes[at], name, v6, &hosts, folder);
                change(at, &mut config);
                // As people write it, with a comment.
                format!("// {name}\n{config:#}\n")
            };
            match &makes[at].root {
                Some(root) => Kea::start_in(root, &hosts[at], family, text),
                None => Kea::start(&hosts[at], family, text),
            }
        };
        let keas = [0, 1].map(|at| start(at).unwrap());
        let pair = Self { keas, v6, _hosts: hosts, _lab: lab };
        pair.age();
        Some(pair)
    }

    /// Makes both files older than the servers: they were written in the same second.
    fn age(&self) {
        for kea in &self.keas {
            let file = std::fs::File::options().append(true).open(kea.file()).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
        }
    }

    fn inventory(&self, socket: &str) -> String {
        let (key, six) = if self.v6 { ("config6", "6") } else { ("config", "") };
        let server = |at: usize| {
            let (folder, file) = (self.keas[at].folder().display(), self.keas[at].file());
            let name = ["kea-1", "kea-2"][at];
            let socket = if at == 0 { socket } else { "kea.sock" };
            format!(
                "[servers.{name}]\nvendor = \"kea\"\n{key} = \"{}\"\n\
                 access = {{ type = \"local\" }}\ncontrol = {{ socket{six} = \"{folder}/{socket}\" }}\n",
                file.display()
            )
        };
        format!("name = \"lab\"\n{}{}", server(0), server(1))
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(&self.inventory("kea.sock"), arguments)
    }

    /// Gives the first server a command, which it must carry out.
    fn tell(&self, command: &str, arguments: &Value) {
        let text = json!({ "command": command, "arguments": arguments }).to_string();
        let answer = self.keas[0].command("kea.sock", &text).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["result"], 0, "{command}: {answer}");
    }

    /// What the first server runs, changed and given to it.
    fn set(&self, change: impl FnOnce(&mut Value)) {
        let answer = self.keas[0].command("kea.sock", r#"{ "command": "config-get" }"#).unwrap();
        let mut answer: Value = serde_json::from_str(&answer).unwrap();
        let arguments = answer["arguments"].as_object_mut().unwrap();
        arguments.remove("hash");
        let top = if self.v6 { "Dhcp6" } else { "Dhcp4" };
        change(&mut arguments[top]);
        self.tell("config-set", &answer["arguments"]);
    }

    /// Has the first server load its file again.
    fn reload(&self) {
        self.tell("config-reload", &json!({}));
    }

    /// What `doctor` says of what the first server loaded.
    fn loaded(&self) -> String {
        let document = self.run(&["doctor", "kea-1", "-o", "json"]).json();
        let checks = document["servers"][0]["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["check"] == "loaded").unwrap();
        let text = |key: &str| check[key].as_str().unwrap().to_owned();
        format!("{}: {}", text("verdict"), text("found"))
    }

    /// The differences that `drift` names, each with its rule.
    fn drift(&self) -> Vec<(String, String)> {
        let told = self.run(&["drift", "-o", "json"]);
        let document = told.json();
        assert_eq!(document["complete"], true, "{}", told.all());
        let all: Vec<_> = document["drift"].as_array().unwrap().iter().collect();
        assert_eq!(told.code, Some(if all.is_empty() { 0 } else { 3 }), "{}", told.all());
        let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        all.into_iter().map(|one| (text(one, "rule"), text(one, "path"))).collect()
    }
}

fn run(inventory: &str, arguments: &[&str]) -> Run {
    let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
    dhcpair(folder.path(), arguments)
}

/// The paths between the first server and its file, without the server's name.
fn own(found: &[(String, String)]) -> Vec<&str> {
    let mine = found.iter().filter(|(rule, _)| rule == "kea-running-not-file");
    mine.map(|(_, path)| path.strip_prefix("server.kea-1/").unwrap()).collect()
}

/// The rules between the two.
fn between(found: &[(String, String)]) -> Vec<&str> {
    let others = found.iter().filter(|(rule, _)| rule != "kea-running-not-file");
    others.map(|(rule, _)| rule.as_str()).collect()
}

fn changes_are_seen(pair: &Pair, make: &Make) {
    let (subnets, net) =
        if pair.v6 { ("subnet6", "2001:db8:9::/64") } else { ("subnet4", "10.20.9.0/24") };
    // Nothing is different where nothing was changed.
    assert_eq!(pair.drift(), []);
    let told = pair.run(&["drift"]);
    assert!(told.stdout.contains("what runs on kea-1, kea-2"), "{}", told.all());
    assert_eq!(pair.loaded(), "ok: what it runs is what its files say");

    // A subnet, a reservation, an option: given by command, and not written.
    pair.set(|server| {
        let mut subnet = server[subnets][0].clone();
        subnet["id"] = json!(9);
        subnet["subnet"] = json!(net);
        subnet["pools"] = json!([]);
        subnet["reservations"] = json!([]);
        server[subnets].as_array_mut().unwrap().push(subnet);
        let first = &mut server[subnets][0];
        first["reservations"][0]["hostname"] = json!("plotter");
        first["option-data"] = json!([{ "code": 7, "name": if pair.v6 { "preference" } else { "log-servers" },
            "data": if pair.v6 { "3" } else { "10.20.1.7" } }]);
    });
    let found = pair.drift();
    let scope = if pair.v6 { "2001:db8:1::/64" } else { "10.20.1.0/24" };
    let mut mine = own(&found);
    mine.sort_unstable();
    let has = |wanted: &str| mine.iter().any(|path| path.contains(wanted));
    assert_eq!(mine.len(), 3, "{mine:?}");
    assert!(has(&format!("scope.{net}")) && has("reservation.p") && has("option"), "{mine:?}");
    assert!(has(&format!("scope.{scope}")), "{mine:?}");
    // The partner is compared with what runs.
    for rule in ["kea-reservation-differs", "kea-option-differs"] {
        assert!(between(&found).contains(&rule), "{found:?}");
    }
    // The first server moved. The reservation has another name in its file: there is nothing to compare with.
    let document = pair.run(&["drift", "-o", "json"]).json();
    let all = document["drift"].as_array().unwrap();
    let both = all.iter().filter(|one| one["rule"] != "kea-running-not-file");
    let both: Vec<_> = both.filter(|one| one["field"] != "hostname").collect();
    assert!(both.len() == 2 && both.iter().all(|one| one["moved"] == "kea-1"), "{document}");
    let told = pair.run(&["drift"]);
    assert!(told.stdout.contains("what it runs, against its file"), "{}", told.all());
    assert_eq!(pair.loaded(), "warning: what it runs is not what its files say");
    // Once both have found together again, nothing else is wrong.
    let began = Instant::now();
    let row = loop {
        let status = pair.run(&["status", "-o", "json"]).json();
        assert_eq!(status["summary"]["drift"], found.len(), "{status}");
        let row = status["relationships"][0].clone();
        if row["detail"].as_str().unwrap_or_default().starts_with("drift") {
            break row;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{status}");
    };
    let detail = row["detail"].as_str().unwrap();
    assert!(detail.contains("kea-1 runs something else than its file"), "{row}");
    assert!(row["next"].as_str().unwrap().starts_with("dhcpair drift"), "{row}");
    let shown = pair.run(&["server", "show", "kea-1", "-o", "json"]).json();
    let findings = shown["servers"][0]["findings"].as_array().unwrap().clone();
    let count = |findings: &[Value]| {
        findings.iter().filter(|one| one["rule"] == "kea-running-not-file").count()
    };
    assert_eq!(count(&findings), 1, "{shown}");
    // None of these releases is one that a `config-test` harms.
    assert!(findings.iter().all(|one| one["rule"] != "kea-test-command-trap"), "{shown}");

    // Loading the file takes it back.
    pair.reload();
    assert_eq!(pair.drift(), []);
    assert_eq!(pair.loaded(), "ok: what it runs is what its files say");
    let shown = pair.run(&["server", "show", "kea-1", "-o", "json"]).json();
    assert_eq!(count(shown["servers"][0]["findings"].as_array().unwrap()), 0, "{shown}");

    if make.has("libdhcp_subnet_cmds.so") {
        by_library(pair, subnets, net);
    }

    // A file that was changed and not loaded, and then one that was only touched.
    let text = std::fs::read_to_string(pair.keas[0].file()).unwrap();
    let edited = text.replace("4000", "4400");
    assert_ne!(text, edited);
    std::fs::write(pair.keas[0].file(), edited).unwrap();
    let found = pair.drift();
    assert_eq!(own(&found), ["valid-lifetime"], "{found:?}");
    assert_eq!(between(&found), Vec::<&str>::new(), "what runs is as the partner's: {found:?}");
    pair.reload();
    let found = pair.drift();
    assert_eq!((own(&found).len(), between(&found)), (0, vec!["kea-option-differs"]), "{found:?}");
    std::fs::write(pair.keas[0].file(), text).unwrap();
    pair.reload();
    let later = SystemTime::now() + Duration::from_secs(60);
    let file = std::fs::File::options().append(true).open(pair.keas[0].file()).unwrap();
    file.set_modified(later).unwrap();
    assert_eq!(pair.drift(), []);
    let status = pair.run(&["relationships", "-o", "json"]).json();
    let id = status["relationships"][0]["relationship"].as_str().unwrap().to_owned();
    let shown = pair.run(&["relationship", "show", &id, "-o", "json"]);
    assert_eq!(shown.json()["joint"], json!([]), "{}", shown.all());
}

/// The commands of Kea 3.0's libraries.
fn by_library(pair: &Pair, subnets: &str, net: &str) {
    pair.tell(&format!("{subnets}-add"), &json!({ subnets: [{ "id": 9, "subnet": net }] }));
    let found = pair.drift();
    assert_eq!(own(&found), [format!("scope.{net}")], "{found:?}");
    pair.reload();
    let (kind, who, address) = match pair.v6 {
        true => ("duid", "00:03:00:01:0c", json!({ "ip-addresses": ["2001:db8:1::77"] })),
        false => ("hw-address", "00:01:02:03:04:77", json!({ "ip-address": "10.20.1.77" })),
    };
    let mut reservation = address;
    reservation["subnet-id"] = json!(1);
    reservation[kind] = json!(who);
    pair.tell(
        "reservation-add",
        &json!({ "reservation": reservation, "operation-target": "memory" }),
    );
    let found = pair.drift();
    assert_eq!(own(&found).len(), 1, "{found:?}");
    assert!(own(&found)[0].contains("/reservation."), "{found:?}");
    assert_eq!(between(&found), ["kea-reservation-differs"], "{found:?}");
    pair.reload();
    assert_eq!(pair.drift(), []);
}

/// A control channel that cannot be reached: the file is compared, which is said, and the answer is incomplete.
fn unreachable(pair: &Pair) {
    let told = run(&pair.inventory("elsewhere.sock"), &["drift", "-o", "json"]);
    assert_eq!(told.code, Some(6), "{}", told.all());
    let document = told.json();
    assert_eq!((&document["complete"], &document["drift"]), (&json!(false), &json!([])));
    let [one, two] = [0, 1].map(|at| &document["compared"][at]);
    assert_eq!((&one["source"], &two["source"]), (&json!("file"), &json!("running")), "{document}");
    assert_eq!((&one["loaded"], &two["loaded"]), (&Value::Null, &json!(true)), "{document}");
    assert!(one["reason"].as_str().unwrap().contains("elsewhere.sock"), "{document}");
    let told = run(&pair.inventory("elsewhere.sock"), &["drift"]);
    assert!(told.stdout.contains("kea-1: its file was compared: "), "{}", told.all());
    assert!(told.stdout.contains("no drift in what was read"), "{}", told.all());
    let servers = run(&pair.inventory("elsewhere.sock"), &["servers"]);
    for part in ["asked in vain: ", "ok kea-2", "local   file        ", "local   file, live  "] {
        assert!(servers.stdout.contains(part), "{part}: {}", servers.all());
    }
}

/// A file that is gone, no file, or none that makes sense: what runs is compared, and nothing is said of the file.
fn no_file(pair: &Pair) {
    let file = pair.keas[0].file();
    let text = std::fs::read_to_string(&file).unwrap();
    let away = file.with_extension("away");
    let without = |why: &str, lose: &dyn Fn(), restore: &dyn Fn()| {
        lose();
        let (told, shown) = (pair.run(&["drift", "-o", "json"]), pair.run(&["drift"]));
        let servers = pair.run(&["servers", "-o", "json"]).json();
        restore();
        let used = [0, 1].map(|at| servers["servers"][at]["seen"].clone());
        assert_eq!(used, ["running", "both"], "{why}: {servers}");
        assert_eq!(told.code, Some(6), "{why}: {}", told.all());
        let document = told.json();
        assert_eq!((&document["complete"], &document["drift"]), (&json!(false), &json!([])));
        let [one, two] = [0, 1].map(|at| &document["compared"][at]);
        assert_eq!(
            (&one["source"], &one["unseen"]),
            (&json!("running"), &json!("file")),
            "{document}"
        );
        assert_eq!((&two["loaded"], &two["unseen"]), (&json!(true), &Value::Null), "{document}");
        assert!(one["reason"].as_str().unwrap().contains(why), "{why}: {document}");
        for part in ["kea-1: its file was not seen:", "no drift in what was read"] {
            assert!(shown.stdout.contains(part), "{why}: {}", shown.all());
        }
    };
    let back = || std::fs::rename(&away, &file).unwrap();
    without("does not exist", &|| std::fs::rename(&file, &away).unwrap(), &back);
    let folder = || {
        std::fs::rename(&file, &away).unwrap();
        std::fs::create_dir(&file).unwrap();
    };
    let no_folder = || {
        std::fs::remove_dir(&file).unwrap();
        back();
    };
    without("not a regular file", &folder, &no_folder);
    let wrong = text.replacen("4000", "4000 4000", 1);
    assert_ne!(wrong, text);
    let write = |text: &str| std::fs::write(&file, text).unwrap();
    without("not JSON", &|| write(&wrong), &|| write(&text));
    // It runs, and would not after the next restart.
    write(&wrong);
    let status = pair.run(&["status", "-o", "json"]).json();
    let row = &status["relationships"][0];
    let detail = row["detail"].as_str().unwrap();
    assert!(detail.starts_with("kea-1 runs, and would not start again: "), "{status}");
    assert_eq!(row["health"], "at-risk", "{status}");
    let shown = pair.run(&["server", "show", "kea-1", "-o", "json"]).json();
    let shown = &shown["servers"][0];
    assert!(shown["refused"].is_string() && shown["read"] == true, "{shown}");
    let findings = shown["findings"].as_array().unwrap();
    assert!(
        findings.iter().any(|one| one["source"] == "file" && one["phase"] == "load"),
        "{shown}"
    );
    write(&text);
}

/// What the first server runs is judged like its file, and nothing is said twice.
fn judged(pair: &Pair) {
    let text = std::fs::read_to_string(pair.keas[0].file()).unwrap();
    let off = |text: &str| {
        let place = "\"heartbeat-delay\"";
        text.replacen(place, &format!("\"send-lease-updates\": false, {place}"), 1)
    };
    let found = || {
        let told = pair.run(&["server", "show", "kea-1", "-o", "json"]);
        let row = told.json()["servers"][0].clone();
        let all = row["findings"].as_array().unwrap().clone();
        let mine: Vec<Value> =
            all.into_iter().filter(|one| one["rule"] == "kea-ha-updates-off").collect();
        (mine, row)
    };
    let before = found().1["warnings"].as_u64().unwrap();
    pair.set(|server| {
        let all = server["hooks-libraries"].as_array_mut().unwrap();
        let of_ha = |one: &&mut Value| one["parameters"]["high-availability"].is_array();
        let ha = all.iter_mut().find(of_ha).unwrap();
        ha["parameters"]["high-availability"][0]["send-lease-updates"] = json!(false);
    });
    // The file is well, what runs is not.
    let (mine, row) = found();
    assert_eq!(mine.len(), 1, "{row}");
    assert_eq!((&mine[0]["source"], &mine[0]["at"]), (&json!("running"), &json!("config-get")));
    // That it runs something else is a warning of its own.
    assert_eq!(row["warnings"], before + 2, "{row}");
    let shown = pair.run(&["server", "show", "kea-1"]);
    assert_eq!(shown.stdout.matches("in what runs, not in its file").count(), 1, "{}", shown.all());
    // Both are not: it is said once, with the line of the file.
    std::fs::write(pair.keas[0].file(), off(&text)).unwrap();
    let (mine, row) = found();
    assert_eq!((mine.len(), &mine[0]["source"]), (1, &json!("both")), "{row}");
    assert!(mine[0]["at"].as_str().unwrap().contains("kea.json:"), "{row}");
    assert_eq!(row["warnings"], before + 1, "{row}");
    pair.reload();
    let (mine, row) = found();
    assert_eq!((mine.len(), &mine[0]["source"]), (1, &json!("both")), "{row}");
    // The file alone is not.
    std::fs::write(pair.keas[0].file(), &text).unwrap();
    pair.reload();
    std::fs::write(pair.keas[0].file(), off(&text)).unwrap();
    let (mine, row) = found();
    assert_eq!((mine.len(), &mine[0]["source"]), (1, &json!("file")), "{row}");
    let shown = pair.run(&["server", "show", "kea-1"]);
    assert!(shown.stdout.contains("in its file, not in what runs"), "{}", shown.all());
    std::fs::write(pair.keas[0].file(), &text).unwrap();
    let (mine, row) = found();
    assert_eq!((mine.len(), row["warnings"].as_u64()), (0, Some(before)), "{row}");
}

/// What a server with a large file runs takes long to write down: `drift` alone asks for it.
fn large(pair: &Pair) {
    let text = std::fs::read_to_string(pair.keas[0].file()).unwrap();
    let padding = "// a long comment, of which there are many\n".repeat(60_000);
    std::fs::write(pair.keas[0].file(), padding + &text).unwrap();
    pair.set(|server| server["valid-lifetime"] = json!(4200));
    let status = pair.run(&["status", "-o", "json"]).json();
    assert_eq!(status["summary"]["drift"], 0, "{status}");
    let found = pair.drift();
    assert_eq!(own(&found), ["valid-lifetime"], "{found:?}");
}

fn everything(release: Option<&str>) {
    let Some(make) = Make::find(release) else { return };
    std::thread::scope(|scope| {
        for v6 in [false, true] {
            let make = &make;
            scope.spawn(move || {
                let Some(pair) = Pair::start(make, v6) else { return };
                changes_are_seen(&pair, make);
                unreachable(&pair);
                no_file(&pair);
                judged(&pair);
                large(&pair);
            });
        }
    });
}

#[test]
fn what_kea_2_2_runs_is_held_against_its_file() {
    everything(None);
}

#[test]
fn what_kea_2_6_runs_is_held_against_its_file() {
    everything(Some("trixie"));
}

#[test]
fn what_kea_3_0_runs_is_held_against_its_file() {
    everything(Some("forky"));
}

/// A server of 3.0 beside one of 2.6, as in the middle of an upgrade: each is judged by its own version, also where it
/// does not answer.
#[test]
fn a_server_is_not_judged_by_the_version_of_its_partner() {
    let makes = [Make::find(Some("forky")), Make::find(Some("trixie"))];
    let [Some(new), Some(old)] = &makes else { return };
    // What the older one does not know.
    let change = |at: usize, config: &mut Value| {
        let server = config["Dhcp4"].as_object_mut().unwrap();
        server["hooks-libraries"].as_array_mut().unwrap().truncate(2);
        if at == 0 {
            let socket = server.remove("control-socket").unwrap();
            server.insert("control-sockets".to_owned(), json!([socket]));
        }
    };
    let Some(mut pair) = Pair::start_of([new, old], false, change) else { return };
    let row = |pair: &Pair, name: &str| {
        let told = pair.run(&["server", "show", name, "-o", "json"]);
        told.json()["servers"][0].clone()
    };
    let version = |row: &Value| row["version"].as_str().unwrap_or_default().to_owned();
    let both = [row(&pair, "kea-1"), row(&pair, "kea-2")];
    assert!(version(&both[0]).starts_with("3.0."), "{}", both[0]);
    assert!(version(&both[1]).starts_with("2.6."), "{}", both[1]);
    assert!(both.iter().all(|row| row["refused"].is_null()), "{both:?}");
    // What the inventory says of an older version counts less than what the server says.
    let stale = pair.inventory("kea.sock").replacen("vendor", "version = \"2.6.3\"\nvendor", 1);
    let told = run(&stale, &["server", "show", "kea-1", "-o", "json"]).json();
    assert!(told["servers"][0]["refused"].is_null(), "{told}");
    assert!(version(&told["servers"][0]).starts_with("3.0."), "{told}");
    pair.keas[0].daemon().kill().unwrap();
    let dead = row(&pair, "kea-1");
    assert!(dead["refused"].is_null() && dead["unheard"].is_string(), "{dead}");
    assert_eq!((&dead["version"], &dead["errors"]), (&Value::Null, &json!(0)), "{dead}");
    let status = pair.run(&["status"]);
    assert!(!status.stdout.contains("would not start"), "{}", status.all());
    // Defaults of the other version are no differences either.
    let drift = pair.run(&["drift", "-o", "json"]);
    assert_eq!((drift.code, &drift.json()["drift"]), (Some(6), &json!([])), "{}", drift.all());
    // What the inventory says of it counts more than what the partner says.
    let known = pair.inventory("kea.sock").replacen("vendor", "version = \"2.6.3\"\nvendor", 1);
    let told = run(&known, &["server", "show", "kea-1", "-o", "json"]).json();
    assert!(told["servers"][0]["refused"].is_string(), "2.6.3 does not take it: {told}");
}

/// Its partner goes on as if it served, and its state is what it was.
#[test]
fn a_kea_that_is_switched_off_by_command_is_not_well() {
    let Some(make) = Make::find(Some("forky")) else { return };
    let Some(pair) = Pair::start(&make, false) else { return };
    let row = || pair.run(&["status", "-o", "json"]).json()["relationships"][0].clone();
    let is_ready = |row: &Value| {
        ["primary", "secondary"].iter().all(|side| row[side]["state"] == "hot-standby")
    };
    let began = Instant::now();
    while !is_ready(&row()) {
        assert!(began.elapsed() < Duration::from_secs(30), "{}", row());
    }
    pair.tell("dhcp-disable", &json!({}));
    let off = row();
    // The standby does not serve either.
    assert_eq!(off["health"], "broken", "{off}");
    let said = "kea-1 is switched off by command (`dhcp-disable`): nobody answers clients";
    assert_eq!(off["detail"], said, "{off}");
    let id = off["relationship"].as_str().unwrap().to_owned();
    let told = pair.run(&["explain", &id, "-o", "json"]).json();
    assert_eq!(told["situation"], "nobody-serves", "{told}");
    assert!(told["serving"][0].as_str().unwrap().starts_with("kea-1 answers nobody"), "{told}");
    let doctor = pair.run(&["doctor", "kea-1", "-o", "json"]).json();
    let checks = doctor["servers"][0]["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["check"] == "process").unwrap();
    assert_eq!(check["verdict"], "failed", "{doctor}");
    assert!(check["fix"].as_str().unwrap().contains("`dhcp-enable`"), "{doctor}");
    pair.tell("dhcp-enable", &json!({}));
    let on = row();
    assert_ne!(on["health"], "broken", "{on}");
    assert!(!on["detail"].as_str().unwrap_or_default().contains("switched off"), "{on}");
}
