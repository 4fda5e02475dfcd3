//! The files of the servers: each with its own addresses, paths, names and comments.

use dhcpair_testbed::Family;

/// Of a scope: what it said in the beginning, and what it says after an edit of one server's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Before,
    After,
}

/// A server.
pub(crate) struct Own<'t> {
    pub(crate) name: &'t str,
    /// Its interface with its address.
    pub(crate) interface: String,
    /// Its hook libraries, with its part of the relationship.
    pub(crate) libraries: String,
}

/// A server's whole file; `FOLDER` stands for its folder.
pub(crate) fn whole(family: Family, own: &Own<'_>, said: Said) -> String {
    let Own { name, interface, libraries } = own;
    let (daemon, subnets, server_id, other) = match family {
        Family::V4 => ("Dhcp4", "subnet4", String::new(), "10.30.0.0/24"),
        Family::V6 => ("Dhcp6", "subnet6", server_id(name), "2001:db8:30::/64"),
    };
    let scope = scope(family, name, said);
    format!(
        r#"{{ "{daemon}": {{ // {name}, do not copy
  /* {name}: the rack
     at the door */
  "interfaces-config": {{ "interfaces": [ "{interface}" ] }}, # the card of {name}
  "lease-database": {{ "type": "memfile", "name": "FOLDER/{name}.csv" }},
  "control-socket": {{ "socket-type": "unix", "socket-name": "FOLDER/{name}.sock" }},
  "server-tag": "{name}", {server_id}
  "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }},
  "valid-lifetime": 600, // {name} agrees
  "hooks-libraries": {libraries},
  "{subnets}": [
    {{ "id": 30, "subnet": "{other}" }}, // {name}: not the scope in question
    {{
      {scope}
    }} /* {name}: end of the scope */
  ]
}} }}
# end of {name}
"#
    )
}

/// Every server of DHCPv6 has its own.
fn server_id(name: &str) -> String {
    let identifier: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!(
        r#""server-id": {{ "type": "EN", "enterprise-id": 2495, "identifier": "{identifier}", "persist": false }},"#
    )
}

/// The members of the scope in question. Of `«one|other»` the first is said before, the second after.
fn scope(family: Family, name: &str, said: Said) -> String {
    let text = match family {
        Family::V4 => {
            r#""id": 20, "subnet": "10.20.0.0/24", // NAME: ground floor
      # NAME: below 100 are printers
      "pools": [ { "pool": "10.20.0.«100 - 10.20.0.119|110 - 10.20.0.139»" } ], // NAME: ask before it grows
      "option-data": [
        { "name": "domain-name-servers", "data": "10.0.0.«53|54»" }«|,» // NAME: since the move«|
        { "name": "domain-name", "data": "example.org" }»
      ],
      "reservations": [ /* NAME */
        { "hw-address": "02:00:00:00:00:c8", "ip-address": "10.20.0.«9|8»" }«|,» # NAME: by the window«|
        { "hw-address": "02:00:00:00:00:c9", "ip-address": "10.20.0.7", "hostname": "plotter" }»
      ]"#
        }
        Family::V6 => {
            r#""id": 20, "subnet": "2001:db8:20::/64", // NAME: ground floor
      # NAME: below 100 are printers
      "pools": [ { "pool": "2001:db8:20::«100 - 2001:db8:20::119|110 - 2001:db8:20::139»" } ], // NAME: ask before it grows
      "option-data": [
        { "name": "dns-servers", "data": "2001:db8::«53|54»" }«|,» // NAME: since the move«|
        { "name": "domain-search", "data": "example.org" }»
      ],
      "reservations": [ /* NAME */
        { "duid": "02:00:00:00:00:c8", "ip-addresses": [ "2001:db8:20::«9|8»" ] }«|,» # NAME: by the window«|
        { "duid": "02:00:00:00:00:c9", "ip-addresses": [ "2001:db8:20::7" ], "hostname": "plotter" }»
      ]"#
        }
    };
    let text = text.replace("NAME", name);
    let mut out = String::new();
    for part in text.split('«') {
        let Some((choice, rest)) = part.split_once('»') else {
            out.push_str(part);
            continue;
        };
        let (before, after) = choice.split_once('|').unwrap();
        out.push_str(if said == Said::Before { before } else { after });
        out.push_str(rest);
    }
    out
}
