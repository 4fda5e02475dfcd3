//! An address or a prefix that is given: statements, lifetimes, T1 and T2, and what is sent of it.

use config_text::Span;

use super::answer::{Associated, Lease, Outcome, ReplyKind, SentOption, Silence};
use super::case::{Case, STATUS, undecided};
use super::draft::{Draft, Hinted, Place};
use super::input::CLIENT_FQDN;
use super::{Hint, Kind};
use crate::resolve::code::Opt;
use crate::resolve::evaluate::Value;
use crate::resolve::option_state::{Entry, Stored};
use crate::resolve::scope::Scope;
use crate::resolve::state::Sight;
use crate::resolve::undecided::{Reason, Reasons, because};
use crate::resolve::{Field, Told, parameters};
use crate::table::{DHCP, DHCP6, SERVER};
use crate::view::ScopeIx;

/// Seconds that a lease lasts where nobody says anything.
const DEFAULT: u32 = 43_200;

/// Options for DHCPv4 that set T1 and T2.
const RENEWAL_TIME: u32 = 58;
const REBINDING_TIME: u32 = 59;

/// The options with an address and with a prefix, which the server makes.
const ADDRESS: u32 = 5;
const PREFIX: u32 = 26;

/// A number of the configuration, with the statements it comes from.
type Number = Option<(u32, Vec<Span>)>;

impl Case<'_> {
    /// Whether an association may have one more. `limit` is the parameter that says how many, one by default.
    pub(super) fn may_have_more(&mut self, draft: &Draft<'_>, limit: u32) -> Result<bool, Outcome> {
        if draft.given == 0 {
            return Ok(true);
        }
        let limit = self.number(limit)?.map_or(1, |(limit, _)| limit);
        Ok(draft.given < limit)
    }

    /// Gives an address or a prefix.
    pub(super) fn give(&mut self, draft: &mut Draft<'_>, place: Place) -> Result<(), Outcome> {
        self.execute_outside();
        let own = place.own_names.then(Scope::default);
        let global = own.map(|own| std::mem::replace(&mut self.state.scope, own));
        self.execute_place(place.group);
        let valid = self.number(parameters::DEFAULT_LEASE_TIME)?;
        let preferred = self.number(parameters::PREFERRED_LIFETIME)?;
        let (valid, preferred) = lifetimes(draft, valid, preferred);
        draft.note_preferred(&preferred);

        // Once more for the association itself.
        let commit = self.state.commit.take();
        let output = std::mem::replace(&mut self.state.output, std::mem::take(&mut draft.output));
        self.execute_place(place.group);
        draft.output = std::mem::replace(&mut self.state.output, output);
        self.state.commit = None;

        let own = global.map(|global| std::mem::replace(&mut self.state.scope, global));
        match place.is_leased() {
            true => draft.commits.extend(commit.zip(own)),
            false => draft.fixed_commit = commit.or(draft.fixed_commit.take()),
        }
        draft.given += 1;
        draft.leases.push(Lease { source: place.source, preferred, valid });
        Ok(())
    }

    /// What stands outside all blocks has been executed; dhcpd does it again for `on`.
    fn execute_outside(&mut self) {
        let output = std::mem::take(&mut self.state.output);
        let world = self.world();
        self.state.commit = None;
        world.execute_group(&mut self.state, ScopeIx::ROOT, None);
        self.state.output = output;
    }

    fn execute_place(&mut self, group: ScopeIx) {
        let world = self.world();
        world.execute_group(&mut self.state, group, Some(ScopeIx::ROOT));
        world.execute_classes(&mut self.state, group);
        if let Some(host) = self.host.and_then(|host| self.resolver.host(host)) {
            world.execute_group(&mut self.state, host.scope, Some(group));
        }
    }

    /// A parameter of 32 bits. dhcpd drops the message where it is something else.
    fn number(&mut self, code: u32) -> Result<Number, Outcome> {
        let Some(entry) = self.state.output.get(SERVER, code) else { return Ok(None) };
        let sources = entry.sources.clone();
        let world = self.world();
        let octets = self.state.parameter(&world, code).map_err(|reasons| undecided(&reasons))?;
        match octets.and_then(|octets| octets.as_ref().try_into().ok()) {
            Some(octets) => Ok(Some((u32::from_be_bytes(octets), sources))),
            None => Err(Outcome::Silent(Silence::BadNumber)),
        }
    }

    /// Ends an association: what it is sent is known now.
    pub(super) fn finish(
        &mut self,
        mut draft: Draft<'_>,
        fixed: bool,
        last: Hinted,
    ) -> Result<(), Outcome> {
        let commits = std::mem::take(&mut draft.commits);
        let fixed_commit = draft.fixed_commit.take();
        let cancelled = last == Hinted::Cancelled;
        let keeps = self.kind == ReplyKind::Reply && !cancelled;
        if keeps && !fixed {
            for (commit, own) in commits {
                let global = std::mem::replace(&mut self.state.scope, own);
                self.commit(commit);
                self.state.scope = global;
            }
        }
        if keeps {
            self.note_name_update();
        }
        let associated = self.associated(&mut draft);
        self.associated.push(associated);
        if keeps && fixed {
            // Names that it sets are lost.
            let global = self.state.scope.clone();
            match fixed_commit {
                Some(commit) => self.commit(commit),
                None => self.may_commit_for_others(),
            }
            self.state.scope = global;
        }
        match last {
            Hinted::NotAvailable => Err(Outcome::Silent(Silence::LastHint)),
            Hinted::Done | Hinted::Cancelled => Ok(()),
        }
    }

    /// Leaves an association as it was begun: with the times that the client sent, which are none.
    pub(super) fn leave_empty(&mut self, draft: &Draft<'_>) -> Result<(), Outcome> {
        let time = (draft.association.kind != Kind::Temporary)
            .then(|| Field { value: Told::Known(0), sources: Vec::new() });
        self.associated.push(Associated {
            kind: draft.association.kind,
            id: draft.association.id,
            renewal: time.clone(),
            rebinding: time,
            leases: Vec::new(),
            status: None,
        });
        Ok(())
    }

    fn commit(&mut self, commit: crate::resolve::evaluate::Function) {
        self.state.commit = Some(commit);
        let world = self.world();
        world.execute_commit(&mut self.state);
    }

    /// What is to be done for a fixed address that was only advertised is done for the next client who gets
    /// one, if that has nothing of its own.
    fn may_commit_for_others(&mut self) {
        /// So many are tried.
        const MOST: usize = 16;
        let earlier = because(Reason::EarlierPackets);
        let commits = self.resolver.commits();
        if commits.len() > MOST {
            return self.state.lost.extend(earlier);
        }
        let before: Vec<Entry> = self.state.output.of_space(DHCP6).into_iter().cloned().collect();
        for commit in commits {
            let without = self.state.clone();
            self.commit(commit.clone());
            self.state.may_be(without, &earlier);
        }
        // What may still be sent as it was may also end the server.
        for entry in before {
            let now = self.state.output.get(entry.option.space, entry.option.code);
            if now.is_none_or(|now| now.value != entry.value) {
                self.evaluated(&entry.value);
            }
        }
    }

    /// A client that sends a name may be answered one, if names are updated.
    fn note_name_update(&mut self) {
        let world = self.world();
        let style = self.state.parameter(&world, parameters::DDNS_UPDATE_STYLE);
        let sends = self.client.option(CLIENT_FQDN).is_some();
        if sends && !matches!(&style, Ok(None)) && style != Ok(Some([0].into())) {
            let option = Opt { space: DHCP6, code: CLIENT_FQDN.into() };
            let value = Stored::Undecided(because(Reason::NameUpdate));
            self.state.output.set(option, value, Vec::new());
        }
    }

    fn associated(&mut self, draft: &mut Draft<'_>) -> Associated {
        let kind = draft.association.kind;
        let times = (kind != Kind::Temporary)
            .then(|| (self.time(draft, RENEWAL_TIME), self.time(draft, REBINDING_TIME)));
        // The options of the association take the place of the message's.
        let output = std::mem::replace(&mut self.state.output, std::mem::take(&mut draft.output));
        if self.state.output.has(DHCP6, ADDRESS) || self.state.output.has(DHCP6, PREFIX) {
            // A file may set it beside what the server makes.
            self.state.lost.insert(Reason::TooComplex);
        }
        let status = self.sent(Opt { space: DHCP6, code: STATUS });
        self.state.output = output;
        Associated {
            kind,
            id: draft.association.id,
            renewal: times.as_ref().map(|(renewal, _)| renewal.clone()),
            rebinding: times.map(|(_, rebinding)| rebinding),
            leases: std::mem::take(&mut draft.leases),
            status,
        }
    }

    /// T1 or T2: as an option for DHCPv4 says, or half and four fifths of the shortest preferred lifetime,
    /// or left to the client.
    fn time(&mut self, draft: &Draft<'_>, code: u32) -> Field<u32> {
        let world = self.world();
        if let Some(entry) = self.state.output.get(DHCP, code).cloned() {
            let value = match world.stored(&mut self.state, &entry.value).octets() {
                Ok(octets) => {
                    let octets = octets.and_then(|octets| octets.as_ref().try_into().ok());
                    Told::Known(octets.map_or(0, u32::from_be_bytes))
                }
                Err(reasons) => told(reasons),
            };
            return Field { value, sources: entry.sources };
        }
        let parameter = self.state.output.get(SERVER, parameters::DHCPV6_SET_TEE_TIMES);
        let sources = parameter.map(|entry| entry.sources.clone()).unwrap_or_default();
        let value = match self.state.flag(&world, parameters::DHCPV6_SET_TEE_TIMES) {
            Some(flag) if flag.must_be_true() => match &draft.shortest {
                Ok(u32::MAX) => Told::Known(u32::MAX),
                Ok(seconds) if code == RENEWAL_TIME => Told::Known(seconds / 2),
                Ok(seconds) => Told::Known(seconds / 5 * 4),
                Err(reasons) => told(reasons.clone()),
            },
            Some(flag) if flag.may_be_true() => told(flag.reasons),
            _ => Told::Known(0),
        };
        Field { value, sources }
    }

    fn evaluated(&mut self, value: &Stored) -> Value {
        let world = self.world();
        let before = std::mem::replace(&mut self.state.sight, Sight::Swapped);
        let value = world.stored(&mut self.state, value);
        self.state.sight = before;
        value
    }

    /// An option with its value, as dhcpd evaluates it when it puts a message together; `None` where there is
    /// none.
    pub(super) fn sent(&mut self, option: Opt) -> Option<SentOption> {
        let entry = self.state.output.get(option.space, option.code).cloned()?;
        let value = match self.evaluated(&entry.value).octets() {
            Ok(octets) => Told::Known(octets?.to_vec()),
            Err(reasons) => told(reasons),
        };
        let name = self.resolver.name(option);
        let code = u16::try_from(option.code).unwrap_or(u16::MAX);
        Some(SentOption { code, name, value, sources: entry.sources })
    }
}

/// Valid and preferred lifetime: as configured, else as the client would like, else by default.
fn lifetimes(draft: &Draft<'_>, valid: Number, preferred: Number) -> (Field<u32>, Field<u32>) {
    let wanted = if draft.valid == 0 { DEFAULT } else { draft.valid };
    let (valid, valid_sources) = valid.unwrap_or((wanted, Vec::new()));
    let mut shorter = if draft.preferred == 0 { valid } else { draft.preferred };
    if shorter >= valid && valid != u32::MAX {
        shorter = valid / 2 + valid / 8;
    }
    let (preferred, sources) = preferred.unwrap_or((shorter, valid_sources.clone()));
    let field = |seconds, sources| Field { value: Told::Known(seconds), sources };
    (field(valid, valid_sources), field(preferred, sources))
}

fn told<T>(reasons: Reasons) -> Told<T> {
    Told::Undecided(reasons.into_iter().collect())
}

/// Whether a hint names nothing.
pub(super) fn is_any(hint: &Hint) -> bool {
    hint.address.is_unspecified()
}
