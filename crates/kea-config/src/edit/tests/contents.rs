//! Subnets, pools, reservations, options, shared networks and classes.

use ipnet::IpNet;

use super::*;
use crate::view::{AddressRange, IdentifierKind};

const TEXT: &str = r#"{ "Dhcp4": {
  "client-classes": [
    { "name": "phones", "test": "option[60].text == 'p'" }, # by vendor
    { "name": "guests", "test": "not member('phones')" }
  ],
  "shared-networks": [
    { "name": "floor", "subnet4": [ { "id": 3, "subnet": "203.0.113.0/24" } ] }
  ],
  "subnet4": [
    {
      "id": 1,
      "subnet": "192.0.2.0/24",
      "option-data": [ { "name": "routers", "data": "192.0.2.1" } ],
      "pools": [
        { "pool": "192.0.2.10 - 192.0.2.99", "client-class": "guests" }, // guests
        { "pool": "192.0.2.128/26" }
      ],
      "reservations": [
        # the printer
        { "hw-address": "00:00:5E:00:53:01", "ip-address": "192.0.2.5" }
      ]
    }
  ]
} }
"#;

fn net() -> IpNet {
    "192.0.2.0/24".parse().unwrap()
}

fn range(first: &str, last: &str) -> AddressRange {
    AddressRange { first: first.parse().unwrap(), last: last.parse().unwrap() }
}

/// The lines that a change takes away and adds.
fn difference(change: impl FnOnce(&mut Editor<'_>) -> Result<(), Refusal>) -> Vec<String> {
    let after = changed(TEXT, change);
    let gone = TEXT.lines().filter(|line| !after.lines().any(|other| other == *line));
    let new = after.lines().filter(|line| !TEXT.lines().any(|other| other == *line));
    gone.map(|line| format!("-{}", line.trim()))
        .chain(new.map(|line| format!("+{}", line.trim())))
        .collect()
}

fn refusal(change: impl FnOnce(&mut Editor<'_>) -> Result<(), Refusal>) -> String {
    changed_files(&[("main", TEXT)], change).unwrap_err().to_string()
}

#[test]
fn subnets_come_change_and_go() {
    let new = r#"{ "id": 2, "subnet": "198.51.100.0/24" }"#;
    assert_eq!(
        difference(|editor| editor.add_subnet(None, json(new))),
        ["+},", "+\"id\": 2,", "+\"subnet\": \"198.51.100.0/24\""]
    );
    assert_eq!(
        difference(|editor| editor.add_subnet(Some("floor"), json(new))),
        [
            "-{ \"name\": \"floor\", \"subnet4\": [ { \"id\": 3, \"subnet\": \"203.0.113.0/24\" } ] }",
            "+{ \"name\": \"floor\", \"subnet4\": [ { \"id\": 3, \"subnet\": \"203.0.113.0/24\" }, \
             { \"id\": 2, \"subnet\": \"198.51.100.0/24\" } ] }"
        ]
    );
    let changed = r#"{ "id": 4, "subnet": "203.0.113.0/25", "valid-lifetime": 60 }"#;
    assert_eq!(
        difference(|editor| editor.replace_subnet("203.0.113.0/24".parse().unwrap(), json(changed)))
            [1],
        "+{ \"name\": \"floor\", \"subnet4\": [ { \"id\": 4, \"subnet\": \"203.0.113.0/25\", \"valid-lifetime\": 60 } ] }"
    );
    let after = changed_files(&[("main", TEXT)], |editor| editor.remove_subnet(net())).unwrap();
    assert!(after[0].contains("  \"subnet4\": [\n  ]\n"), "{}", after[0]);
    for (subnet, told) in [
        (r#"{ "id": 2 }"#, "a subnet needs a network of the server's family in `subnet`"),
        (
            r#"{ "id": 2, "subnet": "2001:db8::/64" }"#,
            "a subnet needs a network of the server's family in `subnet`",
        ),
        (
            r#"{ "subnet": "10.0.0.0/8" }"#,
            "a subnet needs a number in `id`: since 2.6 Kea gives none by itself",
        ),
        (r#"{ "id": 2, "subnet": "192.0.2.5/24" }"#, "there is a subnet `192.0.2.0/24` already"),
        (r#"{ "id": 3, "subnet": "10.0.0.0/8" }"#, "there is a subnet `3` already"),
    ] {
        assert_eq!(refusal(|editor| editor.add_subnet(None, json(subnet))), told);
    }
    let none = refusal(|editor| editor.remove_subnet("10.0.0.0/8".parse().unwrap()));
    assert_eq!(none, "there is no subnet `10.0.0.0/8`");
}

#[test]
fn pools_come_change_and_go() {
    let new = json(r#"{ "pool": "192.0.2.200 - 192.0.2.210" }"#);
    assert_eq!(
        difference(|editor| editor.add_pool(net(), new.clone())),
        [
            "-{ \"pool\": \"192.0.2.128/26\" }",
            "+{ \"pool\": \"192.0.2.128/26\" },",
            "+{ \"pool\": \"192.0.2.200 - 192.0.2.210\" }"
        ]
    );
    let guests = range("192.0.2.10", "192.0.2.99");
    assert_eq!(
        difference(|editor| editor.remove_pool(net(), guests)),
        ["-{ \"pool\": \"192.0.2.10 - 192.0.2.99\", \"client-class\": \"guests\" }, // guests"]
    );
    let all = json(r#"{ "pool": "192.0.2.10 - 192.0.2.99" }"#);
    assert_eq!(
        difference(|editor| editor.replace_pool(net(), guests, all))[1],
        "+{ \"pool\": \"192.0.2.10 - 192.0.2.99\" }, // guests"
    );
    let taken = json(r#"{ "pool": "192.0.2.99 - 192.0.2.110" }"#);
    let told = "there is a pool `192.0.2.99-192.0.2.110` already";
    assert_eq!(refusal(|editor| editor.add_pool(net(), taken)), told);
    let outside = json(r#"{ "pool": "192.0.2.250 - 192.0.3.1" }"#);
    let told = "a pool needs addresses of its subnet in `pool`";
    assert_eq!(refusal(|editor| editor.add_pool(net(), outside)), told);
}

#[test]
fn pools_of_prefixes_come_change_and_go() {
    let text = "{ \"Dhcp6\": { \"subnet6\": [ { \"id\": 1, \"subnet\": \"2001:db8::/64\" } ] } }";
    let net = || "2001:db8::/64".parse().unwrap();
    let pool = |prefix: &str, length: u32| {
        Json::map([
            ("prefix", Json::from(prefix)),
            ("prefix-len", length.into()),
            ("delegated-len", 64.into()),
        ])
    };
    let one = changed(text, |editor| editor.add_pd_pool(net(), pool("3000::", 48)));
    assert!(
        one.contains(
            r#""pd-pools": [ { "prefix": "3000::", "prefix-len": 48, "delegated-len": 64 } ] }"#
        ),
        "{one}"
    );
    let wide = |editor: &mut Editor<'_>| {
        editor.replace_pd_pool(net(), "3000::/48".parse().unwrap(), pool("3000::", 40))
    };
    assert_eq!(changed(&one, wide), one.replace("48", "40"));
    let taken = changed_files(&[("main", &one)], |editor| {
        editor.add_pd_pool(net(), pool("3000:0:0:1::", 56))
    });
    assert_eq!(taken.unwrap_err().to_string(), "there is a pool of prefixes `3000::/56` already");
    let none = changed(&one, |editor| editor.remove_pd_pool(net(), "3000::/48".parse().unwrap()));
    assert_eq!(
        none,
        one.replace(
            "[ { \"prefix\": \"3000::\", \"prefix-len\": 48, \"delegated-len\": 64 } ]",
            "[ ]"
        )
    );
}

#[test]
fn reservations_come_change_and_go() {
    let client = (IdentifierKind::HwAddress, "00-00-5e-00-53-01".replace('-', ":"));
    let gone = difference(|editor| editor.remove_reservation(Some(net()), client.0, &client.1));
    assert_eq!(
        gone,
        [
            "-# the printer",
            "-{ \"hw-address\": \"00:00:5E:00:53:01\", \"ip-address\": \"192.0.2.5\" }"
        ]
    );
    let new = json(r#"{ "hw-address": "00:00:5e:00:53:01", "ip-address": "192.0.2.6" }"#);
    let changed = difference(|editor| {
        editor.replace_reservation(Some(net()), (client.0, &client.1), new.clone())
    });
    assert_eq!(
        changed[1],
        "+{ \"hw-address\": \"00:00:5e:00:53:01\", \"ip-address\": \"192.0.2.6\" }"
    );
    let told = "there is a reservation `00:00:5e:00:53:01` already";
    assert_eq!(refusal(|editor| editor.add_reservation(Some(net()), new.clone())), told);
    let global = difference(|editor| editor.add_reservation(None, new.clone()));
    assert_eq!(
        global,
        [
            "+\"reservations\": [",
            "+{ \"hw-address\": \"00:00:5e:00:53:01\", \"ip-address\": \"192.0.2.6\" }"
        ]
    );
}

#[test]
fn options_are_known_by_name_and_code() {
    let level =
        |editor: &Editor<'_>| editor.document().get(&path("Dhcp4.subnet4[0]")).unwrap().index();
    let by_code = difference(|editor| {
        let level = editor.document().node(level(editor)).unwrap();
        editor.set_option(level, json(r#"{ "code": 3, "data": "192.0.2.2" }"#))
    });
    assert_eq!(by_code[1], "+\"option-data\": [ { \"data\": \"192.0.2.2\", \"code\": 3 } ],");
    let another = difference(|editor| {
        let level = editor.document().node(level(editor)).unwrap();
        editor.set_option(level, json(r#"{ "name": "log-servers", "data": "192.0.2.2" }"#))
    });
    assert!(
        another[1].ends_with(", { \"name\": \"log-servers\", \"data\": \"192.0.2.2\" } ],"),
        "{another:?}"
    );
    let gone = difference(|editor| {
        let level = editor.document().node(level(editor)).unwrap();
        editor.remove_option(level, &json(r#"{ "code": 3 }"#))
    });
    assert_eq!(gone[1], "+\"option-data\": [ ],");
    let definition = json(r#"{ "name": "site", "code": 222, "type": "string" }"#);
    let defined = difference(|editor| editor.add_option_definition(definition));
    assert!(defined.iter().any(|line| line.contains("\"option-def\": [")), "{defined:?}");
}

#[test]
fn definitions_that_are_used_stay() {
    let text = r#"{ "Dhcp4": {
  "option-def": [ { "name": "site", "code": 222, "type": "string" }, { "name": "floor", "code": 223, "type": "uint8" } ],
  "client-classes": [ { "name": "a", "test": "option[site].exists" } ],
  "option-data": [ { "code": 223, "data": "4" } ]
} }"#;
    for code in [222, 223] {
        let used = changed_files(&[("main", text)], |editor| {
            editor.remove_option_definition("dhcp4", code)
        });
        assert_eq!(
            used.unwrap_err().to_string(),
            format!("the option definition `{code}` is still in use")
        );
    }
    let free = text
        .replace("option[site]", "option[60]")
        .replace("\"code\": 223, \"data\"", "\"name\": \"x\", \"data\"");
    let gone = changed(&free, |editor| {
        editor.remove_option_definition("dhcp4", 222)?;
        editor.replace_option_definition(json(
            r#"{ "name": "floor", "code": 223, "type": "uint16" }"#,
        ))
    });
    assert!(
        gone.contains(r#""option-def": [ { "name": "floor", "code": 223, "type": "uint16" } ]"#),
        "{gone}"
    );
}

#[test]
fn classes_that_are_asked_for_stay() {
    let told = "the client class `phones` is still in use";
    assert_eq!(refusal(|editor| editor.remove_class("phones")), told);
    assert_eq!(
        refusal(|editor| editor.remove_class("guests")),
        "the client class `guests` is still in use"
    );
    let new = json(r#"{ "name": "new" }"#);
    assert_eq!(difference(|editor| editor.add_class(new.clone()))[2], "+{ \"name\": \"new\" }");
    let last = "{ \"Dhcp4\": {\n  # ours\n  \"client-classes\": [ { \"name\": \"a\" } ],\n  \"subnet4\": []\n} }";
    assert_eq!(
        changed(last, |editor| editor.remove_class("a")),
        "{ \"Dhcp4\": {\n  \"subnet4\": []\n} }"
    );
}

#[test]
fn shared_networks_come_and_go() {
    let new = json(r#"{ "name": "roof", "subnet4": [] }"#);
    assert_eq!(
        difference(|editor| editor.add_shared_network(new))[2],
        "+{ \"name\": \"roof\", \"subnet4\": [] }"
    );
    let gone = difference(|editor| editor.remove_shared_network("floor"));
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert_eq!(
        refusal(|editor| editor.add_shared_network(json(r#"{ "name": "floor" }"#))),
        "there is a shared network `floor` already"
    );
}
