use super::*;

fn parameters() -> PairParameters {
    PairParameters::new("east", [192, 0, 2, 1].into(), [192, 0, 2, 2].into())
}

/// What is said of parameters with one change.
fn refused(change: impl Fn(&mut PairParameters)) -> String {
    let mut changed = parameters();
    change(&mut changed);
    changed.checked().map(|pair| pair.declaration(Role::Primary)).unwrap_err().to_string()
}

fn taken(change: impl Fn(&mut PairParameters)) {
    let mut changed = parameters();
    change(&mut changed);
    if let Err(error) = changed.checked() {
        panic!("{error}");
    }
}

#[test]
fn each_half_is_written_in_the_order_that_dhcpd_likes() {
    let mut all = parameters();
    all.secondary.set_port(648);
    all.auto_partner_down = Some(AutoPartnerDown { role: Role::Secondary, seconds: 7200 });
    all.max_lease_misbalance = Some(20);
    all.max_lease_ownership = Some(5);
    all.min_balance = Some(30);
    all.max_balance = Some(1800);
    let pair = all.checked().unwrap();
    let balance = "  load balance max seconds 3;\n";
    let common = "  max-lease-misbalance 20;\n  max-lease-ownership 5;\n  min-balance 30;\n  \
                  max-balance 1800;\n}\n";
    assert_eq!(
        pair.declaration(Role::Primary),
        format!(
            "failover peer \"east\" {{\n  primary;\n  address 192.0.2.1;\n  port 647;\n  \
             peer address 192.0.2.2;\n  peer port 648;\n  max-response-delay 60;\n  \
             max-unacked-updates 10;\n  mclt 1800;\n  split 128;\n{balance}{common}"
        )
    );
    assert_eq!(
        pair.declaration(Role::Secondary),
        format!(
            "failover peer \"east\" {{\n  secondary;\n  address 192.0.2.2;\n  port 648;\n  \
             peer address 192.0.2.1;\n  peer port 647;\n  max-response-delay 60;\n  \
             max-unacked-updates 10;\n{balance}  auto-partner-down 7200;\n{common}"
        )
    );
}

#[test]
fn buckets_are_32_octets() {
    let mut all = parameters();
    all.balance = Balance::Buckets(std::array::from_fn(|at| u8::try_from(at * 8).unwrap()));
    let text = all.checked().unwrap().declaration(Role::Primary);
    let hba = text.lines().find(|line| line.contains("hba")).unwrap();
    assert!(hba.starts_with("  hba 00:08:10:") && hba.ends_with(":f8;"), "{hba}");
    assert_eq!(hba.matches(':').count(), 31);
    assert!(!text.contains("split"));
}

#[test]
fn every_bound_is_named_and_held() {
    type Set = fn(&mut PairParameters, u32);
    let bounds: [(&str, u32, u32, Set); 9] = [
        ("mclt", 1, 31_536_000, |all, value| all.mclt = value),
        ("split", 0, 256, |all, value| all.balance = Balance::Split(value.try_into().unwrap())),
        ("max-response-delay", 3, 86_400, |all, value| all.max_response_delay = value),
        ("max-unacked-updates", 1, 65_535, |all, value| all.max_unacked_updates = value),
        ("auto-partner-down", 1, 31_536_000, |all, value| {
            all.auto_partner_down = Some(AutoPartnerDown { role: Role::Primary, seconds: value });
        }),
        ("max-lease-misbalance", 1, 100, |all, value| all.max_lease_misbalance = Some(value)),
        ("max-lease-ownership", 1, 100, |all, value| all.max_lease_ownership = Some(value)),
        ("min-balance", 1, 31_536_000, |all, value| {
            (all.min_balance, all.max_balance) = (Some(value), Some(31_536_000));
        }),
        ("max-balance", 1, 31_536_000, |all, value| {
            (all.min_balance, all.max_balance) = (Some(1), Some(value));
        }),
    ];
    for (parameter, least, most, set) in bounds {
        taken(|all| set(all, least));
        taken(|all| set(all, most));
        let expected = |value| format!("`{parameter}` is `{value}`: it must be {least} to {most}");
        assert_eq!(refused(|all| set(all, most + 1)), expected(most + 1));
        if let Some(below) = least.checked_sub(1) {
            assert_eq!(refused(|all| set(all, below)), expected(below));
        }
    }
}

#[test]
fn names_are_what_dhcpd_reads_again_from_its_lease_file() {
    let name = |name: &str| refused(|all| name.clone_into(&mut all.name));
    assert_eq!(name(""), "`name` is ``: it must be 1 to 255 bytes long");
    assert_eq!(
        name("a\"b"),
        "`name` is `a\"b`: it must be without control characters, `\"` and `\\`"
    );
    assert!(name("a\\b").contains("must be without") && name("a\nb").contains("must be without"));
    assert!(!name("a\u{1b}[31mb").contains('\u{1b}'));
    assert!(name(&"ä".repeat(128)).contains("255 bytes"));
    taken(|all| all.name = "ä".repeat(127));
    taken(|all| all.name = "primary; } # 'x' {".to_owned());
}

#[test]
fn endpoints_are_hosts_and_differ() {
    let own = |address: [u8; 4]| refused(|all| all.primary.set_ip(address.into()));
    let expected =
        "`address of the primary` is `0.0.0.0`: it must be an address that a host can have";
    assert_eq!(own([0, 0, 0, 0]), expected);
    assert!(own([224, 0, 0, 1]).contains("`224.0.0.1`"));
    assert!(own([255, 255, 255, 255]).contains("`255.255.255.255`"));
    assert_eq!(
        refused(|all| all.secondary.set_port(0)),
        "`port of the secondary` is `0`: it must be 1 to 65535"
    );
    let same = refused(|all| all.secondary = all.primary);
    assert!(same.starts_with("`address of the secondary` is `192.0.2.1:647`"), "{same}");
    taken(|all| {
        all.secondary = all.primary;
        all.secondary.set_port(648);
    });
}

#[test]
fn defaults_count_where_the_balance_times_are_compared() {
    assert_eq!(
        refused(|all| all.min_balance = Some(3601)),
        "`min-balance` is `3601`: it must be at most `max-balance`, which is 3600"
    );
    assert_eq!(
        refused(|all| all.max_balance = Some(59)),
        "`min-balance` is `60`: it must be at most `max-balance`, which is 59"
    );
    taken(|all| all.max_balance = Some(60));
}
