//! Scopes that are put away, and come back as they were.

use super::*;

const NET: &str = "192.0.2.0/24";

fn away(text: &str) -> String {
    let off = changed(text, |editor| editor.disable_scope(NET.parse().unwrap()));
    let on = changed(&off, |editor| editor.enable_scope(NET.parse().unwrap()));
    assert_eq!(on, text, "it comes back as it was, from\n{off}");
    off
}

fn dhcp4(members: &str) -> String {
    format!(
        "{{ \"Dhcp4\": {{ \"subnet4\": [ {{\n  \"id\": 1, \"subnet\": \"{NET}\"{members}\n}} ] }} }}\n"
    )
}

#[test]
fn what_stands_together_stays_where_it_is() {
    let text = dhcp4(
        ",\n  // all floors\n  \"pools\": [\n    { \"pool\": \"192.0.2.10 - 192.0.2.99\" } # first\n  ],\n\n  \
         # printers\n  \"reservations\": [], // none yet\n  \"valid-lifetime\": 600",
    );
    let off = dhcp4(
        ",\n  // all floors\n  \"user-context\": { \"dhcpair-disabled\": { \"pools\": [\n    \
         { \"pool\": \"192.0.2.10 - 192.0.2.99\" } # first\n  ],\n\n  # printers\n  \"reservations\": [] } }, \
         // none yet\n  \"valid-lifetime\": 600,\n  \"authoritative\": false",
    );
    assert_eq!(away(&text), off);
}

#[test]
fn what_stands_apart_moves_and_finds_its_place_again() {
    let text = dhcp4(
        ",\n  \"pools\": [ { \"pool\": \"192.0.2.10-192.0.2.99\" } ],\n  \"authoritative\": true,\n  \
         # printers\n  \"reservations\": [\n    {\n    } ], // r\n  \"valid-lifetime\": 600",
    );
    let off = dhcp4(
        ",\n  \"user-context\": { \"dhcpair-disabled\": { \"pools\": [ { \"pool\": \
         \"192.0.2.10-192.0.2.99\" } ], \"reservations\": [\n    {\n    } ], \"authoritative\": true, \"behind\": \
         { \"reservations\": \"authoritative\" } } },\n  \"authoritative\": false,\n  # printers\n  // r\n  \
         \"valid-lifetime\": 600",
    );
    let done = changed(&text, |editor| editor.disable_scope(NET.parse().unwrap()));
    assert_eq!(done, off);
    // The comments stay, and nobody knows any more which of them stood where.
    let on = changed(&off, |editor| editor.enable_scope(NET.parse().unwrap()));
    assert_eq!(json(&on), json(&text));
    assert!(on.contains("# printers") && on.contains("// r"));
}

#[test]
fn a_user_context_that_is_there_is_used() {
    let text = dhcp4(
        ",\n  \"user-context\": { \"site\": \"a\" },\n  \"pools\": [ { \"pool\": \"192.0.2.10-192.0.2.99\" } ]",
    );
    let off = dhcp4(
        ",\n  \"user-context\": { \"site\": \"a\", \"dhcpair-disabled\": { \"pools\": [ { \"pool\": \
         \"192.0.2.10-192.0.2.99\" } ], \"behind\": { \"pools\": \"user-context\" } } },\n  \"authoritative\": false",
    );
    assert_eq!(away(&text), off);
}

#[test]
fn a_scope_without_pools_is_silenced_all_the_same() {
    let off = away(&dhcp4(""));
    assert!(off.contains("\"user-context\": { \"dhcpair-disabled\": {} }"), "{off}");
    assert!(off.contains("\"authoritative\": false"));
    away(&dhcp4(", \"authoritative\": false"));
    away(&dhcp4(", \"authoritative\": true, \"user-context\": { \"a\": 1 }"));
}

#[test]
fn dhcpv6_knows_no_authority() {
    let text = "{ \"Dhcp6\": { \"subnet6\": [ { \"id\": 1, \"subnet\": \"2001:db8::/64\", \"pd-pools\": [ {} ] } ] } }";
    let off = changed(text, |editor| editor.disable_scope("2001:db8::/64".parse().unwrap()));
    assert!(
        !off.contains("authoritative") && off.contains("{ \"dhcpair-disabled\": { \"pd-pools\""),
        "{off}"
    );
    let on = changed(&off, |editor| editor.enable_scope("2001:db8::/64".parse().unwrap()));
    assert_eq!(on, text);
}

#[test]
fn what_cannot_be_put_away_is_refused() {
    let net = || NET.parse().unwrap();
    let refused = |text: &str, change: &dyn Fn(&mut Editor<'_>) -> Result<(), Refusal>| {
        changed_files(&[("main", text)], |editor| change(editor)).unwrap_err()
    };
    let text = dhcp4(", \"pools\": [ {} ]");
    let nothing = refused(&text, &|editor| editor.enable_scope(net()));
    assert!(matches!(nothing, Refusal::NothingPutAway { .. }), "{nothing}");
    let off = away(&text);
    let again = refused(&off, &|editor| editor.disable_scope(net()));
    assert!(matches!(again, Refusal::Disabled { .. }), "{again}");
    let shared = format!(
        "{{ \"Dhcp4\": {{ \"shared-networks\": [ {{ \"name\": \"a\", \"authoritative\": true, \"subnet4\": \
         [ {{ \"id\": 1, \"subnet\": \"{NET}\" }} ] }} ] }} }}"
    );
    let shared = refused(&shared, &|editor| editor.disable_scope(net()));
    assert!(matches!(shared, Refusal::Authoritative { .. }), "{shared}");
    let new = off.replace("\"id\": 1", "\"id\": 1, \"pools\": []");
    let there = refused(&new, &|editor| editor.enable_scope(net()));
    assert!(matches!(there, Refusal::Exists { .. }), "{there}");
}
