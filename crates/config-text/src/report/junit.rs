//! JUnit XML, the format in which continuous integration shows results.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::Record;

/// Writes records as one suite per file, in the order of `files`; a file without findings passes.
///
/// A finding fails its test case when `fails` says so; others are passed cases that name the rule.
///
/// # Errors
/// Only when the XML writer fails.
pub fn junit(
    tool: &str,
    files: &[(String, Vec<Record>)],
    fails: impl Fn(&Record) -> bool,
) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new(tool);
    for (file, records) in files {
        let mut suite = TestSuite::new(file.as_str());
        if records.is_empty() {
            suite.add_test_case(TestCase::new("no findings", TestCaseStatus::success()));
        }
        for record in records {
            suite.add_test_case(case(record, fails(record)));
        }
        report.add_test_suite(suite);
    }
    report.to_string()
}

fn case(record: &Record, failed: bool) -> TestCase {
    let at = record.locations.first();
    let place = at.map_or_else(String::new, |at| format!("{}:{}:{}", at.file, at.line, at.column));
    let name = format!("{} {place}", record.rule);
    let mut status = if failed {
        TestCaseStatus::non_success(NonSuccessKind::Failure)
    } else {
        TestCaseStatus::success()
    };
    if failed {
        status.set_message(record.message.as_str());
        status.set_type(record.severity);
        status.set_description(format!("{place}: {}\nhelp: {}", record.message, record.help));
    }
    let mut case = TestCase::new(name.trim_end(), status);
    if !failed {
        case.set_system_out(format!("{}: {}", record.severity, record.message));
    }
    case.set_classname(record.rule);
    case
}
