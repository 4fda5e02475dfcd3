//! Options that mean the same come out alike, and others do not.

use std::path::Path;

use config_text::{MemoryLoader, Sources};

/// The members of a server's map of each family.
const V4: &str = "Dhcp4";
const V6: &str = "Dhcp6";

/// What a server with these members says of options, as `name = value`.
#[track_caller]
fn options(top: &str, members: &str) -> Vec<String> {
    let path = Path::new("/kea.conf");
    let loader = MemoryLoader::new().with(path, format!("{{ \"{top}\": {{ {members} }} }}"));
    let reading = crate::kea::read(&mut Sources::new(), &loader, path, Some("2.6.3"));
    let reading = reading.expect("a readable file");
    assert_eq!(reading.incomplete, None);
    let config = reading.config;
    let all = config.effective(config.root()).single;
    let said = all.values().map(|(setting, _)| setting);
    said.filter_map(|one| Some(format!("{} = {}", one.key.strip_prefix("option ")?, one.value)))
        .collect()
}

/// What one entry of `option-data` says.
#[track_caller]
fn option(top: &str, entry: &str) -> String {
    let mut all = options(top, &format!("\"option-data\": [ {{ {entry} }} ]"));
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// Every entry says what the first text says.
#[track_caller]
fn alike(top: &str, shown: &str, entries: &[&str]) {
    for entry in entries {
        assert_eq!(option(top, entry), shown, "{entry}");
    }
}

#[test]
fn a_name_a_code_and_both_are_one_option() {
    alike(
        V4,
        "routers = 192.0.2.1, 192.0.2.2",
        &[
            r#""name": "routers", "data": "192.0.2.1,192.0.2.2""#,
            r#""code": 3, "data": " 192.0.2.1 ,\t192.0.2.2 ""#,
            r#""name": "routers", "code": 3, "space": "dhcp4", "data": "192.0.2.1, 192.0.2.2""#,
            r#""code": 3, "csv-format": true, "always-send": false, "data": "192.0.2.1,,192.0.2.2""#,
            r#""code": 3, "csv-format": false, "data": "C0000201C0000202""#,
            r#""code": 3, "csv-format": false, "data": "0xc0000201c0000202""#,
            r#""code": 3, "csv-format": false, "data": "c0:0:2:1:c0:0:2:2""#,
            r#""code": 3, "csv-format": false, "data": "C0 00 02 01 C0 00 02 02""#,
        ],
    );
}

#[test]
fn numbers_and_flags_in_every_spelling() {
    alike(
        V4,
        "default-ip-ttl = 16",
        &[
            r#""name": "default-ip-ttl", "data": "16""#,
            r#""name": "default-ip-ttl", "data": "0x10""#,
            r#""name": "default-ip-ttl", "csv-format": false, "data": "10""#,
        ],
    );
    alike(
        V4,
        "ip-forwarding = true",
        &[
            r#""name": "ip-forwarding", "data": "true""#,
            r#""name": "ip-forwarding", "data": "TRUE""#,
            r#""name": "ip-forwarding", "data": "1""#,
            r#""name": "ip-forwarding", "csv-format": false, "data": "01""#,
        ],
    );
    // Of fewer or more octets than the type has, nothing can be made.
    alike(
        V4,
        "default-ip-ttl = 0x0010",
        &[r#""name": "default-ip-ttl", "csv-format": false, "data": "0010""#],
    );
    alike(
        V4,
        "time-offset = -3600",
        &[
            r#""name": "time-offset", "data": "-3600""#,
            r#""name": "time-offset", "csv-format": false, "data": "FFFFF1F0""#,
        ],
    );
}

#[test]
fn names_of_domains_and_texts() {
    alike(
        V4,
        "domain-search = a.example, example.net",
        &[
            r#""name": "domain-search", "data": "a.example, example.net""#,
            r#""name": "domain-search", "data": "a.example., example.net.""#,
            r#""code": 119, "csv-format": false,
               "data": "01 61 07 65 78 61 6d 70 6c 65 00 07 65 78 61 6d 70 6c 65 03 6e 65 74 00""#,
        ],
    );
    alike(
        V4,
        "boot-file-name = pxe.img",
        &[
            r#""name": "boot-file-name", "data": "pxe.img""#,
            r#""name": "boot-file-name", "csv-format": false, "data": "7078652e696d67""#,
            r#""name": "boot-file-name", "csv-format": false, "data": "'pxe.img'""#,
        ],
    );
    let comma = option(V4, r#""name": "boot-file-name", "data": "a\\,b""#);
    assert_eq!(comma, "boot-file-name = a,b");
    // A text that ends in a blank cannot be written with commas: it stays what it is.
    let blank = option(V4, r#""name": "boot-file-name", "csv-format": false, "data": "6120""#);
    assert_eq!(blank, "boot-file-name = 0x6120");
}

#[test]
fn addresses_prefixes_and_lengths_of_dhcpv6() {
    alike(
        V6,
        "dns-servers = 2001:db8::1",
        &[
            r#""name": "dns-servers", "data": "2001:DB8:0::0001""#,
            r#""code": 23, "csv-format": false, "data": "20010db8000000000000000000000001""#,
        ],
    );
    alike(
        V6,
        "bootfile-param = root=/dev/nfs, quiet",
        &[
            r#""name": "bootfile-param", "data": "root=/dev/nfs, quiet""#,
            r#""name": "bootfile-param", "csv-format": false,
               "data": "000d726f6f743d2f6465762f6e667300057175696574""#,
        ],
    );
}

#[test]
fn an_option_that_nobody_defines_goes_by_its_code() {
    alike(
        V4,
        "222 = 0x0AFF",
        &[
            r#""code": 222, "csv-format": false, "data": "0aff""#,
            r#""code": 222, "data": "0A:FF""#,
            r#""code": 222, "name": "any-name", "csv-format": false, "data": "0a ff""#,
        ],
    );
    let other = option(V4, r#""code": 222, "csv-format": false, "data": "0afe""#);
    assert_eq!(other, "222 = 0x0AFE");
}

#[test]
fn definitions_of_the_file_name_and_spell_options() {
    let with = |entry: &str| {
        options(
            V4,
            &format!(
                r#""option-def": [ {{ "name": "site", "code": 224, "type": "record",
                                      "record-types": "uint8, string" }},
                                   {{ "name": "mine", "code": 3, "type": "string" }} ],
                   "option-data": [ {{ {entry} }} ]"#
            ),
        )
    };
    let site = ["site = 7, north"];
    assert_eq!(with(r#""name": "site", "data": "7, north""#), site);
    assert_eq!(with(r#""code": 224, "data": "0x7,north""#), site);
    assert_eq!(with(r#""code": 224, "csv-format": false, "data": "076e6f727468""#), site);
    // What the server knows by itself is not redefined.
    assert_eq!(with(r#""code": 3, "data": "192.0.2.1""#), ["routers = 192.0.2.1"]);
}

#[test]
fn what_lies_inside_an_option_may_be_said_twice() {
    let with = |outer: &str| {
        options(
            V4,
            &format!(
                r#""option-def": [ {{ "name": "url", "code": 1, "type": "string",
                                      "space": "vendor-encapsulated-options-space" }} ],
                   "option-data": [ {{ "name": "vendor-encapsulated-options" {outer} }},
                       {{ "space": "vendor-encapsulated-options-space", "name": "url",
                          "data": "tftp" }} ]"#
            ),
        )
    };
    let plain = with("");
    assert_eq!(
        plain,
        ["vendor-encapsulated-options = ", "vendor-encapsulated-options-space.url = tftp"]
    );
    // As `config-get` answers it.
    assert_eq!(with(r#", "csv-format": false, "data": "010474667470""#), plain);
    let more = with(r#", "csv-format": false, "data": "010474667470020101""#);
    assert_eq!(more[0], "vendor-encapsulated-options = 0x020101");
}

#[test]
fn what_is_said_beside_the_value_counts() {
    let routers =
        |rest: &str| option(V4, &format!(r#""name": "routers", "data": "192.0.2.1" {rest}"#));
    assert_eq!(routers(r#", "always-send": true"#), "routers = 192.0.2.1 [always-send]");
    assert_eq!(routers(r#", "never-send": true"#), "routers = 192.0.2.1 [never-send]");
    assert_eq!(routers(r#", "comment": "c""#), "routers = 192.0.2.1");
    assert_eq!(routers(r#", "user-context": { "a": 1 }"#), "routers = 192.0.2.1");
    let classes = routers(r#", "client-classes": [ "a", "b", "a" ]"#);
    assert_eq!(classes, "routers = 192.0.2.1 [for a or b]");
    assert_eq!(routers(r#", "brand-new": 7"#), "routers = 192.0.2.1 [brand-new 7]");
    let twice = r#""option-data": [
        { "name": "routers", "data": "192.0.2.1", "client-classes": [ "a" ] },
        { "code": 3, "data": "192.0.2.2" } ]"#;
    assert_eq!(options(V4, twice), ["routers = 192.0.2.1 [for a] / 192.0.2.2"]);
}
