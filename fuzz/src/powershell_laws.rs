//! The law of what comes from PowerShell and goes to it.

use windows_dhcp::command::Builder;
use windows_dhcp::command::failover::GetFailovers;
use windows_dhcp::quote::Text;
use windows_dhcp::report::{read_pasted, read_report, stderr_text};
use windows_dhcp::script::{AfterError, Run, RunId};
use windows_dhcp::token::{Kind, Token, tokenize};
use windows_dhcp::{Failover, ServerStatistics};

/// Any text is one literal; tokens stand in order, whole characters each, with nothing but blanks and
/// escaped line ends between them; and no answer makes a reader panic.
///
/// # Panics
/// Where the law is broken.
pub fn powershell(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut at = 0;
    for token in tokenize(&text) {
        assert!(token.at.start >= at && token.at.end > token.at.start, "{token:?} behind {at}");
        between(text.get(at..token.at.start).expect("a token starts at a character"));
        at = token.at.end;
    }
    between(text.get(at..).expect("a token ends at a character"));
    if let Ok(one) = Text::new(text.as_ref()) {
        let tokens = tokenize(&one.literal());
        let [Token { kind: Kind::Literal(value), .. }] = tokens.as_slice() else {
            panic!("{tokens:?}")
        };
        assert_eq!(value, &text);
    }
    let shown = stderr_text(data);
    assert!(shown.len() <= text.len(), "error texts get shorter");
    let _ = (read_pasted::<Failover>(data), read_pasted::<ServerStatistics>(data));
    let id = RunId::new("abcd1234").expect("letters and digits");
    let run = Run::new(id, &[GetFailovers {}.here()], AfterError::Stop).expect("one command");
    if let Ok(report) = read_report(&run, data) {
        let _ = (report.answer::<Failover>(0), report.objects(0), report.texts(0));
    }
}

fn between(gap: &str) {
    let blank = |c: char| c.is_whitespace() || c == '`' || c == '\u{b}' || c == '\u{c}';
    assert!(gap.chars().all(blank), "{gap:?} is in no token");
}
