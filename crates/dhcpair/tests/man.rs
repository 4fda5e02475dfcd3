//! Manual pages: one for every command, in one stream or as files.

#[path = "support/mod.rs"]
mod support;

use std::fs;

use support::{dhcpair, every, folder};

/// The page of a command and what its text is, without what troff marks words with.
fn page(words: &[&str]) -> String {
    let empty = folder(&[]);
    let asked = dhcpair(empty.path(), ["man"].iter().chain(words));
    assert_eq!(asked.code, Some(0), "{}", asked.all());
    asked.stdout.replace("\\-", "-").replace("\\fB", "").replace("\\fI", "").replace("\\fR", "")
}

#[test]
fn every_command_has_a_page_with_what_its_help_says() {
    let empty = folder(&[]);
    for command in every::commands() {
        let words: Vec<&str> = command.split(' ').collect();
        let page = page(&words);
        let name = format!("dhcpair-{}", command.replace(' ', "-"));
        assert!(page.contains(&format!(".TH {name} 1")), "{name}: {page}");
        let help = dhcpair(empty.path(), words.iter().copied().chain(["--help"]));
        let options = help.stdout.split_whitespace().filter(|word| word.starts_with("--"));
        for option in
            options.filter(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
        {
            assert!(page.contains(option), "{name} lacks `{option}`");
        }
    }
}

#[test]
fn the_page_of_the_program_leads_to_those_of_its_commands() {
    let page = page(&[]);
    for name in ["dhcpair-status(1)", "dhcpair-relationship(1)", "dhcpair-man(1)"] {
        assert!(page.contains(name), "{name}: {page}");
    }
    assert!(page.contains("Exit codes: 0 done"), "{page}");
}

#[test]
fn all_pages_go_into_a_folder() {
    let at = folder(&[]);
    let pages = at.path().join("man1");
    fs::create_dir(&pages).unwrap();
    for _ in 0..2 {
        let asked = dhcpair(at.path(), ["man", "--to", "man1"]);
        assert_eq!(asked.code, Some(0), "{}", asked.all());
    }
    let mut names: Vec<_> = fs::read_dir(&pages)
        .unwrap()
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for command in every::commands() {
        let name = format!("dhcpair-{}.1", command.replace(' ', "-"));
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(names.contains(&"dhcpair.1".to_owned()), "{names:?}");
    assert!(names.iter().all(|name| name.starts_with("dhcpair")), "nothing else stays: {names:?}");
}

#[test]
fn what_cannot_be_is_said() {
    let at = folder(&[]);
    let asked = dhcpair(at.path(), ["man", "stat"]);
    assert_eq!(asked.code, Some(2));
    assert!(asked.stderr.contains("`stat` is no command"), "{}", asked.all());
    let asked = dhcpair(at.path(), ["man", "--to", "nowhere"]);
    assert_eq!(asked.code, Some(1));
    assert!(asked.stderr.contains("`nowhere/dhcpair.1` cannot be written"), "{}", asked.all());
}
