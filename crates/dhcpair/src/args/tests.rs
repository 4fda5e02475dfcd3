//! What the help shows can be typed in, and fits terminals that are narrow.

use clap::{Command, CommandFactory, Parser};

use super::Cli;

/// The widest line that is not wrapped in a terminal of 60 columns.
const NARROW: usize = 60;

/// Every command with the words that lead to it.
fn commands(above: &Command, words: &str, found: &mut Vec<(String, Command)>) {
    found.push((words.to_owned(), above.clone()));
    for below in above.get_subcommands() {
        commands(below, &format!("{words} {}", below.get_name()), found);
    }
}

fn all() -> Vec<(String, Command)> {
    let mut program = Cli::command();
    program.build();
    let mut found = Vec::new();
    commands(&program, "dhcpair", &mut found);
    found.retain(|(words, _)| !words.split(' ').any(|word| word == "help"));
    found
}

fn footer(command: &Command) -> String {
    command.get_after_help().map(ToString::to_string).unwrap_or_default()
}

/// The words of the examples: lines that begin with the program, with those that they go on in, up to where a shell takes over.
fn examples(footer: &str) -> Vec<Vec<String>> {
    let whole = footer.replace("\\\n", "");
    let lines = whole.lines().filter(|line| line.starts_with("  dhcpair "));
    let words = lines.map(|line| {
        let line = line.split(['>', '|']).next().unwrap_or(line);
        line.split_whitespace().map(str::to_owned).collect()
    });
    words.collect()
}

#[test]
fn every_example_can_be_typed_in() {
    let mut typed = 0;
    for (words, command) in all() {
        for example in examples(&footer(&command)) {
            if let Err(error) = Cli::try_parse_from(&example) {
                panic!("{words}: {example:?}: {error}");
            }
            typed += 1;
        }
        let leads_on = command.has_subcommands();
        assert!(leads_on || !examples(&footer(&command)).is_empty(), "`{words}` has no example");
    }
    assert!(typed >= 40, "{typed}");
}

/// Prose is wrapped where the terminal ends: a paragraph is one line. What is not prose is narrow enough not to be wrapped.
#[test]
fn footers_are_wrapped_by_the_terminal_alone() {
    for (words, command) in all() {
        let footer = footer(&command);
        let lines: Vec<&str> = footer.lines().collect();
        for pair in lines.windows(2) {
            let prose = |line: &str| !line.is_empty() && !line.starts_with(' ');
            let short = pair[0].len() <= NARROW || pair[0].ends_with('.');
            assert!(!prose(pair[0]) || !prose(pair[1]) || short, "{words}: {pair:?}");
        }
        for line in lines.iter().filter(|line| line.starts_with(' ')) {
            assert!(line.len() <= NARROW, "{words}: {line}");
        }
    }
}

/// Help as it is printed: no line is wider than the terminal.
#[test]
fn help_fits_its_terminal() {
    let mut wide = Vec::new();
    for (words, command) in all() {
        for columns in [NARROW, 80] {
            let help = command.clone().term_width(columns).render_help().to_string();
            let lines = help.lines().filter(|line| line.chars().count() > columns);
            wide.extend(lines.map(|line| format!("{words} at {columns}: {line}")));
            assert!(help.lines().all(|line| line == line.trim_end()), "{words} at {columns}");
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}
