//! Accounts for DNS and releases of two Windows servers.

use config_text::Severity;

use crate::fixture::{server, setting, stated, with_side};
use crate::joint::{Joint, find};
use crate::pairing::pair;
use crate::{
    Endpoint, Knowledge, Mode, Observation, Parameters, RelationshipIx, RelationshipSide, Role,
    ServerConfig, Vendor, WindowsParameters,
};

/// What two servers with one scope show together, each changed by `change`.
fn found(change: impl Fn(usize, &mut ServerConfig), versions: [Option<&str>; 2]) -> Vec<Joint> {
    let side = |at: usize| {
        let host = |at: usize| ["192.0.2.31", "192.0.2.32"][at];
        let endpoint =
            |at| Endpoint { address: Some(stated(host(at).into())), ..Endpoint::default() };
        let mut config = with_side(RelationshipSide {
            name: Some("branch".into()),
            role: Some([Role::Primary, Role::Secondary][at]),
            mode: Some(Mode::LoadBalance),
            own: endpoint(at),
            partner: endpoint(1 - at),
            parameters: Parameters::Windows(WindowsParameters::default()),
            state: Knowledge::unknown("read from files"),
            last: None,
            span: None,
        });
        let scope = config.add_scope("10.30.1.0/24".parse().unwrap());
        if let Some(scope) = config.scope_mut(scope) {
            scope.relationship = Some(RelationshipIx(0));
        }
        change(at, &mut config);
        let version = versions[at].map(str::to_owned);
        let seen = server(["win-1", "win-2"][at], Vendor::Windows, host(at), config);
        Observation { version, ..seen }
    };
    let all = [side(0), side(1)];
    find(&all, &pair(&all, &[]))
}

/// What is said of two accounts; `None` is one that was not recorded.
fn accounts(names: [Option<&str>; 2], updates: &str) -> Vec<String> {
    let change = |at: usize, config: &mut ServerConfig| {
        config.set(config.root(), setting("DnsSetting DynamicUpdates", updates));
        if let Some(name) = names[at] {
            config.identify(setting("DnsCredential", name));
        }
    };
    let all = found(change, [None, None]);
    all.into_iter().map(|one| format!("{}: {}", one.rule.id, one.message)).collect()
}

#[test]
fn accounts_for_dns_are_one_for_both() {
    let told = |names: [&str; 2]| accounts(names.map(Some), "OnClientRequest");
    let said = |what: &str| vec![format!("win-dns-account-differs: {what}")];
    assert_eq!(
        told([r"EXAMPLE\dns-1", r"EXAMPLE\dns-2"]),
        said(r"`win-1` updates DNS as `EXAMPLE\dns-1`, `win-2` as `EXAMPLE\dns-2`")
    );
    assert_eq!(
        told([r"NORTH\dns", r"SOUTH\dns"]),
        said(r"`win-1` updates DNS as `NORTH\dns`, `win-2` as `SOUTH\dns`")
    );
    assert_eq!(
        told(["dns", ""]),
        said("`win-1` updates DNS as `dns`, `win-2` has no account for it")
    );
    assert_eq!(
        told(["", "dns"]),
        said("`win-2` updates DNS as `dns`, `win-1` has no account for it")
    );
    assert_eq!(told(["", ""]), said("neither `win-1` nor `win-2` has an account for dynamic DNS"));
}

#[test]
fn one_account_has_many_spellings() {
    let silent: [[&str; 2]; 4] = [
        [r"EXAMPLE\dns", r"example\DNS"],
        [r"EXAMPLE\dns", r"example.net\dns"],
        [r"EXAMPLE\dns", "dns"],
        ["dns", "DNS"],
    ];
    for names in silent {
        assert_eq!(accounts(names.map(Some), "Always"), Vec::<String>::new(), "{names:?}");
    }
}

#[test]
fn accounts_that_nobody_uses_or_knows_are_not_judged() {
    let nothing = Vec::<String>::new();
    assert_eq!(accounts([Some("one"), Some("two")], "Never"), nothing);
    assert_eq!(accounts([None, Some("two")], "Always"), nothing);
    assert_eq!(accounts([Some(""), None], "Always"), nothing);
    assert_eq!(accounts([None, None], "Always"), nothing);
}

#[test]
fn a_scope_may_update_dns_where_its_server_does_not() {
    let by_scope = |of: usize| {
        let change = |at: usize, config: &mut ServerConfig| {
            config.set(config.root(), setting("DnsSetting DynamicUpdates", "Never"));
            let scope = config.scopes()[0].context;
            let word = if of == at { "Always" } else { "Never" };
            config.set(scope, setting("DnsSetting DynamicUpdates", word));
            config.identify(setting("DnsCredential", ["one", "two"][at]));
        };
        found(change, [None, None]).len()
    };
    assert_eq!([by_scope(0), by_scope(1), by_scope(2)], [1, 1, 0]);
}

#[test]
fn releases_differ_by_a_note() {
    let told = |versions: [Option<&str>; 2]| {
        let all = found(|_, _| (), versions);
        all.first().map(|one| (one.rule.id, one.severity, one.message.clone()))
    };
    let message = "`win-1` runs 10.0.20348, `win-2` runs 6.3.9600".to_owned();
    assert_eq!(
        told([Some("10.0.20348"), Some("6.3.9600")]),
        Some(("win-version-differs", Severity::Note, message))
    );
    assert!(told([Some("10.0.17763"), Some("10.0.20348")]).is_some());
    assert!(told([Some("10.0.17763"), Some("6.3")]).is_some());
    let same = [
        [Some("10.0.20348"), Some("10.0.20348")],
        // An update is no release, and one side may not have said its build.
        [Some("10.0.20348.2031"), Some("10.0.20348.1547")],
        [Some("10.0"), Some("10.0.20348")],
        [Some("10.0.20348"), Some("10.0")],
        [Some("10.0.20348"), None],
        [Some("10.0.20348"), Some("Windows Server")],
    ];
    for versions in same {
        assert_eq!(told(versions), None, "{versions:?}");
    }
}

/// What is said where the first server was asked what its partner's name leads to.
fn unresolved(leads_to: Option<&[&str]>, own: &[&str]) -> Vec<String> {
    let mut sides = [0, 1].map(|at: usize| {
        let name = ["win-1.example.net", "win-2.example.net"];
        let endpoint =
            |at: usize| Endpoint { address: Some(stated(name[at].into())), ..Endpoint::default() };
        let mut partner = endpoint(1 - at);
        if at == 0 {
            let all = leads_to.map(|all| all.iter().map(|one| one.parse().unwrap()).collect());
            partner.leads_to = all;
        }
        let config = with_side(RelationshipSide {
            name: Some("branch".into()),
            role: Some([Role::Primary, Role::Secondary][at]),
            mode: Some(Mode::LoadBalance),
            own: endpoint(at),
            partner,
            parameters: Parameters::Windows(WindowsParameters::default()),
            state: Knowledge::unknown("read from files"),
            last: None,
            span: None,
        });
        server(["win-1", "win-2"][at], Vendor::Windows, name[at], config)
    });
    sides[1].addresses.extend(own.iter().map(|one| (*one).to_owned()));
    let all = find(&sides, &pair(&sides, &[]));
    all.into_iter().map(|one| format!("{}: {}", one.rule.id, one.message)).collect()
}

#[test]
fn a_partner_s_name_leads_to_the_partner() {
    let told = |what: &str| vec![format!("win-partner-unresolved: `win-2.example.net` {what}")];
    let (own, node) = (["192.0.2.32", "2001:db8::32"], "192.0.2.40");
    assert_eq!(unresolved(Some(&[]), &own), told("leads `win-1` to no address"));
    assert_eq!(unresolved(Some(&[]), &[]), told("leads `win-1` to no address"));
    assert_eq!(
        unresolved(Some(&[node]), &own),
        told("leads `win-1` to 192.0.2.40, which is no address of `win-2`")
    );
    // One of several is enough, in any spelling; and what nobody asked or knows is not judged.
    assert_eq!(unresolved(Some(&[node, "2001:DB8:0::32"]), &own), Vec::<String>::new());
    assert_eq!(unresolved(None, &own), Vec::<String>::new());
    assert_eq!(unresolved(Some(&[node]), &[]), Vec::<String>::new());
}

#[test]
fn a_partner_that_was_not_observed_may_have_no_address() {
    let config = with_side(RelationshipSide {
        name: Some("branch".into()),
        role: Some(Role::Secondary),
        mode: Some(Mode::LoadBalance),
        own: Endpoint::default(),
        partner: Endpoint {
            address: Some(stated("win-9".into())),
            leads_to: Some(Vec::new()),
            ..Endpoint::default()
        },
        parameters: Parameters::Windows(WindowsParameters::default()),
        state: Knowledge::unknown("read from files"),
        last: None,
        span: None,
    });
    let one = [server("win-1", Vendor::Windows, "192.0.2.31", config)];
    let all = find(&one, &pair(&one, &[]));
    let told: Vec<_> = all.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(told, ["`win-9` leads `win-1` to no address"]);
}
