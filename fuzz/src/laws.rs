//! The laws of the parsers.

use std::path::Path;

use config_text::report::Location;
use config_text::{Diagnostic, FileId, MemoryLoader, Sources, Span};

/// What divides the main file from the one that it may include under the name `below`.
pub(crate) const DIVIDER: &[u8] = b"\n%%\n";

/// The law of dhcpd.conf, for both families.
pub fn dhcpd_conf(data: &[u8]) {
    for family in [dhcpd_conf::Family::V4, dhcpd_conf::Family::V6] {
        let read = || {
            let mut sources = Sources::new();
            let read = dhcpd_conf::read(&mut sources, &files(data), Path::new("main"), family);
            (sources, read.expect("a main file that is there can be read"))
        };
        let (sources, config) = read();
        prints_back(&sources, |file| config.text(file));
        can_be_shown(&sources, config.diagnostics());
        let (again, second) = read();
        assert_eq!(
            described(&sources, config.diagnostics()),
            described(&again, second.diagnostics()),
            "reading is deterministic"
        );
    }
}

/// The law of Kea's JSON dialect.
pub fn kea_config(data: &[u8]) {
    let read = || {
        let mut sources = Sources::new();
        let read = kea_config::read(&mut sources, &files(data), Path::new("main"));
        (sources, read.expect("a main file that is there can be read"))
    };
    let (sources, document) = read();
    prints_back(&sources, |file| document.print(file));
    can_be_shown(&sources, document.diagnostics());
    let (again, second) = read();
    assert_eq!(
        described(&sources, document.diagnostics()),
        described(&again, second.diagnostics()),
        "reading is deterministic"
    );
}

/// The law of recorded Windows states.
pub fn windows_state(data: &[u8]) {
    let mut sources = Sources::new();
    let file = sources.add("state.json", data);
    let Ok(reading) = windows_dhcp::read(&mut sources, file) else { return };
    assert_eq!(sources.bytes(file), data, "reading changes nothing");
    can_be_shown(&sources, &reading.diagnostics);
    if let Some((state, places)) = &reading.state {
        can_be_shown(&sources, &windows_dhcp::check(state, places));
    }
}

pub(crate) fn files(data: &[u8]) -> MemoryLoader {
    let divided = data.windows(DIVIDER.len()).position(|window| window == DIVIDER);
    let (main, below) = match divided {
        Some(at) => (&data[..at], &data[at + DIVIDER.len()..]),
        None => (data, &b""[..]),
    };
    MemoryLoader::new().with("main", main).with("below", below)
}

fn prints_back(sources: &Sources, print: impl Fn(FileId) -> Option<Vec<u8>>) {
    for (id, file) in sources.iter() {
        if let Some(printed) = print(id) {
            assert_eq!(printed, file.bytes().as_ref(), "a file prints back byte for byte");
        }
    }
}

fn can_be_shown(sources: &Sources, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        for label in &diagnostic.labels {
            inside(sources, label.span);
        }
        let shown = config_text::render(sources, diagnostic, false);
        let steers = |c: char| c.is_control() && c != '\n';
        assert!(!shown.contains(steers), "a control byte is shown: {shown:?}");
    }
}

fn inside(sources: &Sources, span: Span) {
    let length = sources.bytes(span.file).len();
    assert!(span.start <= span.end && span.end as usize <= length, "{span:?} of {length} bytes");
    let place = Location::of(sources, span);
    assert!(place.line >= 1 && place.column >= 1, "{place:?}");
}

fn described(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<(String, Option<u32>)> {
    let describe = |diagnostic: &Diagnostic| {
        let line = diagnostic.span().map(|span| sources.position(span).line);
        (format!("{} {}", diagnostic.rule.id, diagnostic.message), line)
    };
    diagnostics.iter().map(describe).collect()
}
