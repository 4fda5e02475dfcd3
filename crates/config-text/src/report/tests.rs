use super::*;
use crate::diagnostic::{Phase, Severity};

static RULE: Rule = Rule {
    id: "test-rule",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "a summary",
    why: "a reason",
    fix: "a remedy",
};

fn records() -> Vec<Record> {
    let mut sources = Sources::new();
    let file = sources.add("a b/dhcpd\x1b.conf", "ü broken\nsecond\n".as_bytes().to_vec());
    let diagnostic = Diagnostic::new(&RULE, Span::new(file, 3, 9), "`broken` \x1b[31mis")
        .with_label(Span::new(file, 10, 16), "because of this");
    vec![Record::of(&sources, &diagnostic)]
}

#[test]
fn columns_count_characters_and_control_bytes_are_written_out() {
    let record = &records()[0];
    assert_eq!((record.locations[0].line, record.locations[0].column), (1, 3));
    assert_eq!(record.locations[0].end_column, 9);
    assert_eq!(record.locations[0].file, "a b/dhcpd\\x1b.conf");
    assert_eq!(record.message, "`broken` \\x1b[31mis");
    assert_eq!(record.help, "a remedy");
}

#[test]
fn sarif_refers_to_its_rules_by_index() {
    let sarif = sarif("dhcpair", "0.1.0", &records());
    let run = &sarif["runs"][0];
    let result = &run["results"][0];
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "a%20b/dhcpd%5Cx1b.conf");
    assert_eq!(result["relatedLocations"][0]["message"]["text"], "because of this");
}

#[test]
fn junit_fails_what_it_is_told_to_fail() {
    let files = [("clean".to_owned(), Vec::new()), ("bad".to_owned(), records())];
    let xml = junit("dhcpair", &files, |_| true).unwrap();
    assert!(xml.contains(r#"tests="2" skipped="0" failures="1""#), "{xml}");
    let lenient = junit("dhcpair", &files, |_| false).unwrap();
    assert!(!lenient.contains(r#"failures="1""#), "{lenient}");
}
