//! An answer, field by field, beside the packet that came.

use std::net::Ipv4Addr;

use dhcpair_testbed::lab::{MessageType, Packet as Wire};
use dhcpd_conf::Config;
use dhcpd_conf::resolve::{Answer, Outcome, Packet, PacketKind, Reply, Source, Told};

use crate::tally::Tally;

/// The option of relay agents (RFC 3046).
const AGENT: u8 = 82;

/// Compares an answer with what a server sent; [`None`] where it sent nothing. A `fresh` server has
/// given no address yet: it sends the first reply.
pub(crate) fn compare(config: &Config, answer: &Answer, sent: Option<&Wire>, fresh: bool) -> Tally {
    let mut tally = Tally::default();
    let replies = if fresh { answer.replies.get(..1) } else { None };
    let replies = replies.unwrap_or(&answer.replies);
    let Some(sent) = sent else {
        silence(replies, &mut tally);
        return tally;
    };
    let Some(reply) = replies.iter().find(|reply| is_from(config, reply, sent.yours)) else {
        let foretold: Vec<_> = replies.iter().map(|reply| &reply.source).collect();
        tally.differs("address", foretold, sent.yours);
        return tally;
    };
    match &reply.outcome {
        Outcome::Packet(packet) => fields(packet, sent, &mut tally),
        Outcome::Undecided(_) => tally.undecided += 1,
        Outcome::Silent(why) => tally.differs("answer", why, sent.message_type()),
    }
    tally
}

/// Whether nothing is sent depends on the address, too: dhcpd takes any of the free ones.
fn silence(replies: &[Reply], tally: &mut Tally) {
    let silent = |reply: &Reply| match &reply.outcome {
        Outcome::Silent(_) => Some(true),
        Outcome::Undecided(_) => None,
        Outcome::Packet(packet) => packet.undecided.is_empty().then_some(false),
    };
    let outcomes: Vec<_> = replies.iter().map(silent).collect();
    if outcomes.iter().all(|one| *one == Some(true)) {
        tally.decided += 1;
    } else if outcomes.iter().all(|one| *one == Some(false)) {
        let kinds = replies.iter().filter_map(|reply| Some(reply.packet()?.kind));
        tally.differs("answer", kinds.collect::<Vec<_>>(), "nothing");
    } else {
        tally.undecided += 1;
    }
}

/// Whether a reply is the one of a server that gives this address.
fn is_from(config: &Config, reply: &Reply, yours: Ipv4Addr) -> bool {
    match &reply.source {
        Source::Fixed { address, .. } => *address == yours || yours.is_unspecified(),
        Source::Dynamic { ranges, address, .. } => {
            let inside = |at: &usize| {
                let range = &config.ranges()[*at];
                (range.low..=range.high).contains(&yours)
            };
            ranges.iter().any(inside) && address.is_none_or(|address| address == yours)
        }
        Source::Own { .. } | Source::Nowhere => yours.is_unspecified(),
    }
}

fn fields(packet: &Packet, sent: &Wire, tally: &mut Tally) {
    let kind = match packet.kind {
        PacketKind::Offer => Some(MessageType::Offer),
        PacketKind::Ack => Some(MessageType::Ack),
        PacketKind::Nak => Some(MessageType::Nak),
        PacketKind::Bootp => None,
    };
    tally.same("kind", packet.undecided.is_empty().then_some(&kind), &sent.message_type());
    tally.same("next-server", packet.next_server.value.known(), &sent.next_server);
    for (what, foretold, sent) in [
        ("server-name", &packet.server_name, &sent.server_name),
        ("filename", &packet.file, &sent.file),
    ] {
        // What stands behind a zero is not told from the zeros behind the text.
        let foretold = foretold.value.known().map(|text| text.split(|byte| *byte == 0).next());
        tally.same(what, foretold.as_ref(), &Some(sent.as_slice()));
    }
    let time = sent.option(51).and_then(|time| time.try_into().ok()).map(u32::from_be_bytes);
    match &packet.lease_time {
        None => tally.same("lease time", Some(&None), &time),
        Some(foretold) => {
            let foretold = foretold.seconds.known().map(|seconds| Some(*seconds));
            tally.same("lease time", foretold.as_ref(), &time);
        }
    }
    let certain = packet.options.iter().all(|option| option.value.known().is_some());
    for option in &packet.options {
        let what = format!("option {} ({})", option.code, option.name);
        match (&option.value, sent.option(option.code)) {
            (Told::Undecided(_), _) => {
                tally.undecided += 1;
            }
            (Told::Known(value), Some(sent)) => tally.same(&what, Some(&value.as_slice()), &sent),
            (Told::Known(value), None) => tally.differs(&what, value, "no such option"),
        }
    }
    for (code, value) in &sent.options {
        if packet.option(*code).is_none() {
            tally.differs(&format!("option {code}"), "no such option", value);
        }
    }
    if certain && tally.differences.is_empty() {
        // The relay's option comes last, but in front of what overflows into other fields.
        let ordered = |codes: &mut dyn Iterator<Item = u8>| -> Vec<u8> {
            codes.filter(|code| *code != AGENT).collect()
        };
        let foretold = ordered(&mut packet.options.iter().map(|option| option.code));
        let sent = ordered(&mut sent.options.iter().map(|(code, _)| *code));
        tally.same("order of options", Some(&foretold), &sent);
    }
}
