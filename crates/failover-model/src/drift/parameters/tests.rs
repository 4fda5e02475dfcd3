//! Relationships of Windows servers: the partner that each was made with, and shares by mode.

use crate::fixture::{server, stated, with_side};
use crate::pairing::pair;
use crate::{
    Endpoint, Knowledge, Mode, Parameters, Percent, RelationshipSide, Role, Vendor,
    WindowsParameters,
};

/// The sides of `branch` between `win-1` and `win-2`.
fn sides() -> [RelationshipSide; 2] {
    [("192.0.2.31", "win-2", Role::Primary), ("192.0.2.32", "win-1", Role::Secondary)].map(
        |(own, partner, role)| RelationshipSide {
            name: Some("branch".into()),
            role: Some(role),
            mode: Some(Mode::LoadBalance),
            own: Endpoint { address: Some(stated(own.into())), ..Endpoint::default() },
            partner: Endpoint {
                address: Some(stated(format!("{partner}.example.net").into())),
                ..Endpoint::default()
            },
            parameters: Parameters::Windows(WindowsParameters {
                load_balance: Percent::new(50),
                hosts: vec![("PrimaryServerName".into(), "win-1.example.net".into())],
                ..WindowsParameters::default()
            }),
            state: Knowledge::unknown("read from files"),
            last: None,
            span: None,
        },
    )
}

/// Differences after a change of the second side, as `path: first | second`.
fn differs(change: impl FnOnce(&mut RelationshipSide, &mut WindowsParameters)) -> Vec<String> {
    let [first, mut second] = sides();
    let Parameters::Windows(mut windows) = second.parameters.clone() else { return Vec::new() };
    change(&mut second, &mut windows);
    second.parameters = Parameters::Windows(windows);
    let mut all = [
        server("win-1", Vendor::Windows, "192.0.2.31", with_side(first)),
        server("win-2", Vendor::Windows, "192.0.2.32", with_side(second)),
    ];
    for (seen, name) in all.iter_mut().zip(["win-1", "win-2"]) {
        seen.addresses.push(format!("{name}.example.net"));
    }
    let drift = crate::drift::compare(&all, &pair(&all, &[]), &[]);
    let says = |says: &crate::drift::Says| match says {
        crate::drift::Says::Value { value, .. } => value.to_string(),
        other => format!("{other:?}"),
    };
    let line = |one: &crate::drift::Difference| {
        let sides = one.sides.as_ref().map(says).into_array();
        format!("{} {}: {}", one.rule.id, one.path, sides.join(" | "))
    };
    drift.differences.iter().map(line).collect()
}

#[test]
fn a_partner_may_be_named_in_any_form_that_leads_to_it() {
    let form = |text: &'static str| {
        differs(move |side, _| side.partner.address = Some(stated(text.into())))
    };
    for right in ["win-1", "WIN-1.Example.NET.", "192.0.2.31"] {
        assert_eq!(form(right), Vec::<String>::new(), "{right}");
    }
    assert_eq!(
        form("win-9.example.net"),
        ["win-partners-not-mutual relationship.branch/endpoint.win-1/address: \
          win-1.example.net | win-9.example.net"]
    );
    assert_eq!(
        form("192.0.2.39"),
        ["win-partners-not-mutual relationship.branch/endpoint.win-1/address: \
          192.0.2.31 | 192.0.2.39"]
    );
}

#[test]
fn hosts_are_the_same_in_any_spelling() {
    let name = |text: &'static str| {
        differs(move |_, windows| windows.hosts = vec![("PrimaryServerName".into(), text.into())])
    };
    assert_eq!(name("WIN-1"), Vec::<String>::new());
    assert_eq!(name("192.0.2.31"), Vec::<String>::new());
    assert_eq!(
        name("win-9"),
        ["win-parameters-differ relationship.branch/PrimaryServerName: win-1.example.net | win-9"]
    );
    assert_eq!(differs(|_, windows| windows.hosts.clear()), Vec::<String>::new());
}

#[test]
fn another_mode_is_one_difference() {
    let found = differs(|side, windows| {
        side.mode = Some(Mode::HotStandby);
        (windows.load_balance, windows.reserve) = (None, Percent::new(5));
        windows.active = Some(false);
    });
    assert_eq!(
        found,
        ["win-parameters-differ relationship.branch/mode: load balance | hot standby"]
    );
    let found = differs(|_, windows| windows.load_balance = Percent::new(60));
    assert_eq!(found, ["win-parameters-differ relationship.branch/LoadBalancePercent: 50 | 60"]);
}
