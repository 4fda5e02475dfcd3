//! DHCPv6: IAs, addresses that move between them, and the server's DUID.

use std::collections::BTreeMap;
use std::fmt::Write;

use dhcpd_conf::leases::{AddressState, IaKind};

use super::*;

const CONFIG6: &str = "
    subnet6 2001:db8:1::/64 {
      range6 2001:db8:1::100 2001:db8:1::1ff;
      range6 2001:db8:1:0:7::/80 temporary;
      prefix6 2001:db8:100:: 2001:db8:1ff:: /56;
    }
";

/// Records as dhcpd writes them: an IA with all that it has, and once more what it has lost; an
/// address changes hands only then.
fn file(dice: &mut Dice) -> String {
    let mut text = String::from("authoring-byte-order little-endian;\n");
    text.push_str(
        "server-duid \"\\000\\001\\000\\001\\030\\252\\001\\002\\003\\004\\005\\006\";\n",
    );
    let mut held = BTreeMap::<(&str, u32), Vec<(u32, &str)>>::new();
    for _ in 0..dice.between(5, 60) {
        let kind = *dice.pick(&["ia-na", "ia-na", "ia-ta", "ia-pd"]);
        let client = dice.between(1, 5);
        let number = dice.between(1, 9);
        let others = held.iter().filter(|((other, _), _)| *other == kind);
        let taken = others.flat_map(|(_, has)| has).any(|(other, _)| *other == number);
        let has = held.entry((kind, client)).or_default();
        if !taken {
            has.push((number, "active"));
        }
        if !has.is_empty() && dice.one_in(2) {
            let at = dice.below(has.len());
            has[at].1 = dice.pick::<&str>(&["released", "expired", "abandoned"]);
        }
        if !has.is_empty() {
            record(dice, kind, client, has, &mut text);
        }
        has.retain(|(_, state)| matches!(*state, "active" | "abandoned"));
    }
    text
}

fn record(dice: &mut Dice, kind: &str, client: u32, has: &[(u32, &str)], text: &mut String) {
    let key = if dice.one_in(2) {
        format!("\"\\001\\000\\000\\000\\000\\003\\000\\001\\002SQ;{client}\"")
    } else {
        format!("01:00:00:00:00:03:00:01:02:53:51:3b:3{client}")
    };
    let _ = write!(text, "{kind} {key} {{\n  cltt 3 2026/11/25 12:00:00;\n");
    for (number, state) in has {
        let head = match kind {
            "ia-na" => format!("iaaddr 2001:db8:1::1{number:02x}"),
            "ia-ta" => format!("iaaddr 2001:db8:1:0:7::{number:x}"),
            _ => format!("iaprefix 2001:db8:1{number:02x}::/56"),
        };
        let ends = *dice.pick(&["never", "3 2036/01/01 00:00:00", "epoch 2000000000"]);
        let _ = write!(
            text,
            "  {head} {{\n    binding state {state};\n    preferred-life 375;\n    \
             max-life 600;\n    ends {ends};\n    set fqdn = \"a}}b\";\n  }}\n"
        );
    }
    text.push_str("}\n");
}

type Shown = (Vec<u8>, Option<Stamp>, Option<Stamp>, u32, u32);

/// Who has what, and for how long: what is free is left out.
fn shown(view: &View) -> BTreeMap<(IaKind, std::net::Ipv6Addr, u8), (Usage, Shown)> {
    let one = |state: AddressState<'_>| {
        let name = (state.kind(), state.address(), state.prefix_length());
        let lives = (state.preferred_life(), state.max_life());
        let shown = (state.key().to_vec(), state.ends(), state.cltt(), lives.0, lives.1);
        (name, (state.usage(now()), shown))
    };
    view.addresses().map(one).filter(|(_, (usage, _))| *usage != Usage::Free).collect()
}

#[test]
fn addresses_belong_to_whom_the_server_thinks() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice::new(number("DHCPAIR_SEED", 1));
    let mut seen = 0;
    for _ in 0..number("DHCPAIR_LEASE_FILES", 40) {
        let text = file(&mut dice);
        let Some(written) = rewritten("-6", CONFIG6, text.as_bytes(), folder.path()) else {
            return;
        };
        let (ours, servers) = (view(text.as_bytes()), view_of_server(&written));
        assert_eq!(ours.problems(), [], "{text}");
        let written = String::from_utf8_lossy(&written);
        assert_eq!(shown(&ours), shown(&servers), "{text}\n---\n{written}");
        assert_eq!(ours.server_duid(), servers.server_duid());
        assert_eq!(ours.byte_order(), servers.byte_order());
        seen += shown(&servers).len();
    }
    assert!(seen > 100, "{seen}");
}
