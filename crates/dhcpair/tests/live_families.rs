//! Servers of both families: what is known of one family says nothing of the other one.

mod support;

use dhcpair_testbed::Family;
use dhcpair_testbed::lab::Kea;
use serde_json::Value;
use support::keas::{Pair, half_v6};
use support::{Run, dhcpair, folder};

/// Two servers, each with a Kea for each family.
struct Both {
    v4: Pair,
    v6: Pair,
}

impl Both {
    fn start() -> Option<Self> {
        Some(Self { v4: Pair::start()?, v6: Pair::start_for(Family::V6, half_v6)? })
    }

    fn inventory(&self, files: bool) -> String {
        let server = |at: usize| {
            let (name, v4, v6) = (["kea-1", "kea-2"][at], &self.v4.keas[at], &self.v6.keas[at]);
            let (file, file6) = (v4.file(), v6.file());
            let files = match files {
                true => {
                    format!("config = \"{}\"\nconfig6 = \"{}\"\n", file.display(), file6.display())
                }
                false => String::new(),
            };
            let (v4, v6) = (v4.folder().display(), v6.folder().display());
            format!(
                "[servers.{name}]\nvendor = \"kea\"\n{files}control = {{ socket = \"{v4}/control\", socket6 = \"{v6}/control\" }}\n"
            )
        };
        format!("name = \"lab\"\n{}{}", server(0), server(1))
    }
}

fn run(inventory: &str, arguments: &[&str]) -> Run {
    let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
    dhcpair(folder.path(), arguments)
}

/// The row of a family in `status`.
fn row(inventory: &str, family: &str) -> Value {
    let status = run(inventory, &["status", "-o", "json", "--timeout", "3s"]).json();
    let rows = status["relationships"].as_array().unwrap();
    let mine: Vec<_> = rows.iter().filter(|row| row["family"] == family).collect();
    let [row] = mine.as_slice() else { panic!("{status:#}") };
    (*row).clone()
}

fn is_well(inventory: &str, family: &str) {
    let row = row(inventory, family);
    assert_eq!(row["health"], "well", "{row:#}");
    for side in ["primary", "secondary"] {
        assert_eq!(row[side]["state"], "load-balancing", "{row:#}");
    }
}

/// What a command says, its lines as one.
fn said(inventory: &str, arguments: &[&str]) -> String {
    run(inventory, arguments).stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

fn command(kea: &Kea, command: &str) -> Value {
    let answer: Value = serde_json::from_str(&kea.command("control", command).unwrap()).unwrap();
    assert_eq!(answer["result"], 0, "{answer}");
    answer
}

fn signal(which: &str, kea: &str) {
    assert!(std::process::Command::new("kill").args([which, kea]).status().unwrap().success());
}

fn give_leases(both: &Both) {
    for kea in &both.v6.keas {
        command(
            kea,
            r#"{ "command": "lease6-add", "arguments": { "ip-address": "2001:db8:1::20", "iaid": 1, "subnet-id": 1,
                "duid": "00:03:00:01:00:0c:01:02:03:04", "hw-address": "00:0c:01:02:03:04" } }"#,
        );
        command(
            kea,
            r#"{ "command": "lease6-add", "arguments": { "ip-address": "2001:db8:8000::", "iaid": 2, "subnet-id": 1,
                "type": "IA_PD", "prefix-len": 64, "duid": "00:03:00:01:00:0c:01:02:03:04" } }"#,
        );
    }
    for kea in &both.v4.keas {
        command(
            kea,
            r#"{ "command": "lease4-add", "arguments": { "ip-address": "10.20.1.20", "hw-address": "02:00:00:00:00:01",
                "subnet-id": 1 } }"#,
        );
    }
}

/// The start of a process as `relationship show` has it.
fn started(inventory: &str, family: &str) -> [Value; 2] {
    let row = row(inventory, family);
    let name = row["relationship"].as_str().unwrap();
    let shown = run(inventory, &["relationship", "show", name, "-o", "json"]).json();
    [0, 1].map(|at| shown["sides"][at]["started"].clone())
}

#[test]
fn what_is_known_of_a_family_says_nothing_of_the_other_one() {
    let Some(mut both) = Both::start() else { return };
    give_leases(&both);
    let (with_files, without) = (both.inventory(true), both.inventory(false));
    for inventory in [&with_files, &without] {
        is_well(inventory, "v4");
        is_well(inventory, "v6");
    }
    let doctor = said(&with_files, &["doctor", "kea-1"]);
    has(&doctor, &["ok process `kea-dhcp4` runs since", "ok process `kea-dhcp6` runs since"]);
    prefixes_are_found(&with_files);
    one_channel_for_both(&both, &with_files);

    let told = command(&both.v6.keas[0], r#"{ "command": "status-get" }"#);
    let pid = told["arguments"]["pid"].to_string();
    signal("-STOP", &pid);
    let hung =
        [&with_files, &without].map(|inventory| (row(inventory, "v4"), row(inventory, "v6")));
    signal("-CONT", &pid);
    for (v4, v6) in hung {
        assert_eq!(
            (&v4["health"], &v4["primary"]["state"]),
            (&"well".into(), &"load-balancing".into()),
            "{v4:#}"
        );
        assert_eq!(v6["primary"]["state"], Value::Null, "{v6:#}");
        assert_eq!(v6["secondary"]["state"], "load-balancing", "{v6:#}");
    }

    both.v6.keas[0].daemon().kill().unwrap();
    for inventory in [&with_files, &without] {
        is_well(inventory, "v4");
        let found = run(inventory, &["lease", "find", "00:0c:01:02:03:04", "-o", "json"]);
        let found = found.json();
        let address = found["leases"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["address"] == "2001:db8:1::20");
        let servers = &address.unwrap()["servers"];
        assert_eq!(servers.as_array().map(Vec::len), Some(1), "{found:#}");
        assert_eq!(
            (&servers[0]["server"], &found["complete"]),
            (&"kea-2".into(), &false.into()),
            "{found:#}"
        );
    }
    let name = row(&with_files, "v4")["relationship"].as_str().unwrap().to_owned();
    let audit = run(&with_files, &["leases", "audit", &name, "-o", "json", "--wait", "0s"]).json();
    assert_eq!(audit["sides"][0]["unheard"], Value::Null, "{audit:#}");
    let [v4, v6] = ["v4", "v6"].map(|family| started(&with_files, family));
    assert!(v4[0].is_string() && v4[1].is_string() && v6[1].is_string(), "{v4:?} {v6:?}");
    assert_eq!(v6[0], Value::Null);
    a_refused_file(&both, &with_files);
}

/// A delegated prefix is found by what is in it, and clients by what people paste.
fn prefixes_are_found(inventory: &str) {
    for (wanted, address) in [
        ("2001:db8:8000:0:5::9", "2001:db8:8000::/64"),
        ("2001:db8:8000::", "2001:db8:8000::/64"),
        ("[2001:db8:1::20]", "2001:db8:1::20"),
        ("2001:db8:1::20%eth0", "2001:db8:1::20"),
        ("00030001000c01020304", "2001:db8:1::20"),
    ] {
        let found = run(inventory, &["lease", "find", wanted, "-o", "json"]).json();
        let first = &found["leases"][0];
        assert_eq!(first["address"], address, "{found:#}");
        assert_eq!(first["servers"].as_array().map(Vec::len), Some(2), "{found:#}");
        for row in first["servers"].as_array().unwrap() {
            assert_eq!(row["state"], "active", "{found:#}");
        }
    }
}

/// A channel that leads to the server of the other family is no channel of this one.
fn one_channel_for_both(both: &Both, inventory: &str) {
    let [v4, v6] = [&both.v4, &both.v6].map(|pair| pair.keas[0].folder().display().to_string());
    let astray = inventory.replace(&format!("socket6 = \"{v6}/"), &format!("socket6 = \"{v4}/"));
    assert_ne!(astray, inventory);
    is_well(&astray, "v4");
    let row = row(&astray, "v6");
    let reason = "`socket6` answers as DHCPv4";
    assert_eq!(
        (&row["health"], &row["primary"]["reason"]),
        (&"unknown".into(), &reason.into()),
        "{row:#}"
    );
    let doctor = said(&astray, &["doctor", "kea-1"]);
    has(
        &doctor,
        &[
            "XX login `socket6` answers as DHCPv4",
            "ok process `kea-dhcp4` runs since",
            "?? process `kea-dhcp6`",
        ],
    );
}

/// What a server would refuse is in a file of its own.
fn a_refused_file(both: &Both, inventory: &str) {
    let file = both.v6.keas[0].file();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        text.replace(r#""lfc-interval": 0"#, r#""lfc-interval": 0, "nonsense": 1"#),
    )
    .unwrap();
    is_well(inventory, "v4");
    let v6 = row(inventory, "v6");
    assert_eq!(v6["health"], "broken", "{v6:#}");
    assert!(v6["detail"].as_str().unwrap().contains("kea-1 would not start"), "{v6:#}");
    std::fs::write(&file, text).unwrap();
}
