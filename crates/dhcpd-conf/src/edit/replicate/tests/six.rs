//! DHCPv6 scopes.

use super::*;

fn read(files: &[(&str, &str)], main: &str, sources: &mut Sources) -> Config {
    let loader = files.iter().fold(MemoryLoader::new(), |all, (path, text)| all.with(path, *text));
    crate::read(sources, &loader, Path::new(main), Family::V6).unwrap()
}

fn replicated6(ours: &str, theirs: &str) -> Result<String, Refusal> {
    let mut sources = Sources::new();
    let files = [("ours", ours), ("theirs", theirs)];
    let (ours, theirs) = (read(&files, "ours", &mut sources), read(&files, "theirs", &mut sources));
    let mut editor = Editor::new(&ours)?;
    editor.replicate_network(&theirs, "2001:db8::/64".parse().unwrap())?;
    let edits = editor.finish()?;
    Ok(String::from_utf8(edits.apply(&sources, ours.files()[0].file).unwrap()).unwrap())
}

#[test]
fn ranges_prefixes_and_pools_become_those_of_the_source() {
    let ours = "subnet6 2001:db8::/64 {\n  range6 2001:db8::10 2001:db8::1f; # bare\n  pool6 {\n    prefix6 2001:db8:1:: 2001:db8:1:100:: /56;\n  }\n}\n";
    let theirs = "subnet6 2001:db8::/64 { range6 2001:DB8::10/125; range6 2001:db8::18/125; prefix6 2001:db8:2:: 2001:db8:2:: /60; option dhcp6.preference 7; pool6 { allow unknown-clients; prefix6 2001:db8:1:: 2001:db8:1:0:: /56; prefix6 2001:db8:1:100:: 2001:db8:1:200:: /56; range6 2001:db8:0:0:a::/80 temporary; } }";
    let expected = "subnet6 2001:db8::/64 {\n  option dhcp6.preference 7;\n  range6 2001:db8::10 2001:db8::17; # bare\n  range6 2001:db8::18 2001:db8::1f;\n  prefix6 2001:db8:2:: 2001:db8:2:: /60;\n  pool6 {\n    allow unknown-clients;\n    range6 2001:db8:0:0:a::/80 temporary;\n    prefix6 2001:db8:1:: 2001:db8:1:: /56;\n    prefix6 2001:db8:1:100:: 2001:db8:1:200:: /56;\n  }\n}\n";
    assert_eq!(replicated6(ours, theirs).unwrap(), expected);
    assert_eq!(replicated6(expected, theirs).unwrap(), expected);
}

#[test]
fn hosts_groups_classes_and_definitions_of_dhcpv6_come_along() {
    let theirs = "option dhcp6.level code 2000 = text;\ngroup {\n  default-lease-time 60;\n  host h { host-identifier option dhcp6.client-id 1:2; fixed-address6 2001:db8::5; fixed-prefix6 2001:db8:f::/56; }\n}\nclass \"c\" { match if known; }\nsubnet6 2001:db8::/64 {\n  pool6 {\n    option dhcp6.level \"x\";\n    allow members of \"c\";\n    range6 2001:db8::10 2001:db8::1f;\n  }\n}\n";
    let expected = "option dhcp6.level code 2000 = text;\n\nclass \"c\" {\n  match if known;\n}\n\nsubnet6 2001:db8:9::/64 { }\nsubnet6 2001:db8::/64 {\n  pool6 {\n    option dhcp6.level \"x\";\n    allow members of \"c\";\n    range6 2001:db8::10 2001:db8::1f;\n  }\n}\ngroup {\n  default-lease-time 60;\n  host h { host-identifier option dhcp6.client-id 1:2; fixed-address6 2001:db8::5; fixed-prefix6 2001:db8:f::/56; }\n}\n";
    assert_eq!(replicated6("subnet6 2001:db8:9::/64 { }\n", theirs).unwrap(), expected);
}

#[test]
fn ranges_that_dhcpd_joins_over_subnets_are_an_obstacle() {
    let wire = |first: &str| {
        format!(
            "shared-network n {{ subnet6 2001:db8::/64 {{ {first} }} subnet6 2001:db8:0:1::/64 {{ range6 2001:db8:0:1::1 2001:db8:0:1::2; }} }}\n"
        )
    };
    let (range, option) = ("range6 2001:db8::1 2001:db8::2;", "option dhcp6.preference 7;");
    // What says nothing gets what the first subnet says.
    for first in [format!("{range} {option}"), format!("{option} {range}")] {
        let found = replicated6("", &wire(&first));
        let expected = matches!(found, Err(Refusal::Replicate(Obstacle::RangeBesidePools { .. })));
        assert!(expected, "{found:?}");
    }
    assert_eq!(replicated6(&wire(option), &wire(range)).unwrap(), wire(range));
    // Settings that come are written behind the range that is there.
    let second = "subnet6 2001:db8:0:1::/64 { ";
    let theirs = wire(range).replace(second, &format!("{second}{option} "));
    let found = replicated6(&wire(range), &theirs);
    let expected = matches!(found, Err(Refusal::Replicate(Obstacle::RangeBesidePools { .. })));
    assert!(expected, "{found:?}");
    assert_eq!(replicated6(&theirs, &theirs).unwrap(), theirs);
    assert!(replicated6("", &theirs).unwrap().contains("preference 7;\n    range6"));
}

#[test]
fn what_is_executed_before_the_host_is_known_is_an_obstacle() {
    let subnet = "subnet6 2001:db8::/64 { range6 2001:db8::1 2001:db8::2; }\n";
    let around = |condition: &str| format!("if {condition} {{ default-lease-time 60; }}\n{subnet}");
    let found = replicated6(subnet, &around("known"));
    assert!(matches!(found, Err(Refusal::Replicate(Obstacle::Early { .. }))), "{found:?}");
    assert_eq!(replicated6(&around("known"), &around("known")).unwrap(), around("known"));
    let moved = replicated6(subnet, &around("exists dhcp6.ia-pd")).unwrap();
    assert!(moved.contains("{ if exists dhcp6.ia-pd { default-lease-time 60; }"), "{moved}");
}
