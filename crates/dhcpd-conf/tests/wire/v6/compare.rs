//! An answer to a DHCPv6 client, field by field, beside the message that came.

use std::net::Ipv6Addr;

use dhcpair_testbed::lab::{Message as Wire, read_options};
use dhcpd_conf::Config;
use dhcpd_conf::resolve::Told;
use dhcpd_conf::resolve::v6::{
    Answer, Associated, Lease, Outcome, Reply, ReplyKind, SentOption, Source,
};

use super::server::Sent;
use crate::tally::Tally;

/// Codes of options with associations, with what is in them, and with a status.
const ASSOCIATIONS: [u16; 3] = [3, 4, 25];
const ADDRESS: u16 = 5;
const PREFIX: u16 = 26;
const STATUS: u16 = 13;

/// Compares an answer with what a server sent.
pub(crate) fn compare(config: &Config, answer: &Answer, sent: &Sent) -> Tally {
    let mut tally = Tally::default();
    match (&answer.outcome, sent) {
        (Outcome::Undecided(_), _) => tally.undecided += 1,
        (Outcome::Silent(_), Sent::Nothing) => tally.decided += 1,
        (Outcome::Reply(reply), Sent::Message(sent)) => message(config, reply, sent, &mut tally),
        (Outcome::Silent(why), sent) => tally.differs("answer", why, sent),
        (Outcome::Reply(reply), sent) => tally.differs("answer", reply.kind, sent),
    }
    tally
}

fn message(config: &Config, reply: &Reply, sent: &Wire, tally: &mut Tally) {
    let kind = match reply.kind {
        ReplyKind::Advertise => 2,
        ReplyKind::Reply => 7,
    };
    tally.same("message", Some(&kind), &sent.kind);
    // Those that the server makes come first; a file may set more of them.
    let count = reply.associations.len().min(sent.options.len());
    let (associations, options) = sent.options.split_at(count);
    tally.same("associations", Some(&reply.associations.len()), &associations.len());
    for (foretold, (code, value)) in reply.associations.iter().zip(associations) {
        assert!(ASSOCIATIONS.contains(code), "{sent:?}");
        tally.same("kind of an association", Some(&foretold.kind.code()), code);
        association(config, foretold, value, tally);
    }
    all_options(&reply.options, options, tally);
}

fn all_options(foretold: &[SentOption], sent: &[(u16, Vec<u8>)], tally: &mut Tally) {
    let codes = |option: &SentOption| option.code;
    if foretold.iter().all(|option| option.value.known().is_some()) {
        let foretold: Vec<u16> = foretold.iter().map(codes).collect();
        let sent: Vec<u16> = sent.iter().map(|(code, _)| *code).collect();
        tally.same("options", Some(&foretold), &sent);
        if foretold != sent {
            return;
        }
    }
    let mut rest = sent;
    for option in foretold {
        let what = format!("option {} ({})", option.code, option.name);
        let next = rest.split_first().filter(|((code, _), _)| *code == option.code);
        match (&option.value, next) {
            // It may not be there.
            (Told::Undecided(_), None) => tally.undecided += 1,
            (value, Some(((_, sent), behind))) => {
                tally.same(&what, value.known(), sent);
                rest = behind;
            }
            (Told::Known(value), None) => tally.differs(&what, value, "no such option"),
        }
    }
    for (code, value) in rest {
        tally.differs(&format!("option {code}"), "no such option", value);
    }
}

fn association(config: &Config, foretold: &Associated, sent: &[u8], tally: &mut Tally) {
    let mut sent = sent;
    let mut number = || {
        let (number, rest) = sent.split_first_chunk().unwrap();
        sent = rest;
        u32::from_be_bytes(*number)
    };
    tally.same("association", Some(&foretold.id), &number());
    for (what, time) in [("T1", &foretold.renewal), ("T2", &foretold.rebinding)] {
        if let Some(time) = time {
            tally.same(what, time.value.known(), &number());
        }
    }
    let options = read_options(sent).unwrap();
    let is_lease = |code: u16| matches!(code, ADDRESS | PREFIX);
    let leases: Vec<_> = options.iter().filter(|(code, _)| is_lease(*code)).collect();
    tally.same("leases", Some(&foretold.leases.len()), &leases.len());
    for (foretold, (_, sent)) in foretold.leases.iter().zip(leases) {
        lease(config, foretold, sent, tally);
    }
    let status = options.iter().find(|(code, _)| *code == STATUS).map(|(_, value)| value.clone());
    match &foretold.status {
        None => tally.same("status", Some(&None), &status),
        Some(foretold) => {
            let foretold = foretold.value.known().map(|value| Some(value.clone()));
            tally.same("status", foretold.as_ref(), &status);
        }
    }
}

fn lease(config: &Config, foretold: &Lease, sent: &[u8], tally: &mut Tally) {
    let octets = |from: usize, to: usize| sent.get(from..to).unwrap();
    let number = |from: usize| u32::from_be_bytes(octets(from, from + 4).try_into().unwrap());
    let address =
        |from: usize| Ipv6Addr::from(<[u8; 16]>::try_from(octets(from, from + 16)).unwrap());
    let (address, length, preferred, valid) = match sent.len() {
        24 => (address(0), 128, number(16), number(20)),
        25 => (address(9), sent[8], number(0), number(4)),
        length => panic!("{length} octets"),
    };
    let is_from = match &foretold.source {
        Source::Fixed { address: own, .. } => (*own, 128) == (address, length),
        Source::Withdrawn { address: own, length: all } => (*own, *all) == (address, length),
        Source::FixedPrefix { prefix, length: own, .. } => (*prefix, *own) == (address, length),
        Source::Range { ranges, address: own, .. } => {
            // As long as there are free ones, they come from the first.
            let range = &config.ranges6()[ranges[0]];
            let inside = (range.low..=range.high).contains(&address) && length == 128;
            inside && own.is_none_or(|own| own == address)
        }
        Source::Prefix { prefixes, prefix: own, .. } => {
            let range = &config.prefixes()[prefixes[0]];
            let inside = (range.low..=range.high).contains(&address) && range.len == length;
            inside && own.is_none_or(|own| own == address)
        }
    };
    match is_from {
        true => tally.decided += 1,
        false => tally.differs("address", &foretold.source, (address, length)),
    }
    tally.same("preferred lifetime", foretold.preferred.value.known(), &preferred);
    tally.same("valid lifetime", foretold.valid.value.known(), &valid);
}
