//! Pairs of DHCPv6 configurations made at random, as [`made`](crate::made) makes those of DHCPv4.

use dhcpair_testbed::Dice;

use crate::made::{Draw, Files, MAIN, Style, block, drawn};

const SETTINGS: [&[&str]; 9] = [
    &["default-lease-time 600;", "default-lease-time 700;", "default-lease-time 0600;"],
    &["preferred-lifetime 300;", "preferred-lifetime 400;"],
    &[
        "option dhcp6.name-servers 2001:db8::1;",
        "option dhcp6.name-servers 2001:DB8:0::1, 2001:db8::2;",
        "option dhcp6.name-servers 2001:db8::2;",
    ],
    &["option dhcp6.domain-search \"a.example\";", "option dhcp6.domain-search \"b.example\";"],
    &["option dhcp6.level 3;", "option dhcp6.level 4;"],
    &["option acme.server 2001:db8::7;", "option acme.server 2001:db8::8;"],
    &["dhcpv6-set-tee-times true;", "dhcpv6-set-tee-times false;"],
    &["option dhcp-renewal-time 100;", "option dhcp-renewal-time 0100;"],
    &["ddns-updates off;", "ddns-updates on;"],
];

const CODE: [&str; 4] = [
    "if known { option dhcp6.sntp-servers 2001:db8::3; } else { option dhcp6.preference 7; }",
    "if option dhcp6.level = 3 {\n  option dhcp6.name-servers 2001:db8::9;\n}",
    "on commit { set x = \"y\"; }",
    "if exists dhcp6.ia-pd { # a comment\n  option dhcp6.domain-search \"c.example\"; }",
];

fn settings(draw: &mut Draw<'_>, one_in: usize, code: usize) -> Vec<String> {
    drawn(draw, &SETTINGS, &CODE, one_in, code)
}

/// Ranges with addresses from a place on: at most 0x20 of them.
fn ranges(draw: &mut Draw<'_>, net: &str, from: usize) -> Vec<String> {
    let low = from + draw.below(3);
    let temporary = 0xa000 + from;
    let one = match draw.below(6) {
        0 => format!("range6 {net}::{low:x} {net}::{:x};", low + 4),
        1 => format!("range6 {net}::{from:x}/124;"),
        2 => format!("range6 {net}:{temporary:x}::/80 temporary;"),
        3 => format!("prefix6 2001:db8:{from:x}:: 2001:db8:{from:x}:{:x}00:: /56;", draw.below(4)),
        4 => format!(
            "range6 {net}::{low:x} {net}::{:x};\nrange6 {net}::{:x} {net}::{:x};",
            low + 2,
            low + 3,
            low + 9
        ),
        _ => format!(
            "range6 {net}::{low:x} {net}::{low:x};\nprefix6 2001:db8:{from:x}:: 2001:db8:{from:x}:: /60;"
        ),
    };
    one.lines().map(str::to_owned).collect()
}

fn pool(draw: &mut Draw<'_>, net: &str, from: usize, style: Style) -> String {
    let mut body = settings(draw, 8, 12);
    body.extend(ranges(draw, net, from));
    for permit in ["allow members of \"c1\";", "deny members of \"c2\";", "allow unknown-clients;"]
    {
        if draw.one_in(4) {
            body.push(permit.to_owned());
        }
    }
    draw.shuffle(&mut body);
    block("pool6", &body, Style { one_line: draw.one_in(3), ..style })
}

fn subnet(draw: &mut Draw<'_>, number: usize, style: Style) -> String {
    let net = format!("2001:db8:0:{number:x}");
    let mut body = settings(draw, 4, 5);
    for at in 0..draw.below(3) {
        body.extend(ranges(draw, &net, number * 0x100 + at * 0x20));
    }
    for at in 0..draw.below(3) {
        body.push(pool(draw, &net, number * 0x100 + 0x80 + at * 0x20, style));
    }
    draw.shuffle(&mut body);
    if draw.one_in(6) {
        body.push(host(draw, &format!("in-{number}"), &format!("{net}::f0"), 9, style));
    }
    block(&format!("subnet6 {net}::/64"), &body, style)
}

fn host(draw: &mut Draw<'_>, name: &str, address: &str, number: usize, style: Style) -> String {
    let mut body = settings(draw, 9, 12);
    body.push(format!(
        "host-identifier option dhcp6.client-id 00:03:00:01:02:00:00:00:00:0{number};"
    ));
    body.push(format!("fixed-address6 {address};"));
    if draw.one_in(3) {
        body.push(format!("fixed-prefix6 2001:db8:f0{number}::/56;"));
    }
    draw.shuffle(&mut body);
    block(&format!("host {name}"), &body, Style { one_line: draw.one_in(2), ..style })
}

fn in_group(draw: &mut Draw<'_>, text: String, style: Style) -> String {
    if draw.one_in(5) {
        let mut body = settings(draw, 6, 20);
        body.push(text);
        return block("group", &body, Style { one_line: false, ..style });
    }
    text
}

fn wires(seed: u64, own: &mut Dice, rate: usize, style: Style) -> Vec<String> {
    let mut all = Vec::new();
    for number in 1..4_usize {
        let draw = &mut Draw { shared: Dice::new(seed + 100 + number as u64), own, rate };
        if !draw.one_in(6) {
            let text = subnet(draw, number, style);
            all.push(in_group(draw, text, style));
        }
    }
    let draw = &mut Draw { shared: Dice::new(seed + 200), own, rate };
    if !draw.one_in(6) {
        let mut body = settings(draw, 4, 8);
        body.push(subnet(draw, 8, style));
        if !draw.one_in(4) {
            body.push(subnet(draw, 9, style));
        }
        let text = block("shared-network campus", &body, Style { one_line: false, ..style });
        all.push(in_group(draw, text, style));
    }
    all
}

fn hosts(seed: u64, own: &mut Dice, rate: usize, style: Style) -> Vec<String> {
    let mut all = Vec::new();
    for at in 0..6_usize {
        let draw = &mut Draw { shared: Dice::new(seed + 300 + at as u64), own, rate };
        if draw.one_in(4) {
            continue;
        }
        let net = draw.pick(&["1", "2", "8", "9", "77"]);
        let address = format!("2001:db8:0:{net}::e{at}");
        let text = host(draw, &format!("h{at}"), &address, at, style);
        if draw.one_in(5) {
            all.push(text.replacen('{', "{ group named;", 1));
            continue;
        }
        all.push(in_group(draw, text, style));
    }
    all
}

/// One half of a pair: `own` makes it differ from the other one with this seed.
fn half(seed: u64, own: &mut Dice) -> Files {
    let rate = *own.pick(&[3, 8, 20, 60]);
    let style = Style::of(own);
    let mut all = vec!["# made".to_owned()];
    let draw = &mut Draw { shared: Dice::new(seed), own, rate: rate * 8 };
    let width = if draw.one_in(30) { " code width 2" } else { "" };
    all.push(format!("option space acme{width};\noption acme.server code 1 = ip6-address;"));
    let kind = if draw.one_in(30) { "integer 8" } else { "unsigned integer 8" };
    all.push(format!("option dhcp6.level code 2000 = {kind};"));
    all.push("server-duid ll; # ours".to_owned());
    draw.rate = rate * 4;
    all.extend(settings(draw, 6, 16));
    let first = block("class \"c1\"", &["match if known;".to_owned()], style);
    let second = "class \"c2\" { match option dhcp6.client-id; }\nsubclass \"c2\" 00:03:00:01:02:00:00:00:00:01;";
    let third = "subclass \"c2\" 00:03:00:01:02:00:00:00:00:02 { option dhcp6.level 9; }";
    let group = settings(draw, 6, 20);
    let group = block("group named", &group, Style { one_line: false, ..style });
    let (first, group) = (in_group(draw, first, style), in_group(draw, group, style));
    all.extend([first, second.to_owned(), third.to_owned(), group]);
    let mut rest = wires(seed, own, rate, style);
    rest.extend(hosts(seed, own, rate, style));
    own.shuffle(&mut rest);
    all.extend(rest);
    vec![(MAIN, all.join(style.newline) + style.newline)]
}

/// The destination and the source.
pub(crate) fn pair(dice: &mut Dice) -> (Files, Files) {
    let seed = u64::from(dice.between(0, u32::MAX));
    (half(seed, dice), half(seed, dice))
}
