//! What the fake's cmdlets for relationships do, each in steps of work on one server.

use std::net::Ipv4Addr;

use serde_json::{Value as Json, json};

use crate::TimeSpan;
use crate::class::{
    ClientType, Failover, FailoverMode, FailoverState, OptionValue, ScopeState, ServerRole,
    ServerType,
};
use crate::command::{Cmdlet, Scopes};
use crate::preflight::MOST_RELATIONSHIPS;
use crate::record::Recorded;
use crate::scalar::Address4;

use super::definition::missing_class;
use super::server::FakeServer;
use super::{Bound, FakePair, Refusal, object};

pub(super) type Done = Result<Vec<Json>, Refusal>;

/// Nothing comes back from a change.
pub(super) const DONE: Done = Ok(Vec::new());

pub(super) fn refuse<T>(code: u32) -> Result<T, Refusal> {
    Err(Refusal::dhcp(code))
}

impl FakePair {
    /// Does what a cmdlet does.
    pub(super) fn work(&mut self, at: usize, bound: &Bound) -> Done {
        match bound.cmdlet {
            Cmdlet::AddFailover => self.create(at, bound),
            Cmdlet::SetFailover => self.modify(at, bound),
            Cmdlet::RemoveFailover => self.remove(at, bound),
            Cmdlet::AddFailoverScope => self.add_scopes(at, bound),
            Cmdlet::RemoveFailoverScope => self.remove_scopes(at, bound),
            Cmdlet::Replicate => self.replicate(at, bound),
            Cmdlet::ExportServer => self.export(at, bound),
            Cmdlet::ImportServer => self.import(at, bound),
            _ => self.local(at, bound),
        }
    }

    pub(super) fn server(&mut self, at: usize) -> Result<&mut FakeServer, Refusal> {
        self.servers.get_mut(at).ok_or_else(|| Refusal::win32(1722))
    }

    pub(super) fn peek(&self, at: usize) -> Result<&FakeServer, Refusal> {
        self.servers.get(at).ok_or_else(|| Refusal::win32(1722))
    }

    /// The partner by the name that it was given, if it can be reached.
    fn partner(&self, at: usize, name: &str) -> Result<usize, Refusal> {
        match self.index(name) {
            None => refuse(20124),
            Some(partner) if partner == at => Err(Refusal::win32(87)),
            Some(_) if !self.meet() => refuse(20122),
            Some(partner) => Ok(partner),
        }
    }

    fn relationship(&self, at: usize, name: &str) -> Result<Failover, Refusal> {
        let known = self.peek(at)?.relationship(name).cloned();
        known.map_or_else(|| refuse(20115), Ok)
    }

    /// Scopes that are to come into a relationship.
    fn may_join(&self, at: usize, partner: usize, scopes: &[Ipv4Addr]) -> Result<(), Refusal> {
        if scopes.len() > Scopes::MOST {
            return refuse(20130);
        }
        let (here, there) = (self.peek(at)?, self.peek(partner)?);
        for scope in scopes {
            match here.scope(*scope) {
                None => return refuse(20005),
                Some(_) if here.holder(*scope).is_some() => return refuse(20113),
                Some(known) if known.kind == ClientType::Bootp => return refuse(20131),
                Some(_) if there.scope(*scope).is_some() => return refuse(20052),
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn create(&mut self, at: usize, bound: &Bound) -> Done {
        let side = new_side(&self.peek(at)?.server.name, bound);
        let partner = self.partner(at, &side.partner_server)?;
        let percent = side.load_balance_percent.or(side.reserve_percent).unwrap_or(0);
        if percent > 100 || side.max_client_lead_time.seconds() == 0 {
            return Err(Refusal::win32(87));
        }
        if side.name.encode_utf16().count() > 126 {
            return refuse(20125);
        }
        if bound.has("SharedSecret") && !bound.has("Force") {
            return Err(Refusal::binding("WouldAsk"));
        }
        for one in [at, partner] {
            let server = self.peek(one)?;
            match server.relationship(&side.name) {
                Some(_) => return refuse(20114),
                None if server.v4.failover.len() >= MOST_RELATIONSHIPS => return refuse(20128),
                None => {}
            }
        }
        let scopes = bound.addresses("ScopeId");
        self.may_join(at, partner, &scopes)?;
        let other = mirrored(&side, &self.peek(at)?.server.name);
        let secret = bound.text("SharedSecret").map(str::to_owned);
        for scope in &scopes {
            self.copy(at, partner, *scope, false)?;
        }
        for (server, side) in [(partner, other), (at, side)] {
            let secret = secret.clone();
            self.step(|all| all.server(server).map(|one| one.put_relationship(side, secret)))?;
        }
        self.activate(partner, &scopes)
    }

    /// Copies a scope to the partner; a new one is not served there yet. The partner must have the
    /// classes that it names.
    fn copy(&mut self, at: usize, to: usize, scope: Ipv4Addr, served: bool) -> Result<(), Refusal> {
        let Some(mut copy) = self.peek(at)?.scope(scope).cloned() else { return refuse(20005) };
        let partner = self.peek(to)?;
        let lacks = |one: &Recorded<OptionValue>| {
            let (vendor, user) = (one.vendor_class.as_deref(), one.user_class.as_deref());
            missing_class(partner, vendor, user)
        };
        if let Some(code) = copy.options.iter().find_map(lacks) {
            return refuse(code);
        }
        self.step(|all| {
            if !served {
                copy.state = ScopeState::Inactive;
            }
            all.server(to)?.put_scope(copy);
            Ok(())
        })
    }

    /// Serves scopes on the partner where the addressed server does.
    fn activate(&mut self, partner: usize, scopes: &[Ipv4Addr]) -> Done {
        for scope in scopes {
            self.step(|all| {
                let source = all.peek(1 - partner)?.scope(*scope).map(|one| one.state);
                if let (Some(copy), Some(state)) = (all.server(partner)?.scope_mut(*scope), source)
                {
                    copy.state = state;
                }
                Ok(())
            })?;
        }
        DONE
    }

    /// `Get-DhcpServerv4Failover`.
    pub(super) fn relationships(&self, at: usize, bound: &Bound) -> Done {
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
            _ => return Ok(server.v4.failover.iter().map(|one| object(&**one)).collect()),
        };
        let objects = names.iter().map(|name| server.relationship(name).map(object));
        objects.collect::<Option<Vec<Json>>>().map_or_else(|| refuse(20115), Ok)
    }

    fn modify(&mut self, at: usize, bound: &Bound) -> Done {
        let name = bound.text("Name").unwrap_or_default().to_owned();
        let mut side = self.relationship(at, &name)?;
        if bound.has("PartnerDown") {
            side.state = FailoverState::PartnerDown;
            self.step(|all| all.change_side(at, side, None))?;
            return DONE;
        }
        let asks = bound.has("SharedSecret") || bound.has("Mode");
        if asks && !bound.has("Force") {
            return Err(Refusal::binding("WouldAsk"));
        }
        let partner = self.partner(at, &side.partner_server)?;
        let standby = match bound.text("Mode") {
            Some(mode) => mode == "HotStandby",
            None => side.mode == FailoverMode::HotStandby,
        };
        // A percentage of the other mode is no parameter of this relationship.
        if (standby && bound.has("LoadBalancePercent")) || (!standby && bound.has("ReservePercent"))
        {
            return Err(Refusal::win32(87));
        }
        let before = self.relationship(partner, &name)?;
        set(&mut side, bound, standby);
        let mut other = mirrored(&side, &before.partner_server);
        (other.state, other.server_type) = (before.state, before.server_type);
        let secret =
            bound.has("SharedSecret").then(|| bound.text("SharedSecret").map(str::to_owned));
        for (server, side) in [(at, side), (partner, other)] {
            self.step(|all| all.change_side(server, side, secret.clone()))?;
        }
        DONE
    }

    /// Puts a side back, with another secret or none where that is asked.
    fn change_side(
        &mut self,
        at: usize,
        side: Failover,
        secret: Option<Option<String>>,
    ) -> Result<(), Refusal> {
        let server = self.server(at)?;
        let secret = secret.unwrap_or_else(|| server.secrets.get(&side.name).cloned());
        server.put_relationship(side, secret);
        Ok(())
    }

    fn remove(&mut self, at: usize, bound: &Bound) -> Done {
        if !bound.has("Force") {
            return Err(Refusal::binding("WouldAsk"));
        }
        for name in bound.texts("Name") {
            let side = self.relationship(at, &name)?;
            let partner = self.partner(at, &side.partner_server)?;
            for server in [at, partner] {
                self.step(|all| {
                    let server = all.server(server)?;
                    server.v4.failover.0.retain(|one| one.name != name);
                    server.secrets.remove(&name);
                    Ok(())
                })?;
            }
            self.delete(partner, side.scope_id.iter().map(|scope| scope.0))?;
        }
        DONE
    }

    pub(super) fn delete(
        &mut self,
        at: usize,
        scopes: impl IntoIterator<Item = Ipv4Addr>,
    ) -> Result<(), Refusal> {
        for scope in scopes {
            self.step(|all| {
                all.server(at)?.v4.scopes.0.retain(|one| one.scope_id.0 != scope);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// The partner, and whether both sides are Normal.
    fn both(&self, at: usize, name: &str) -> Result<(usize, bool), Refusal> {
        let side = self.relationship(at, name)?;
        let partner = self.partner(at, &side.partner_server)?;
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
            self.step(|all| {
                if let Some(one) = all.server(side)?.relationship_mut(&name) {
                    one.scope_id.extend(scopes.iter().map(|scope| Address4(*scope)));
                    one.scope_id.sort_unstable();
                }
                Ok(())
            })?;
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
        if scopes.iter().any(|scope| !side.scope_id.contains(&Address4(*scope))) {
            return refuse(20116);
        }
        for side in [at, partner] {
            self.step(|all| {
                if let Some(one) = all.server(side)?.relationship_mut(&name) {
                    one.scope_id.retain(|scope| !scopes.contains(&scope.0));
                }
                Ok(())
            })?;
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
                    all.extend(self.relationship(at, &name)?.scope_id.iter().map(|one| one.0));
                }
                all
            }
            _ => {
                let all = server.v4.failover.iter().flat_map(|one| &one.scope_id);
                all.map(|scope| scope.0).collect()
            }
        };
        let mut done = Vec::new();
        for scope in scopes {
            let Some(name) = self.peek(at)?.holder(scope) else { return refuse(20116) };
            let partner = self.relationship(at, name)?.partner_server;
            let partner = self.partner(at, &partner)?;
            self.copy(at, partner, scope, true)?;
            done.push(json!(scope.to_string()));
        }
        Ok(done)
    }
}

/// The addressed server's side of a new relationship.
fn new_side(server: &str, bound: &Bound) -> Failover {
    let standby = bound.set == "HotStandby";
    let role = match bound.text("ServerRole") {
        Some("Standby") => ServerRole::Standby,
        _ => ServerRole::Active,
    };
    let partner = bound.text("PartnerServer").unwrap_or_default().to_owned();
    let mut scope_id: Vec<_> = bound.addresses("ScopeId").into_iter().map(Address4).collect();
    scope_id.sort_unstable();
    let switch = bound.seconds("StateSwitchInterval").map(TimeSpan::from_seconds);
    Failover {
        name: bound.text("Name").unwrap_or_default().to_owned(),
        partner_server: partner.clone(),
        mode: if standby { FailoverMode::HotStandby } else { FailoverMode::LoadBalance },
        server_role: standby.then_some(role),
        load_balance_percent: (!standby).then(|| bound.number("LoadBalancePercent").unwrap_or(50)),
        reserve_percent: standby.then(|| bound.number("ReservePercent").unwrap_or(5)),
        scope_id,
        max_client_lead_time: TimeSpan::from_seconds(
            bound.seconds("MaxClientLeadTime").unwrap_or(3_600),
        ),
        auto_state_transition: switch.is_some(),
        state_switch_interval: switch,
        state: FailoverState::Startup,
        enable_auth: bound.has("SharedSecret"),
        primary_server_ip: None,
        secondary_server_ip: None,
        primary_server_name: Some(server.to_owned()),
        secondary_server_name: Some(partner),
        server_type: Some(ServerType::PrimaryServer),
    }
}

/// The same relationship as the partner sees it.
fn mirrored(side: &Failover, server: &str) -> Failover {
    let mut other = side.clone();
    server.clone_into(&mut other.partner_server);
    other.server_role = side.server_role.map(|role| match role {
        ServerRole::Active => ServerRole::Standby,
        ServerRole::Standby => ServerRole::Active,
    });
    other.load_balance_percent =
        side.load_balance_percent.map(|share| 100u32.saturating_sub(share));
    other.server_type = Some(ServerType::SecondaryServer);
    other
}

/// Sets what is given, in the mode that the relationship is to have.
fn set(side: &mut Failover, bound: &Bound, standby: bool) {
    let percent = side.load_balance_percent.or(side.reserve_percent);
    let percent = bound.number("LoadBalancePercent").or(bound.number("ReservePercent")).or(percent);
    side.mode = if standby { FailoverMode::HotStandby } else { FailoverMode::LoadBalance };
    side.server_role = standby.then(|| side.server_role.unwrap_or(ServerRole::Active));
    side.load_balance_percent = percent.filter(|_| !standby);
    side.reserve_percent = percent.filter(|_| standby);
    if let Some(seconds) = bound.seconds("MaxClientLeadTime") {
        side.max_client_lead_time = TimeSpan::from_seconds(seconds);
    }
    let switch = (bound.boolean("AutoStateTransition"), bound.seconds("StateSwitchInterval"));
    side.state_switch_interval = match switch {
        (Some(false), _) => None,
        (_, Some(seconds)) => Some(TimeSpan::from_seconds(seconds)),
        _ => side.state_switch_interval,
    };
    side.auto_state_transition = side.state_switch_interval.is_some();
    if bound.has("SharedSecret") {
        side.enable_auth = !bound.is_null("SharedSecret");
    }
}
