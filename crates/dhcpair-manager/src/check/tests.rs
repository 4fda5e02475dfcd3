use config_text::Phase;

use super::*;
use crate::contract::Verdict;

fn input(name: &str, text: &str) -> Input {
    Input { path: name.into(), bytes: Some(text.as_bytes().to_vec().into()), root: None }
}

fn request(inputs: Vec<Input>) -> Request {
    Request { pair: false, inputs, ..Request::default() }
}

fn rules_of(checked: &Checked) -> Vec<&'static str> {
    checked.findings.iter().map(|one| one.rule.id).collect()
}

fn peer(role: &str, own: &str, partner: &str, more: &str) -> String {
    let primary = if role == "primary" { "mclt 3600; split 128;" } else { "" };
    format!(
        "authoritative;\nfailover peer \"campus\" {{\n  {role};\n  address {own};\n  port 647;\n  \
         peer address {partner};\n  peer port 647;\n  max-response-delay 30;\n  \
         load balance max seconds 3;\n  {primary}\n}}\n{more}"
    )
}

fn pair_of(a: &str, b: &str) -> Checked {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        Input { path, ..Input::default() }
    };
    let inputs = vec![file("a.conf", a), file("b.conf", b)];
    run(&Request { pair: true, inputs, ..Request::default() }).unwrap()
}

const POOL: &str = "subnet 10.1.0.0 netmask 255.255.255.0 {\n  option routers 10.1.0.1;\n  pool {\n    \
                    failover peer \"campus\";\n    range 10.1.0.10 10.1.0.99;\n  }\n}\n";

#[test]
fn a_file_that_is_accepted_has_no_load_error() {
    let text = peer("primary", "192.0.2.1", "192.0.2.2", POOL);
    let checked = run(&request(vec![input("-", &text)])).unwrap();
    let file = &checked.document.files[0];
    assert_eq!((file.file.as_str(), file.format.as_str()), ("<stdin>", "isc"));
    assert_eq!(file.server_verdict, Verdict::Accepted, "{:?}", file.diagnostics);
}

#[test]
fn a_load_error_rejects_even_where_a_comment_allows_it() {
    let text = "# dhcpair: allow isc-syntax -- because\nsubnet here;\n";
    let plain = run(&request(vec![input("-", "subnet here;\n")])).unwrap();
    let [first, ..] = plain.findings.as_slice() else { panic!("nothing found") };
    assert_eq!((first.phase, first.severity), (Phase::Load, Severity::Error));
    let text = text.replace("isc-syntax", first.rule.id);
    let allowed = run(&request(vec![input("-", &text)])).unwrap();
    assert!(!rules_of(&allowed).contains(&first.rule.id));
    assert_eq!(allowed.document.files[0].server_verdict, Verdict::Rejected);
    assert_eq!(plain.document.exit_code(Severity::Error), ExitCode::Findings);
}

#[test]
fn a_missing_include_leaves_the_verdict_open() {
    let checked = run(&request(vec![input("-", "include \"/no/such/file\";\n")])).unwrap();
    assert_eq!(checked.document.files[0].server_verdict, Verdict::Unknown);
    assert_eq!(checked.document.exit_code(Severity::Error), ExitCode::Findings);
    let both = "include \"/no/such/file\";\nsubnet here;\n";
    let checked = run(&request(vec![input("-", both)])).unwrap();
    assert_eq!(checked.document.files[0].server_verdict, Verdict::Rejected);
}

#[test]
fn a_cycle_of_includes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("isc.conf", "include \"FILE\";\n"),
        ("kea.conf", "{ \"Dhcp4\": {\n<?include \"FILE\"?>\n} }\n"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text.replace("FILE", &path.to_string_lossy())).unwrap();
        let checked = run(&request(vec![Input { path, ..Input::default() }])).unwrap();
        assert_eq!(checked.document.files[0].server_verdict, Verdict::Rejected, "{name}");
    }
}

#[test]
fn a_missing_file_fails_and_the_others_are_checked() {
    let missing = Input { path: "/no/such/file".into(), ..Input::default() };
    let checked = run(&request(vec![missing, input("-", "authoritative;\n")])).unwrap();
    let [first, second] = checked.document.files.as_slice() else { panic!("two files") };
    assert!(first.unreadable.as_ref().unwrap().contains("does not exist"));
    assert_eq!(first.server_verdict, Verdict::Unknown);
    assert_eq!(second.server_verdict, Verdict::Accepted);
    assert_eq!(checked.document.exit_code(Severity::Note), ExitCode::Failed);
}

#[test]
fn rules_can_be_left_out_and_raised() {
    let text = peer("primary", "192.0.2.1", "192.0.2.2", POOL)
        + "subnet 10.2.0.0 netmask 255.255.255.0 { range 10.2.0.10 10.2.0.20; }\n";
    let rule = "any-scope-unprotected";
    let plain = run(&request(vec![input("-", &text)])).unwrap();
    assert!(rules_of(&plain).contains(&rule), "{:?}", rules_of(&plain));
    let allow = Request { allow: vec![rule.into()], ..request(vec![input("-", &text)]) };
    assert!(!rules_of(&run(&allow).unwrap()).contains(&rule));
    let deny = Request { deny: vec![rule.into()], ..request(vec![input("-", &text)]) };
    let denied = run(&deny).unwrap();
    let raised = denied.findings.iter().find(|one| one.rule.id == rule).unwrap();
    assert_eq!(raised.severity, Severity::Error);
    let both = Request { allow: vec![rule.into()], ..deny };
    assert!(matches!(run(&both), Err(CheckError::AllowedAndDenied { .. })));
}

#[test]
fn what_does_not_exist_is_wrong_usage() {
    let with = |change: fn(&mut Request)| {
        let mut request = request(vec![input("-", "")]);
        change(&mut request);
        run(&request).unwrap_err().code()
    };
    assert_eq!(with(|one| one.deny = vec!["no-such".into()]), ErrorCode::NoRule);
    let version = |version: &str| Some(version.to_owned());
    assert_eq!(with(|one| one.server_version = Some("1.0".into())), ErrorCode::NoServerVersion);
    assert_eq!(with(|one| one.server_version = Some("2".into())), ErrorCode::NoServerVersion);
    let isc = Request {
        format: Some(Format::Isc),
        server_version: version("2.6"),
        ..request(vec![input("-", "")])
    };
    assert_eq!(run(&isc).unwrap_err().code(), ErrorCode::ServerVersionWithoutKea);
    let kea = Request { server_version: version("2.6.1"), ..request(vec![input("-", "{}")]) };
    assert!(run(&kea).is_ok());
}

#[test]
fn load_only_leaves_the_rest_out() {
    let text = peer("primary", "192.0.2.1", "192.0.2.2", "") + "subnet here;\n";
    let only = Request { only_load: true, ..request(vec![input("-", &text)]) };
    let checked = run(&only).unwrap();
    assert!(!checked.findings.is_empty());
    assert!(checked.findings.iter().all(|one| one.phase == Phase::Load));
}

#[test]
fn a_pair_shows_what_only_both_halves_show() {
    let a = peer("primary", "192.0.2.1", "192.0.2.2", POOL);
    let b = peer("secondary", "192.0.2.2", "192.0.2.1", POOL);
    let same = pair_of(&a, &b);
    assert!(same.document.pair.is_empty(), "{:?}", same.document.pair);
    let other = pair_of(&a, &b.replace("10.1.0.99", "10.1.0.89"));
    let [found] = other.document.pair.as_slice() else { panic!("{:?}", other.document.pair) };
    assert_eq!((found.rule, found.phase), ("isc-range-differs", "pair"));
    let places: Vec<_> = found.locations.iter().map(|one| &one.file).collect();
    assert!(places[0].ends_with("a.conf") && places[1].ends_with("b.conf"), "{places:?}");
}

#[test]
fn a_half_that_is_not_known_is_not_compared() {
    let a = peer("primary", "192.0.2.1", "192.0.2.2", POOL);
    let checked = pair_of(&a, "include \"/no/such/file\";\n");
    let rules: Vec<_> = checked.document.pair.iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["any-side-unknown"]);
}

#[test]
fn a_pair_without_relationship_is_an_error() {
    let plain = "subnet 10.1.0.0 netmask 255.255.255.0 { range 10.1.0.10 10.1.0.99; }\n";
    let rules =
        |checked: Checked| -> Vec<_> { checked.document.pair.iter().map(|one| one.rule).collect() };
    assert_eq!(rules(pair_of(plain, plain)), ["isc-uncoordinated-range"]);
    let other = plain.replace("10.1.0.10 10.1.0.99", "10.1.0.100 10.1.0.200");
    assert_eq!(rules(pair_of(plain, &other)), ["any-pair-unrelated"]);
}

#[test]
fn a_finding_of_a_pair_may_be_allowed_on_either_side() {
    let a = peer("primary", "192.0.2.1", "192.0.2.2", POOL);
    let b = peer("secondary", "192.0.2.2", "192.0.2.1", POOL);
    let changed = b.replace(
        "  option routers 10.1.0.1;",
        "  # dhcpair: allow isc-option-differs -- two routers\n  option routers 10.1.0.254;",
    );
    let checked = pair_of(&a, &changed);
    assert!(checked.document.pair.is_empty(), "{:?}", checked.document.pair);
    assert!(!rules_of(&checked).contains(&"any-suppression-unused"));
}

#[test]
fn includes_are_shown_where_they_lie() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("copy");
    std::fs::create_dir_all(root.join("etc")).unwrap();
    std::fs::write(root.join("etc/more.conf"), "subnet here;\n").unwrap();
    let inputs =
        vec![Input { root: Some(root.clone()), ..input("-", "include \"/etc/more.conf\";\n") }];
    let checked = run(&request(inputs)).unwrap();
    let place = &checked.document.files[0].diagnostics[0].locations[0];
    assert_eq!(place.file, root.join("etc/more.conf").to_string_lossy());
}

#[test]
fn two_auto_partner_downs_are_one_too_many() {
    let auto = |text: String| {
        text.replace("port 647;\n  peer a", "port 647;\n  auto-partner-down 60;\n  peer a")
    };
    let a = auto(peer("primary", "192.0.2.1", "192.0.2.2", POOL));
    let b = auto(peer("secondary", "192.0.2.2", "192.0.2.1", POOL));
    let checked = pair_of(&a, &b);
    let rules: Vec<_> = checked.document.pair.iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["isc-auto-partner-down-both"]);
}

/// One of two Kea servers with High Availability, and what else stands in its file.
fn kea(daemon: &str, this: &str, ha: &str, more: &str) -> String {
    format!(
        r#"{{ "{daemon}": {{ {more}
  "hooks-libraries": [ {{ "library": "libdhcp_lease_cmds.so" }}, {{ "library": "libdhcp_ha.so",
    "parameters": {{ "high-availability": [ {{ "this-server-name": "{this}", "mode": "hot-standby", {ha}
      "peers": [ {{ "name": "one", "url": "http://192.0.2.1:8001/", "role": "primary" }},
                 {{ "name": "two", "url": "http://192.0.2.2:8001/", "role": "standby" }} ] }} ] }} }} ] }} }}"#
    )
}

fn kea_pair(daemon: &str, ha: &str, more: [&str; 2]) -> Vec<&'static str> {
    let file = |at: usize| kea(daemon, ["one", "two"][at], ha, more[at]);
    rules_of(&pair_of(&file(0), &file(1)))
}

#[test]
fn one_lease_database_for_two_servers_is_found() {
    let rule = "kea-lease-db-shared";
    let database = |host: &str| {
        format!(r#""lease-database": {{ "type": "mysql", "name": "kea", "host": "{host}" }},"#)
    };
    let (db, local, other) =
        (database("db.example"), database("localhost"), database("db2.example"));
    assert!(kea_pair("Dhcp4", "", [&db, &db]).contains(&rule));
    assert!(!kea_pair("Dhcp4", "", [&db, &other]).contains(&rule));
    assert!(!kea_pair("Dhcp4", "", [&local, &local]).contains(&rule));
    let off = r#""send-lease-updates": false, "sync-leases": false,"#;
    assert!(!kea_pair("Dhcp4", off, [&db, &db]).contains(&rule));
    let queue = format!(
        r#"{db} "allocator": "flq", "subnet4": [ {{ "id": 1, "subnet": "10.0.0.0/24" }} ],"#
    );
    assert!(kea_pair("Dhcp4", off, [&queue, &queue]).contains(&rule));
}

#[test]
fn one_server_identifier_for_two_kea_servers_is_found() {
    let rule = "kea-server-duid-shared";
    let id = |text: &str| {
        format!(
            r#""server-id": {{ "type": "EN", "enterprise-id": 2495, "identifier": "{text}" }},"#
        )
    };
    let (one, two) = (id("0123456789ab"), id("ba9876543210"));
    assert!(kea_pair("Dhcp6", "", [&one, &one]).contains(&rule));
    assert!(!kea_pair("Dhcp6", "", [&one, &two]).contains(&rule));
    // A time of 0 is the moment of the first start: another one on each.
    let llt = r#""server-id": { "type": "LLT", "identifier": "0123456789ab" },"#;
    assert!(!kea_pair("Dhcp6", "", [llt, llt]).contains(&rule));
}

#[test]
fn one_server_identifier_for_two_dhcpd_servers_is_found() {
    let rule = "isc-server-identifier-shared";
    let found = |a: &str, b: &str| {
        let said = |address: &str| format!("{POOL}option dhcp-server-identifier {address};\n");
        let one = peer("primary", "192.0.2.1", "192.0.2.2", &said(a));
        let two = peer("secondary", "192.0.2.2", "192.0.2.1", &said(b).replace("option dhcp-", ""));
        rules_of(&pair_of(&one, &two)).contains(&rule)
    };
    assert!(found("192.0.2.1", "192.0.2.1"));
    assert!(found("192.0.2.9", "192.0.2.9"));
    assert!(!found("192.0.2.1", "192.0.2.2"));
}

#[test]
fn a_partner_without_a_peer_is_one_sided() {
    let one = peer("primary", "192.0.2.1", "192.0.2.2", POOL);
    let plain = POOL.replace("failover peer \"campus\";", "");
    let found = rules_of(&pair_of(&one, &plain));
    assert!(found.contains(&"isc-peer-one-sided"), "{found:?}");
    assert!(found.contains(&"isc-uncoordinated-range"), "{found:?}");
}

#[test]
fn parameters_for_ldap_are_known_where_the_build_has_them() {
    let text = "ldap-port 389;\n";
    let verdict = |build| {
        let request =
            Request { build, format: Some(Format::Isc), ..request(vec![input("-", text)]) };
        run(&request).unwrap().document.files[0].server_verdict
    };
    assert_eq!(verdict(Build::DEBIAN), Verdict::Rejected);
    assert_eq!(verdict(Build::DEBIAN_LDAP), Verdict::Accepted);
}

#[test]
fn a_missing_relative_include_names_the_working_directory() {
    let help = |text: &str, cwd: Option<&str>| {
        let cwd = cwd.map(Into::into);
        let checked = run(&Request { cwd, ..request(vec![input("-", text)]) }).unwrap();
        let found = checked.findings.iter().find(|one| one.rule.id == "isc-include").unwrap();
        found.help.clone().unwrap_or_default()
    };
    assert!(help("include \"no/such/file\";\n", None).contains("`--cwd DIR`"));
    assert!(!help("include \"no/such/file\";\n", Some("/")).contains("--cwd"));
    assert!(!help("include \"/no/such/file\";\n", None).contains("--cwd"));
}

#[test]
fn recorded_states_are_judged_with_their_releases_and_accounts() {
    let state = |server: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/campus-clean");
        std::fs::read_to_string(format!("{folder}/{server}/state.json")).unwrap()
    };
    let (first, second) = (state("win-1"), state("win-2"));
    assert_eq!(rules_of(&pair_of(&first, &second)), Vec::<&str>::new());
    let changed = |was: &str, is: &str| {
        assert!(second.contains(was));
        rules_of(&pair_of(&first, &second.replace(was, is)))
    };
    assert_eq!(changed("10.0.20348", "10.0.26100"), ["win-version-differs"]);
    let account = "\"UserName\": \"dhcp-dns\"";
    assert_eq!(changed(account, "\"UserName\": \"\""), ["win-dns-account-differs"]);
}
