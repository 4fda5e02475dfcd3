//! Files that are no recorded states: a clear message with its line, and nothing is concluded.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use config_text::Sources;
use windows_dhcp::{NotAState, Reading, looks_like_state, read};

fn clean() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/campus-clean/win-1/state.json");
    std::fs::read_to_string(path).unwrap()
}

fn read_bytes(bytes: &[u8]) -> (Sources, Result<Reading, NotAState>) {
    let mut sources = Sources::new();
    let file = sources.add("state.json", bytes.to_vec());
    let reading = read(&mut sources, file);
    (sources, reading)
}

/// The one thing that is said, as `line: rule: message`.
fn told(bytes: &[u8]) -> String {
    let (sources, reading) = read_bytes(bytes);
    let reading = reading.unwrap();
    let [one] = reading.diagnostics.as_slice() else { panic!("{:?}", reading.diagnostics) };
    let line = sources.position(one.span().unwrap()).line;
    assert!(reading.incomplete.unwrap().starts_with(&format!("line {line}: ")));
    format!("{line}: {}: {}", one.rule.id, one.message)
}

#[test]
fn texts_that_are_not_json_are_refused_with_their_line() {
    assert_eq!(told(b""), "1: win-state-syntax: the file is empty");
    assert_eq!(told(b"\n \n"), "3: win-state-syntax: the file is empty");
    assert_eq!(
        told(b"\x7fELF\x02\x01\x01\0\0"),
        "1: win-state-syntax: expected a value, found the byte 0x7f"
    );
    assert_eq!(
        told(b"{\n\0}"),
        "2: win-state-syntax: expected a property's name in double quotes, found a NUL byte"
    );
    assert_eq!(told(b"{\n\"a\": \"\xe9\"}"), "2: win-state-encoding: a byte that is not UTF-8");
    assert_eq!(
        told(&b"{".repeat(100_000)),
        "1: win-state-syntax: expected a property's name in double quotes, found `{`"
    );
    assert_eq!(told(&b"[".repeat(100_000)), "1: win-state-syntax: the text ends inside a list");
    let clean = clean();
    let cut = clean.len() / 2;
    let told = told(&clean.as_bytes()[..cut]);
    assert!(told.contains("win-state-syntax"), "{told}");
}

#[test]
fn wide_text_is_refused_and_marks_are_skipped() {
    let wide: Vec<u8> = clean().encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(told(&wide), "1: win-state-encoding: the file looks like UTF-16 without a mark");
    let marked = [&b"\xff\xfe"[..], &wide].concat();
    assert_eq!(told(&marked), "1: win-state-encoding: the file is UTF-16, not UTF-8");
    let (sources, reading) = read_bytes(&[b"\xef\xbb\xbf", clean().as_bytes()].concat());
    let (state, places) = reading.unwrap().state.unwrap();
    let span = places.property(state.v4.failover[0].at, "Name");
    assert_eq!(sources.text(span), "\"branch\"");
    let windows = clean().replace('\n', "\r\n");
    assert!(read_bytes(windows.as_bytes()).1.unwrap().diagnostics.is_empty());
}

#[test]
fn other_json_is_not_a_state() {
    for other in ["{}", "[]", "1", r#"{"Dhcp4": {}}"#, r#"["recorded-windows-state"]"#] {
        assert_eq!(read_bytes(other.as_bytes()).1.map(|_| ()), Err(NotAState), "{other}");
    }
    let newer = clean().replacen("state\": 1", "state\": 2", 1);
    assert_eq!(
        told(newer.as_bytes()),
        "3: win-state-version: version `2` of a recorded state is not known; this is for version 1"
    );
    assert!(looks_like_state(clean().as_bytes()) && looks_like_state(newer.as_bytes()));
    assert!(!looks_like_state(b"{}"));
}

#[test]
fn nesting_inside_an_unknown_property_costs_nothing() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = clean().replacen("\"server\": {", &format!("\"server\": {{ \"Deep\": {deep},"), 1);
    assert!(told_note(&text).starts_with("win-state-unknown-property"));
}

fn told_note(text: &str) -> String {
    let (_, reading) = read_bytes(text.as_bytes());
    let reading = reading.unwrap();
    assert_eq!(reading.incomplete, None);
    let [one] = reading.diagnostics.as_slice() else { panic!("{:?}", reading.diagnostics) };
    format!("{}: {}", one.rule.id, one.message)
}

#[test]
fn unknown_properties_are_kept_and_told_once() {
    let text =
        clean().replace("\"NapEnable\": false", "\"NapEnable\": false, \"Colour\": [ 1, 2 ]");
    assert_eq!(
        told_note(&text),
        "win-state-unknown-property: `Colour` is no property of `DhcpServerv4Scope`, nor of others here"
    );
    let (_, reading) = read_bytes(text.as_bytes());
    let (state, places) = reading.unwrap().state.unwrap();
    let unknown = places.unknown(state.v4.scopes[1].at);
    assert_eq!((unknown[0].name.as_str(), unknown[0].value.as_deref()), ("Colour", Some("[1,2]")));
    let (_, reading) = read_bytes(clean().replace("\"NapEnable\"", "\"napenable\"").as_bytes());
    let help = reading.unwrap().diagnostics[0].help.clone();
    assert_eq!(help.as_deref(), Some("Write it `NapEnable`: case counts."));
}

#[test]
fn a_secret_is_reported_and_marked_and_never_kept() {
    let text = clean().replacen(
        "\"EnableAuth\": true",
        "\"EnableAuth\": true, \"SharedSecret\": \"hunter2\"",
        1,
    );
    let (sources, reading) = read_bytes(text.as_bytes());
    let reading = reading.unwrap();
    assert_eq!(reading.diagnostics[0].rule.id, "win-state-secret");
    let (file, source) = sources.iter().next().unwrap();
    let [(start, end)] = source.secrets() else { panic!("{:?}", source.secrets()) };
    assert_eq!(sources.text(config_text::Span::new(file, *start, *end)), "hunter2");
    let (state, places) = reading.state.unwrap();
    assert_eq!(places.unknown(state.v4.failover[0].at)[0].value, None);
    assert!(!format!("{state:?}{:?}", reading.diagnostics).contains("hunter2"));
}

#[test]
fn a_cmdlet_that_failed_leaves_the_state_incomplete() {
    let failed = r#""failed": [{ "cmdlet": "Get-DhcpServerv4Policy", "about": "10.30.1.0", "error": "WIN32 5" }]"#;
    let text = clean().replacen("\"failed\": []", failed, 1);
    let (_, reading) = read_bytes(text.as_bytes());
    let reading = reading.unwrap();
    assert_eq!(
        reading.incomplete.as_deref(),
        Some(
            "`Get-DhcpServerv4Policy` for `10.30.1.0` failed with `WIN32 5` when the state was recorded"
        )
    );
    assert!(reading.state.is_some());
}

/// Any byte of a state may be any other: no panic, and never a state without a word about it.
#[test]
fn damaged_states_never_panic() {
    let clean = clean().into_bytes();
    let mut seed = 7u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..300 {
        let mut damaged = clean.clone();
        for _ in 0..=next(3) {
            let at = next(damaged.len());
            match next(3) {
                0 => damaged[at] = b"{}[]\",:0\\\x00\xff a"[next(13)],
                1 => drop(damaged.remove(at)),
                _ => damaged.truncate(at.max(1)),
            }
        }
        if let Ok(reading) = read_bytes(&damaged).1 {
            assert!(reading.state.is_some() || reading.incomplete.is_some());
            if let Some((state, places)) = reading.state {
                drop(windows_dhcp::check(&state, &places));
            }
        }
    }
}
