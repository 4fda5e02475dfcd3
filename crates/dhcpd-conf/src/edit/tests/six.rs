//! DHCPv6 files.

use std::net::Ipv6Addr;

use super::*;
use crate::AnyRange;

fn changed6(text: &str, change: &Change<'_>) -> Result<String, Refusal> {
    let loader = MemoryLoader::new().with("m", text);
    let mut sources = Sources::new();
    let config = crate::read(&mut sources, &loader, Path::new("m"), Family::V6).unwrap();
    let mut editor = Editor::new(&config)?;
    change(&mut editor)?;
    let edits = editor.finish()?;
    Ok(String::from_utf8(edits.apply(&sources, config.files()[0].file).unwrap()).unwrap())
}

const SIX: &str = "2001:db8::/64";

#[test]
fn ranges_and_prefixes_come_go_and_change() {
    let text = "subnet6 2001:db8::/64 {\n  pool6 {\n    range6 2001:db8::/72 temporary; # short\n    prefix6 2001:db8:1:: 2001:db8:2:: /48;\n  }\n}\n";
    let address = |text: &str| text.parse::<Ipv6Addr>().unwrap();
    let place = |editor: &Editor<'_>| {
        RangePlace::Pool(editor.config.all_ranges().next().unwrap().pool().unwrap())
    };
    let range = |editor: &Editor<'_>, at: usize| editor.config.all_ranges().nth(at).unwrap();
    let added = changed6(text, &|editor| {
        editor.add_range(
            place(editor),
            address("2001:db8::f000:0:0:1"),
            address("2001:db8::f000:0:0:2"),
        )
    });
    assert_eq!(
        added.unwrap(),
        text.replace("/48;\n", "/48;\n    range6 2001:db8::f000:0:0:1 2001:db8::f000:0:0:2;\n")
    );
    let set = changed6(text, &|editor| {
        let (low, _) = range(editor, 1).addresses();
        editor.set_range(range(editor, 1), low, low)
    });
    assert_eq!(set.unwrap(), text.replace("2001:db8:2::", "2001:db8:1::"));
    let net = changed6(text, &|editor| {
        editor.set_range(range(editor, 0), address("2001:db8::"), address("2001:db8::ffff"))
    });
    assert_eq!(net.unwrap(), text.replace("/72", "/112"));
    let gone = changed6(text, &|editor| editor.remove_range(range(editor, 0)));
    assert_eq!(gone.unwrap(), text.replace("    range6 2001:db8::/72 temporary; # short\n", ""));
    let outside = |change: &Change<'_>| match changed6(text, change) {
        Err(Refusal::RangeOutside { .. }) => {}
        other => panic!("{other:?}"),
    };
    outside(&|editor| {
        editor.add_range(place(editor), address("2001:db8:0:1::"), address("2001:db8:0:1::1"))
    });
    outside(&|editor| editor.add_range(place(editor), [192, 0, 2, 1], [192, 0, 2, 2]));
    outside(&|editor| {
        editor.set_range(range(editor, 0), address("2001:db8::1"), address("2001:db8::2"))
    });
    outside(&|editor| {
        editor.add_prefixes(place(editor), address("2001:db8:8:1::"), address("2001:db8:8:2::"), 56)
    });
    outside(&|editor| {
        editor.add_prefixes(place(editor), address("2001:db8:8::"), address("2001:db8:8::"), 128)
    });
    let taken = changed6(text, &|editor| {
        editor.add_prefixes(place(editor), address("2001:db8:1:8::"), address("2001:db8:1:8::"), 64)
    });
    assert!(matches!(taken, Err(Refusal::RangeTaken { .. })), "{taken:?}");
    let AnyRange::Prefixes(prefixes) = changed6_range(text, 1) else { panic!("prefixes") };
    assert_eq!(prefixes.len, 48);
}

fn changed6_range(text: &str, at: usize) -> AnyRange {
    let loader = MemoryLoader::new().with("m", text);
    let config = crate::read(&mut Sources::new(), &loader, Path::new("m"), Family::V6).unwrap();
    config.all_ranges().nth(at).unwrap()
}

#[test]
fn a_subnet_goes_or_is_put_away_with_the_wire_that_it_has_for_itself() {
    let subnet = "subnet6 2001:db8::/64 { range6 2001:db8::1 2001:db8::2; host h { fixed-address6 2001:db8::5; } }";
    let far = "subnet6 2001:db8:0:1::/64 { }\n";
    let text = format!("{far}{subnet} {far}");
    let gone = changed6(&text, &|editor| editor.remove_scope(net(SIX)));
    assert_eq!(gone.unwrap(), format!("{far} {far}"));
    let off = changed6(&text, &|editor| editor.disable_scope(net(SIX))).unwrap();
    assert_eq!(off, format!("{far}# dhcpair-disabled 2001:db8::/64 >: {subnet}\n {far}"));
    assert_eq!(changed6(&off, &|editor| editor.enable_scope(net(SIX))).unwrap(), text);
    let again = changed6(&off, &|editor| editor.disable_scope(net(SIX)));
    assert_eq!(again, Err(Refusal::NoScope { net: net(SIX) }));
    let network = format!("shared-network n {{\n  option dhcp6.preference 7;\n  {subnet}\n}}\n");
    let off = changed6(&network, &|editor| editor.disable_scope(net(SIX))).unwrap();
    assert!(off.lines().all(|line| line.trim_start().starts_with("# dhcpair-disabled")), "{off}");
    assert_eq!(changed6(&off, &|editor| editor.enable_scope(net(SIX))).unwrap(), network);
    let shared = network.replace(subnet, &format!("{subnet} {far}"));
    let refused = changed6(&shared, &|editor| editor.disable_scope(net(SIX)));
    assert!(matches!(refused, Err(Refusal::SharedWire { .. })), "{refused:?}");
    let held = text.replace("db8::5", "db8:0:1::5");
    let refused = changed6(&held, &|editor| editor.disable_scope(net(SIX)));
    assert!(matches!(refused, Err(Refusal::Holds { .. })), "{refused:?}");
}
