//! Every row of the tables beside the real server: a value in its format is accepted by both, and
//! known here under its name.

use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::{Verdict, dhcpd_check};

use super::{LDAP, Row, SERVER, SPACES, enumeration};
use crate::{Build, Config, Family, ScopeIx, read_as};

/// A value in a format; `None` where dhcpd accepts none.
fn value(format: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = format;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[1..];
        let mut named = || {
            let (name, behind) = rest.split_once('.').expect("a name");
            rest = behind;
            name
        };
        parts.push(match letter {
            'I' => "192.0.2.1".to_owned(),
            '6' => "2001:db8::1".to_owned(),
            'l' | 'L' | 's' | 'S' | 'b' | 'B' | 'T' => "1".to_owned(),
            'f' => "true".to_owned(),
            't' => "\"text\"".to_owned(),
            'X' => "01:02".to_owned(),
            'd' => "a.example.org".to_owned(),
            'D' => "\"a.example.org\"".to_owned(),
            'U' => "isc".to_owned(),
            'k' => "known".to_owned(),
            'N' => enumeration(named())?.last().expect("a word").to_string(),
            'E' => {
                named();
                "01:02".to_owned()
            }
            'Z' | 'A' | 'a' | 'c' | 'o' => continue,
            other => panic!("letter {other}"),
        });
    }
    (!format.is_empty()).then(|| parts.join(" "))
}

/// Statements that set every option of a space, with the names that they must have here.
fn statements(space: &str, rows: &[Row]) -> Vec<(String, String)> {
    let valued = rows.iter().filter_map(|row| Some((row.name, value(row.format)?)));
    let made = valued.map(|(name, value)| {
        let low = name.to_ascii_lowercase();
        match space {
            // By itself this word is a statement of another kind.
            "server" if name == "authoritative" => (format!("option server.{name} {value};"), low),
            "server" => (format!("{name} {value};"), low),
            "dhcp" => (format!("option {name} {value};"), format!("option {low}")),
            _ => (format!("option {space}.{name} {value};"), format!("option {space}.{low}")),
        }
    });
    made.collect()
}

fn read(text: &str, family: Family, build: Build) -> Config {
    let loader = MemoryLoader::new().with("dhcpd.conf", text);
    let path = Path::new("dhcpd.conf");
    read_as(&mut Sources::new(), &loader, path, family, build).expect("a file")
}

/// All statements in one text, behind a key that one of them names.
fn text(statements: &[(String, String)]) -> String {
    let key = "key known { algorithm hmac-sha256; secret c2VjcmV0; }\n".to_owned();
    statements.iter().fold(key, |text, (statement, _)| text + statement + "\n")
}

fn all_known(config: &Config, statements: &[(String, String)]) {
    assert!(config.is_loadable(), "{:#?}", config.diagnostics());
    let keys: Vec<_> = config
        .settings(ScopeIx::ROOT)
        .map(|setting| {
            assert!(setting.understood, "{}", setting.key);
            setting.key.to_string()
        })
        .collect();
    let expected: Vec<_> = statements.iter().map(|(_, key)| key.clone()).collect();
    assert_eq!(keys, expected);
}

#[test]
fn every_option_and_parameter_takes_a_value_of_its_format() {
    let statements: Vec<_> =
        SPACES.iter().flat_map(|space| statements(space.name, space.rows)).collect();
    assert!(statements.len() > 280, "{}", statements.len());
    let text = text(&statements);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("dhcpd.conf");
    std::fs::write(&path, &text).expect("a file");
    let families =
        [(Family::V4, dhcpair_testbed::Family::V4), (Family::V6, dhcpair_testbed::Family::V6)];
    for (family, asked) in families {
        all_known(&read(&text, family, Build::DEBIAN), &statements);
        let verdict = dhcpd_check(&path, asked, folder.path());
        assert!(verdict.is_none_or(|verdict| verdict == Verdict::Accepted));
    }
}

/// What Debian's `isc-dhcp-server-ldap` accepts, and the other build calls no statement.
#[test]
fn parameters_for_ldap_are_known_to_a_build_with_ldap_alone() {
    let statements = statements(SPACES[usize::from(SERVER)].name, LDAP);
    assert_eq!(statements.len(), 19);
    all_known(&read(&text(&statements), Family::V4, Build::DEBIAN_LDAP), &statements);
    let without = read(&text(&statements), Family::V4, Build::DEBIAN);
    for (finding, (statement, _)) in without.diagnostics().iter().zip(&statements) {
        let ldap = finding.message.contains("built with LDAP");
        // Words, numbers and strings behind the name are noticed at different tokens.
        assert!(ldap || finding.rule.id == "isc-syntax", "{statement}: {}", finding.message);
    }
    assert!(!without.is_loadable());
    for wrong in ["ldap-port \"x\";", "ldap-method hard;", "ldap-ssl true;", "ldap-server 5;"] {
        assert!(!read(wrong, Family::V4, Build::DEBIAN_LDAP).is_loadable(), "{wrong}");
    }
}
