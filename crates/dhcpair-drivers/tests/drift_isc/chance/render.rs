//! A plan as a server's files.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use dhcpair_testbed::Dice;

use super::plan::{Block, Class, Host, Kind, Plan, Pool, Said, Subnet};
use crate::pair::{HOME, Site, peer};

/// The files of the server of a side, in an order and with includes of its own.
pub(super) fn site(plan: &Plan, side: usize, dice: &mut Dice) -> Site {
    let mut files = BTreeMap::new();
    let mut main = String::new();
    for (name, window) in &plan.peers {
        let text = peer(name, side);
        let text = text.replacen('\n', &format!("\n  max-unacked-updates {window};\n"), 1);
        main.push_str(&text);
    }
    let mut parts: Vec<String> = settings(&plan.said);
    // Which class is asked first counts.
    parts.push(plan.classes.iter().map(|one| class(one, dice)).collect());
    parts.extend(plan.blocks.iter().map(|one| block(plan, one, dice)));
    let outer = plan.hosts.iter().filter(|host| host.place != 1);
    parts.extend(outer.map(|one| match one.place {
        2 => {
            let mut parts = settings(&one.around);
            parts.push(host(one, dice));
            braces("group", parts, dice)
        }
        _ => host(one, dice),
    }));
    // What only says which network a server is in is its own.
    if dice.one_in(2) {
        parts.push(format!("subnet 172.16.{side}.0 netmask 255.255.255.0 {{\n}}\n"));
    }
    dice.shuffle(&mut parts);
    for (at, part) in parts.into_iter().enumerate() {
        if dice.one_in(4) {
            main.push_str(&format!("include \"{HOME}/part/{at}.conf\";\n"));
            files.insert(format!("part/{at}.conf"), part);
        } else {
            main.push_str(&part);
        }
    }
    files.insert("dhcpd.conf".to_owned(), main);
    Site { files, v6: false }
}

fn settings(said: &Said) -> Vec<String> {
    said.iter().map(|(key, value)| format!("{key} {value};\n")).collect()
}

/// A block with its statements in any order.
fn braces(head: &str, mut parts: Vec<String>, dice: &mut Dice) -> String {
    dice.shuffle(&mut parts);
    format!("{head} {{\n{}}}\n", parts.concat())
}

fn block(plan: &Plan, block: &Block, dice: &mut Dice) -> String {
    let mut parts = settings(&block.said);
    parts.extend(block.subnets.iter().map(|one| subnet(plan, one, dice)));
    match &block.kind {
        Kind::Plain => parts.concat(),
        Kind::Network(name) => {
            dice.shuffle(&mut parts);
            // A pool stands below the subnets that it draws from.
            parts.extend(block.wide.iter().map(|one| pool(plan, one, dice)));
            format!("shared-network \"{name}\" {{\n{}}}\n", parts.concat())
        }
        Kind::Group(around) => {
            let inner = braces("group", parts, dice);
            around.iter().fold(inner, |inner, said| {
                let mut parts = settings(said);
                parts.push(inner);
                braces("group", parts, dice)
            })
        }
    }
}

fn subnet(plan: &Plan, subnet: &Subnet, dice: &mut Dice) -> String {
    let mut parts = settings(&subnet.said);
    parts.extend(subnet.known.map(|n| format!("if known {{ option time-offset {n}; }}\n")));
    parts.extend(subnet.pools.iter().map(|one| pool(plan, one, dice)));
    let inside =
        |host: &&Host| host.place == 1 && host.address.is_some_and(|at| subnet.contains(at));
    parts.extend(plan.hosts.iter().filter(inside).map(|one| host(one, dice)));
    let mask = Ipv4Addr::from(u32::MAX << (32 - subnet.len));
    braces(&format!("subnet {} netmask {mask}", Ipv4Addr::from(subnet.net)), parts, dice)
}

fn pool(plan: &Plan, pool: &Pool, dice: &mut Dice) -> String {
    let mut parts = settings(&pool.said);
    parts.extend(pool.peer.map(|peer| format!("failover peer \"{}\";\n", plan.peers[peer].0)));
    parts.extend(pool.permits.iter().map(|permit| format!("{permit};\n")));
    parts.extend(
        pool.ranges.iter().map(|(low, high)| {
            format!("range {} {};\n", Ipv4Addr::from(*low), Ipv4Addr::from(*high))
        }),
    );
    braces("pool", parts, dice)
}

fn class(class: &Class, dice: &mut Dice) -> String {
    let (len, word) = &class.test;
    let mut parts = settings(&class.said);
    parts.push(format!(
        "match if substring(option vendor-class-identifier, 0, {len}) = \"{word}\";\n"
    ));
    braces(&format!("class \"{}\"", class.name), parts, dice)
}

fn host(host: &Host, dice: &mut Dice) -> String {
    let mut parts = settings(&host.said);
    parts.push(format!("hardware ethernet {};\n", host.mac));
    parts.extend(host.address.map(|at| format!("fixed-address {};\n", Ipv4Addr::from(at))));
    braces(&format!("host {}", host.name), parts, dice)
}
