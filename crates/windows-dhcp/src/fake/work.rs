//! What the fake's cmdlets do.

use std::net::Ipv4Addr;

use serde_json::{Value as Json, json};

use crate::class::FailoverState;
use crate::command::{Cmdlet, Scopes};
use crate::preflight::MOST_RELATIONSHIPS;

use super::server::{FakeRelationship, FakeScope, FakeServer};
use super::{Bound, FakePair, Refusal};

type Done = Result<Vec<Json>, Refusal>;

/// Nothing comes back from a change.
const DONE: Done = Ok(Vec::new());

fn refuse<T>(code: u32) -> Result<T, Refusal> {
    Err(Refusal::dhcp(code))
}

impl FakePair {
    /// Does what a cmdlet does.
    pub(super) fn work(&mut self, at: usize, bound: &Bound) -> Done {
        match bound.cmdlet {
            Cmdlet::AddFailover => self.create(at, bound),
            Cmdlet::GetFailover => self.relationships(at, bound),
            Cmdlet::SetFailover => self.modify(at, bound),
            Cmdlet::RemoveFailover => self.remove(at, bound),
            Cmdlet::AddFailoverScope => self.add_scopes(at, bound),
            Cmdlet::RemoveFailoverScope => self.remove_scopes(at, bound),
            Cmdlet::Replicate => self.replicate(at, bound),
            _ => self.local(at, bound),
        }
    }

    fn server(&mut self, at: usize) -> Result<&mut FakeServer, Refusal> {
        self.servers.get_mut(at).ok_or_else(|| Refusal::win32(1722))
    }

    fn peek(&self, at: usize) -> Result<&FakeServer, Refusal> {
        self.servers.get(at).ok_or_else(|| Refusal::win32(1722))
    }

    /// The partner by the name that it was given, if it can be reached.
    fn partner(&self, at: usize, name: &str) -> Result<usize, Refusal> {
        match self.index(name) {
            None => refuse(20124),
            Some(partner) if partner == at => Err(Refusal::win32(87)),
            Some(_) if !self.connected => refuse(20122),
            Some(partner) => Ok(partner),
        }
    }

    fn relationship(&self, at: usize, name: &str) -> Result<FakeRelationship, Refusal> {
        let known = self.peek(at)?.relationships.get(name).cloned();
        known.map_or_else(|| refuse(20115), Ok)
    }

    /// Scopes that are to come into a relationship.
    fn may_join(&self, at: usize, partner: usize, scopes: &[Ipv4Addr]) -> Result<(), Refusal> {
        if scopes.len() > Scopes::MOST {
            return refuse(20130);
        }
        let (here, there) = (self.peek(at)?, self.peek(partner)?);
        for scope in scopes {
            match here.scopes.get(scope) {
                None => return refuse(20005),
                Some(_) if here.holder(*scope).is_some() => return refuse(20113),
                Some(known) if known.kind == "Bootp" => return refuse(20131),
                Some(_) if there.scopes.contains_key(scope) => return refuse(20052),
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn create(&mut self, at: usize, bound: &Bound) -> Done {
        let name = bound.text("Name").unwrap_or_default().to_owned();
        let scopes = bound.addresses("ScopeId");
        let partner = self.partner(at, bound.text("PartnerServer").unwrap_or_default())?;
        let percent = match bound.set {
            "HotStandby" => bound.number("ReservePercent").unwrap_or(5),
            _ => bound.number("LoadBalancePercent").unwrap_or(50),
        };
        let lead_time = bound.seconds("MaxClientLeadTime").unwrap_or(3_600);
        if percent > 100 || lead_time == 0 {
            return Err(Refusal::win32(87));
        }
        if name.encode_utf16().count() > 126 {
            return refuse(20125);
        }
        if bound.has("SharedSecret") && !bound.has("Force") {
            return Err(Refusal::binding("WouldAsk"));
        }
        for side in [at, partner] {
            let known = &self.peek(side)?.relationships;
            match known.contains_key(&name) {
                true => return refuse(20114),
                false if known.len() >= MOST_RELATIONSHIPS => return refuse(20128),
                false => {}
            }
        }
        self.may_join(at, partner, &scopes)?;
        let active = bound.text("ServerRole") != Some("Standby");
        let side = FakeRelationship {
            partner: bound.text("PartnerServer").unwrap_or_default().to_owned(),
            standby: (bound.set == "HotStandby").then_some(active),
            percent,
            scopes: scopes.iter().copied().collect(),
            lead_time,
            switch: bound.seconds("StateSwitchInterval"),
            secret: bound.text("SharedSecret").map(str::to_owned),
            primary: true,
            state: FailoverState::Startup,
        };
        let mut other = side.clone();
        other.partner.clone_from(&self.peek(at)?.name);
        other.standby = side.standby.map(|active| !active);
        other.percent = if side.standby.is_some() { percent } else { 100 - percent };
        other.primary = false;
        for scope in &scopes {
            self.copy(at, partner, *scope, false)?;
        }
        self.step()?;
        self.server(partner)?.relationships.insert(name.clone(), other);
        self.step()?;
        self.server(at)?.relationships.insert(name, side);
        self.activate(partner, &scopes)
    }

    /// Copies a scope to the partner, where it is not served yet.
    fn copy(&mut self, at: usize, to: usize, scope: Ipv4Addr, active: bool) -> Result<(), Refusal> {
        self.step()?;
        let Some(mut copy) = self.peek(at)?.scopes.get(&scope).cloned() else {
            return refuse(20005);
        };
        copy.active &= active;
        self.server(to)?.scopes.insert(scope, copy);
        Ok(())
    }

    fn activate(&mut self, at: usize, scopes: &[Ipv4Addr]) -> Done {
        for scope in scopes {
            self.step()?;
            if let Some(scope) = self.server(at)?.scopes.get_mut(scope) {
                scope.active = true;
            }
        }
        DONE
    }

    fn relationships(&mut self, at: usize, bound: &Bound) -> Done {
        let server = self.peek(at)?;
        let names: Vec<String> = match bound.set {
            "ScopeId" => {
                let holders =
                    bound.addresses("ScopeId").into_iter().map(|scope| server.holder(scope));
                let holders: Option<Vec<&str>> = holders.collect();
                let Some(holders) = holders else { return refuse(20116) };
                holders.into_iter().map(str::to_owned).collect()
            }
            _ if bound.has("Name") => bound.texts("Name"),
            _ => server.relationships.keys().cloned().collect(),
        };
        let objects = names.iter().map(|name| server.relationship_object(name));
        objects.collect::<Option<Vec<Json>>>().map_or_else(|| refuse(20115), Ok)
    }

    fn modify(&mut self, at: usize, bound: &Bound) -> Done {
        let name = bound.text("Name").unwrap_or_default().to_owned();
        let mut side = self.relationship(at, &name)?;
        if bound.has("PartnerDown") {
            self.step()?;
            side.state = FailoverState::PartnerDown;
            self.server(at)?.relationships.insert(name, side);
            return DONE;
        }
        let asks = bound.has("SharedSecret") || bound.has("Mode");
        if asks && !bound.has("Force") {
            return Err(Refusal::binding("WouldAsk"));
        }
        let partner = self.partner(at, &side.partner)?;
        let mut other = self.relationship(partner, &name)?;
        let standby = match bound.text("Mode") {
            Some(mode) => mode == "HotStandby",
            None => side.standby.is_some(),
        };
        // A percentage of the other mode is no parameter of this relationship.
        if (standby && bound.has("LoadBalancePercent")) || (!standby && bound.has("ReservePercent"))
        {
            return Err(Refusal::win32(87));
        }
        side.standby = standby.then(|| side.standby.unwrap_or(true));
        other.standby = side.standby.map(|active| !active);
        if let Some(percent) = bound.number("LoadBalancePercent").or(bound.number("ReservePercent"))
        {
            side.percent = percent;
            other.percent = if standby { percent } else { 100u32.saturating_sub(percent) };
        }
        for one in [&mut side, &mut other] {
            one.lead_time = bound.seconds("MaxClientLeadTime").unwrap_or(one.lead_time);
            one.switch = match (
                bound.boolean("AutoStateTransition"),
                bound.seconds("StateSwitchInterval"),
            ) {
                (Some(false), _) => None,
                (_, Some(seconds)) => Some(seconds),
                _ => one.switch,
            };
            if bound.has("SharedSecret") {
                one.secret = bound.text("SharedSecret").map(str::to_owned);
                debug_assert_eq!(one.secret.is_none(), bound.is_null("SharedSecret"));
            }
        }
        self.step()?;
        self.server(at)?.relationships.insert(name.clone(), side);
        self.step()?;
        self.server(partner)?.relationships.insert(name, other);
        DONE
    }

    fn remove(&mut self, at: usize, bound: &Bound) -> Done {
        if !bound.has("Force") {
            return Err(Refusal::binding("WouldAsk"));
        }
        for name in bound.texts("Name") {
            let side = self.relationship(at, &name)?;
            let partner = self.partner(at, &side.partner)?;
            self.step()?;
            self.server(at)?.relationships.remove(&name);
            self.step()?;
            self.server(partner)?.relationships.remove(&name);
            self.delete(partner, side.scopes)?;
        }
        DONE
    }

    fn delete(
        &mut self,
        at: usize,
        scopes: impl IntoIterator<Item = Ipv4Addr>,
    ) -> Result<(), Refusal> {
        for scope in scopes {
            self.step()?;
            self.server(at)?.scopes.remove(&scope);
        }
        Ok(())
    }

    /// The partner, and whether both sides are Normal.
    fn both(&self, at: usize, name: &str) -> Result<(usize, bool), Refusal> {
        let side = self.relationship(at, name)?;
        let partner = self.partner(at, &side.partner)?;
        let other = self.relationship(partner, name)?;
        let normal = [side, other].iter().all(|one| one.state == FailoverState::Normal);
        Ok((partner, normal))
    }

    fn add_scopes(&mut self, at: usize, bound: &Bound) -> Done {
        let name = bound.text("Name").unwrap_or_default().to_owned();
        let scopes = bound.addresses("ScopeId");
        let (partner, normal) = self.both(at, &name)?;
        if !normal {
            return refuse(20120);
        }
        self.may_join(at, partner, &scopes)?;
        for scope in &scopes {
            self.copy(at, partner, *scope, false)?;
        }
        for side in [partner, at] {
            self.step()?;
            if let Some(one) = self.server(side)?.relationships.get_mut(&name) {
                one.scopes.extend(&scopes);
            }
        }
        self.activate(partner, &scopes)
    }

    fn remove_scopes(&mut self, at: usize, bound: &Bound) -> Done {
        let name = bound.text("Name").unwrap_or_default().to_owned();
        let scopes = bound.addresses("ScopeId");
        let (partner, normal) = self.both(at, &name)?;
        if !normal && !bound.has("Force") {
            return refuse(20120);
        }
        let side = self.relationship(at, &name)?;
        if scopes.iter().any(|scope| !side.scopes.contains(scope)) {
            return refuse(20116);
        }
        for side in [at, partner] {
            self.step()?;
            if let Some(one) = self.server(side)?.relationships.get_mut(&name) {
                one.scopes.retain(|scope| !scopes.contains(scope));
            }
        }
        self.delete(partner, scopes)?;
        DONE
    }

    fn replicate(&mut self, at: usize, bound: &Bound) -> Done {
        if !bound.has("Force") {
            return Err(Refusal::binding("WouldAsk"));
        }
        let server = self.peek(at)?;
        let scopes: Vec<Ipv4Addr> = match (bound.set, bound.has("Name")) {
            ("ScopeId", _) => bound.addresses("ScopeId"),
            (_, true) => {
                let mut all = Vec::new();
                for name in bound.texts("Name") {
                    all.extend(self.relationship(at, &name)?.scopes);
                }
                all
            }
            _ => server.relationships.values().flat_map(|one| one.scopes.clone()).collect(),
        };
        let mut done = Vec::new();
        for scope in scopes {
            let Some(name) = self.peek(at)?.holder(scope) else { return refuse(20116) };
            let partner = self.relationship(at, name)?.partner;
            let partner = self.partner(at, &partner)?;
            self.copy(at, partner, scope, true)?;
            done.push(json!(scope.to_string()));
        }
        Ok(done)
    }

    /// Cmdlets of one server.
    fn local(&mut self, at: usize, bound: &Bound) -> Done {
        let scope = bound.address("ScopeId");
        match bound.cmdlet {
            Cmdlet::GetVersion => {
                return Ok(vec![json!({ "MajorVersion": 10, "MinorVersion": 0 })]);
            }
            Cmdlet::GetScope => return self.scopes(at, bound),
            Cmdlet::AddScope => return self.add_scope(at, bound),
            Cmdlet::RemoveScope => return self.remove_scope(at, bound),
            Cmdlet::SetOptionValue if scope.is_none() => {
                self.step()?;
                let (id, values) = (bound.number("OptionId"), bound.texts("Value"));
                self.server(at)?.options.extend(id.map(|id| (id, values)));
                return DONE;
            }
            Cmdlet::RemoveReservation if bound.set == "IPAddress" => {
                self.step()?;
                for address in bound.addresses("IPAddress") {
                    let mut all = self.server(at)?.scopes.values_mut();
                    if !all.any(|scope| scope.reservations.remove(&address).is_some()) {
                        return refuse(20005);
                    }
                }
                return DONE;
            }
            _ => {}
        }
        self.step()?;
        let Some(id) = scope else { return Err(Refusal::binding("NotInTheFake")) };
        let Some(scope) = self.server(at)?.scopes.get_mut(&id) else { return refuse(20005) };
        within(id, scope, bound)
    }

    fn scopes(&mut self, at: usize, bound: &Bound) -> Done {
        let server = self.peek(at)?;
        let ids = match bound.has("ScopeId") {
            true => bound.addresses("ScopeId"),
            false => server.scopes.keys().copied().collect(),
        };
        let objects = ids.into_iter().map(|id| server.scope_object(id));
        objects.collect::<Option<Vec<Json>>>().map_or_else(|| refuse(20005), Ok)
    }

    fn add_scope(&mut self, at: usize, bound: &Bound) -> Done {
        let (Some(start), Some(end), Some(mask)) =
            (bound.address("StartRange"), bound.address("EndRange"), bound.address("SubnetMask"))
        else {
            return Err(Refusal::win32(87));
        };
        let id = Ipv4Addr::from(u32::from(start) & u32::from(mask));
        if start > end || Ipv4Addr::from(u32::from(end) & u32::from(mask)) != id {
            return refuse(20023);
        }
        if self.peek(at)?.scopes.contains_key(&id) {
            return refuse(20052);
        }
        self.step()?;
        let scope = FakeScope {
            name: bound.text("Name").unwrap_or_default().to_owned(),
            description: bound.text("Description").unwrap_or_default().to_owned(),
            mask,
            range: (start, end),
            active: bound.text("State") != Some("InActive"),
            kind: bound.text("Type").unwrap_or("Dhcp").to_owned(),
            lease: bound.seconds("LeaseDuration").unwrap_or(691_200),
            exclusions: [].into(),
            reservations: [].into(),
            options: [].into(),
            leases: 0,
        };
        self.server(at)?.scopes.insert(id, scope);
        DONE
    }

    fn remove_scope(&mut self, at: usize, bound: &Bound) -> Done {
        for id in bound.addresses("ScopeId") {
            let server = self.peek(at)?;
            let Some(scope) = server.scopes.get(&id) else { return refuse(20005) };
            if server.holder(id).is_some() {
                return refuse(20113);
            }
            if scope.leases > 0 && !bound.has("Force") {
                return refuse(20007);
            }
            self.delete(at, [id])?;
        }
        DONE
    }
}

/// Cmdlets of one scope.
fn within(id: Ipv4Addr, scope: &mut FakeScope, bound: &Bound) -> Done {
    let range = bound.address("StartRange").zip(bound.address("EndRange"));
    let option = bound.number("OptionId").map(|option| (option, bound.texts("Value")));
    match (bound.cmdlet, range) {
        (Cmdlet::AddExclusionRange, Some(range)) if !scope.exclusions.insert(range) => refuse(20023),
        (Cmdlet::AddExclusionRange, Some(_)) => DONE,
        (Cmdlet::RemoveExclusionRange, Some(range)) => {
            if scope.exclusions.remove(&range) { DONE } else { refuse(20005) }
        }
        (Cmdlet::RemoveExclusionRange, None) => {
            scope.exclusions.clear();
            DONE
        }
        (Cmdlet::GetExclusionRange, _) => Ok(scope
            .exclusions
            .iter()
            .map(|(start, end)| {
                json!({ "ScopeId": id.to_string(), "StartRange": start.to_string(), "EndRange": end.to_string() })
            })
            .collect()),
        (Cmdlet::AddReservation, _) => {
            let Some(address) = bound.address("IPAddress") else { return Err(Refusal::win32(87)) };
            let text = |name: &str| bound.text(name).unwrap_or_default().to_owned();
            let before = scope.reservations.insert(address, (text("ClientId"), text("Name")));
            if before.is_some() { refuse(20022) } else { DONE }
        }
        (Cmdlet::RemoveReservation, _) => {
            scope.reservations.clear();
            DONE
        }
        (Cmdlet::SetOptionValue, _) if !bound.has("PolicyName") && !bound.has("ReservedIP") => {
            scope.options.extend(option);
            DONE
        }
        (Cmdlet::RemoveOptionValue, _) => {
            for option in bound.numbers("OptionId") {
                if scope.options.remove(&option).is_none() {
                    return refuse(20010);
                }
            }
            DONE
        }
        (Cmdlet::SetScope, _) => {
            scope.range = range.unwrap_or(scope.range);
            if let Some(state) = bound.text("State") {
                scope.active = state == "Active";
            }
            for (name, field) in [("Name", &mut scope.name), ("Description", &mut scope.description)] {
                if let Some(text) = bound.text(name) {
                    text.clone_into(field);
                }
            }
            scope.lease = bound.seconds("LeaseDuration").unwrap_or(scope.lease);
            DONE
        }
        _ => Err(Refusal::binding("NotInTheFake")),
    }
}
