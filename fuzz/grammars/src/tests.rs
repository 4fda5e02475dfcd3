use dhcpair_testbed::{Dice, hostile_text};
use windows_dhcp::quote::Text;

use super::*;

/// How many hostile texts both grammars read.
const TEXTS: usize = 2_000;

fn script(literal: &str) -> String {
    format!(
        "try {{ Add-DhcpServerv4Failover -Name {literal} -ScopeId @({literal},'10.0.0.0') \
         -Confirm:$false }} catch {{ Get-DhcpServerVersion -ComputerName {literal} }}\n"
    )
}

#[test]
fn hostile_texts_are_literals_to_both_grammars() {
    let mut dice = Dice::new(0x6124);
    let mut texts = std::iter::repeat_with(|| hostile_text(&mut dice));
    let texts: Vec<Text> = texts.by_ref().filter_map(|t| Text::new(t).ok()).take(TEXTS).collect();
    for mut grammar in Grammar::both().unwrap() {
        for text in &texts {
            let literal = text.literal();
            let found = grammar.read(&script(&literal)).unwrap();
            let literals = [&literal, &literal, "'10.0.0.0'", &literal].map(str::to_owned).to_vec();
            let wanted = Opinion { errors: false, commands: 2, literals };
            assert_eq!(found, wanted, "{} on {:?}", grammar.name, text.as_str());
        }
    }
}

#[test]
fn what_is_open_or_injected_with_ascii_quotes_is_seen() {
    for mut grammar in Grammar::both().unwrap() {
        assert!(grammar.read("Get-X -Name 'a").unwrap().errors, "{}", grammar.name);
        let injected = grammar.read("Get-X -Name 'a'; Stop-Y #'").unwrap();
        assert_eq!((injected.errors, injected.commands), (false, 2), "{}", grammar.name);
    }
}

/// PowerShell ends the literal at U+2019 and stops the service; the grammars see one command with one
/// literal. Where this fails they have learned it, and have become a better second opinion.
#[test]
fn injections_with_other_quotes_are_not_seen() {
    for mut grammar in Grammar::both().unwrap() {
        for quote in ['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'] {
            let script = format!("Get-X -Name 'a{quote}; Stop-Y #'");
            let found = grammar.read(&script).unwrap();
            assert_eq!((found.errors, found.commands), (false, 1), "{}", grammar.name);
            let ours = windows_dhcp::token::tokenize(&script);
            assert!(ours.iter().any(|token| {
                token.kind == windows_dhcp::token::Kind::Word("Stop-Y".to_owned())
            }));
        }
    }
}
