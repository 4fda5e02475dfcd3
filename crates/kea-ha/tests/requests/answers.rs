//! Answers, and what is none.

use kea_config::{Document, Family};
use kea_ha::command::*;
use kea_ha::{Role, State};

use crate::{configuration, server};

fn decode<C: Command>(command: &C, reply: &str) -> Result<C::Response, ReplyError> {
    let server = server(C::INFO.family.unwrap_or(Family::V4), "3.0.4");
    server.request(command).unwrap().decode(reply.as_bytes())
}

/// What is said of a reply that is none.
fn wrong<C: Command>(command: &C, reply: &str) -> String {
    match decode(command, reply) {
        Ok(_) => panic!("it is taken: {reply}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn lists_and_bare_maps_are_answers() {
    for reply in [r#"{ "result": 0, "text": "t" }"#, r#"[ { "result": 0, "text": "t" } ]"#] {
        assert_eq!(decode(&BuildReport, reply).as_deref(), Ok("t"));
    }
    for (reply, told) in [
        ("[]", "there are 0 answers to `build-report`, and one server was asked"),
        (
            r#"[ { "result": 0 }, { "result": 0 } ]"#,
            "there are 2 answers to `build-report`, and one server was asked",
        ),
        ("3", "`.` in the answer to `build-report` is `3`, and should be a map"),
        ("[ [] ]", "`[0]` in the answer to `build-report` is a list, and should be a map"),
        (r#"{ "text": "t" }"#, "the answer to `build-report` has no `result`"),
        (r#"[ { "result": null } ]"#, "the answer to `build-report` has no `[0].result`"),
        (
            r#"{ "result": "0" }"#,
            "`result` in the answer to `build-report` is `0`, and should be an integer",
        ),
        (r#"{ "result": 0 }"#, "the answer to `build-report` has no `text`"),
    ] {
        assert_eq!(wrong(&BuildReport, reply), told);
    }
    for reply in ["{", r#"{ "result": 0"#, "<html>", "<?include \"value\"?>", "\0", "\u{feff}{}"] {
        assert!(
            wrong(&BuildReport, reply).starts_with("the answer to `build-report` cannot be read: ")
        );
    }
}

#[test]
fn nothing_is_no_answer() {
    for reply in ["", " \r\n"] {
        let told = "the server closed the connection without an answer to `build-report`";
        assert_eq!(wrong(&BuildReport, reply), told);
    }
}

#[test]
fn results_are_told_apart() {
    for (number, code) in [
        (1, ResultCode::Error),
        (2, ResultCode::Unsupported),
        (3, ResultCode::Empty),
        (4, ResultCode::Conflict),
        (5, ResultCode::HalfDone),
        (403, ResultCode::Other(403)),
        (1001, ResultCode::Other(1001)),
        (-1, ResultCode::Other(-1)),
    ] {
        let reply = format!(r#"{{ "result": {number}, "text": "no\u001b[31m" }}"#);
        let Err(ReplyError::Failed(failure)) = decode(&HaReset::default(), &reply) else {
            panic!("{number} is done")
        };
        assert_eq!((failure.code, failure.code.number()), (code, number));
        let told = format!("the server answers `ha-reset` with result {number}: no\\x1b[31m");
        assert!(failure.to_string().starts_with(&told), "{failure}");
        assert_eq!(failure.to_string().contains("libdhcp_ha"), code == ResultCode::Unsupported);
    }
    let busy = r#"{ "result": 1, "text": "Can not update configuration while lease file cleanup process is running." }"#;
    for (reply, passes) in [(busy, true), (r#"{ "result": 1, "text": "no" }"#, false)] {
        let Err(ReplyError::Failed(failure)) = decode(&ConfigReload, reply) else { panic!("done") };
        assert_eq!(failure.is_passing(), passes);
    }
    let silent = wrong(&HaReset::default(), r#"{ "result": 2 }"#);
    assert_eq!(
        silent,
        "the server answers `ha-reset` with result 2 (`libdhcp_ha` brings it: is it loaded?)"
    );
    let silent = wrong(&BuildReport, r#"{ "result": 2 }"#);
    assert_eq!(silent, "the server answers `build-report` with result 2");
}

#[test]
fn wrong_members_are_named_with_their_place() {
    let first = LeaseGetPage::<V4>::first(PageSize::default());
    let good = r#"{ "ip-address": "10.0.0.1", "subnet-id": 1, "hw-address": "02:00", "cltt": 1700000000, "valid-lft": 60, "state": 9, "hostname": "", "fqdn-fwd": false, "fqdn-rev": true, "new": {} }"#;
    let page = |lease: &str| {
        format!(
            r#"[ {{ "result": 0, "arguments": {{ "leases": [ {good}, {lease} ], "count": 2 }} }} ]"#
        )
    };
    let read = decode(&first, &page(good)).unwrap();
    assert_eq!(read.leases[1].state, LeaseState::Other(9));
    assert_eq!(read.leases[1].expires().unwrap().timestamp(), 1_700_000_060);
    assert!(read.next.is_none());
    for (from, to, told) in [
        (
            r#""cltt": 1700000000"#,
            r#""cltt": "x""#,
            "`[0].arguments.leases[1].cltt` in the answer to `lease4-get-page` is `x`, and should be seconds since 1970",
        ),
        (
            r#""cltt": 1700000000, "#,
            "",
            "the answer to `lease4-get-page` has no `[0].arguments.leases[1].cltt`",
        ),
        (
            "10.0.0.1",
            "::1",
            "`[0].arguments.leases[1].ip-address` in the answer to `lease4-get-page` is `::1`, and should be an IPv4 address",
        ),
        (
            "02:00",
            "zz",
            "`[0].arguments.leases[1].hw-address` in the answer to `lease4-get-page` is `zz`, and should be octets in hexadecimal",
        ),
        (
            r#""valid-lft": 60"#,
            r#""valid-lft": -1"#,
            "`[0].arguments.leases[1].valid-lft` in the answer to `lease4-get-page` is `-1`, and should be seconds, 0 to 4294967295",
        ),
        (
            r#""fqdn-fwd": false"#,
            r#""fqdn-fwd": []"#,
            "`[0].arguments.leases[1].fqdn-fwd` in the answer to `lease4-get-page` is a list, and should be true or false",
        ),
        (
            r#""cltt": 1700000000"#,
            r#""cltt": 9223372036854775807"#,
            "`[0].arguments.leases[1].cltt` in the answer to `lease4-get-page` is `9223372036854775807`, and should be seconds since 1970",
        ),
    ] {
        assert_eq!(wrong(&first, &page(&good.replacen(from, to, 1))), told);
    }
    let kind = LeaseKind::Address;
    let get = LeaseGet::<V6> { address: "::1".parse().unwrap(), kind };
    let told = wrong(
        &get,
        r#"{ "result": 0, "arguments": { "ip-address": "::1", "subnet-id": 1, "type": "IA_TA" } }"#,
    );
    assert!(told.contains("`arguments.type`") && told.contains("`IA_NA` or `IA_PD`"), "{told}");
}

#[test]
fn pages_go_on_only_where_there_is_more() {
    let limit = PageSize::new(1).unwrap();
    let lease = |address: &str| {
        format!(
            r#"{{ "result": 0, "arguments": {{ "leases": [ {{ "ip-address": "{address}", "subnet-id": 1, "hw-address": "", "cltt": 0, "valid-lft": 4294967295, "state": 0, "hostname": "", "fqdn-fwd": false, "fqdn-rev": false }} ] }} }}"#
        )
    };
    let first = LeaseGetPage::<V4>::first(limit);
    let page = decode(&first, &lease("10.0.0.1")).unwrap();
    assert_eq!(page.leases[0].expires(), None);
    let next = page.next.unwrap();
    assert_eq!(next, LeaseGetPage { from: Some("10.0.0.1".parse().unwrap()), limit });
    // A server that gives the same page for ever is not asked for ever.
    assert!(wrong(&next, &lease("10.0.0.1")).contains("leases behind the page before"));
    let end = decode(&next, r#"{ "result": 3, "text": "0 IPv4 lease(s) found." }"#).unwrap();
    assert!(end.leases.is_empty() && end.next.is_none());
}

#[test]
fn states_that_nobody_knows_yet_are_kept() {
    let reply = r#"{ "result": 0, "arguments": { "pid": 1, "reload": 5, "high-availability": [ { "ha-mode": "telepathy", "ha-servers": {
        "local": { "role": "witness", "scopes": [ "a" ], "state": "dreaming\u001b[2J", "system-time": null },
        "remote": { "age": 0, "in-touch": false, "last-scopes": [], "last-state": "", "role": "" } } } ], "moon": { "phase": 3 } } }"#;
    let status = decode(&StatusGet, reply).unwrap();
    let relationship = &status.relationships[0];
    assert_eq!(relationship.mode.as_ref().unwrap().as_str(), "telepathy");
    let state = relationship.local.state.as_ref().unwrap();
    assert_eq!((state.known(), state.to_string()), (None, "dreaming\\x1b[2J".to_owned()));
    assert!(!relationship.local.role.is(Role::Primary));
    let remote = relationship.remote.as_ref().unwrap();
    assert_eq!((&remote.last_state, &remote.role), (&None, &None));
    assert_eq!(status.others.to_string(), r#"{ "moon": { "phase": 3 } }"#);
    assert!(Word::of("unavailable").is(State::Unavailable));
    let told =
        wrong(&StatusGet, &reply.replace("\"system-time\": null", "\"system-time\": \"noon\""));
    assert!(
        told.starts_with("`arguments.high-availability[0].ha-servers.local.system-time` in"),
        "{told}"
    );
}

#[test]
fn secrets_are_not_shown() {
    let secret = "hunter2";
    let text = format!(
        r#"{{ "Dhcp4": {{ "hosts-database": {{ "password": "{secret}" }}, "subnet4": [ {{ "user-context": {{ "x": "{secret}" }} }} ] }} }}"#
    );
    let reply = format!(r#"{{ "result": 0, "arguments": {text} }}"#);
    let running = decode(&ConfigGet, &reply).unwrap();
    assert!(String::from_utf8_lossy(running.text()).contains(secret));
    let whole = configuration(&text);
    assert_eq!(whole, Configuration::of(&Document::of_value(running.text()).unwrap()).unwrap());
    let command = ConfigSet(whole.clone());
    let server = server(Family::V4, "3.0.4");
    let request = server.request(&command).unwrap();
    assert!(String::from_utf8_lossy(request.body()).contains(secret));
    let shown = [
        format!("{running:?}"),
        format!("{whole:?}"),
        format!("{command:?}"),
        format!("{:?}", ConfigTest::new(whole, server.version).unwrap()),
        format!("{request:?}"),
        wrong(&ConfigGet, &reply.replace("Dhcp4", "password")),
        wrong(
            &ConfigGet,
            &format!(
                r#"{{ "result": 0, "arguments": {{ "Dhcp4": {{}}, "hash": {{ "password": "{secret}" }} }} }}"#
            ),
        ),
        wrong(
            &command,
            &format!(
                r#"{{ "result": 1, "text": "cannot connect to mysql://kea:{secret}@db/, password={secret}" }}"#
            ),
        ),
    ];
    for shown in shown {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn long_words_are_cut_behind_their_passwords() {
    let secret = format!("{}password=hunter2", "ö".repeat(3_980));
    let reply = format!("{{ \"result\": 1, \"text\": \"{secret} {}\" }}", "x".repeat(1 << 20));
    let told = wrong(&BuildReport, &reply);
    assert!(told.chars().count() < 4_100 && told.ends_with("..."), "{}", told.len());
    assert!(told.contains("password=(secret)") && !told.contains("hunter"), "{told}");
}
