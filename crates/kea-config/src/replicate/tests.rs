//! Worked examples: what comes over, what stays, and what stops a replication.

use config_text::{MemoryLoader, Sources};

use super::*;

mod refused;
mod scopes;

struct Pair {
    sources: Sources,
    source: Document,
    destination: Document,
}

fn pair(source: &str, destination: &str) -> Pair {
    let mut sources = Sources::new();
    let loader = MemoryLoader::new().with("s", source).with("d", destination);
    let source = crate::read(&mut sources, &loader, "s".as_ref()).unwrap();
    let destination = crate::read(&mut sources, &loader, "d".as_ref()).unwrap();
    Pair { sources, source, destination }
}

impl Pair {
    fn changed(
        &self,
        change: impl FnOnce(&mut Editor<'_>, &Document) -> Result<Vec<Note>, ReplicationError>,
    ) -> Result<(String, Vec<Note>), ReplicationError> {
        let mut editor = Editor::new(&self.destination)?;
        let notes = change(&mut editor, &self.source)?;
        let file = self.destination.files().next().unwrap();
        let after = editor.finish()?.apply(&self.sources, file).unwrap();
        Ok((String::from_utf8(after).unwrap(), notes))
    }
}

/// The destination after a replication, which leaves nothing to do.
fn replicated(source: &str, destination: &str) -> String {
    let all = |editor: &mut Editor<'_>, source: &Document| replicate(editor, source, &KeaSharing);
    let (after, _) = pair(source, destination).changed(all).unwrap();
    let again = pair(source, &after);
    let found = compare(&again.destination, &again.source, &KeaSharing).unwrap();
    assert!(found.differences.is_empty(), "{:?}\n{after}", found.differences);
    assert_eq!(again.changed(all).unwrap().0, after);
    after
}

const V4: &str = r#"{ "Dhcp4": { "hash": "x",
  "interfaces-config": { "interfaces": [ "eth0" ] }, "server-tag": "a",
  "lease-database": { "type": "memfile", "name": "/a/leases" },
  "multi-threading": { "enable-multi-threading": true, "thread-pool-size": 4 },
  "valid-lifetime": 3600,
  "hooks-libraries": [
    { "library": "/usr/lib/a/libdhcp_lease_cmds.so" }, { "library": "/usr/lib/a/libdhcp_stat_cmds.so" } ],
  "client-classes": [ { "name": "two", "test": "option[61].exists" }, { "name": "one" } ],
  "option-data": [ { "code": 6, "data": "192.0.2.53" }, { "name": "dhcp-server-identifier", "data": "192.0.2.1" } ],
  "subnet4": [
    { "id": 1, "subnet": "192.0.2.0/24", "interface": "eth0", "metadata": {},
      "pools": [ { "pool": "192.0.2.10-192.0.2.99" }, { "pool": "192.0.2.128/26" } ],
      "reservations": [ { "hw-address": "0A:00:00:00:00:01", "ip-address": "192.0.2.5" } ] },
    { "id": 3, "subnet": "203.0.113.0/24" } ] } }"#;

const V4_PARTNER: &str = r#"{ "Dhcp4": {
  "interfaces-config": { "interfaces": [ "ens3" ] }, # ours
  "server-tag": "b",
  "lease-database": { "type": "memfile", "name": "/b/leases" },
  "multi-threading": { "thread-pool-size": 16 }, // many cores
  "valid-lifetime": 7200, // two hours
  "hooks-libraries": [
    // leases
    { "library": "/opt/b/libdhcp_lease_cmds.so" }
  ],
  "client-classes": [
    { "name": "one" }, // first
    { "name": "two", "test": "option[60].exists" } // second
  ],
  "option-data": [ { "name": "domain-name-servers", "data": "192.0.2.54" }, { "code": 54, "data": "192.0.2.2" } ],
  "subnet4": [
    // the first floor
    { "id": 1, "subnet": "192.0.2.0/24", "interface": "ens3",
      "pools": [ { "pool": "192.0.2.10 - 192.0.2.99" /* as ever */ } ],
      "reservations": [ { "hw-address": "0a:00:00:00:00:01", "ip-address": "192.0.2.6" } ] }, // behind
    { "id": 2, "subnet": "198.51.100.0/24" } // goes
  ],
  "loggers": [ { "name": "kea-dhcp4", "severity": "DEBUG" } ] // loud
} }
"#;

const V4_AFTER: &str = r#"{ "Dhcp4": {
  "interfaces-config": { "interfaces": [ "ens3" ] }, # ours
  "server-tag": "b",
  "lease-database": { "type": "memfile", "name": "/b/leases" },
  "multi-threading": { "thread-pool-size": 16, "enable-multi-threading": true }, // many cores
  "valid-lifetime": 3600, // two hours
  "hooks-libraries": [
    // leases
    { "library": "/opt/b/libdhcp_lease_cmds.so" },
    { "library": "/opt/b/libdhcp_stat_cmds.so" }
  ],
  "client-classes": [
    { "name": "two", "test": "option[61].exists" },
    { "name": "one" } // first
  ],
  "option-data": [ { "data": "192.0.2.53", "code": 6 }, { "code": 54, "data": "192.0.2.2" } ],
  "subnet4": [
    // the first floor
    { "id": 1, "subnet": "192.0.2.0/24", "interface": "ens3",
      "pools": [ { "pool": "192.0.2.10 - 192.0.2.99" /* as ever */ }, { "pool": "192.0.2.128/26" } ],
      "reservations": [ { "hw-address": "0a:00:00:00:00:01", "ip-address": "192.0.2.5" } ] }, // behind
    {
      "id": 3,
      "subnet": "203.0.113.0/24"
    }
  ],
  "loggers": [ { "name": "kea-dhcp4", "severity": "DEBUG" } ] // loud
} }
"#;

#[test]
fn a_v4_server_becomes_its_partner_and_stays_itself() {
    assert_eq!(replicated(V4, V4_PARTNER), V4_AFTER);
}

#[test]
fn a_v6_server_becomes_its_partner_and_stays_itself() {
    let source = r#"{ "Dhcp6": { "server-id": { "type": "LL" }, "data-directory": "/a",
      "subnet6": [ { "id": 1, "subnet": "2001:db8::/64",
        "pd-pools": [ { "prefix": "2001:db8:1::", "prefix-len": 48, "delegated-len": 56 } ] } ],
      "shared-networks": [ { "name": "n", "subnet6": [ { "id": 2, "subnet": "2001:db8:2::/64" } ] } ] } }"#;
    let destination = r#"{ "Dhcp6": {
  "server-id": { "type": "LLT" }, # ours
  "subnet6": [ # all of them
    { "id": 1, "subnet": "2001:DB8:0::/64",
      "pd-pools": [ { "prefix": "2001:db8:1:0::", "prefix-len": 48, "delegated-len": 64 } ] },
    { "id": 2, "subnet": "2001:db8:2::/64" } ] } }"#;
    let after = r#"{ "Dhcp6": {
  "server-id": { "type": "LLT" }, # ours
  "subnet6": [ # all of them
    { "id": 1, "subnet": "2001:DB8:0::/64",
      "pd-pools": [ { "prefix": "2001:db8:1:0::", "prefix-len": 48, "delegated-len": 56 } ] } ],
  "shared-networks": [
    { "name": "n", "subnet6": [ { "id": 2, "subnet": "2001:db8:2::/64" } ] }
  ] } }"#;
    assert_eq!(replicated(source, destination), after);
}

#[test]
fn what_goes_leaves_the_own_values_in_it() {
    let source = r#"{ "Dhcp4": { "valid-lifetime": 1 } }"#;
    let destination = r#"{ "Dhcp4": { "valid-lifetime": 1, "server-tag": "b",
  "multi-threading": { "enable-multi-threading": true, "thread-pool-size": 4 },
  "option-data": [ { "code": 54, "data": "192.0.2.2" }, { "code": 6, "data": "192.0.2.3" } ] } }"#;
    // Without what is shared in it, Kea would refuse `multi-threading`.
    let after = r#"{ "Dhcp4": { "valid-lifetime": 1, "server-tag": "b",
  "option-data": [ { "code": 54, "data": "192.0.2.2" } ] } }"#;
    assert_eq!(replicated(source, destination), after);
}

#[test]
fn subnets_that_kea_numbers_itself_keep_the_order_of_the_source() {
    let net = |nth: u8| format!("{{ \"subnet\": \"192.0.{nth}.0/24\" }}");
    let of = |nets: &[u8]| {
        let nets: Vec<_> = nets.iter().map(|nth| net(*nth)).collect();
        format!("{{ \"Dhcp4\": {{ \"subnet4\": [ {} ] }} }}", nets.join(", "))
    };
    assert_eq!(replicated(&of(&[1, 2, 3]), &of(&[3, 1])), of(&[1, 2, 3]));
    let numbered = of(&[1, 2]).replace("{ \"subnet\"", "{ \"id\": 7, \"subnet\"");
    assert_eq!(replicated(&numbered, &of(&[2, 1])).matches("\"id\": 7").count(), 2);
}
