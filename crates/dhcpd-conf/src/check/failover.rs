//! Failover peers that load and do not do what was meant.

use config_text::{Diagnostic, Phase, Rule, Span};

use super::root_parameter;
use crate::rules;
use crate::view::{Config, FailoverPeer, PeerAddress, Role, Spanned};

/// Seconds that a lead time should not be below or above.
const MCLT: std::ops::RangeInclusive<i32> = 300..=3600;

/// How many of the 256 buckets a primary may have without starving one of the two.
const SHARE: std::ops::RangeInclusive<u32> = 96..=160;

/// Seconds of silence below which a busy partner is taken for dead.
const SILENCE: i32 = 10;

pub(super) fn run(config: &Config, found: &mut Vec<Diagnostic>) {
    let omapi = root_parameter(config, "omapi-port");
    let omapi =
        omapi.and_then(|port| Some(Spanned { value: port.value.parse().ok()?, span: port.span }));
    for peer in config.failover_peers() {
        let name = config_text::escape_control(&peer.name);
        let mut findings = Findings { peer, name, found };
        findings.endpoints(omapi.as_ref());
        findings.role();
        findings.balance();
        findings.times();
    }
    bootp_ranges(config, found);
}

struct Findings<'a> {
    peer: &'a FailoverPeer,
    name: String,
    found: &'a mut Vec<Diagnostic>,
}

impl Findings<'_> {
    fn add(&mut self, rule: &'static Rule, span: Span, message: String) {
        self.found.push(Diagnostic::new(rule, span, message));
    }

    fn endpoints(&mut self, omapi: Option<&Spanned<i32>>) {
        let (peer, name) = (self.peer, self.name.clone());
        if peer.address.is_none() {
            let message = format!("`{name}` has no own `address`: dhcpd will not start");
            self.add(&rules::PEER_NO_ADDRESS, peer.name_span, message);
        }
        for address in [&peer.address, &peer.peer_address].into_iter().flatten() {
            if let PeerAddress::Name(host) = &address.value {
                let message = format!("`{host}` is resolved only when dhcpd starts");
                self.add(&rules::ADDRESS_IS_NAME, address.span, message);
            }
        }
        for port in [&peer.port, &peer.peer_port].into_iter().flatten() {
            if !(0..=65535).contains(&port.value) {
                let message = format!("{} is not a port", port.value);
                self.add(&rules::PORT_CLASH, port.span, message);
            }
        }
        if let Some(omapi) = omapi.filter(|omapi| omapi.value == peer.effective_port()) {
            let span = peer.port.as_ref().map_or(peer.name_span, |port| port.span);
            let message = format!("`{name}` and OMAPI both want port {}", omapi.value);
            let finding = Diagnostic::new(&rules::PORT_CLASH, span, message);
            self.found.push(finding.with_label(omapi.span, "the OMAPI port"));
        }
        let value = |address: &Option<Spanned<PeerAddress>>| {
            address.as_ref().map(|address| address.value.clone())
        };
        let same = peer.effective_port() == peer.effective_peer_port()
            && value(&peer.address) == value(&peer.peer_address);
        if let Some(address) = peer.peer_address.as_ref().filter(|_| same) {
            let message = format!("`{name}` has itself as peer: address and port are the same");
            let finding = Diagnostic::new(&rules::SAME_ENDPOINT, address.span, message);
            let own = peer.address.as_ref().map_or(peer.name_span, |own| own.span);
            self.found.push(finding.with_label(own, "the own address"));
        }
    }

    fn role(&mut self) {
        let (peer, name) = (self.peer, self.name.clone());
        if peer.role.is_none() {
            let message =
                format!("`{name}` is neither primary nor secondary: dhcpd makes it a primary");
            self.add(&rules::ROLE_MISSING, peer.name_span, message);
        }
        if let Some(mclt) = peer.mclt.as_ref().filter(|_| peer.effective_role() == Role::Secondary)
        {
            let message = format!("the `mclt` of `{name}` is overruled by the primary's");
            self.add(&rules::MCLT_ON_SECONDARY, mclt.span, message);
        }
    }

    fn balance(&mut self) {
        let (peer, name) = (self.peer, self.name.clone());
        if let (Some(split), Some(hba)) = (&peer.split, &peer.hba) {
            let (first, last) = if split.span.start < hba.span.start {
                (split.span, hba.span)
            } else {
                (hba.span, split.span)
            };
            let message = format!("`{name}` has both `split` and `hba`: only this one counts");
            let finding = Diagnostic::new(&rules::HBA_AND_SPLIT, last, message);
            self.found.push(finding.with_label(first, "this one is replaced"));
        }
        let seconds = peer.load_balance_max_seconds.as_ref();
        if seconds.is_none_or(|seconds| seconds.value == 0) {
            let span = seconds.map_or(peer.name_span, |seconds| seconds.span);
            let message =
                format!("load balancing of `{name}` is off: both servers answer everybody");
            self.add(&rules::LOAD_BALANCE_OFF, span, message);
        }
        let share = peer.split.as_ref().map(|split| split.span);
        let share = share.or(peer.hba.as_ref().map(|hba| hba.span));
        let buckets = peer.hash_buckets().filter(|_| peer.effective_role() == Role::Primary);
        if let (Some(span), Some(buckets)) = (share, buckets)
            && (buckets == [0; 32] || buckets == [0xff; 32])
        {
            let who = if buckets == [0; 32] { "secondary" } else { "primary" };
            let message = format!("all clients of `{name}` belong to the {who}");
            self.add(&rules::LOAD_BALANCE_ONLY, span, message);
        } else if let (Some(span), Some(buckets)) = (share, buckets) {
            let ones = buckets.iter().map(|octet| octet.count_ones()).sum();
            if !SHARE.contains(&ones) {
                let message = format!(
                    "the primary of `{name}` serves {ones} of 256 parts of the clients, and has half \
                     of the free addresses"
                );
                self.add(&rules::SPLIT_UNEVEN, span, message);
            }
        }
    }

    fn times(&mut self) {
        let (peer, name) = (self.peer, self.name.clone());
        let primary = peer.effective_role() == Role::Primary;
        let mclt = peer.mclt.as_ref().filter(|mclt| primary && mclt.value != 0);
        if let Some(mclt) = mclt.filter(|mclt| !MCLT.contains(&mclt.value)) {
            let message = if mclt.value < *MCLT.start() {
                format!("an `mclt` of {} s makes every new client renew all the time", mclt.value)
            } else {
                format!(
                    "with an `mclt` of {} s the survivor waits that long for addresses",
                    mclt.value
                )
            };
            self.add(&rules::MCLT_EXTREME, mclt.span, message);
        }
        let silence = peer.max_response_delay.as_ref();
        if let Some(silence) = silence.filter(|silence| (1..SILENCE).contains(&silence.value)) {
            let message = format!(
                "after {} s without a word `{name}` takes its partner for lost",
                silence.value
            );
            self.add(&rules::TIMERS_TIGHT, silence.span, message);
        }
        if let Some(auto) = peer.auto_partner_down.as_ref().filter(|auto| auto.value != 0) {
            let message = format!(
                "`{name}` declares its partner dead after {} s without contact",
                auto.value
            );
            self.add(&rules::AUTO_PARTNER_DOWN, auto.span, message);
        }
    }
}

/// Ranges for BOOTP that stand above the peer statement: the file loads.
fn bootp_ranges(config: &Config, found: &mut Vec<Diagnostic>) {
    for range in config.ranges().iter().filter(|range| range.dynamic_bootp) {
        let peer = range.pool.and_then(|ix| config.pool(ix)).and_then(|pool| pool.peer);
        let below = |span: Span| span.file != range.span.file || span.start > range.span.start;
        if let Some(peer) = peer.filter(|peer| peer.named && below(peer.span)) {
            let message = "BOOTP clients keep these addresses for ever, whatever the partner knows";
            let finding = Diagnostic::new(&rules::BOOTP_RANGE, range.span, message);
            let finding = finding.with_phase(Phase::Runtime);
            found.push(finding.with_label(peer.span, "the peer of this pool"));
        }
    }
}
