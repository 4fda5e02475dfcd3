//! What a text becomes: scopes, pools, reservations and settings, for both address families.

use std::path::Path;

use config_text::{MemoryLoader, Phase, Severity, Sources};
use failover_model::{
    ContextIx, DefinitionKind, PoolKind, Reservation, Scope, ServerConfig, Setting,
};

/// A text without anything that dhcpd would refuse, lowered.
#[track_caller]
fn lowered(text: &str, v6: bool) -> ServerConfig {
    let path = Path::new("/dhcpd.conf");
    let loader = MemoryLoader::new().with(path, text);
    let reading = super::read(&mut Sources::new(), &loader, path, v6, super::Build::DEBIAN)
        .expect("a readable file");
    let refused = reading
        .diagnostics
        .iter()
        .find(|one| one.phase == Phase::Load && one.severity == Severity::Error);
    assert!(refused.is_none(), "{refused:?}");
    assert_eq!(reading.incomplete, None);
    reading.config
}

/// Every setting that applies in a context, as `key value`.
fn applied(config: &ServerConfig, context: ContextIx) -> Vec<String> {
    let effective = config.effective(context);
    let said = |setting: &Setting| format!("{} {}", setting.key, setting.value);
    effective.single.values().map(|(setting, _)| said(setting)).collect()
}

fn scope<'c>(config: &'c ServerConfig, net: &str) -> &'c Scope {
    config.scopes().iter().find(|scope| scope.net.to_string() == net).expect("a scope")
}

fn reservation<'c>(config: &'c ServerConfig, name: &str) -> &'c Reservation {
    let mut all = config.reservations().iter();
    all.find(|one| one.name.as_deref() == Some(name)).expect("a reservation")
}

/// A scope's pools: what they hand out, and from where.
fn pools(scope: &Scope) -> Vec<String> {
    let kind = |kind: &PoolKind| match kind {
        PoolKind::Addresses => String::new(),
        PoolKind::Prefixes { delegated } => format!(" by /{delegated}"),
    };
    scope.pools.iter().map(|pool| format!("{}{}", pool.addresses, kind(&pool.kind))).collect()
}

#[test]
fn what_stands_around_a_pool_applies_in_it() {
    let config = lowered(
        "failover peer \"main\" { primary; address 192.0.2.1; peer address 192.0.2.2; mclt 1800; \
         split 128; max-response-delay 60; max-unacked-updates 10; load balance max seconds 3; }
         authoritative;
         default-lease-time 600;
         shared-network \"wing\" {
           default-lease-time 700;
           subnet 10.0.0.0 netmask 255.255.255.0 {
             option routers 10.0.0.1;
             pool { failover peer \"main\"; range 10.0.0.20 10.0.0.29; range 10.0.0.30 10.0.0.39;
                    allow known-clients; deny unknown clients; max-lease-time 7200; }
           }
           subnet 10.0.1.0 netmask 255.255.255.0 { not authoritative; range 10.0.1.9; }
         }",
        false,
    );
    let one = scope(&config, "10.0.0.0/24");
    assert_eq!(
        (one.network.as_deref(), pools(one)),
        (Some("wing"), vec!["10.0.0.20-10.0.0.39".into()])
    );
    assert!(one.pools[0].relationship.is_some());
    assert_eq!(
        applied(&config, one.pools[0].context),
        [
            "authoritative true",
            "default-lease-time 700",
            "max-lease-time 7200",
            "option routers 10.0.0.1",
            "permits allow known-clients, deny unknown-clients",
        ]
    );
    let two = scope(&config, "10.0.1.0/24");
    assert_eq!(applied(&config, two.context), ["authoritative false", "default-lease-time 700"]);
    // Nobody shares what stands directly in a subnet.
    assert_eq!((pools(two), two.pools[0].relationship), (vec!["10.0.1.9".into()], None));
}

#[test]
fn an_option_below_a_condition_that_sets_it_says_so() {
    let said = |text: &str| {
        let config = lowered(text, false);
        applied(&config, config.root())
    };
    let (code, option) = ("if known { filename \"a\"; }", "filename \"b\";");
    assert_eq!(
        said(&format!("{code} {option}")),
        ["filename \"b\"", "order of filename below if known { filename \"a\"; }"]
    );
    assert_eq!(said(&format!("{option} {code}")), ["filename \"b\""]);
    assert_eq!(said(&format!("{code} next-server 192.0.2.1;")), ["next-server 192.0.2.1"]);
}

#[test]
fn what_is_a_servers_own_is_left_out() {
    let config = lowered(
        "server-identifier 192.0.2.1; omapi-port 7911; lease-file-name \"/a\"; pid-file-name \"/b\";
         local-port 67; ping-check true;",
        false,
    );
    assert_eq!(applied(&config, config.root()), ["ping-check true"]);
}

#[test]
fn a_host_takes_from_its_group_and_its_class_is_a_definition() {
    let config = lowered(
        "class \"phones\" { match if substring(option vendor-class-identifier, 0, 5) = \"Phone\";
           option time-offset 9; }
         option domain-name \"all.example.net\";
         subnet 10.0.0.0 netmask 255.255.255.0 { option domain-name \"net.example.net\"; }
         group { filename \"boot\";
           host printer { hardware ethernet 0:0:5E:0:53:1; uid \"p1\"; fixed-address 10.0.0.9; } }
         host gone { hardware ethernet 0:0:5e:0:53:2; deleted; }",
        false,
    );
    let printer = reservation(&config, "printer");
    assert_eq!(printer.addresses, ["10.0.0.9".parse::<std::net::IpAddr>().unwrap()]);
    let known: Vec<_> =
        printer.identifiers.iter().map(|one| format!("{} {}", one.kind, one.value)).collect();
    assert_eq!(known, ["dhcp-client-identifier \"p1\"", "hardware ethernet 00:00:5e:00:53:01"]);
    assert!(applied(&config, printer.context).contains(&"filename \"boot\"".to_owned()));
    assert_eq!(config.reservations().len(), 1);
    let [class] = config.definitions() else { panic!("{:?}", config.definitions()) };
    assert_eq!((class.kind, &*class.name), (DefinitionKind::Class, "phones"));
}

const V6: &str = "
    option dhcp6.name-servers 2001:db8::53, 2001:DB8:0::54;
    default-lease-time 3600;
    preferred-lifetime 1800;
    shared-network wing {
      subnet6 2001:db8:0:1::/64 {
        option dhcp6.domain-search \"one.example.net\";
        range6 2001:db8:0:1::1000 2001:db8:0:1::1fff;
        range6 2001:db8:0:1::2000/116;
        range6 2001:db8:0:1:8000::/80 temporary;
        prefix6 2001:db8:0:100:: 2001:db8:0:ff00:: /56;
        pool6 { range6 2001:db8:0:1::8000 2001:db8:0:1::8fff; allow known-clients;
                default-lease-time 60; }
      }
    }
    subnet6 2001:db8:0:2::/64 { }
    host by-duid { host-identifier option dhcp6.client-id 0:1:0:1:a:b:c:d;
      fixed-address6 2001:db8:0:1::9; fixed-prefix6 2001:db8:0:9000::/56; }
    host by-relay { host-identifier v6relopt 1 dhcp6.remote-id \"port-7\";
      fixed-address6 2001:db8:0:2::9; }
    host by-mac { hardware ethernet 00:00:5e:00:53:01; fixed-address6 2001:db8:0:2::a; }";

#[test]
fn subnets_of_v6_hand_out_addresses_and_prefixes() {
    let config = lowered(V6, true);
    assert_eq!(config.family(), failover_model::Family::V6);
    let one = scope(&config, "2001:db8:0:1::/64");
    assert_eq!(one.network.as_deref(), Some("wing"));
    let mut found = pools(one);
    found.sort();
    assert_eq!(
        found,
        [
            "2001:db8:0:100::-2001:db8:0:ffff:ffff:ffff:ffff:ffff by /56",
            "2001:db8:0:1:8000::-2001:db8:0:1:8000:ffff:ffff:ffff",
            "2001:db8:0:1::1000-2001:db8:0:1::2fff",
            "2001:db8:0:1::8000-2001:db8:0:1::8fff",
        ]
    );
    let said = |at: &str| {
        let pool = one.pools.iter().find(|pool| pool.addresses.to_string().starts_with(at));
        applied(&config, pool.expect("a pool").context)
    };
    let outer = [
        "default-lease-time 3600",
        "option dhcp6.domain-search \"one.example.net\"",
        "option dhcp6.name-servers 2001:db8::53, 2001:db8::54",
        "preferred-lifetime 1800",
    ];
    assert_eq!(said("2001:db8:0:1::1000"), outer);
    let temporary = said("2001:db8:0:1:8000::");
    assert!(temporary.contains(&"range6 temporary true".to_owned()), "{temporary:?}");
    let own = said("2001:db8:0:1::8000");
    assert!(own.contains(&"permits allow known-clients".to_owned()), "{own:?}");
    assert!(own.contains(&"default-lease-time 60".to_owned()), "{own:?}");
    assert!(pools(scope(&config, "2001:db8:0:2::/64")).is_empty());
}

#[test]
fn hosts_of_v6_are_known_by_what_they_send() {
    let config = lowered(V6, true);
    let known = |name: &str| {
        let one = reservation(&config, name);
        let [id] = &one.identifiers[..] else { panic!("{:?}", one.identifiers) };
        let given: Vec<_> = one.addresses.iter().map(ToString::to_string).collect();
        let prefixes: Vec<_> = one.prefixes.iter().map(ToString::to_string).collect();
        (id.kind.to_string(), id.value.to_string(), given.join(" "), prefixes.join(" "))
    };
    let row = |kind: &str, value: &str, address: &str, prefix: &str| {
        (kind.to_owned(), value.to_owned(), address.to_owned(), prefix.to_owned())
    };
    assert_eq!(
        known("by-duid"),
        row(
            "host-identifier option dhcp6.client-id",
            "00:01:00:01:0a:0b:0c:0d",
            "2001:db8:0:1::9",
            "2001:db8:0:9000::/56",
        )
    );
    assert_eq!(
        known("by-relay"),
        row("host-identifier v6relopt 1 dhcp6.remote-id", "\"port-7\"", "2001:db8:0:2::9", "")
    );
    assert_eq!(
        known("by-mac"),
        row("hardware", "ethernet 00:00:5e:00:53:01", "2001:db8:0:2::a", "")
    );
}
