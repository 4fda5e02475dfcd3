//! The page that lists all commands.

use std::fmt::Write as _;
use std::path::Path;

use kea_ha::command::{COMMANDS, CommandInfo, Effect};

#[test]
fn the_generated_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/kea-commands.md");
    let text = page();
    if std::env::var_os("DHCPAIR_REFRESH").is_some_and(|value| value == "1") {
        std::fs::write(&path, &text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "`docs/kea-commands.md` is stale: run `cargo xtask docs`");
}

fn page() -> String {
    let mut text = HEAD.to_owned();
    let mut all: Vec<&CommandInfo> = COMMANDS.iter().collect();
    all.sort_by_key(|info| (info.library.map(|library| library.name()), info.name));
    let mut library = None;
    for info in all {
        let name = info.library.map_or("none", |library| library.name());
        if library != Some(name) {
            let title = info.library.map_or("Every server".to_owned(), |_| format!("`{name}`"));
            write!(text, "\n## {title}\n\n{COLUMNS}").unwrap();
            library = Some(name);
        }
        let since = info.since.map_or_else(String::new, |release| release.to_string());
        let effect = match info.effect {
            Effect::Read => "reads",
            Effect::Repeatable => "changes; again is the same",
            Effect::Once => "changes; once",
        };
        let port = if info.for_partners { "yes" } else { "" };
        writeln!(text, "| `{}` | {since} | {effect} | {port} |", info.name).unwrap();
    }
    text
}

const HEAD: &str = "# Commands of Kea

Made from `kea_ha::command`; `cargo xtask docs` writes it anew. These are the commands that dhcpair knows, by the library that brings
them.

*Since* is the first release, where that is later than 2.2.0. *Effect*: whether it leaves the server as it is, may be sent again where nobody
knows if it arrived, or must be sent once. *HA port*: partners use it, so the listener of High Availability takes it from whoever reaches
it, with `restrict-commands`, too. `libdhcp_class_cmds`, `libdhcp_host_cmds` and `libdhcp_subnet_cmds` are everybody's from 2.7.7 (3.0) on.
";

const COLUMNS: &str = "| command | since | effect | HA port |\n|---|---|---|---|\n";
