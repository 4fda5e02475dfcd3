use super::*;
use crate::fixture::{isc_side, server, setting, unread, with_side};
use crate::pairing::pair;
use crate::{
    AddressSet, Definition, DefinitionKind, Identifier, Level, Reservation, Role, Stated, Vendor,
};

/// One dhcpd server with two scopes in failover, for changing.
struct Fixture {
    config: ServerConfig,
    scopes: [crate::ScopeIx; 2],
    relationship: RelationshipIx,
}

const OWN: [&str; 2] = ["192.0.2.1", "192.0.2.2"];

impl Fixture {
    fn new(at: usize) -> Self {
        let role = [Role::Primary, Role::Secondary][at];
        let mut config = with_side(isc_side("campus", role, OWN[at], OWN[1 - at]));
        let relationship = RelationshipIx(0);
        config.set(config.root(), setting("default-lease-time", "600"));
        let scopes =
            ["10.1.0.0/24", "10.1.1.0/24"].map(|net| config.add_scope(net.parse().unwrap()));
        for (third, scope) in scopes.into_iter().enumerate() {
            let range = format!("10.1.{third}.10-10.1.{third}.99");
            let pool = config.add_pool(scope, range.parse().unwrap()).unwrap();
            pool.relationship = Some(relationship);
        }
        Self { config, scopes, relationship }
    }

    fn context(&self, scope: usize) -> crate::ContextIx {
        self.config.scope(self.scopes[scope]).unwrap().context
    }

    fn reserve(&mut self, name: &str, hardware: &str, address: &str) {
        let context = self.config.add_context(self.config.root(), Level::Reservation);
        let identifiers = vec![Identifier { kind: "hardware".into(), value: hardware.into() }];
        self.config.add_reservation(Reservation {
            name: Some(name.into()),
            identifiers,
            addresses: vec![address.parse().unwrap()],
            prefixes: Vec::new(),
            scope: None,
            context,
            span: None,
        });
    }
}

fn drift(a: Fixture, b: Fixture) -> Drift {
    let all = [
        server("dhcp-a", Vendor::Isc, OWN[0], a.config),
        server("dhcp-b", Vendor::Isc, OWN[1], b.config),
    ];
    compare(&all, &pair(&all, &[]), &[])
}

/// Differences as `path: first | second`.
fn shown(drift: &Drift) -> Vec<String> {
    let says = |says: &Says| match says {
        Says::Nothing => "-".to_owned(),
        Says::Present { .. } => "there".to_owned(),
        Says::Value { value, .. } => value.to_string(),
    };
    let line = |one: &Difference| {
        let [a, b] = one.sides.as_ref().map(says).into_array();
        format!("{}: {a} | {b}", one.path)
    };
    drift.differences.iter().map(line).collect()
}

fn differs(change: impl FnOnce(&mut Fixture)) -> Vec<String> {
    let mut b = Fixture::new(1);
    change(&mut b);
    shown(&drift(Fixture::new(0), b))
}

#[test]
fn equal_sides_have_no_differences() {
    assert_eq!(differs(|_| {}), [""; 0]);
}

#[test]
fn a_range_end_is_one_difference_with_both_values() {
    let found = differs(|b| {
        let scope = b.config.scope_mut(b.scopes[0]).unwrap();
        scope.pools[0].addresses = "10.1.0.10-10.1.0.98".parse().unwrap();
    });
    let path = "relationship.campus/scope.10.1.0.0/24/pool.10.1.0.10-10.1.0.99/range";
    assert_eq!(found, [format!("{path}: 10.1.0.10-10.1.0.99 | 10.1.0.10-10.1.0.98")]);
}

#[test]
fn how_addresses_are_cut_into_pools_has_no_meaning() {
    let found = differs(|b| {
        let scope = b.config.scope_mut(b.scopes[0]).unwrap();
        scope.pools[0].addresses = "10.1.0.10-10.1.0.49".parse().unwrap();
        let rest: AddressSet = "10.1.0.50-10.1.0.99".parse().unwrap();
        let relationship = b.relationship;
        b.config.add_pool(b.scopes[0], rest).unwrap().relationship = Some(relationship);
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_pool_half_in_failover_is_a_membership() {
    let found = differs(|b| {
        b.config.scope_mut(b.scopes[1]).unwrap().pools[0].relationship = None;
        let side = &mut b.config.scope_mut(b.scopes[0]).unwrap().pools[0].relationship;
        assert!(side.is_some());
    });
    let path = "relationship.campus/scope.10.1.1.0/24/pool.10.1.1.10-10.1.1.99/relationship";
    assert_eq!(found, [format!("{path}: campus | -")]);
}

#[test]
fn a_disabled_scope_is_one_difference_without_its_pools_and_its_authority() {
    let found = |disables: bool| {
        let (mut a, mut b) = (Fixture::new(0), Fixture::new(1));
        a.config.set(a.config.root(), setting("authoritative", "true"));
        b.config.set(b.config.root(), setting("authoritative", "true"));
        let context = b.context(0);
        b.config.set(context, setting("authoritative", "false"));
        let scope = b.config.scope_mut(b.scopes[0]).unwrap();
        if disables {
            scope.enabled = false;
            scope.pools.clear();
        }
        shown(&drift(a, b))
    };
    let path = "relationship.campus/scope.10.1.0.0/24";
    assert_eq!(found(true), [format!("{path}/state: enabled | disabled")]);
    assert_eq!(found(false), [format!("{path}/authoritative: true | false")]);
}

#[test]
fn a_value_for_all_is_one_difference_that_reaches_every_scope() {
    let mut b = Fixture::new(1);
    b.config.set(b.config.root(), setting("default-lease-time", "900"));
    let found = drift(Fixture::new(0), b);
    assert_eq!(shown(&found), ["pair.dhcp-a+dhcp-b/default-lease-time: 600 | 900"]);
}

#[test]
fn hoisting_a_setting_to_the_server_is_no_difference() {
    let each = |fixture: &mut Fixture| {
        for scope in 0..2 {
            let context = fixture.context(scope);
            fixture.config.set(context, setting("option domain-name", "\"example.net\""));
        }
    };
    let (mut a, mut b) = (Fixture::new(0), Fixture::new(1));
    each(&mut a);
    b.config.set(b.config.root(), setting("option domain-name", "\"example.net\""));
    assert_eq!(shown(&drift(a, b)), [""; 0]);
}

#[test]
fn a_scope_on_one_side_is_named_once_with_nothing_below_it() {
    let found = differs(|b| {
        let scope = b.config.add_scope("10.1.9.0/24".parse().unwrap());
        b.config.add_pool(scope, "10.1.9.1-10.1.9.9".parse().unwrap());
        let context = b.config.scope(scope).unwrap().context;
        b.config.set(context, setting("option routers", "10.1.9.254"));
    });
    assert_eq!(found, ["pair.dhcp-a+dhcp-b/scope.10.1.9.0/24: - | there"]);
}

#[test]
fn a_reservation_is_recognised_by_its_client_then_by_its_name() {
    let with = |at, hardware: &str, address: &str| {
        let mut fixture = Fixture::new(at);
        fixture.reserve("printer", hardware, address);
        fixture
    };
    let same = || with(0, "ethernet 00:00:5e:00:53:01", "10.1.0.5");
    let path = "relationship.campus/scope.10.1.0.0/24/reservation.printer";
    let moved = shown(&drift(same(), with(1, "ethernet 00:00:5e:00:53:01", "10.1.0.6")));
    assert_eq!(moved, [format!("{path}/address: 10.1.0.5 | 10.1.0.6")]);
    let other = shown(&drift(same(), with(1, "ethernet 00:00:5e:00:53:02", "10.1.0.5")));
    let values = "ethernet 00:00:5e:00:53:01 | ethernet 00:00:5e:00:53:02";
    assert_eq!(other, [format!("{path}/hardware: {values}")]);
    assert_eq!(shown(&drift(same(), Fixture::new(1))), [format!("{path}: there | -")]);
}

#[test]
fn roles_and_endpoints_have_rules_of_their_own() {
    let found = |change: fn(&mut crate::RelationshipSide)| {
        let (a, b) = (Fixture::new(0), Fixture::new(1));
        let mut side = b.config.relationship(b.relationship).unwrap().clone();
        change(&mut side);
        let mut config = with_side(side);
        for scope in a.config.scopes() {
            let ix = config.add_scope(scope.net);
            let pool = config.add_pool(ix, scope.pools[0].addresses.clone()).unwrap();
            pool.relationship = Some(RelationshipIx(0));
        }
        config.set(config.root(), setting("default-lease-time", "600"));
        let drift = drift(a, Fixture { config, ..b });
        drift.differences.iter().map(|one| (one.rule.id, one.path.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(
        found(|side| side.role = Some(Role::Primary)),
        [("isc-two-same-roles", "relationship.campus/role".to_owned())]
    );
    assert_eq!(
        found(|side| side.own.port = Some(Stated { value: 648, span: None })),
        [("isc-endpoints-not-crossing", "relationship.campus/endpoint.dhcp-b/port".to_owned())]
    );
}

#[test]
fn a_class_differs_by_its_content_or_as_a_whole() {
    let class = |fixture: &mut Fixture, condition: &str| {
        let context = fixture.config.add_context(fixture.config.root(), Level::Definition);
        fixture.config.set(context, setting("match if", condition));
        fixture.config.add_definition(Definition {
            kind: DefinitionKind::Class,
            name: "phones".into(),
            scope: None,
            ordered: false,
            context,
            span: None,
        });
    };
    let with = |at, condition: &str| {
        let mut fixture = Fixture::new(at);
        class(&mut fixture, condition);
        fixture
    };
    let path = "pair.dhcp-a+dhcp-b/class.phones";
    assert_eq!(shown(&drift(with(0, "known"), with(1, "known"))), [""; 0]);
    assert_eq!(
        shown(&drift(with(0, "known"), with(1, "static"))),
        [format!("{path}/match.if: known | static")]
    );
    assert_eq!(shown(&drift(with(0, "known"), Fixture::new(1))), [format!("{path}: there | -")]);
}

#[test]
fn a_side_that_was_not_read_gives_no_difference_and_is_named() {
    let all = [
        server("dhcp-a", Vendor::Isc, OWN[0], Fixture::new(0).config),
        unread("dhcp-b", Vendor::Isc, OWN[1]),
    ];
    let found = compare(&all, &pair(&all, &[]), &[]);
    assert!(found.differences.is_empty());
    assert_eq!(
        found.unread,
        [Unread {
            relationship: "campus".to_owned(),
            server: "dhcp-b".to_owned(),
            reason: "no answer".to_owned(),
            managed: true,
            candidates: Vec::new(),
        }]
    );
}

#[test]
fn each_server_naming_itself_is_by_design() {
    let with = |at: usize| {
        let mut fixture = Fixture::new(at);
        let context = fixture.context(0);
        fixture.config.set(context, setting("option tftp-server-name", OWN[at]));
        fixture
    };
    let found = drift(with(0), with(1));
    let rules: Vec<_> = found.differences.iter().map(|one| (one.rule.id, one.by_design)).collect();
    assert_eq!(rules, [("any-own-address-option", true)]);
}

#[test]
fn what_is_desired_names_the_server_that_moved() {
    let mut b = Fixture::new(1);
    let scope = b.config.scope_mut(b.scopes[1]).unwrap();
    scope.pools[0].relationship = None;
    let all = [
        server("dhcp-a", Vendor::Isc, OWN[0], Fixture::new(0).config),
        server("dhcp-b", Vendor::Isc, OWN[1], b.config),
    ];
    let wanted = Desired {
        relationship: "campus".to_owned(),
        primary: Some("dhcp-b".to_owned()),
        scopes: Some(vec!["10.1.0.0/24".parse().unwrap(), "10.1.1.0/24".parse().unwrap()]),
        ..Desired::default()
    };
    let found = compare(&all, &pair(&all, &[]), &[wanted]);
    let role = found.differences.iter().find(|one| one.path.to_string().ends_with("desired.role"));
    let role = role.unwrap();
    // Both have moved, and each is told its own role.
    assert_eq!(role.desired.as_deref(), Some("secondary on dhcp-a, primary on dhcp-b"));
    assert_eq!(role.moved, None);
}

#[test]
fn a_desired_share_is_shown_in_percent() {
    let mut a = Fixture::new(0);
    let mut side = isc_side("campus", Role::Primary, OWN[0], OWN[1]);
    if let crate::Parameters::Isc(isc) = &mut side.parameters {
        isc.split = crate::SplitBuckets::new(128).map(crate::fixture::stated);
    }
    let mut config = with_side(side);
    std::mem::swap(&mut a.config, &mut config);
    let all = [
        server("dhcp-a", Vendor::Isc, OWN[0], a.config),
        server("dhcp-b", Vendor::Isc, OWN[1], Fixture::new(1).config),
    ];
    let found = |share| {
        let relationship = "campus".to_owned();
        let wanted =
            Desired { relationship, share: crate::Percent::new(share), ..Desired::default() };
        let found = compare(&all, &pair(&all, &[]), &[wanted]).differences;
        let share = found.into_iter().find(|one| one.path.to_string().ends_with("desired.share"));
        share.map(|one| (one.desired.unwrap(), one.sides.into_array()[0].clone()))
    };
    assert!(found(50).is_none());
    let (desired, said) = found(70).unwrap();
    assert_eq!(desired, "70 % (split 179)");
    assert_eq!(said, Says::Value { value: Value::text("50 % (split 128)"), span: None });
}

#[test]
fn a_field_of_a_reservation_reaches_its_scope() {
    let (mut a, mut b) = (Fixture::new(0), Fixture::new(1));
    a.reserve("printer", "02:00:00:00:00:01", "10.1.0.200");
    b.reserve("printer", "02:00:00:00:00:01", "10.1.0.201");
    let found = drift(a, b).differences;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].scopes, ["10.1.0.0/24".parse().unwrap()]);
}

#[test]
fn what_the_server_makes_of_another_value_is_no_difference_of_its_own() {
    let text = |at| {
        let file = config_text::Sources::new().add("kea.conf", Vec::new());
        Some(Span::new(file, at, at + 1))
    };
    let made = |fixture: &mut Fixture, longest: [&str; 2]| {
        fixture.config.follow("max-lease-time", "default-lease-time");
        for (scope, value) in longest.into_iter().enumerate() {
            let context = fixture.context(scope);
            fixture.config.set(context, setting("max-lease-time", value));
        }
    };
    let (mut a, mut b) = (Fixture::new(0), Fixture::new(1));
    made(&mut a, ["600", "600"]);
    b.config.set(b.config.root(), setting("default-lease-time", "900"));
    made(&mut b, ["900", "900"]);
    assert_eq!(shown(&drift(a, b)), ["pair.dhcp-a+dhcp-b/default-lease-time: 600 | 900"]);

    // One statement against values that are made, another one in each scope: one reason.
    let (mut a, mut b) = (Fixture::new(0), Fixture::new(1));
    made(&mut a, ["600", "500"]);
    let stated = crate::Setting::new("max-lease-time", "7200", text(1));
    b.config.set(b.config.root(), stated);
    b.config.follow("max-lease-time", "default-lease-time");
    let found = drift(a, b);
    assert_eq!(shown(&found), ["pair.dhcp-a+dhcp-b/max-lease-time: - | 7200"]);
    assert_eq!(found.differences[0].scopes.len(), 2);
}

#[test]
fn prefixes_of_another_length_from_the_same_addresses() {
    let whole = "2001:db8::-2001:db8:0:ffff:ffff:ffff:ffff:ffff";
    let with = |at, range: &str, delegated| {
        let mut fixture = Fixture::new(at);
        let pool = fixture.config.add_pool(fixture.scopes[0], range.parse().unwrap());
        pool.unwrap().kind = crate::PoolKind::Prefixes { delegated };
        fixture
    };
    assert_eq!(shown(&drift(with(0, whole, 56), with(1, whole, 56))), [""; 0]);
    let path = format!("relationship.campus/scope.10.1.0.0/24/prefix-pool.{whole}");
    let found = shown(&drift(with(0, whole, 56), with(1, whole, 64)));
    assert_eq!(found, [format!("{path}/delegated-len: 56 | 64")]);
    // From its first to its last prefix, a pool of longer ones ends before the last one does.
    let cut = "2001:db8::-2001:db8:0:ff00:ffff:ffff:ffff:ffff";
    let found = shown(&drift(with(0, whole, 56), with(1, cut, 64)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with("/delegated-len: 56 | 64"), "{found:?}");
}

#[test]
fn a_scope_with_another_mask_is_the_same_scope() {
    let with = |at, nets: &[&str]| {
        let mut fixture = Fixture::new(at);
        for net in nets {
            let ix = fixture.config.add_scope(net.parse().unwrap());
            fixture.config.add_pool(ix, "10.9.0.10-10.9.0.20".parse().unwrap());
        }
        fixture
    };
    let found = shown(&drift(with(0, &["10.9.0.0/24"]), with(1, &["10.9.0.0/25"])));
    let path = "pair.dhcp-a+dhcp-b/scope.10.9.0.0/24/subnet";
    assert_eq!(found, [format!("{path}: 10.9.0.0/24 | 10.9.0.0/25")]);
    // One inside the other is another one.
    let both = ["10.9.0.0/24", "10.9.0.0/25"];
    assert_eq!(shown(&drift(with(0, &both), with(1, &both))), [""; 0]);
    let found = shown(&drift(with(0, &both[..1]), with(1, &both)));
    assert_eq!(found, ["pair.dhcp-a+dhcp-b/scope.10.9.0.0/25: - | there"]);
}

#[test]
fn a_client_with_reservations_in_several_scopes_keeps_them_apart() {
    let with = |at, scopes: &[usize]| {
        let mut fixture = Fixture::new(at);
        for scope in scopes {
            let context = fixture.config.add_context(fixture.context(*scope), Level::Reservation);
            fixture.config.add_reservation(Reservation {
                name: None,
                identifiers: vec![Identifier { kind: "duid".into(), value: "00:01".into() }],
                addresses: Vec::new(),
                prefixes: Vec::new(),
                scope: Some(fixture.scopes[*scope]),
                context,
                span: None,
            });
        }
        fixture
    };
    let found = shown(&drift(with(0, &[0, 1]), with(1, &[1])));
    assert_eq!(found, ["relationship.campus/scope.10.1.0.0/24/reservation.00:01: there | -"]);
    let moved = shown(&drift(with(0, &[0]), with(1, &[1])));
    let path = "relationship.campus/scope.10.1.0.0/24/reservation.00:01/scope";
    assert_eq!(moved, [format!("{path}: 10.1.0.0/24 | 10.1.1.0/24")]);
}

#[test]
fn a_default_that_nobody_inherits_is_nothing_said() {
    let own = |at| {
        let mut fixture = Fixture::new(at);
        for scope in 0..2 {
            let context = fixture.context(scope);
            fixture.config.set(context, setting("default-lease-time", "300"));
        }
        fixture
    };
    let mut b = own(1);
    b.config.set(b.config.root(), setting("default-lease-time", "900"));
    assert_eq!(shown(&drift(own(0), b)), [""; 0]);
}

#[test]
fn what_is_not_a_service_never_counts_as_each_naming_itself() {
    let with = |at: usize, key: &str| {
        let mut fixture = Fixture::new(at);
        let context = fixture.context(0);
        fixture.config.set(context, setting(key, OWN[at]));
        fixture
    };
    for key in ["option routers", "server-name"] {
        let found = drift(with(0, key), with(1, key));
        assert!(found.differences.iter().all(|one| !one.by_design), "{key}");
    }
    // A server that has its own address as the partner's.
    let mut b = Fixture::new(1);
    b.config = with_side(isc_side("campus", Role::Secondary, OWN[1], OWN[1]));
    let found = drift(Fixture::new(0), b);
    assert!(found.differences.iter().any(|one| one.subject == Subject::Endpoint));
    assert!(found.differences.iter().all(|one| !one.by_design), "{found:#?}");
}

#[test]
fn the_parts_of_a_split_scope_are_to_stay_different() {
    let with = |at: usize, range: &str| {
        let mut fixture = Fixture::new(at);
        let scope = fixture.config.add_scope("10.9.0.0/24".parse().unwrap());
        fixture.config.add_pool(scope, range.parse().unwrap()).unwrap();
        fixture
    };
    let rule = |one: &str, two: &str| -> Vec<_> {
        let found = drift(with(0, one), with(1, two));
        found.differences.iter().map(|one| (one.rule.id, one.severity)).collect()
    };
    use config_text::Severity::{Error, Note};
    let split = rule("10.9.0.10-10.9.0.20", "10.9.0.21-10.9.0.30");
    assert_eq!(split, [("any-scope-split", Note)]);
    let clash = rule("10.9.0.10-10.9.0.20", "10.9.0.20-10.9.0.30");
    assert_eq!(clash, [("isc-range-differs", Error)]);
}

#[test]
fn a_wanted_relationship_that_nobody_has_is_a_difference() {
    let all = [
        server("dhcp-a", Vendor::Isc, OWN[0], Fixture::new(0).config),
        server("dhcp-b", Vendor::Isc, OWN[1], Fixture::new(1).config),
    ];
    let wanted = |between: [&str; 2]| Desired {
        relationship: "ghost".to_owned(),
        between: Some(between.map(str::to_owned)),
        ..Desired::default()
    };
    let found = compare(&all, &pair(&all, &[]), &[wanted(["dhcp-a", "dhcp-b"])]);
    assert_eq!(shown(&found), ["relationship.ghost: - | -"]);
    // Of a server that was not seen nothing is said.
    let found = compare(&all, &pair(&all, &[]), &[wanted(["dhcp-a", "dhcp-c"])]);
    assert_eq!(shown(&found), Vec::<String>::new());
}
