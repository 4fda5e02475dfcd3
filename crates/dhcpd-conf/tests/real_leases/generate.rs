//! Lease files that dhcpd reads without a complaint.

use std::fmt::Write;

use dhcpair_testbed::Dice;

/// Records of 50 addresses in three pools, many of them several times, hosts, and states.
pub(crate) fn file(dice: &mut Dice) -> Vec<u8> {
    let mut text = String::from("authoring-byte-order little-endian;\n");
    let mut hosts = 0;
    for _ in 0..dice.between(20, 120) {
        match dice.below(20) {
            0 => failover(dice, &mut text),
            1 => {
                host(dice, hosts, &mut text);
                hosts += 1;
            }
            2 => text.push_str("# lease 192.0.2.1 { binding state active; }\n"),
            _ => lease(dice, &mut text),
        }
    }
    text.into_bytes()
}

/// One lease in a layout of dhcpd's own, or in another one.
pub(crate) fn lease(dice: &mut Dice, text: &mut String) {
    let net = *dice.pick(&["192.0.2", "198.51.100", "203.0.113"]);
    let mut lines = Vec::new();
    for word in ["starts", "ends", "tstp", "tsfp", "cltt"] {
        if !dice.one_in(if word == "ends" { 10 } else { 3 }) {
            lines.push(format!("{word} {}", date(dice)));
        }
    }
    let states: &[&str] = match net {
        // Without a partner nothing waits for it.
        "192.0.2" => &["free", "active", "abandoned", "released", "expired"],
        _ => &["free", "active", "abandoned", "released", "expired", "reset", "backup"],
    };
    let state = *dice.pick(states);
    // Early servers wrote no state.
    if !dice.one_in(12) {
        lines.push(format!("binding state {state};"));
    }
    if state == "active" && !dice.one_in(4) {
        let next = if net == "192.0.2" { "free" } else { "expired" };
        lines.push(format!("next binding state {next};"));
    }
    if dice.one_in(8) {
        lines.push("reserved;".to_owned());
    }
    if dice.one_in(8) {
        lines.push("dynamic-bootp;".to_owned());
    }
    if !dice.one_in(4) {
        lines.push(format!("hardware {};", hardware(dice)));
    }
    if !dice.one_in(4) {
        lines.push(format!("uid {};", identifier(dice)));
    }
    if dice.one_in(3) {
        lines.push("set ddns-fwd-name = \"a;}{\\\"b.example.org\";".to_owned());
    }
    if dice.one_in(3) {
        lines.push(format!("client-hostname {};", hostname(dice)));
    }
    if dice.one_in(6) {
        let body = "if 1 = 1 { set x = \"}\"; } else { log(info, \"{\"); }";
        lines.push(format!("on {} {{ {body} }}", dice.pick(&["expiry", "release"])));
    }
    let between = *dice.pick(&["\n  ", "\n  ", " ", "\t# a comment; }\n", "\r\n"]);
    let _ = write!(text, "lease {net}.{} {{{between}", dice.between(1, 50));
    let _ = write!(text, "{}\n}}\n", lines.join(between));
}

/// Far from now, so that it does not matter when the test runs.
fn date(dice: &mut Dice) -> String {
    let day = dice.between(1, 28);
    let zone = if dice.one_in(5) { " -3600" } else { "" };
    match dice.below(8) {
        0 => "never;".to_owned(),
        1 => format!("epoch {}; # as text", dice.between(1, 1_500_000_000)),
        2 => format!("6 2040/02/{day} 00:00:00{zone};"),
        3..=5 => format!("3 {}/12/{day:02} 23:59:59{zone};", dice.between(2035, 2037)),
        _ => format!(
            "1 {}/{:02}/{day:02} 01:02:03{zone};",
            dice.between(1990, 2020),
            dice.between(1, 12)
        ),
    }
}

fn hardware(dice: &mut Dice) -> String {
    let kind = *dice.pick(&["ethernet", "token-ring", "fddi", "infiniband", "unknown-77"]);
    let length = dice.between(1, 16);
    format!("{kind} {}", octets(dice, length))
}

fn octets(dice: &mut Dice, length: u32) -> String {
    let octet = |dice: &mut Dice| {
        if dice.one_in(2) {
            format!("{:02x}", dice.between(0, 255))
        } else {
            format!("{:X}", dice.between(0, 15))
        }
    };
    (0..length).map(|_| octet(dice)).collect::<Vec<_>>().join(":")
}

/// Octets in hexadecimal, or a string with every kind of escape.
fn identifier(dice: &mut Dice) -> String {
    let length = dice.between(2, 30);
    if dice.one_in(3) {
        return octets(dice, length);
    }
    let mut text = String::from("\"");
    for _ in 0..length {
        match dice.below(6) {
            0 => text.push_str("\\\""),
            1 => text.push_str("\\\\"),
            2 => text.push_str(dice.pick::<&str>(&["\\t", "\\n", "\\r", "\\b", "\\x4f", "\\q"])),
            3 => text.push_str(dice.pick::<&str>(&[";", "{", "}", "#", " "])),
            _ => _ = write!(text, "\\{:03o}", dice.between(0, 255)),
        }
    }
    text.push('"');
    text
}

fn hostname(dice: &mut Dice) -> String {
    let names = ["\"printer\"", "\"a b;c'd\"", "laptop", "host.example.org", "7up", "lease"];
    (*dice.pick(&names)).to_owned()
}

fn failover(dice: &mut Dice, text: &mut String) {
    let state = |dice: &mut Dice| {
        *dice.pick(&[
            "normal",
            "partner-down",
            "communications-interrupted",
            "potential-conflict",
            "recover",
            "recover-wait",
            "recover-done",
            "shutdown",
            "paused",
        ])
    };
    let (own, partner) = (state(dice), state(dice));
    let name = *dice.pick(&["east", "west"]);
    let mclt = if name == "west" { "mclt 1234;" } else { "" };
    let at = ["", " at 3 2026/11/25 12:00:00", " at epoch 1795610096"];
    let (first, second) = (*dice.pick(&at), *dice.pick(&at));
    let _ = writeln!(
        text,
        "failover peer \"{name}\" state {{\n  my state {own}{first};\n  partner state {partner}{second};\n  {mclt}\n}}"
    );
}

/// dhcpd refuses the same hardware address and name twice, so each host is new.
fn host(dice: &mut Dice, number: u32, text: &mut String) {
    let name = *dice.pick(&["a", "printer.example", "nh01"]);
    let name = format!("{name}{number}");
    let _ =
        write!(text, "host {name} {{\n  dynamic;\n  hardware ethernet 0:53:0:0:1:{number:x};\n");
    if dice.one_in(2) {
        let _ = writeln!(text, "  uid {};", identifier(dice));
    }
    if dice.one_in(2) {
        let _ = writeln!(text, "  fixed-address 192.0.2.{};", 100 + number);
    }
    text.push_str("}\n");
    if dice.one_in(3) {
        let _ = write!(text, "host {name} {{\n  dynamic;\n  deleted;\n}}\n");
    }
}
