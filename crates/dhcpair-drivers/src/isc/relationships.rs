//! `failover peer` declarations as this server's sides of relationships (dhcpd.conf(5),
//! "CONFIGURING FAILOVER").

use std::fmt::Write as _;
use std::sync::Arc;

use dhcpd_conf::{Config, FailoverPeer, PeerAddress, Spanned};
use failover_model::{
    Endpoint, IscParameters, Knowledge, Mode, Parameters, RelationshipIx, RelationshipSide, Role,
    Seconds, ServerConfig, SplitBuckets, Stated,
};

/// Adds every peer, and gives their places in the model, in reading order.
pub(super) fn lower(conf: &Config, config: &mut ServerConfig) -> Vec<RelationshipIx> {
    conf.failover_peers().iter().map(|peer| config.add_relationship(side(peer))).collect()
}

fn side(peer: &FailoverPeer) -> RelationshipSide {
    let role = match peer.effective_role() {
        dhcpd_conf::Role::Primary => Role::Primary,
        dhcpd_conf::Role::Secondary => Role::Secondary,
    };
    RelationshipSide {
        name: Some(peer.name.as_str().into()),
        role: Some(role),
        // dhcpd knows no other.
        mode: Some(Mode::LoadBalance),
        own: endpoint(peer.address.as_ref(), peer.port.as_ref()),
        partner: endpoint(peer.peer_address.as_ref(), peer.peer_port.as_ref()),
        parameters: Parameters::Isc(parameters(peer)),
        state: Knowledge::unknown("files hold no state"),
        last: None,
        span: Some(peer.name_span),
    }
}

fn endpoint(address: Option<&Spanned<PeerAddress>>, port: Option<&Spanned<i32>>) -> Endpoint {
    let address = address.map(|written| Stated {
        value: match &written.value {
            PeerAddress::Ip(address) => Arc::from(address.to_string()),
            PeerAddress::Name(name) => host_name(name),
        },
        span: Some(written.span),
    });
    Endpoint { address, port: positive(port), ..Endpoint::default() }
}

/// Names of hosts are the same with and without the final dot, in small and capital letters.
fn host_name(name: &str) -> Arc<str> {
    name.trim_end_matches('.').to_ascii_lowercase().into()
}

/// A number that dhcpd takes; 0 stands for its default, as if nothing were said.
fn positive<T: TryFrom<i32>>(written: Option<&Spanned<i32>>) -> Option<Stated<T>> {
    let written = written.filter(|number| number.value != 0)?;
    let value = T::try_from(written.value).ok()?;
    Some(Stated { value, span: Some(written.span) })
}

fn seconds(written: Option<&Spanned<i32>>) -> Option<Stated<Seconds>> {
    let Stated { value, span } = positive::<u64>(written)?;
    Some(Stated { value: Seconds(value), span })
}

fn parameters(peer: &FailoverPeer) -> IscParameters {
    let (split, hba) = share(peer);
    IscParameters {
        mclt: seconds(peer.mclt.as_ref()),
        split,
        hba,
        max_response_delay: seconds(peer.max_response_delay.as_ref()),
        max_unacked_updates: positive(peer.max_unacked_updates.as_ref()),
        load_balance_max: seconds(peer.load_balance_max_seconds.as_ref()),
        auto_partner_down: seconds(peer.auto_partner_down.as_ref()),
        max_lease_misbalance: positive(peer.max_lease_misbalance.as_ref()),
        max_lease_ownership: positive(peer.max_lease_ownership.as_ref()),
        min_balance: seconds(peer.min_balance.as_ref()),
        max_balance: seconds(peer.max_balance.as_ref()),
    }
}

type Share = (Option<Stated<SplitBuckets>>, Option<Stated<Arc<str>>>);

/// The hash values of the primary: as a split where they are the first ones, else one by one.
fn share(peer: &FailoverPeer) -> Share {
    let Some(buckets) = peer.hash_buckets() else { return (None, None) };
    let spans = [peer.split.as_ref().map(|one| one.span), peer.hba.as_ref().map(|one| one.span)];
    let span = spans.into_iter().flatten().max_by_key(|span| span.start);
    let ones = buckets.iter().map(|byte| u64::from(byte.count_ones())).sum::<u64>();
    let leading = |at: usize| (at as u64) < ones;
    let is_split = (0..256).all(|at| {
        let bit = buckets.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
        bit == leading(at)
    });
    if let Some(value) = SplitBuckets::new(ones).filter(|_| is_split) {
        return (Some(Stated { value, span }), None);
    }
    let mut text = String::with_capacity(96);
    for (at, byte) in buckets.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{}{byte:02x}", if at == 0 { "" } else { ":" });
    }
    (None, Some(Stated { value: text.into(), span }))
}
