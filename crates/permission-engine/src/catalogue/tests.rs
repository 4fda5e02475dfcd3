use std::collections::BTreeSet;

use super::*;

fn closure(id: &str) -> BTreeSet<String> {
    let catalogue = Catalogue::dhcp();
    let permission = catalogue.permission(id).unwrap();
    catalogue.ids(catalogue.closure(permission)).map(str::to_owned).collect()
}

fn names(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn holds_exactly_the_permissions_of_the_list() {
    let Some(path) = dhcpair_testbed::shared("access/permissions.json") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let list: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let row = |one: &serde_json::Value| {
        let text = |key: &str| one[key].as_str().unwrap().to_owned();
        (text("object"), text("name"), text("label"), one["legacy"].as_bool().unwrap())
    };
    let listed: BTreeSet<_> = list.iter().map(row).collect();
    let catalogue = Catalogue::dhcp();
    let ours: BTreeSet<_> = catalogue
        .permissions()
        .filter(|(_, info)| !info.api_name.starts_with("failover."))
        .map(|(_, info)| {
            let of = catalogue.object_type(info.of).unwrap().name.to_string();
            (of, info.api_name.clone(), info.label.clone(), info.legacy)
        })
        .collect();
    assert_eq!(listed.len(), list.len());
    assert_eq!(ours, listed);
    let own = catalogue.permissions().count() - listed.len();
    assert_eq!(own, 2, "failover.operate and failover.approve");
}

#[test]
fn reading_scope_options_pulls_in_its_six() {
    let six =
        ["web", "IPAMModule", "IPAMView", "list@dhcp-server", "list@range", "list@address-space"];
    assert_eq!(closure("readOptions@range"), names(&six));
}

#[test]
fn each_row_of_the_dependencies() {
    let ipam = ["web", "IPAMModule", "IPAMView", "list@address-space"];
    let with = |more: &[&str]| names(&[&ipam[..], more].concat());
    assert_eq!(closure("reservations@dhcp-server"), with(&["list@dhcp-server"]));
    assert_eq!(closure("addScope@dhcp-server"), with(&["list@dhcp-server", "DHCPModule"]));
    let class_data = with(&["list@dhcp-server", "readClassData@dhcp-server"]);
    assert_eq!(closure("classData@dhcp-server"), class_data);
    assert_eq!(closure("delete@range"), with(&["list@range"]));
    let server_too = with(&["list@range", "list@dhcp-server"]);
    for id in ["reservations", "addressPools", "exclusions", "releaseLeases", "enable", "addGroup"]
    {
        assert_eq!(closure(&format!("{id}@range")), server_too, "{id}");
    }
    let read_first = with(&["list@range", "list@dhcp-server", "readOptions@range"]);
    assert_eq!(closure("options@range"), read_first);
    assert_eq!(closure("delete@dhcp-group"), with(&["list@dhcp-group"]));
    let group = with(&["list@dhcp-group", "readOptions@dhcp-group"]);
    assert_eq!(closure("options@dhcp-group"), group);
    let dns = names(&["web", "DNSModule", "advancedZoneView", "list@dns-server"]);
    assert_eq!(closure("viewLog@dns-server"), dns);
    assert_eq!(closure("options@dns-server"), dns, "there is no permission to read them");
    let zone = ["web", "DNSModule", "advancedZoneView", "list@dns-server", "list@dns-zone"];
    assert_eq!(closure("delete@dns-zone"), names(&zone));
    assert_eq!(closure("viewHistory@cloud-service"), names(&["web", "list@cloud-service"]));
    let cloud = names(&["web", "list@cloud-network", "adminClouds"]);
    assert_eq!(closure("delete@cloud-network"), cloud);
    assert_eq!(closure("editAccess@address-space"), names(&["web", "list@address-space"]));
    assert_eq!(closure("list@address-space"), names(&["web"]));
    let admin = with(&["DHCPModule", "list@dhcp-server", "list@range"]);
    assert_eq!(closure("adminDHCP"), admin);
    assert_eq!(closure("adminIPAM"), with(&["list@range"]));
    assert_eq!(closure("adminDNS"), names(&zone));
    for id in ["adminUser", "adminAppliance", "adminDevice", "adminADSites", "adminClouds"] {
        assert_eq!(closure(id), names(&["web"]), "{id}");
    }
    assert_eq!(closure("IPAMView"), names(&["web", "IPAMModule"]));
    assert_eq!(closure("advancedZoneView"), names(&["web", "DNSModule"]));
    assert_eq!(closure("workflowModule"), names(&["web"]));
    assert_eq!(closure("advancedReporting"), names(&["basicReporting"]));
    assert_eq!(closure("web"), names(&[]));
}

#[test]
fn built_in_roles_are_closed_and_keep_to_their_table() {
    let catalogue = Catalogue::dhcp();
    let role = |name: &str| {
        let role = catalogue.roles().iter().find(|role| &*role.name == name).unwrap();
        catalogue.ids(&role.allow).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let of = |name: &str| {
        let of = catalogue.object_type(catalogue.type_named(name).unwrap()).unwrap();
        catalogue.ids(&of.permissions).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let some = |names: &str, of: &str| -> BTreeSet<String> {
        names.split_whitespace().map(|name| format!("{name}@{of}")).collect()
    };
    let wide =
        |ids: &str| -> BTreeSet<String> { ids.split_whitespace().map(str::to_owned).collect() };
    let of_ranges = "list viewHistory delete editProperties enable readOptions options reservations \
                     addressPools exclusions releaseLeases createSubrange addGroup";
    let on_servers = "list viewHistory readOptions readClassData";
    let request =
        || vec![wide("workflowModule"), some("list", "dns-zone"), some("list", "dns-server")];
    let table: [(&str, Vec<BTreeSet<String>>); 9] = [
        (
            "Administrators",
            vec![catalogue.permissions().map(|(_, info)| info.id.to_string()).collect()],
        ),
        (
            "DHCP Administrators",
            vec![
                wide("adminDHCP viewHistory basicReporting failover.operate failover.approve"),
                of("dhcp-server"),
                of("dhcp-group"),
                some(of_ranges, "range"),
            ],
        ),
        (
            "IPAM Administrators",
            vec![
                wide("adminIPAM viewHistory basicReporting"),
                of("range"),
                of("address-space"),
                some(on_servers, "dhcp-server"),
            ],
        ),
        (
            "DNS Administrators",
            vec![wide("adminDNS viewHistory basicReporting"), of("dns-server"), of("dns-zone")],
        ),
        ("User Administrators", vec![wide("adminUser viewHistory")]),
        (
            "DNS viewers",
            vec![some("list viewHistory", "dns-server"), some("list viewHistory", "dns-zone")],
        ),
        (
            "IPAM viewers",
            vec![
                some("list viewHistory readOptions", "range"),
                some(on_servers, "dhcp-server"),
                some("list", "address-space"),
                some("list", "dhcp-group"),
            ],
        ),
        ("Requesters", request()),
        ("Approvers", request()),
    ];
    assert_eq!(catalogue.roles().len(), table.len());
    for (name, says) in table {
        let says: BTreeSet<String> = says.into_iter().flatten().collect();
        let needs = says.iter().flat_map(|id| closure(id));
        let closed: BTreeSet<String> = needs.chain(says.iter().cloned()).collect();
        assert_eq!(role(name), closed, "{name}");
    }
    for id in ["failover.operate", "failover.approve"] {
        let with = catalogue.roles().iter().filter(|one| role(&one.name).contains(id));
        let with: Vec<&str> = with.map(|one| &*one.name).collect();
        assert_eq!(with, ["Administrators", "DHCP Administrators"], "{id}");
    }
}

#[test]
fn permissions_are_found_under_every_spelling() {
    let catalogue = Catalogue::dhcp();
    let list = catalogue.permission("list@range").unwrap();
    assert_eq!(catalogue.permission("access_list@range"), Some(list));
    let web = catalogue.permission("web");
    assert!(web.is_some());
    for spelling in ["access_web", "web@module", "access_web@module"] {
        assert_eq!(catalogue.permission(spelling), web);
    }
    assert_eq!(catalogue.permission("list"), None, "which type's?");
    assert_eq!(catalogue.nearest_permission("lst@range"), Some("list@range"));
}

fn refused(text: &str) -> String {
    Catalogue::from_toml(text).unwrap_err().to_string()
}

#[test]
fn a_catalogue_that_does_not_fit_together_is_refused() {
    const THING: &str = r#"
        kinds = [{ name = "thing", type = "thing" }]
        types = [
            { name = "all", module-wide = true, permissions = [{ name = "run", label = "Run" }] },
            { name = "thing", permissions = [{ name = "see", label = "See" }] },
        ]
    "#;
    let with = |more: &str| refused(&format!("{THING}\n{more}"));
    assert!(Catalogue::from_toml(THING).is_ok());
    assert_eq!(refused("surprise = 1"), "the catalogue is not valid");
    let dependency = with("dependencies = [{ of = [\"*@thing\"], on = [\"walk\"] }]");
    assert_eq!(dependency, "a dependency: no permission `walk`");
    let open = with("operations = [{ name = \"o\", summary = \"\", needs = [] }]");
    assert_eq!(open, "operation `o`: it needs nothing, so anybody could do it");
    let no_target = "operations = [{ name = \"o\", summary = \"\", \
                     needs = [{ every = \"thing\", any = [\"see@thing\"] }] }]";
    assert!(with(no_target).contains("always met"));
    let other_type =
        "operations = [{ name = \"o\", summary = \"\", needs = [{ any = [\"see@thing\"] }] }]";
    assert!(with(other_type).contains("another type"));
    let implication = with("implications = [{ of = \"run\", gives = [\"see@thing\"] }]");
    assert_eq!(implication, "an implication: both permissions must be of one type");
    let twice = with("roles = [{ name = \"r\", allow = [] }, { name = \"r\", allow = [] }]");
    assert_eq!(twice, "the role `r` is defined twice");
}

#[test]
fn names_that_could_be_read_two_ways_are_refused() {
    let permission = |name: &str| {
        format!(
            "kinds = []\ntypes = [{{ name = \"t\", permissions = [{{ name = {name:?}, label = \"\" }}] }}]"
        )
    };
    assert!(Catalogue::from_toml(&permission("see")).is_ok());
    for name in ["", " ", "*", "a@b", "a\tb"] {
        let refused = refused(&permission(name));
        assert!(refused.starts_with("the permission `") && refused.ends_with("cannot be named so"));
    }
    for (text, what) in [
        ("kinds = []\ntypes = [{ name = \"\", permissions = [] }]", "type"),
        ("kinds = []\ntypes = [{ name = \"a@b\", permissions = [] }]", "type"),
        (
            "types = [{ name = \"t\", permissions = [] }]\nkinds = [{ name = \"*\", type = \"t\" }]",
            "kind",
        ),
        ("types = []\nkinds = []\nroles = [{ name = \"\", allow = [] }]", "role"),
    ] {
        assert!(refused(text).starts_with(&format!("the {what} `")), "{text}");
    }
}

#[test]
fn dependencies_may_go_in_circles() {
    let text = r#"
        kinds = []
        types = [{ name = "m", module-wide = true, permissions = [
            { name = "a", label = "" }, { name = "b", label = "" }, { name = "c", label = "" },
        ] }]
        dependencies = [{ of = ["a"], on = ["b"] }, { of = ["b"], on = ["c"] }, { of = ["c"], on = ["a"] }]
        implications = [{ of = "a", gives = ["b"] }, { of = "b", gives = ["c"] }]
    "#;
    let catalogue = Catalogue::from_toml(text).unwrap();
    let [a, b, c] = ["a", "b", "c"].map(|id| catalogue.permission(id).unwrap());
    assert_eq!(catalogue.ids(catalogue.closure(b)).collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(catalogue.implied_by(c), [a, b]);
}
