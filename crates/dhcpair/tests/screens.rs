//! Every screen fits 80 columns, and says without colour what it says with it.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

mod support;

use std::path::Path;

use support::{dhcpair, folder, workspace};
use unicode_width::UnicodeWidthStr;

/// What a terminal shows of a text with colours.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        let end = behind.find(|c: char| c.is_ascii_alphabetic()).unwrap();
        rest = &behind[end + 1..];
    }
    out + rest
}

fn fits(folder: &Path, config: &str, words: &[&str]) -> String {
    let run = |colour: &str| {
        let more = ["--config", config, "--color", colour];
        dhcpair(folder, words.iter().chain(&more))
    };
    let (with, without) = (run("always"), run("never"));
    assert!(with.code.is_some_and(|code| code != 101), "{}", with.all());
    assert_eq!(plain(&with.stdout), without.stdout, "{words:?}");
    assert!(!without.all().contains('\u{1b}'), "{}", without.all());
    for line in without.stdout.lines() {
        assert!(line.width() <= 80, "`{}` is wider than 80 columns:\n{line}", words.join(" "));
        assert_eq!(line, line.trim_end(), "`{}` leaves blanks at the end", words.join(" "));
    }
    without.stdout
}

/// Every screen of an inventory.
fn all_fit(folder: &Path, config: &str) {
    let list = |command: &str, key: &str| -> Vec<String> {
        let run = dhcpair(folder, [command, "--config", config, "-o", "json"]);
        let document = run.json();
        let rows = document[command].as_array().unwrap().clone();
        rows.iter().map(|row| row[key].as_str().unwrap().to_owned()).collect()
    };
    for command in ["status", "servers", "relationships", "scopes", "drift"] {
        fits(folder, config, &[command]);
    }
    for server in list("servers", "server") {
        fits(folder, config, &["server", "show", &server]);
    }
    for relationship in list("relationships", "relationship") {
        fits(folder, config, &["relationship", "show", &relationship]);
        fits(folder, config, &["drift", "--relationship", &relationship]);
    }
    for scope in list("scopes", "scope").iter().step_by(3) {
        fits(folder, config, &["scope", "show", scope]);
    }
}

#[test]
fn every_screen_of_the_campus_fits() {
    let workspace = workspace();
    all_fit(&workspace, "examples/campus/dhcpair.toml");
    let status = fits(&workspace, "examples/campus-clean/dhcpair.toml", &["status"]);
    assert!(status.lines().count() <= 24, "does not fit a screen:\n{status}");
}

#[test]
fn every_screen_about_leases_fits() {
    let (workspace, config) = (workspace(), "examples/leases/dhcpair.toml");
    let audit = fits(&workspace, config, &["leases", "audit", "campus", "--all"]);
    assert!(audit.contains("XX 1 other-client"), "{audit}");
    for what in ["10.1.0.24", "guest-laptop", "02:00:5e:10:00:28", "nobody"] {
        fits(&workspace, config, &["lease", "find", what]);
    }
}

/// Every screen about an access policy.
fn access_fits(folder: &Path, policy: &str) {
    let json = |words: &[&str]| {
        let more = ["--policy", policy, "-o", "json"];
        dhcpair(folder, ["access"].iter().chain(words).chain(&more)).json()
    };
    let fits = |words: &[&str]| {
        let words: Vec<&str> = ["access"].iter().chain(words).copied().collect();
        fits(folder, "dhcpair.toml", &[words.as_slice(), &["--policy", policy]].concat())
    };
    fits(&["roles"]);
    let everybody = json(&["who-can", "web", "module"]);
    for who in everybody["who"].as_array().unwrap() {
        let (kind, name) = who["who"].as_object().unwrap().iter().next().unwrap();
        let (kind, name) = (format!("--{kind}"), name.as_str().unwrap());
        let text = fits(&["effective", &kind, name]);
        assert!(text.contains("module-wide"), "{text}");
        let places = json(&["effective", &kind, name]);
        let places = places["places"].as_array().unwrap().iter();
        for object in places.filter_map(|place| place["object"].as_str()).step_by(5) {
            fits(&["effective", &kind, name, "--object", object]);
            fits(&["who-can", "options@range", object]);
            if kind == "--user" {
                fits(&["can", name, "options@range", object]);
            }
        }
    }
}

#[test]
fn every_screen_about_access_fits() {
    access_fits(&workspace(), "examples/access/policy.toml");
    let hostile = r#"
        version = 1
        roles."役割の名前がとても長い役割の名前がとても長い役割の名前がとても長い\u202e" = { kind = "general",
            allow = ["options@range", "web"], description = "\u001b[31mred\nand more" }
        groups."a-group-with-a-name-that-goes-on-and-on-and-on-and-on-until-the-end-of-the-line" = {}
        users.ann = { roles = ["役割の名前がとても長い役割の名前がとても長い役割の名前がとても長い\u202e"] }
        objects."2001:db8:1111:2222:3333:4444:5555:6666/128 and some more words about it" =
            { kind = "container" }
        objects.below = { kind = "scope",
            parent = "2001:db8:1111:2222:3333:4444:5555:6666/128 and some more words about it" }
    "#;
    let folder = folder(&[("policy.toml", hostile.replace("=\n", "= ").as_bytes())]);
    access_fits(folder.path(), "policy.toml");
    let roles = dhcpair(folder.path(), ["access", "roles", "--policy", "policy.toml"]);
    assert!(roles.stdout.contains("\\x1b[31mred\\nand more"), "{}", roles.all());
    assert!(!roles.stdout.contains('\u{202e}'), "{}", roles.all());
}

/// Names and addresses as long and as wide as they come.
fn wide() -> tempfile::TempDir {
    let long = "2001:db8:1111:2222:3333:4444:5555";
    let kea = |this: &str, valid: u32| {
        format!(
            r#"{{ "Dhcp6": {{
    "interfaces-config": {{ "interfaces": [ ] }},
    "valid-lifetime": {valid}, "server-tag": "\u001b[31m\u202e",
    "hooks-libraries": [
        {{ "library": "/usr/lib/kea/hooks/libdhcp_lease_cmds.so" }},
        {{ "library": "/usr/lib/kea/hooks/libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
            "this-server-name": "{this}", "mode": "load-balancing",
            "peers": [
                {{ "name": "a-server-with-a-name-that-goes-on-and-on-and-on-1", "role": "primary",
                   "url": "http://[{long}:6661]:8001/" }},
                {{ "name": "a-server-with-a-name-that-goes-on-and-on-and-on-2", "role": "secondary",
                   "url": "http://[{long}:6662]:8001/" }}
            ] }} ] }} }}
    ],
    "option-data": [ {{ "name": "domain-search", "data": "日本語の長い名前.example" }} ],
    "subnet6": [ {{ "id": 1, "subnet": "{long}:0/112",
        "pools": [ {{ "pool": "{long}:1000 - {long}:1fff", "client-class":
            "HA_a-server-with-a-name-that-goes-on-and-on-and-on-1" }} ],
        "reservations": [ {{ "duid": "00:03:00:01:00:00:5e:00:53:{valid}",
            "hostname": "日本語の長い名前日本語の長い名前日本語の長い名前日本語の長い名前",
            "ip-addresses": [ "{long}:2000", "{long}:2001", "{long}:2002" ] }} ] }} ]
}} }}
"#
        )
    };
    let mut inventory = String::from(
        "name = \"日本語の長い名前日本語の長い名前日本語の長い名前日本語の長い名前\"\n",
    );
    let mut files = Vec::new();
    for (at, root) in [(1_u32, "kea-a"), (2, "kea-b")] {
        let name = format!("a-server-with-a-name-that-goes-on-and-on-and-on-{at}");
        inventory.push_str(&format!(
            "[servers.\"{name}\\u001b[31m\"]\nvendor = \"kea\"\naddresses = [\"{long}:666{at}\"]\n\
             access = {{ type = \"files\", root = \"{root}\" }}\n\
             config6 = \"/etc/kea/in-a-folder-with-a-long-name/kea-dhcp6-{at}.conf\"\n"
        ));
        let path = format!("{root}/etc/kea/in-a-folder-with-a-long-name/kea-dhcp6-{at}.conf");
        files.push((path, kea(&name, 10 + at)));
    }
    files.push(("dhcpair.toml".to_owned(), inventory));
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    folder(&files)
}

#[test]
fn long_names_and_wide_letters_fit() {
    let folder = wide();
    all_fit(folder.path(), "dhcpair.toml");
    // Names are cut, and what is known of a server is not.
    for command in ["status", "relationships"] {
        let list = fits(folder.path(), "dhcpair.toml", &[command]);
        let row = list.lines().find(|line| line.matches(" file").count() == 2);
        let row = row.unwrap_or_else(|| panic!("{list}"));
        assert_eq!(row.matches('…').count(), 2, "{list}");
    }
    let scopes = fits(folder.path(), "dhcpair.toml", &["scopes"]);
    assert!(scopes.contains("2001:db8:1111:2222:3333:4444:5555:0/112"), "{scopes}");
    let servers = fits(folder.path(), "dhcpair.toml", &["servers"]);
    assert!(servers.contains("on-1\\x1b[31m"), "{servers}");
}

/// Letters whose width together is not the sum of theirs: what is cut to fit a column has to fit.
#[test]
fn letters_that_join_end_no_screen() {
    let folder = folder(&[]);
    let campus = workspace().join("examples/campus");
    let text = std::fs::read_to_string(campus.join("dhcpair.toml")).unwrap();
    let name = "\u{2601}\u{fe0f}".repeat(15);
    let text = text.replace("[servers.dhcp-a]", &format!("[servers.\"{name}\"]"));
    let text = text.replace("\"dhcp-a\"", &format!("\"{name}\""));
    let text = text.replace("root = \"", &format!("root = \"{}/", campus.display()));
    let text = text.replace("state = \"", &format!("state = \"{}/", campus.display()));
    std::fs::write(folder.path().join("dhcpair.toml"), text).unwrap();
    for words in [
        &["status"][..],
        &["servers"],
        &["server", "show", &name],
        &["relationships"],
        &["relationship", "show", "campus"],
        &["scopes"],
        &["drift"],
        &["explain", "campus"],
        &["doctor"],
    ] {
        let run = dhcpair(folder.path(), words);
        assert!(run.code.is_some_and(|code| code != 101), "{}", run.all());
        assert!(run.stdout.contains('\u{2601}'), "{words:?}: {}", run.all());
    }
}

/// What is wrong with an inventory is said in lines that fit, and relative includes are known by the
/// path that the server gives them.
#[test]
fn complaints_fit_and_generated_files_are_known_by_their_path() {
    let server = |name: &str| {
        format!(
            "[servers.{name}]\nvendor = \"isc\"\ngenerated = [\"/etc/dhcp/d/*\"]\n\
             access = {{ type = \"files\", root = \"{name}\", cwd = \"/etc/dhcp\" }}\n\
             config = \"/etc/dhcp/dhcpd.conf\"\n"
        )
    };
    let peer = |role: &str, own: u8, other: u8| {
        format!(
            "failover peer \"f\" {{ {role}; address 192.0.2.{own}; port 647; \
             peer address 192.0.2.{other}; peer port 647; }}\ninclude \"d/r.inc\";\n\
             subnet 10.0.0.0 netmask 255.255.255.0 {{ pool {{ failover peer \"f\"; \
             range 10.0.0.10 10.0.0.20; }} }}\n"
        )
    };
    let (a, b) = (peer("primary; mclt 600; split 128", 1, 2), peer("secondary", 2, 1));
    let folder = folder(&[
        ("a/etc/dhcp/dhcpd.conf", a.as_bytes()),
        ("a/etc/dhcp/d/r.inc", b"option domain-name \"a\";\n"),
        ("b/etc/dhcp/dhcpd.conf", b.as_bytes()),
        ("b/etc/dhcp/d/r.inc", b"option domain-name \"b\";\n"),
        ("fleet.toml", (server("a") + &server("b")).as_bytes()),
        ("bad.toml", b"[servers.a]\nvendor = \"isc\"\nfoo = 1\n"),
    ]);
    let words = ["drift", "--config", "fleet.toml", "-o", "json"];
    let document = dhcpair(folder.path(), words).json();
    let row = &document["drift"][0];
    assert_eq!(row["generated"], "/etc/dhcp/d/r.inc", "{document}");
    assert_eq!(row["sides"][1]["at"], "/etc/dhcp/d/r.inc:1", "{document}");
    let run = dhcpair(folder.path(), ["drift", "--config", "bad.toml"]);
    assert!(run.stderr.contains("unknown field `foo`"), "{}", run.all());
    assert!(run.stderr.lines().all(|line| line.len() <= 80), "{}", run.stderr);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_dhcpair"))
        .args(["check", "--explain", "all"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    use std::process::{Command, Stdio};
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let output = Command::new(env!("CARGO_BIN_EXE_dhcpair"))
        .args(["check", "--explain", "all"])
        .stdout(Stdio::from(full))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("error[output]"));
}
