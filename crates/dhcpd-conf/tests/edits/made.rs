//! Pairs of configurations made at random: much alike, and different in all that a scope can have.

use dhcpair_testbed::Dice;

/// Choices that two files share, but for some.
pub(crate) struct Draw<'d> {
    pub(crate) shared: Dice,
    pub(crate) own: &'d mut Dice,
    /// One in so many choices is the file's own.
    pub(crate) rate: usize,
}

impl Draw<'_> {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let shared = self.shared.below(n);
        if self.own.one_in(self.rate) { self.own.below(n) } else { shared }
    }

    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    pub(crate) fn shuffle(&mut self, items: &mut [String]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// How a file is written.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) unit: &'static str,
    pub(crate) one_line: bool,
    pub(crate) newline: &'static str,
}

impl Style {
    pub(crate) fn of(own: &mut Dice) -> Self {
        Self {
            unit: ["  ", "\t", "    "][own.below(3)],
            one_line: own.one_in(6),
            newline: if own.one_in(8) { "\r\n" } else { "\n" },
        }
    }
}

const SETTINGS: [&[&str]; 12] = [
    &["default-lease-time 600;", "default-lease-time 700;", "default-lease-time 0600;"],
    &["max-lease-time 7200;", "max-lease-time 86400;"],
    &[
        "option routers 10.0.0.1;",
        "option routers 10.0.0.2, 10.0.0.1;",
        "option routers = 0a:00:00:01;",
    ],
    &["option domain-name \"a.example\";", "option domain-name \"b.example\";"],
    &["option ntp-servers 10.9.9.9;", "option ntp-servers 10.9.9.8;"],
    &["ping-check off;", "ping-check on;"],
    &["deny booting;", "allow booting;", "ignore booting;"],
    &["filename \"a\";", "filename \"b\";"],
    &["option acme.server 10.0.0.7;", "option acme.server 10.0.0.8;"],
    &["option level 3;", "option level 4;"],
    &["vendor-option-space acme;"],
    &["append domain-name-servers 10.0.0.3;", "default domain-name-servers 10.0.0.4;"],
];

const CODE: [&str; 6] = [
    "if known { filename \"k\"; } else { filename \"u\"; }",
    "if option level = 3 {\n  option routers 10.0.0.9;\n}",
    "on commit { set x = \"y\"; }",
    "log(info, \"a, b\");",
    "if exists user-class { # a comment\n  option domain-name \"c.example\"; }",
    "set level_of = pick-first-value(option level, 00);",
];

fn settings(draw: &mut Draw<'_>, one_in: usize, code: usize) -> Vec<String> {
    drawn(draw, &SETTINGS, &CODE, one_in, code)
}

/// Some of the settings and conditions that there are.
pub(crate) fn drawn(
    draw: &mut Draw<'_>,
    plain: &[&[&str]],
    conditions: &[&str],
    one_in: usize,
    code: usize,
) -> Vec<String> {
    let mut all = Vec::new();
    for kind in plain {
        if draw.one_in(one_in) {
            all.push(draw.pick(kind).to_owned());
        }
    }
    while draw.one_in(code) && all.len() < 15 {
        all.push(draw.pick(conditions).to_owned());
    }
    draw.shuffle(&mut all);
    all
}

pub(crate) fn block(head: &str, body: &[String], style: Style) -> String {
    let newline = style.newline;
    if style.one_line && body.iter().all(|text| !text.contains(['\n', '#'])) {
        return format!("{head} {{ {} }}", body.join(" "));
    }
    let mut out = format!("{head} {{{newline}");
    for line in body.iter().flat_map(|text| text.lines()) {
        out += &format!("{}{line}{newline}", style.unit);
    }
    out + "}"
}

fn pool(draw: &mut Draw<'_>, nets: &[&str], from: usize, style: Style) -> String {
    let mut body = settings(draw, 8, 12);
    // In a pool these are permits.
    body.retain(|one| !one.ends_with(" booting;"));
    for net in nets {
        let low = from + draw.below(3);
        let range = match draw.below(3) {
            0 => format!("range {net}.{low};"),
            1 => format!("range {net}.{low} {net}.{};", low + 4),
            _ => format!("range {net}.{low} {net}.{};\nrange {net}.{};", low + 2, low + 5),
        };
        body.extend(range.lines().map(str::to_owned));
    }
    for permit in ["allow members of \"c1\";", "deny members of \"c2\";", "allow unknown-clients;"]
    {
        if draw.one_in(4) {
            body.push(permit.to_owned());
        }
    }
    draw.shuffle(&mut body);
    match draw.below(4) {
        0 => body.insert(0, "failover peer \"b\";".to_owned()),
        1 => {}
        _ => body.insert(0, "failover peer \"a\";".to_owned()),
    }
    block("pool", &body, Style { one_line: draw.one_in(3), ..style })
}

fn subnet(draw: &mut Draw<'_>, net: &str, style: Style) -> String {
    let mut body = settings(draw, 4, 5);
    // Several ranges beside pools are an obstacle.
    let pools = draw.below(4);
    let bare = if pools == 0 || draw.one_in(20) { draw.below(3) } else { draw.below(2) };
    for at in 0..bare {
        body.push(format!("range {net}.{};", 100 + 10 * at + draw.below(2)));
    }
    for at in 0..pools {
        body.push(pool(draw, &[net], 10 + 20 * at, style));
    }
    draw.shuffle(&mut body);
    if draw.one_in(6) {
        body.push(host(
            draw,
            &format!("in-{}", net.replace('.', "-")),
            &format!("{net}.240"),
            usize::from(net.as_bytes()[3] - b'0') + 6,
            style,
        ));
    }
    block(&format!("subnet {net}.0 netmask 255.255.255.0"), &body, style)
}

fn host(draw: &mut Draw<'_>, name: &str, address: &str, number: usize, style: Style) -> String {
    let mut body = settings(draw, 9, 12);
    // Now and then two hosts have one card.
    let number = if draw.one_in(8) { draw.below(10) } else { number };
    body.push(format!("hardware ethernet 02:00:00:00:00:0{number};"));
    body.push(format!("fixed-address {address};"));
    if draw.one_in(4) {
        body.push(format!("uid \"u{}\";", draw.below(2)));
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
    for (section, net) in ["10.0.0", "10.2.0", "10.3.0"].into_iter().enumerate() {
        let shared = Dice::new(seed + 100 + section as u64);
        let draw = &mut Draw { shared, own, rate };
        if !draw.one_in(6) {
            let text = subnet(draw, net, style);
            all.push(in_group(draw, text, style));
        }
    }
    let draw = &mut Draw { shared: Dice::new(seed + 200), own, rate };
    if !draw.one_in(6) {
        let mut body = settings(draw, 4, 8);
        body.push(subnet(draw, "10.1.0", style));
        if !draw.one_in(4) {
            body.push(subnet(draw, "10.1.1", style));
            if draw.one_in(2) {
                body.push(pool(draw, &["10.1.0", "10.1.1"], 200, style));
            }
        }
        if draw.one_in(2) {
            body.push(pool(draw, &["10.1.0"], 220, style));
        }
        let text = block("shared-network campus", &body, Style { one_line: false, ..style });
        all.push(in_group(draw, text, style));
    }
    all
}

fn hosts(seed: u64, own: &mut Dice, rate: usize, style: Style) -> Vec<String> {
    let mut all = Vec::new();
    for at in 0..6_u64 {
        let draw = &mut Draw { shared: Dice::new(seed + 300 + at), own, rate };
        if draw.one_in(4) {
            continue;
        }
        let net = draw.pick(&["10.0.0", "10.1.0", "10.1.1", "10.2.0", "10.7.0"]);
        let text =
            host(draw, &format!("h{at}"), &format!("{net}.{}", 230 + at), at as usize, style);
        if draw.one_in(5) {
            let named = text.replacen('{', "{ group named;", 1);
            all.push(named);
            continue;
        }
        all.push(in_group(draw, text, style));
    }
    all
}

/// The main file, and one that it includes.
pub(crate) const MAIN: &str = "/etc/dhcp/dhcpd.conf";
const MORE: &str = "/etc/dhcp/more.conf";

/// A configuration as path and text of each file.
pub(crate) type Files = Vec<(&'static str, String)>;

/// One half of a pair: `own` makes it differ from the other one with this seed.
fn half(seed: u64, own: &mut Dice) -> Files {
    let rate = *own.pick(&[3, 8, 20, 60]);
    let style = Style::of(own);
    let mut all = vec!["# made".to_owned()];
    let draw = &mut Draw { shared: Dice::new(seed), own, rate: rate * 8 };
    let width = if draw.one_in(30) { " code width 2" } else { "" };
    all.push(format!("option space acme{width};\noption acme.server code 1 = ip-address;"));
    let kind = if draw.one_in(30) { "integer 8" } else { "unsigned integer 8" };
    all.push(format!("option level code 200 = {kind};"));
    for (name, port) in [("a", 647), ("b", 648)] {
        all.push(format!(
            "failover peer \"{name}\" {{ primary; address 192.0.2.1; port {port}; peer address 192.0.2.2; \
             peer port {port}; mclt 600; split 128; load balance max seconds 3; }}"
        ));
    }
    all.push("server-identifier 192.0.2.1; # ours".to_owned());
    // What one side alone has around its scopes is an obstacle most of the time.
    draw.rate = rate * 4;
    all.extend(settings(draw, 6, 16));
    draw.rate = rate;
    let limit = draw.below(2);
    let first = block(
        "class \"c1\"",
        &["match if known;".to_owned(), format!("lease limit {};", 2 + limit / 2)],
        style,
    );
    let second =
        "class \"c2\" { match hardware; }\nsubclass \"c2\" 1:02:00:00:00:00:01;".to_owned();
    let third = "subclass \"c2\" 1:02:00:00:00:00:02 { option level 9; }".to_owned();
    // The named group is there where hosts refer to it.
    draw.rate = rate * 2;
    let group = settings(draw, 6, 20);
    let group = block("group named", &group, Style { one_line: false, ..style });
    let (first, group) = (in_group(draw, first, style), in_group(draw, group, style));
    draw.rate = rate;
    all.extend([first, second, third, group]);
    let mut rest = wires(seed, own, rate, style);
    rest.extend(hosts(seed, own, rate, style));
    own.shuffle(&mut rest);
    let mut files = Vec::new();
    if own.one_in(4) && rest.len() > 1 {
        let from = own.below(rest.len());
        let to = from + own.below(rest.len() - from) + 1;
        let part: Vec<_> = rest.splice(from..to, [format!("include \"{MORE}\";")]).collect();
        files.push((MORE, part.join(style.newline) + style.newline));
    }
    all.extend(rest);
    all.push(
        "subnet 10.250.0.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.250.0.2; } pool { \
         failover peer \"b\"; range 10.250.0.3; } }"
            .to_owned(),
    );
    files.insert(0, (MAIN, all.join(style.newline) + style.newline));
    files
}

/// The destination and the source.
pub(crate) fn pair(dice: &mut Dice) -> (Files, Files) {
    let seed = u64::from(dice.between(0, u32::MAX));
    (half(seed, dice), half(seed, dice))
}
