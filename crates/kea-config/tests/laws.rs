//! Laws that hold for every text: it prints back, it is judged without a panic, and depth costs
//! neither stack nor time.

use std::path::Path;
use std::time::{Duration, Instant};

use config_text::{MemoryLoader, Sources};
use kea_config::{Document, Version};
use proptest::prelude::*;

const VERSIONS: [&str; 5] = ["2.2.0", "2.6.5", "3.0", "3.3.1", "unknown"];

/// One with a limit of its own, and all at once.
const DEEP: [&str; 2] = ["2.6.5", "unknown"];

fn read(bytes: &[u8]) -> Document {
    let loader = MemoryLoader::new().with("m", bytes);
    kea_config::read(&mut Sources::new(), &loader, Path::new("m")).unwrap()
}

/// Everything that can be asked of a document; what it says does not matter.
fn hold(bytes: &[u8], versions: &[&str]) {
    let document = read(bytes);
    let file = document.files().next().unwrap();
    assert!(document.print(file).as_deref() == Some(bytes), "it prints otherwise");
    for version in versions {
        let found = kea_config::check(&document, Version::parse(version));
        let length = u32::try_from(bytes.len()).unwrap();
        for finding in document.diagnostics().iter().chain(&found) {
            let span = finding.span().expect("a place");
            assert!(span.start <= span.end && span.end <= length, "{}", finding.message);
            assert!(!finding.message.is_empty(), "{}", finding.rule.id);
        }
    }
    let Some(server) = document.server() else { return };
    for subnet in server.subnets() {
        let _ = (subnet.prefix(), subnet.id(), subnet.ha_server_name(), subnet.guards());
        for pool in subnet.pools() {
            assert!(pool.range().is_none_or(|range| range.first <= range.last));
        }
        for pool in subnet.pd_pools() {
            let _ = (pool.prefix(), pool.delegated_length(), pool.excluded());
        }
    }
    for class in server.client_classes() {
        let _ = (class.members(), class.option_definitions());
    }
}

/// Pieces of a configuration, right and wrong ones.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"Dhcp4\"",
    "\"Dhcp6\"",
    "\"subnet4\"",
    "\"subnet6\"",
    "\"pools\"",
    "\"pool\"",
    "\"pd-pools\"",
    "\"prefix\"",
    "\"id\"",
    "\"subnet\"",
    "\"option-data\"",
    "\"name\"",
    "\"data\"",
    "\"code\"",
    "\"client-classes\"",
    "\"test\"",
    "\"reservations\"",
    "\"hw-address\"",
    "\"control-sockets\"",
    "\"socket-type\"",
    "\"http\"",
    "\"hooks-libraries\"",
    "\"library\"",
    "\"192.0.2.0/24\"",
    "\"192.0.2.1 - 192.0.2.9\"",
    "\"2001:db8::/32\"",
    "\"x\"",
    "\"\\u0000\"",
    "\"'",
    "1",
    "-1",
    "0.5",
    "true",
    "null",
    "99999999999999999999",
    "# c\n",
    "/* c",
    "*/",
    "<?include \"m\"?>",
    "\n",
    " ",
    "\"member('a') and option[60].text == 'x'\"",
];

/// A configuration that uses most of what there is.
const FULL: [&str; 2] =
    [include_str!("configs/v4-full.json"), include_str!("configs/v6-full.json")];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        hold(&bytes, &VERSIONS);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..80)) {
        hold(pieces.concat().as_bytes(), &VERSIONS);
        hold(format!("{{\"Dhcp4\": {{{}", pieces.concat()).as_bytes(), &VERSIONS);
    }

    #[test]
    fn any_change_to_a_configuration(
        which in 0..2_usize,
        at in any::<prop::sample::Index>(),
        length in 0..40_usize,
        new in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let mut bytes = FULL[which].as_bytes().to_vec();
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, new);
        hold(&bytes, &VERSIONS);
    }
}

#[test]
fn a_hundred_thousand_levels_anywhere() {
    const LEVELS: usize = 100_000;
    let places = [
        "{\"Dhcp4\": #}",
        "{\"Dhcp4\": {\"subnet4\": #}}",
        "{\"Dhcp4\": {\"user-context\": {\"x\": #}}}",
        "{\"Dhcp4\": {\"hooks-libraries\": [{\"library\": \"x\", \"parameters\": {\"x\": #}}]}}",
        "{\"Dhcp4\": {\"subnet4\": [{\"id\": 1, \"subnet\": \"192.0.2.0/24\", \"pools\": #}]}}",
        "{\"Dhcp6\": {\"client-classes\": #}}",
        "{\"Dhcp6\": {\"option-data\": [{\"name\": #}]}}",
    ];
    let started = Instant::now();
    for place in places {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"subnet4\":", ""), ("[{", "")] {
            let deep = format!("{}1{}", open.repeat(LEVELS), close.repeat(LEVELS));
            hold(place.replace('#', &deep).as_bytes(), &DEEP);
        }
    }
    let calls = format!("{}option[60].exists{}", "not (".repeat(LEVELS), ")".repeat(LEVELS));
    let class = format!("{{ \"name\": \"a\", \"test\": \"{calls}\" }}");
    hold(format!("{{\"Dhcp4\": {{\"client-classes\": [{class}]}}}}").as_bytes(), &DEEP);
    assert!(started.elapsed() < Duration::from_secs(200), "{:?}", started.elapsed());
}
