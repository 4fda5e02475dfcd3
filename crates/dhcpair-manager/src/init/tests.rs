use super::*;
use crate::Inventory;
use failover_model::Percent;

/// Lays out files in a folder of their own and writes an inventory for them.
fn inventory(files: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        paths.push(path);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let document = runtime.block_on(write(&paths, Some("here"))).unwrap();
    (folder, document.inventory)
}

fn parse(text: &str) -> Inventory {
    Inventory::parse(text, Path::new("dhcpair.toml")).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// The inventory with every suggestion made a statement.
fn all_stated(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(statement) if !statement.starts_with(' ') || statement.starts_with("    ") => {
            statement
        }
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn peer(role: &str, own: &str, partner: &str) -> String {
    let primary = if role == "primary" { "mclt 3600; split 128;" } else { "" };
    format!(
        "failover peer \"campus\" {{ {role}; address {own}; peer address {partner}; \
         port 647; peer port 647; {primary} }}\n\
         subnet 10.1.0.0 netmask 255.255.255.0 {{\n  pool {{ failover peer \"campus\"; \
         range 10.1.0.10 10.1.0.99; }}\n}}\n"
    )
}

#[test]
fn a_pair_in_two_folders_becomes_two_servers_and_a_suggestion() {
    let (folder, text) = inventory(&[
        ("dhcp-a/etc/dhcp/dhcpd.conf", &peer("primary", "192.0.2.1", "192.0.2.2")),
        ("dhcp-b/etc/dhcp/dhcpd.conf", &peer("secondary", "192.0.2.2", "192.0.2.1")),
    ]);
    let found = parse(&text);
    let names: Vec<_> = found.servers.iter().map(|one| one.target.name.as_str()).collect();
    assert_eq!(names, ["dhcp-a", "dhcp-b"]);
    let first = &found.servers[0].target;
    assert_eq!(first.addresses, ["192.0.2.1"]);
    let root = folder.path().join("dhcp-a");
    assert_eq!(first.access, Access::Files { root, cwd: None });
    let stated = parse(&all_stated(&text));
    assert_eq!(stated.desired[0].relationship, "campus");
    assert_eq!(stated.desired[0].share, Percent::new(50));
    assert_eq!(stated.desired[0].scopes.as_ref().map(Vec::len), Some(1));
}

#[test]
fn a_partner_whose_files_are_missing_is_suggested() {
    let text = inventory(&[("a/dhcpd.conf", &peer("primary", "192.0.2.1", "192.0.2.2"))]).1;
    assert!(text.contains("#[servers.campus-partner]"), "{text}");
    assert_eq!(parse(&text).servers.len(), 1);
    assert_eq!(parse(&all_stated(&text)).servers.len(), 2);
}

#[test]
fn relative_includes_give_the_working_directory() {
    let main = format!("include \"more.conf\";\n{}", peer("primary", "192.0.2.1", "192.0.2.2"));
    let text = inventory(&[
        ("a/etc/dhcp/dhcpd.conf", &main),
        ("b/etc/dhcp/dhcpd.conf", &peer("secondary", "192.0.2.2", "192.0.2.1")),
    ]);
    assert!(text.1.contains("# Partly read"), "{}", text.1);
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("a/etc/dhcp");
    std::fs::create_dir_all(&home).unwrap();
    std::fs::write(home.join("dhcpd.conf"), main).unwrap();
    std::fs::write(home.join("more.conf"), "authoritative;\n").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let document = runtime.block_on(write(&[home.join("dhcpd.conf")], None)).unwrap();
    assert!(document.inventory.contains("cwd = \"/etc/dhcp\""), "{}", document.inventory);
    assert!(document.unread.is_empty());
}

#[test]
fn two_families_of_one_folder_are_one_server() {
    let (_, text) = inventory(&[
        ("a/etc/dhcp/dhcpd.conf", "subnet 10.0.0.0 netmask 255.255.255.0 {}\n"),
        ("a/etc/dhcp/dhcpd6.conf", "subnet6 2001:db8::/64 {}\n"),
    ]);
    let found = parse(&text);
    assert_eq!(found.servers.len(), 1, "{text}");
    assert_eq!(found.servers[0].target.configs.len(), 2);
}

#[test]
fn servers_that_share_a_folder_are_named_after_their_files() {
    let (_, text) = inventory(&[("lab/one.conf", "authoritative;\n"), ("lab/two.conf", "")]);
    let found = parse(&text);
    let names: Vec<_> = found.servers.iter().map(|one| one.target.name.as_str()).collect();
    assert_eq!(names, ["one", "two"]);
}

#[test]
fn nothing_to_read_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let missing = runtime.block_on(write(&["/does/not/exist".into()], None)).unwrap_err();
    assert_eq!(missing.code(), ErrorCode::FileUnreadable);
    let this = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    let twice = runtime.block_on(write(&[this.clone(), this], None)).unwrap_err();
    assert_eq!(twice.code(), ErrorCode::FileTwice);
}
