use dhcpair_testbed::{Dice, hostile_text};
use windows_dhcp::quote::Text;

use std::net::Ipv4Addr;

use windows_dhcp::command::failover::{
    AddHotStandby, Authentication, GetFailovers, ReplicateScopes,
};
use windows_dhcp::command::{
    Builder, Command, Percent, RelationshipName, Scopes, Secret, ServerName,
};
use windows_dhcp::script::{AfterError, Reading, Run, RunId, readable};

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

/// Commands with hostile names, as they are run and as they are read.
#[test]
fn scripts_are_in_order_to_both_grammars() {
    let mut dice = Dice::new(0x5c21);
    let name = std::iter::repeat_with(|| RelationshipName::new(&hostile_text(&mut dice)));
    let names: Vec<RelationshipName> = name.flatten().take(500).collect();
    let server = ServerName::new("win-1").unwrap();
    let scopes = Scopes::new(vec![Ipv4Addr::new(10, 0, 0, 0), Ipv4Addr::new(10, 0, 1, 0)]).unwrap();
    for mut grammar in Grammar::both().unwrap() {
        let mut check = |script: &str, commands: usize| {
            let found = grammar.read(script).unwrap();
            assert!(!found.errors, "{}: {script}", grammar.name);
            assert!(found.commands >= commands, "{}: {script}", grammar.name);
        };
        check(Run::bootstrap(), 5);
        for name in &names {
            let secret = Authentication::Secret(Secret::new(Text::new(name.as_str()).unwrap()));
            let percent = Percent::new(5).unwrap();
            let role = windows_dhcp::ServerRole::Active;
            let (name, partner) = (name.clone(), server.clone());
            let add = AddHotStandby::new(name, partner, scopes.clone(), role, percent, secret);
            let commands: [Command; 3] = [
                add.at(&server),
                GetFailovers {}.at(&server),
                ReplicateScopes { scopes: scopes.clone() }.at(&server),
            ];
            check(&readable(&commands, Reading::File).unwrap(), 3);
            for after in [AfterError::Stop, AfterError::GoOn] {
                let run = Run::new(RunId::new("abcd1234").unwrap(), &commands, after).unwrap();
                check(run.text(), 3);
            }
        }
    }
}
