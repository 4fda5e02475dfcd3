//! No secret of any file appears in any output, however it is encoded.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails so")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use support::{dhcpair, folder, workspace};

/// The words in front of a secret in the formats that are read.
const WORDS: [&str; 4] = ["secret", "password", "passphrase", "passwd"];

/// Values that stand behind such words in the files below a folder.
fn secrets_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            secrets_below(&path, found);
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            text.lines().for_each(|line| secrets_of(line, found));
        }
    }
}

fn secrets_of(line: &str, found: &mut BTreeSet<String>) {
    let lower = line.to_ascii_lowercase();
    for word in WORDS {
        for (at, _) in lower.match_indices(word) {
            let behind = &line[at + word.len()..];
            // `secret VALUE;`, `"password": "VALUE"`: a separator, then the value.
            let value = behind.trim_start_matches(['"', '\'', ' ', '\t', ':', '=']);
            if value.len() == behind.len() {
                continue;
            }
            let end = value.find(['"', '\'', ';', ',', ' ', '}']).unwrap_or(value.len());
            let value = &value[..end];
            // Prose about secrets has short words behind it.
            if value.len() >= 8 && !value.starts_with('/') {
                found.insert(value.to_owned());
            }
        }
    }
}

/// A secret as it may show: itself, a half of it, in hexadecimal, in base64.
fn disguises(secret: &str) -> Vec<String> {
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut out, byte| {
            write!(out, "{byte:02x}").unwrap();
            out
        })
    };
    let mut all = vec![secret.to_lowercase(), hex(secret.as_bytes())];
    if secret.is_ascii() && secret.len() >= 12 {
        let (first, second) = secret.split_at(secret.len() / 2);
        all.extend([first.to_lowercase(), second.to_lowercase()]);
    }
    all.push(base64(secret.as_bytes()).trim_end_matches('=').to_lowercase());
    if let Some(bytes) = unbase64(secret) {
        all.push(hex(&bytes));
        all.extend(String::from_utf8(bytes).map(|text| text.to_lowercase()));
    }
    all
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        let number = number << (8 * (3 - three.len()));
        for at in 0..=three.len() {
            out.push(char::from(ALPHABET[(number >> (18 - 6 * at) & 63) as usize]));
        }
    }
    out
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut number, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == byte)?;
        number = number << 6 | u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(number >> bits & 0xff).ok()?);
        }
    }
    Some(out)
}

/// Every command in every form, with what each of them can be asked about.
fn commands(folder: &Path, config: &str) -> Vec<Vec<String>> {
    let list = |command: &str, array: &str, key: &str| -> Vec<String> {
        let document = dhcpair(folder, [command, "--config", config, "-o", "json"]).json();
        let rows = document[array].as_array().unwrap().clone();
        rows.iter().map(|row| row[key].as_str().unwrap().to_owned()).collect()
    };
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut add = |words: &[&str]| {
        for form in ["table", "json"] {
            let mut words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            words.extend(["--config", config, "-o", form, "--color", "always"].map(str::to_owned));
            all.push(words);
        }
    };
    for command in ["status", "servers", "relationships", "scopes", "drift"] {
        add(&[command]);
    }
    add(&["scopes", "--unprotected"]);
    for server in list("servers", "servers", "server") {
        add(&["server", "show", &server]);
        add(&["relationships", "--server", &server]);
    }
    for relationship in list("relationships", "relationships", "relationship") {
        add(&["relationship", "show", &relationship]);
        add(&["drift", "--relationship", &relationship]);
        add(&["scopes", "--relationship", &relationship]);
    }
    // Everything a table shows of a scope is in the document: a few tables are enough.
    let scopes = list("scopes", "scopes", "scope");
    for scope in scopes.iter().take(4) {
        add(&["scope", "show", scope]);
    }
    for scope in scopes.iter().skip(4) {
        let words = ["scope", "show", scope, "--config", config, "-o", "json"];
        all.push(words.map(str::to_owned).to_vec());
    }
    all
}

/// Runs every command and looks for every secret, on two threads.
fn hold_no(secrets: &BTreeSet<String>, folder: &Path, commands: &[Vec<String>]) {
    let half = commands.len().div_ceil(2);
    std::thread::scope(|scope| {
        for part in commands.chunks(half.max(1)) {
            scope.spawn(move || shows_none(secrets, folder, part));
        }
    });
}

fn shows_none(secrets: &BTreeSet<String>, folder: &Path, commands: &[Vec<String>]) {
    for words in commands {
        let run = dhcpair(folder, words);
        assert!(!run.stderr.contains("panicked"), "{words:?}: {}", run.stderr);
        let shown = (run.stdout + &run.stderr).to_lowercase();
        for secret in secrets {
            for disguise in disguises(secret) {
                assert!(!shown.contains(&disguise), "`{}` shows `{secret}`", words.join(" "));
            }
        }
    }
}

fn files_below(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_none_or(|ending| ending != "toml") {
            found.push(path.to_string_lossy().into_owned());
        }
    }
}

fn checks(files: &[String]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for file in files {
        for form in ["table", "json", "sarif", "junit"] {
            let words = ["check", file, "-o", form, "--color", "always", "--fail-on", "note"];
            all.push(words.map(str::to_owned).to_vec());
        }
        all.push(["init", file].map(str::to_owned).to_vec());
    }
    all
}

#[test]
fn the_campus_keeps_its_secrets() {
    let workspace = workspace();
    for example in ["examples/campus", "examples/campus-clean"] {
        let mut secrets = BTreeSet::new();
        secrets_below(&workspace.join(example), &mut secrets);
        assert!(secrets.len() >= 4, "the example has no secrets to keep: {secrets:?}");
        let config = format!("{example}/dhcpair.toml");
        hold_no(&secrets, &workspace, &commands(&workspace, &config));
        let mut files = Vec::new();
        files_below(&workspace.join(example), &mut files);
        // Every file alone, includes as well: those are full of errors, which is the point.
        hold_no(&secrets, &workspace, &checks(&files));
        let servers: Vec<_> = std::fs::read_dir(workspace.join(example)).unwrap().collect();
        assert!(servers.len() > 4);
    }
}

#[test]
fn the_halves_of_a_pair_keep_their_secrets() {
    let workspace = workspace();
    let mut secrets = BTreeSet::new();
    secrets_below(&workspace.join("examples/campus"), &mut secrets);
    let mut all = Vec::new();
    for (a, b, file) in [
        ("dhcp-a", "dhcp-b", "etc/dhcp/dhcpd.conf"),
        ("kea-1", "kea-2", "etc/kea/kea-dhcp4.conf"),
        ("kea-3", "kea-4", "etc/kea/kea-dhcp6.conf"),
        ("win-1", "win-2", "state.json"),
    ] {
        for form in ["table", "json", "sarif", "junit"] {
            let at = |server: &str| format!("examples/campus/{server}/{file}");
            let root = |server: &str| format!("examples/campus/{server}");
            let words =
                ["check", "--pair", &at(a), &at(b), "--root-a", &root(a), "--root-b", &root(b)];
            let mut words = words.map(str::to_owned).to_vec();
            words.extend(["-o", form].map(str::to_owned));
            all.push(words);
        }
    }
    hold_no(&secrets, &workspace, &all);
}

/// Secrets in places where no statement is whole.
#[test]
fn broken_files_keep_their_secrets() {
    const SECRET: &str = "Hunter2TopSecret99==";
    let isc = [
        "key k { algorithm hmac-md5; secret SECRET; bogus here; }\n",
        "key k { algorithm hmac-md5; secret \"SECRET; }\nsubnet here;\n",
        "key k { algorithm hmac-md5; secret \"SECRET\"; } bogus;\n",
        "key k { secret SECRET SECRET; }\n",
        "key k { secret = SECRET; algorithm hmac-md5; }\n",
        "key k { secret !SECRET; }\n",
        "key k { algorithm hmac-md5; secret\n  SECRET bogus;\n}\n",
        "key k { algorithm hmac-md5; secret SECRET",
        "bogus; # the old secret SECRET\n",
        "key k { algorithm nonsense; secret SECRET; };\nomapi-key k;\nzone x. { key none; }\n",
        "subnet here; key k { algorithm hmac-md5; secret SECRET; }\n",
        "key k { algorithm hmac-md5; secrett SECRET; }\n",
        "key k { algorithm hmac-md5; SECRET; }\n",
        "key k { algorithm hmac-md5 SECRET; }\n",
        "omapi-port 7911; omapi-key k SECRET;\n",
        "zone x. { primary 192.0.2.1; key SECRET; }\n",
        "on commit { execute(\"curl\", \"https://u:SECRET@192.0.2.1/\"); } bogus;\n",
        "on commit { execute(\"/bin/x\", \"--password=SECRET\"); } bogus;\n",
        "on commit { execute(\"/bin/x\", \"--password\", \"SECRET\"); bogus; }\n",
        "option dhcp6.auth \"SECRET\";\n",
        "option x.db-password SECRET;\n",
        "omapi-key SECRET;\n",
        "omapi-key SECRET; bogus;\n",
    ];
    let kea = [
        "{ \"Dhcp4\": { \"lease-database\": { \"password\": \"SECRET\" bogus } } }",
        "{ \"Dhcp4\": { \"lease-database\": { \"password\": \"SECRET\n } } }",
        "{ \"Dhcp4\": { \"lease-database\": { \"password\" \"SECRET\" } } }",
        "{ \"Dhcp4\": { \"lease-database\": { \"password\": SECRET } } }",
        "{ \"Dhcp4\": { \"lease-database\": { \"password\":\n\"SECRET\", \"password\":\n\"SECRET\" } } }",
        "{ \"Dhcp4\": { // the old password: SECRET\n bogus } }",
        "{ \"Dhcp4\": { \"control-socket\": { \"password\": { \"x\": \"SECRET\" } } } }",
        "{ \"Dhcp4\": { \"secret\": [ \"SECRET\", ] } }",
        "{ \"Dhcp4\": { \"lease-database\": { \"type\": \"mysql\", \"passwrd\": \"SECRET\" } } }",
        "{ \"Dhcp4\": { \"lease-database\": { \"type\": \"mysql\", \"word\": \"SECRET\" } } }",
        "{ \"Dhcp4\": { \"lease-database\": { \"pasword\": \"SECRET\n } } }",
        "{ \"Dhcp4\": { \"lease-database\": { \"pasword\": SECRET } } }",
        "{ \"Dhcp4\": { \"control-socket\": { \"authentication\": { \"clients\": [\n\
         { \"user\": \"u\", \"pw\": \"SECRET\" } ] } } } }",
        "{ \"Dhcp4\": { \"x\": \"http://u:SECRET@192.0.2.1/\" bogus } }",
        "{ \"Dhcp4\": { \"x\": \"http://u:SECRET\n } }",
    ];
    let windows = [
        "{ \"recorded-windows-state\": 1, \"failover\": [ { \"SharedSecret\": \"SECRET\" bogus } ] }",
        "{ \"recorded-windows-state\": 1, \"failover\": [ { \"SharedSecret\": \"SECRET\n } ] }",
        "{ \"recorded-windows-state\": 1, \"failover\": [ { \"SharedSecret\": [\"SECRET\"] } ] }",
        "{ \"recorded-windows-state\": 1, \"password\": \"SECRET\" }",
        "{ \"recorded-windows-state\": 1, \"failover\": { \"SharedSecret\": SECRET } }",
    ];
    let secrets = BTreeSet::from([SECRET.to_owned()]);
    for (vendor, file, texts) in [
        ("isc", "dhcpd.conf", isc.as_slice()),
        ("kea", "kea-dhcp4.conf", kea.as_slice()),
        ("windows", "state.json", windows.as_slice()),
    ] {
        for text in texts {
            let text = text.replace("SECRET", SECRET);
            let key = if vendor == "windows" { "state" } else { "config" };
            let inventory = format!(
                "[servers.one]\nvendor = \"{vendor}\"\n\
                 access = {{ type = \"files\", root = \".\" }}\n{key} = \"/{file}\"\n"
            );
            let files: [(&str, &[u8]); 2] =
                [(file, text.as_bytes()), ("dhcpair.toml", inventory.as_bytes())];
            let folder = folder(&files);
            let mut all = checks(&[file.to_owned()]);
            all.extend(commands(folder.path(), "dhcpair.toml"));
            hold_no(&secrets, folder.path(), &all);
        }
    }
}

/// A password in the URL of a partner, which Kea takes for a bad port: refused, and never shown.
#[test]
fn urls_of_partners_keep_their_secrets() {
    const SECRETS: [&str; 2] = ["Hunter2TopSecret99", "AnotherSecret4711"];
    let config = |own: &str, secret: &str| {
        format!(
            r#"{{ "Dhcp4": {{ "hooks-libraries": [ {{ "library": "libdhcp_lease_cmds.so" }},
            {{ "library": "libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
            "this-server-name": "{own}", "mode": "hot-standby", "peers": [
            {{ "name": "one", "url": "http://u:{secret}@192.0.2.1:8000/", "role": "primary" }},
            {{ "name": "two", "url": "http://192.0.2.2:8000/", "role": "standby" }},
            {{ "name": "three", "url": "http://{secret}@192.0.2.3:8000/", "role": "backup" }}
            ] }} ] }} }} ], "boot-file-name": "http://u:{secret}@192.0.2.9/boot" }} }}"#
        )
    };
    let (one, two) = (config("one", SECRETS[0]), config("two", SECRETS[1]));
    let inventory = "[servers.one]\nvendor = \"kea\"\n\
         access = { type = \"files\", root = \"one\" }\nconfig = \"/kea.conf\"\n\
         [servers.two]\nvendor = \"kea\"\n\
         access = { type = \"files\", root = \"two\" }\nconfig = \"/kea.conf\"\n\
         [relationships.\"one+two\"]\nvendor = \"kea\"\nprimary = \"one\"\nsecondary = \"two\"\n";
    let folder = folder(&[
        ("one/kea.conf", one.as_bytes()),
        ("two/kea.conf", two.as_bytes()),
        ("dhcpair.toml", inventory.as_bytes()),
    ]);
    let drift = dhcpair(folder.path(), ["drift", "-o", "json"]);
    let found = drift.json()["drift"].as_array().unwrap().len();
    assert!(found >= 3, "two URLs and a boot file differ: {}", drift.all());
    let refused = dhcpair(folder.path(), ["check", "one/kea.conf"]);
    assert!(refused.stdout.contains("error[kea-ha-url]"), "{}", refused.all());
    let mut all = commands(folder.path(), "dhcpair.toml");
    all.extend(checks(&["one/kea.conf".to_owned()]));
    hold_no(&SECRETS.map(str::to_owned).into(), folder.path(), &all);
}

#[test]
fn the_test_would_see_a_secret() {
    assert_eq!(base64(b"hello wo"), "aGVsbG8gd28");
    assert_eq!(unbase64("aGVsbG8gd28="), Some(b"hello wo".to_vec()));
    let mut found = BTreeSet::new();
    secrets_of("  secret abcdefgh1234==;", &mut found);
    secrets_of("\"basic-auth-password\": \"9876zyxw\",", &mut found);
    secrets_of("# secrets are kept in another file", &mut found);
    assert_eq!(found, BTreeSet::from(["9876zyxw".to_owned(), "abcdefgh1234==".to_owned()]));
}

/// Partners whose secrets differ: the difference is reported, what differs is not shown.
#[test]
fn what_differs_in_a_secret_shows_none() {
    const SECRETS: [&str; 2] = ["Hunter2TopSecret99", "Correct7HorseStaple"];
    let file = |at: usize| {
        let (role, own, other) = [
            ("primary; mclt 1800; split 128", "192.0.2.1", "192.0.2.2"),
            ("secondary", "192.0.2.2", "192.0.2.1"),
        ][at];
        let secret = SECRETS[at];
        format!(
            "option space vault;\noption vault.auth code 1 = string;\n\
             option vault.db-password code 2 = string;\n\
             option vault.auth \"{secret}\";\noption vault.db-password \"{secret}\";\n\
             failover peer \"campus\" {{ {role}; address {own}; port 647; peer address {other}; \
             peer port 647; load balance max seconds 3; }}\n\
             subnet 10.1.0.0 netmask 255.255.255.0 {{\n\
             on commit {{ execute(\"/bin/x\", \"--password={secret}\", \"--token\", \"{secret}\"); }}\n\
             if known {{ option vault.auth \"{secret}\"; }}\n\
             pool {{ failover peer \"campus\"; range 10.1.0.10 10.1.0.99; }} }}\n"
        )
    };
    let (one, two) = (file(0), file(1));
    let inventory = "[servers.a]\nvendor = \"isc\"\naccess = { type = \"files\", root = \"a/\" }\n\
                     config = \"/dhcpd.conf\"\n[servers.b]\nvendor = \"isc\"\n\
                     access = { type = \"files\", root = \"b/\" }\nconfig = \"/dhcpd.conf\"\n";
    let files: [(&str, &[u8]); 3] = [
        ("a/dhcpd.conf", one.as_bytes()),
        ("b/dhcpd.conf", two.as_bytes()),
        ("dhcpair.toml", inventory.as_bytes()),
    ];
    let folder = folder(&files);
    let mut all = checks(&["a/dhcpd.conf".to_owned(), "b/dhcpd.conf".to_owned()]);
    for words in [
        &["drift"][..],
        &["scope", "show", "10.1.0.0/24"],
        &["check", "--pair", "a/dhcpd.conf", "b/dhcpd.conf"],
    ] {
        for form in ["table", "json"] {
            all.push(words.iter().chain(&["-o", form]).map(|word| (*word).to_owned()).collect());
        }
    }
    all.extend(commands(folder.path(), "dhcpair.toml"));
    let secrets = SECRETS.iter().map(|secret| (*secret).to_owned()).collect();
    hold_no(&secrets, folder.path(), &all);
    let drift = dhcpair(folder.path(), ["drift", "-o", "json"]);
    for field in ["vault.auth", "vault.db-password", "on commit", "if"] {
        let all = drift.json()["drift"].as_array().unwrap().clone();
        let found = all.iter().any(|one| one["field"].as_str().is_some_and(|f| f.contains(field)));
        assert!(found, "{field}: {}", drift.all());
    }
}
