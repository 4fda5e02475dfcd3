//! Every inventory in the guides is one that the program takes.

use std::path::Path;

use dhcpair_manager::Inventory;

/// The indented blocks of a page that begin with a server.
fn inventories(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("    [servers.") else { continue };
        let mut block = format!("[servers.{first}\n");
        while let Some(line) = lines.next_if(|line| line.is_empty() || line.starts_with("    ")) {
            block += line.trim_start_matches("    ");
            block.push('\n');
        }
        blocks.push(block);
    }
    blocks
}

#[test]
fn every_inventory_in_the_guides_is_taken() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide");
    for (page, expected) in [("connect-isc.md", 2), ("kea.md", 1), ("connect-windows.md", 2)] {
        let text = std::fs::read_to_string(docs.join(page)).unwrap();
        let mut found = 0;
        for block in inventories(&text) {
            let inventory = Inventory::parse(&block, &docs.join("dhcpair.toml"));
            let inventory = inventory.unwrap_or_else(|error| panic!("{page}: {error}\n{block}"));
            found += inventory.servers.len();
        }
        assert_eq!(found, expected, "{page}");
    }
}
