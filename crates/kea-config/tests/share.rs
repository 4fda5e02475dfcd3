//! What keys are to the partners of a pair: the list, its page, and real files.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use kea_config::{Family, Node, Share, classed_keys, share};

/// What the keys of a text are, by their paths below the server's map.
fn shares(text: &str) -> BTreeMap<String, Option<Share>> {
    let loader = MemoryLoader::new().with("a.conf", text);
    let document = kea_config::read(&mut Sources::new(), &loader, Path::new("a.conf")).unwrap();
    let mut todo = vec![document.server().unwrap().node()];
    let mut found = BTreeMap::new();
    while let Some(node) = todo.pop() {
        todo.extend(node.items());
        if node.key().is_some() {
            found.insert(node.path(), share(node));
        }
    }
    found
}

fn is(text: &str, path: &str) -> Option<Share> {
    *shares(text).get(path).unwrap_or_else(|| panic!("no `{path}` in {text}"))
}

#[test]
fn a_key_is_classed_by_the_place_it_stands_in() {
    let text = r#"{ "Dhcp4": {
        "lease-database": { "type": "memfile", "name": "/a", "new": 1 },
        "dhcp-ddns": { "enable-updates": true, "server-ip": "::1", "new": 1 },
        "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.1/32", "new": 1 } ],
          "user-context": { "name": 1 } } ],
        "client-classes": [ { "name": "a" } ],
        "loggers": [ { "name": "kea-dhcp4", "output-options": [ { "output": "stdout", "new": 1 } ] } ]
    } }"#;
    for (path, share) in [
        ("Dhcp4.lease-database", Some(Share::Identity)),
        ("Dhcp4.lease-database.type", Some(Share::Advisory)),
        ("Dhcp4.lease-database.name", Some(Share::Identity)),
        // Whatever it is, it is the database's.
        ("Dhcp4.lease-database.new", Some(Share::Identity)),
        ("Dhcp4.dhcp-ddns.server-ip", Some(Share::Identity)),
        ("Dhcp4.dhcp-ddns.enable-updates", Some(Share::Advisory)),
        ("Dhcp4.dhcp-ddns.new", None),
        ("Dhcp4.subnet4[0].id", Some(Share::Equal)),
        ("Dhcp4.subnet4[0].pools[0].pool", Some(Share::Equal)),
        ("Dhcp4.subnet4[0].pools[0].new", None),
        ("Dhcp4.subnet4[0].user-context.name", Some(Share::Advisory)),
        ("Dhcp4.client-classes[0].name", Some(Share::Equal)),
        ("Dhcp4.loggers[0].output-options[0].new", Some(Share::Identity)),
    ] {
        assert_eq!(is(text, path), share, "{path}");
    }
}

#[test]
fn parameters_of_a_library_are_classed_by_its_name() {
    let hook = |library: &str, parameters: &str| {
        format!(
            r#"{{ "Dhcp4": {{ "hooks-libraries": [ {{ "library": "{library}", "parameters": {parameters} }} ] }} }}"#
        )
    };
    let below = |library: &str, parameters: &str, path: &str| {
        is(&hook(library, parameters), &format!("Dhcp4.hooks-libraries[0].parameters{path}"))
    };
    let script = "/usr/lib/kea/hooks/libdhcp_run_script.so";
    let of = r#"{ "name": "/a", "sync": false, "new": 1 }"#;
    assert_eq!(below(script, of, ".name"), Some(Share::Identity));
    assert_eq!(below("libdhcp_run_script.so", of, ".sync"), Some(Share::Advisory));
    assert_eq!(below(script, of, ".new"), None);
    assert_eq!(below("libdhcp_mine.so", of, ".name"), None);
    assert_eq!(below("libdhcp_mine.so", of, ""), Some(Share::Equal));
    let query = r#"{ "advanced": { "lease-query-ip": "::1", "bulk-query-enabled": true } }"#;
    let library = "libdhcp_lease_query.so";
    assert_eq!(below(library, query, ".advanced.lease-query-ip"), Some(Share::Identity));
    assert_eq!(below(library, query, ".advanced.bulk-query-enabled"), Some(Share::Advisory));
    // High Availability is another crate's.
    let ha = r#"{ "high-availability": [ { "mode": "load-balancing" } ] }"#;
    assert_eq!(below("libdhcp_ha.so", ha, ".high-availability[0].mode"), None);
}

#[test]
fn what_stands_in_real_files_is_classed() {
    let Some(files) = dhcpair_testbed::corpus("kea", ["kea26_T_localised"]) else { return };
    let (mut classed, mut not) = (0, BTreeSet::new());
    for file in files.iter().filter(|file| file.cells[0].starts_with("ok")) {
        let text = std::fs::read(&file.path).unwrap();
        let loader = MemoryLoader::new().with(&file.path, text);
        let document = kea_config::read(&mut Sources::new(), &loader, &file.path).unwrap();
        let Some(server) = document.server() else { continue };
        let mut todo: Vec<_> = server.node().items().collect();
        while let Some(node) = todo.pop() {
            match share(node) {
                Some(_) => classed += 1,
                None => {
                    not.insert(format!("{}: {}", file.name, node.path()));
                }
            }
            if !is_of_another(node) {
                todo.extend(node.items());
            }
        }
    }
    assert!(classed > 4_000 && not.is_empty(), "{classed} classed; not: {not:#?}");
}

/// Parameters of High Availability, and of libraries that are not Kea's.
fn is_of_another(node: Node<'_>) -> bool {
    let library = node.parent().and_then(|hook| hook.get("library")).and_then(Node::as_str);
    let known = |library: &str| library.contains("libdhcp_") && !library.contains("libdhcp_ha.");
    node.key().is_some_and(|key| key == "parameters")
        && library.is_some_and(|library| !known(&library))
}

#[test]
fn the_generated_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/kea-keys.md");
    let text = page();
    if std::env::var_os("DHCPAIR_REFRESH").is_some_and(|value| value == "1") {
        std::fs::write(&path, &text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "`docs/kea-keys.md` is stale: run `cargo xtask docs`");
}

fn page() -> String {
    let mut page = String::from(
        "# What partners share\n\n\
         Every key of Kea's DHCP servers, from 2.2 to 3.3, and what it is to the partners of a pair. Made from the code by\n\
         `cargo xtask docs`; `kea_config::share` answers for one value.\n\n\
         *identity*: a server's own; never compared, never copied. *equal*: must be equal, or the partners harm each other's\n\
         clients. *advisory*: better equal; what differs shows when the other one answers. A key that is not here has no class, and\n\
         stops a replication until it has one. Values can be a server's own, too: an option that names the server's own\n\
         address differs by design, and so does the folder of a hook library. Of `interface` and `4o6-interface` the name is a\n\
         server's own, and only whether there is one is compared. What is not *identity* in a map that is, is compared and never\n\
         copied: how leases are kept. What High Availability says of a pair is in `kea-ha`.\n",
    );
    let mut place = "";
    for one in classed_keys() {
        if one.place != place {
            place = one.place;
            let _ = write!(page, "\n## {place}\n\n| key | class | versions |\n|---|---|---|\n");
        }
        let family = match one.family {
            None => "",
            Some(Family::V4) => "DHCPv4, ",
            Some(Family::V6) => "DHCPv6, ",
        };
        let _ = writeln!(page, "| `{}` | {} | {family}{} |", one.key, one.share, one.versions);
    }
    page
}
